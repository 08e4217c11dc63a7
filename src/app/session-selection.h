/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "session-list.h"

G_BEGIN_DECLS

/**
 * UsherSessionSelection:
 *
 * A #GtkSelectionModel over a #UsherSessionList that selects sessions, not places: when
 * the list is put in another order the selection goes where its sessions go. What the
 * list no longer shows is no longer selected, so nothing out of sight can be acted upon.
 * Main thread only.
 */
#define USHER_TYPE_SESSION_SELECTION (usher_session_selection_get_type ())
G_DECLARE_FINAL_TYPE (UsherSessionSelection,
                      usher_session_selection,
                      USHER,
                      SESSION_SELECTION,
                      GObject)

UsherSessionSelection *usher_session_selection_new (UsherSessionList *list);

void usher_session_selection_follow (UsherSessionSelection *self);

guint usher_session_selection_get_n (UsherSessionSelection *self);
gboolean usher_session_selection_contains (UsherSessionSelection *self, const UsherIdentity *id);
void usher_session_selection_select_only (UsherSessionSelection *self, const UsherIdentity *id);
void usher_session_selection_clear (UsherSessionSelection *self);

GPtrArray *usher_session_selection_get_sessions (UsherSessionSelection *self);
guint usher_session_selection_count_ended (UsherSessionSelection *self);

G_END_DECLS
