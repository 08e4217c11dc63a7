/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "import.h"

G_BEGIN_DECLS

/* More than anybody looks through. */
#define USHER_IMPORT_MOST 1000
/* Of one setting, in bytes. */
#define USHER_IMPORT_LONGEST_VALUE 4096

/* One connection that is being read: its draft, and what is left out of it. */
typedef struct
{
  UsherProfileDraft *draft; /* (owned): has an address */
  GPtrArray *switches;      /* (owned) (element-type UsherImportSwitch): of what it may do */
  GString *dangerous;       /* (owned): the names of what was left out because of what it does */
  GString *unknown;         /* (owned): and because nobody knows it here */
  gboolean had_password;
} UsherImporting;

UsherImporting *usher_importing_new (void);
void usher_importing_set (UsherImporting *self, const char *keyword, const char *value);
void usher_importing_set_node (UsherImporting *self, const char *keyword, JsonNode *node);
void usher_importing_offer_command (UsherImporting *self, const char *name, char **command);
void usher_importing_leave_out (UsherImporting *self, const char *name);
void usher_importing_not_known (UsherImporting *self, const char *name);
void usher_importing_finish (UsherImporting *self, GPtrArray *entries);

char *usher_import_node_to_text (JsonNode *node);
char *usher_import_member_to_text (JsonObject *object, const char *member);

void usher_import_pgadmin (JsonObject *servers, GPtrArray *entries);
void usher_import_dbeaver (JsonObject *connections, GPtrArray *entries);
void usher_import_own (JsonArray *connections, GPtrArray *entries);
void usher_import_services (const char *text, GPtrArray *entries);

G_END_DECLS
