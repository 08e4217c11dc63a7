/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "selection-verbs.h"

/* The value itself, not what a cell shows of it. */
static const char *
get_value (const UsherSession *session, UsherColumn column)
{
  if (column == USHER_COLUMN_DATABASE)
    return session->database;
  if (column == USHER_COLUMN_USER)
    return session->user;
  if (column == USHER_COLUMN_APPLICATION)
    return session->application;
  if (column == USHER_COLUMN_CLIENT)
    return session->client;
  if (column == USHER_COLUMN_QUERY)
    return session->query;
  return NULL;
}

/**
 * usher_selection_add_same:
 * @selection: what is selected
 * @arrangement: what is shown
 * @column: database, user, application or client
 *
 * Selects beside the selected sessions all others on show that have the same value there.
 * Ended ones and Usher's own are passed over, for nothing can be done to them.
 */
void
usher_selection_add_same (UsherSessionSelection *selection,
                          UsherArrangement *arrangement,
                          UsherColumn column)
{
  g_autoptr (GPtrArray) models = usher_session_selection_get_sessions (selection);
  g_autoptr (GHashTable) wanted = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GtkBitset) places = gtk_bitset_new_empty ();

  for (guint i = 0; i < models->len; i++)
    g_hash_table_add (wanted, (char *)get_value (g_ptr_array_index (models, i), column));
  for (guint i = 0; i < arrangement->n_rows; i++)
    {
      const UsherArrangedRow *row = &arrangement->rows[i];

      if (!row->ended && !row->session->is_usher
          && g_hash_table_contains (wanted, get_value (row->session, column)))
        gtk_bitset_add (places, i);
    }
  gtk_selection_model_set_selection (GTK_SELECTION_MODEL (selection), places, places);
}

/**
 * usher_selection_copy_text:
 * @selection: what is selected
 * @column: the pid, or a column of text
 *
 * Returns: (transfer full): the values of the selected sessions as they are, a line each
 */
char *
usher_selection_copy_text (UsherSessionSelection *selection, UsherColumn column)
{
  g_autoptr (GPtrArray) sessions = usher_session_selection_get_sessions (selection);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < sessions->len; i++)
    {
      const UsherSession *session = g_ptr_array_index (sessions, i);

      if (i > 0)
        g_string_append_c (text, '\n');
      if (column == USHER_COLUMN_PID)
        g_string_append_printf (text, "%d", session->id.pid);
      else
        g_string_append (text, get_value (session, column));
    }
  return g_string_free (text, FALSE);
}
