/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "address-private.h"
#include "import-private.h"
#include "text.h"

#define LONGEST_NAME 200
#define LONGEST_LIST 400

/* What makes libpq read or write a file, or do something else, of the importer's choice. */
static const char *const dangerous[] = { "passfile", "sslkeylogfile", "sslkey",     "options",
                                         "service",  "servicefile",   "replication" };

static void
free_switch (gpointer data)
{
  UsherImportSwitch *self = data;

  g_free (self->name);
  g_free (self->value);
  g_free (self->keyword);
  g_strfreev (self->command);
  g_free (self);
}

void
usher_import_entry_free (UsherImportEntry *self)
{
  g_object_unref (self->profile);
  g_ptr_array_unref (self->switches);
  g_ptr_array_unref (self->notes);
  g_free (self);
}

static void
take_switch (UsherProfileDraft *draft, const UsherImportSwitch *taken)
{
  UsherAddress *longer;

  if (taken->command != NULL)
    {
      g_strfreev (draft->password_command);
      draft->password_command = g_strdupv (taken->command);
      draft->password_source = USHER_PASSWORD_COMMAND;
      return;
    }
  longer = usher_address_with (draft->address, taken->keyword, taken->value);
  usher_address_unref (draft->address);
  draft->address = longer;
}

/**
 * usher_import_entry_make_profile:
 *
 * Returns: (transfer full): the connection with what is switched on
 */
UsherProfile *
usher_import_entry_make_profile (UsherImportEntry *self)
{
  g_autoptr (UsherProfileDraft) draft = usher_profile_to_draft (self->profile);

  for (guint i = 0; i < self->switches->len; i++)
    {
      const UsherImportSwitch *offered = g_ptr_array_index (self->switches, i);

      if (offered->on)
        take_switch (draft, offered);
    }
  return usher_profile_new (draft);
}

UsherImporting *
usher_importing_new (void)
{
  UsherImporting *self = g_new0 (UsherImporting, 1);

  self->draft = usher_profile_draft_new ();
  self->draft->address = usher_address_new ();
  self->draft->password_source = USHER_PASSWORD_KEYRING;
  self->switches = g_ptr_array_new_with_free_func (free_switch);
  self->dangerous = g_string_new (NULL);
  self->unknown = g_string_new (NULL);
  return self;
}

static void
add_name (GString *list, const char *name)
{
  g_autofree char *shown = usher_text_show_line (name, 60);

  if (list->len > LONGEST_LIST)
    return;
  if (list->len > 0)
    g_string_append (list, ", ");
  g_string_append (list, list->len > LONGEST_LIST ? "…" : shown);
}

static UsherImportSwitch *
offer (UsherImporting *self, const char *name)
{
  UsherImportSwitch *offered = g_new0 (UsherImportSwitch, 1);

  offered->name = g_strdup (name);
  g_ptr_array_add (self->switches, offered);
  return offered;
}

static void
offer_keyword (UsherImporting *self, const char *keyword, const char *value)
{
  UsherImportSwitch *offered = offer (self, keyword);

  offered->keyword = g_strdup (keyword);
  offered->value = g_strdup (value);
}

/*
 * usher_importing_offer_command:
 * @name: what the file calls it
 * @command: (transfer full) (nullable): a program that prints the password, and its arguments;
 *   %NULL when the file has something else there
 */
void
usher_importing_offer_command (UsherImporting *self, const char *name, char **command)
{
  UsherImportSwitch *offered;

  if (command == NULL || command[0] == NULL)
    {
      usher_importing_leave_out (self, name);
      g_strfreev (command);
      return;
    }
  offered = offer (self, name);
  offered->command = command;
  offered->value = g_strjoinv (" ", command);
}

void
usher_importing_leave_out (UsherImporting *self, const char *name)
{
  add_name (self->dangerous, name);
}

void
usher_importing_not_known (UsherImporting *self, const char *name)
{
  add_name (self->unknown, name);
}

static gboolean
is_dangerous (const char *keyword)
{
  for (guint i = 0; i < G_N_ELEMENTS (dangerous); i++)
    if (g_str_equal (dangerous[i], keyword))
      return TRUE;
  return FALSE;
}

/* A connection for replication is nothing that Usher could use. */
static gboolean
can_be_taken (const char *keyword, const char *value)
{
  return usher_address_is_keyword (keyword) && strlen (value) <= USHER_IMPORT_LONGEST_VALUE
         && !g_str_equal (keyword, "replication");
}

/*
 * usher_importing_set:
 * @keyword: perhaps one of libpq's
 * @value: (nullable): any bytes; blank is as good as none
 */
void
usher_importing_set (UsherImporting *self, const char *keyword, const char *value)
{
  UsherAddress *longer;

  if (value == NULL || *value == '\0')
    return;
  if (usher_address_is_secret_keyword (keyword))
    self->had_password = TRUE;
  else if (is_dangerous (keyword) && !can_be_taken (keyword, value))
    usher_importing_leave_out (self, keyword);
  else if (!can_be_taken (keyword, value))
    usher_importing_not_known (self, keyword);
  else if (is_dangerous (keyword))
    offer_keyword (self, keyword, value);
  else
    {
      longer = usher_address_with (self->draft->address, keyword, value);
      usher_address_unref (self->draft->address);
      self->draft->address = longer;
    }
}

void
usher_importing_set_node (UsherImporting *self, const char *keyword, JsonNode *node)
{
  g_autofree char *text = usher_import_node_to_text (node);

  if (text != NULL)
    usher_importing_set (self, keyword, text);
  else if (!JSON_NODE_HOLDS_NULL (node))
    usher_importing_not_known (self, keyword);
}

static void
shorten (char **text)
{
  g_autofree char *valid = g_utf8_make_valid (*text != NULL ? *text : "", -1);
  g_autofree char *given = g_steal_pointer (text);

  if (given != NULL)
    *text = g_utf8_substring (valid, 0, MIN (g_utf8_strlen (valid, -1), LONGEST_NAME));
}

static void
note_list (GPtrArray *notes, const char *format, const GString *list)
{
  GString *note;

  if (list->len == 0)
    return;
  note = g_string_new (format);
  g_string_replace (note, "%s", list->str, 1);
  g_ptr_array_add (notes, g_string_free (note, FALSE));
}

/*
 * usher_importing_finish:
 * @self: (transfer full): a connection
 * @entries: (element-type UsherImportEntry): gets it, unless there are too many already
 */
void
usher_importing_finish (UsherImporting *self, GPtrArray *entries)
{
  UsherImportEntry *entry = g_new0 (UsherImportEntry, 1);

  g_clear_pointer (&self->draft->id, g_free);
  shorten (&self->draft->name);
  shorten (&self->draft->group);
  shorten (&self->draft->role);
  entry->profile = usher_profile_new (self->draft);
  entry->switches = g_steal_pointer (&self->switches);
  entry->notes = g_ptr_array_new_with_free_func (g_free);
  /* Translators: %s is a list of names of settings */
  note_list (entry->notes, _ ("Left out, because it runs or reads something: %s"), self->dangerous);
  /* Translators: %s is a list of names of settings */
  note_list (entry->notes, _ ("Left out, because Usher does not know it: %s"), self->unknown);
  if (self->had_password)
    g_ptr_array_add (entry->notes, g_strdup (_ ("The password does not come along.")));
  /* One more tells that there are too many. */
  if (entries->len <= USHER_IMPORT_MOST)
    g_ptr_array_add (entries, entry);
  else
    usher_import_entry_free (entry);

  usher_profile_draft_free (self->draft);
  g_string_free (self->dangerous, TRUE);
  g_string_free (self->unknown, TRUE);
  g_free (self);
}

/*
 * usher_import_node_to_text:
 *
 * Returns: (transfer full) (nullable): a text, a number or a truth as libpq would take it
 */
char *
usher_import_node_to_text (JsonNode *node)
{
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return g_strdup (json_node_get_string (node));
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return g_strdup (json_node_get_boolean (node) ? "1" : "0");
  return NULL;
}

char *
usher_import_member_to_text (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL ? usher_import_node_to_text (node) : NULL;
}
