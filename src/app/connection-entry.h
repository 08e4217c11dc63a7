/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "profile.h"
#include "server.h"
#include "tree-node.h"

G_BEGIN_DECLS

typedef enum
{
  USHER_ENTRY_SAVED,    /* stays when it is left */
  USHER_ENTRY_ADDRESS,  /* from the command line, or typed in passing */
  USHER_ENTRY_PRACTICE, /* a practice server of this entry's own */
} UsherEntryKind;

/**
 * UsherConnectionEntry:
 *
 * One connection of the list, saved or not, connected or not: what is known of it, its server
 * while it is wanted, and its row of the tree. Main thread only.
 *
 * Signals:
 *  - "changed": how it stands with it, or what is known of it
 *  - "refreshed": its server has a new picture
 *  - "left": it has no server any more, and wants none
 */
#define USHER_TYPE_CONNECTION_ENTRY (usher_connection_entry_get_type ())
G_DECLARE_FINAL_TYPE (UsherConnectionEntry,
                      usher_connection_entry,
                      USHER,
                      CONNECTION_ENTRY,
                      GObject)

UsherConnectionEntry *usher_connection_entry_new_saved (UsherProfile *profile);
UsherConnectionEntry *usher_connection_entry_new_for_address (UsherAddress *address);
UsherConnectionEntry *usher_connection_entry_new_practice (void);

void usher_connection_entry_open (UsherConnectionEntry *self);
void usher_connection_entry_leave (UsherConnectionEntry *self);
void usher_connection_entry_watch (UsherConnectionEntry *self, guint interval, gboolean visible);
void usher_connection_entry_set_profile (UsherConnectionEntry *self, UsherProfile *profile);

UsherEntryKind usher_connection_entry_get_kind (UsherConnectionEntry *self);
UsherProfile *usher_connection_entry_get_profile (UsherConnectionEntry *self);
UsherAddress *usher_connection_entry_get_address (UsherConnectionEntry *self);
const char *usher_connection_entry_get_name (UsherConnectionEntry *self);
UsherEnvironment usher_connection_entry_get_environment (UsherConnectionEntry *self);
UsherServer *usher_connection_entry_get_server (UsherConnectionEntry *self);
UsherServerState usher_connection_entry_get_state (UsherConnectionEntry *self);
const GError *usher_connection_entry_get_error (UsherConnectionEntry *self);
UsherTreeNode *usher_connection_entry_get_branch (UsherConnectionEntry *self);

G_END_DECLS
