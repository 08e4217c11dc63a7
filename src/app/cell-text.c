/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cell-text.h"

#include <glib/gi18n-lib.h>

#include "text.h"

/* More than any cell is wide; a query may be a hundred thousand characters long. */
#define CELL_CHARS 300
#define TIP_CHARS  3000

typedef char *(*TextFunc) (const UsherSession *session, gint64 now);

static char *
show_name (const char *name)
{
  return usher_text_show_line (name, CELL_CHARS);
}

/**
 * usher_time_format:
 * @time: microseconds since the epoch, or %USHER_NO_TIME
 *
 * Returns: (transfer full) (nullable): date, time and zone, in this computer's zone; %NULL
 *   when there is no time
 */
char *
usher_time_format (gint64 time)
{
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) local = NULL;

  if (time == USHER_NO_TIME)
    return NULL;
  utc = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);
  local = utc != NULL ? g_date_time_to_local (utc) : NULL;
  return local != NULL ? g_date_time_format (local, "%F %T %:z") : NULL;
}

/* The cells */

static char *
pid_text (const UsherSession *session, gint64 now)
{
  return g_strdup_printf ("%d", session->id.pid);
}

static char *
database_text (const UsherSession *session, gint64 now)
{
  return show_name (session->database);
}

/**
 * usher_state_word:
 * @session: a session
 * @ended: whether it is gone and only kept in its place
 *
 * Returns: (transfer none): how it stands with it, in a word or two
 */
const char *
usher_state_word (const UsherSession *session, gboolean ended)
{
  if (ended)
    /* Translators: in place of the state of a session that is gone */
    return _ ("Ended");
  /* Translators: in place of the state, on sessions of the program itself */
  return session->is_usher ? _ ("Usher") : usher_session_state_label (session->state);
}

static char *
state_text (const UsherSession *session, gint64 now)
{
  return g_strdup (usher_state_word (session, FALSE));
}

static char *
duration_text (gint64 start, gint64 now)
{
  return usher_duration_format (start == USHER_NO_TIME ? USHER_NO_TIME : now - start);
}

static char *
for_text (const UsherSession *session, gint64 now)
{
  return duration_text (usher_session_since (session), now);
}

static char *
transaction_text (const UsherSession *session, gint64 now)
{
  return duration_text (session->xact_start, now);
}

static char *
user_text (const UsherSession *session, gint64 now)
{
  return show_name (session->user);
}

/* A process of the server has no application; what it is stands in. */
static char *
application_text (const UsherSession *session, gint64 now)
{
  if (session->application[0] == '\0' && session->kind != USHER_SESSION_CLIENT)
    return show_name (session->backend_type);
  return show_name (session->application);
}

static char *
client_text (const UsherSession *session, gint64 now)
{
  return show_name (session->client);
}

static char *
describe_wait (const UsherSession *session)
{
  g_autofree char *type = NULL;
  g_autofree char *event = NULL;

  type = show_name (session->wait_type);
  if (session->wait_event == NULL)
    return g_steal_pointer (&type);
  event = show_name (session->wait_event);
  /* Translators: the type of a wait and what is waited for: "Lock: relation" */
  return g_strdup_printf (_ ("%s: %s"), type, event);
}

/* To be idle is to wait for the client: that is no news. */
static gboolean
is_news (const UsherSession *session)
{
  return session->wait_type != NULL
         && (session->state == USHER_STATE_ACTIVE || session->state == USHER_STATE_BLOCKED
             || !g_str_equal (session->wait_type, "Client"));
}

static char *
wait_text (const UsherSession *session, gint64 now)
{
  return is_news (session) ? describe_wait (session) : g_strdup ("");
}

static char *
blocked_by_text (const UsherSession *session, gint64 now)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < session->n_blockers; i++)
    {
      if (i > 0)
        g_string_append (text, ", ");
      if (session->blockers[i] != 0)
        g_string_append_printf (text, "%d", session->blockers[i]);
      else
        /* Translators: who holds a lock, where there is no session to name */
        g_string_append (text, _ ("prepared transaction"));
    }
  return g_string_free (text, FALSE);
}

static char *
query_text (const UsherSession *session, gint64 now)
{
  return usher_text_show_line (session->query, CELL_CHARS);
}

/* The tips: the whole value, and what the cell has no room for. Every one may be NULL. */

static char *
whole_text (const char *text)
{
  return text[0] != '\0' ? usher_text_show_line (text, TIP_CHARS) : NULL;
}

static char *
pid_tip (const UsherSession *session, gint64 now)
{
  g_autofree char *start = usher_time_format (session->id.backend_start);

  if (session->is_usher)
    return g_strdup (_ ("One of Usher’s own sessions. It is never cancelled or terminated."));
  if (start == NULL)
    return NULL;
  /* Translators: a date, a time and a zone */
  return g_strdup_printf (_ ("Connected since %s"), start);
}

static char *
database_tip (const UsherSession *session, gint64 now)
{
  return whole_text (session->database);
}

static char *
state_tip (const UsherSession *session, gint64 now)
{
  g_autofree char *raw = whole_text (session->state_text);
  g_autofree char *type = whole_text (session->backend_type);

  if (session->is_usher)
    return pid_tip (session, now);
  if (raw == NULL || type == NULL)
    return raw != NULL ? g_steal_pointer (&raw) : g_steal_pointer (&type);
  /* Translators: the server's own words for a state and a kind of session, both untranslated:
   * "idle in transaction (client backend)" */
  return g_strdup_printf (_ ("%s (%s)"), raw, type);
}

static char *
for_tip (const UsherSession *session, gint64 now)
{
  g_autofree char *since = usher_time_format (usher_session_since (session));

  /* Translators: a date, a time and a zone */
  return since != NULL ? g_strdup_printf (_ ("In this state since %s"), since) : NULL;
}

static char *
transaction_tip (const UsherSession *session, gint64 now)
{
  g_autofree char *since = usher_time_format (session->xact_start);

  if (since == NULL)
    return NULL;
  if (session->has_xid)
    /* Translators: a date, a time and a zone */
    return g_strdup_printf (_ ("Transaction open since %s. It has written something."), since);
  /* Translators: a date, a time and a zone */
  return g_strdup_printf (_ ("Transaction open since %s. It has written nothing."), since);
}

static char *
user_tip (const UsherSession *session, gint64 now)
{
  g_autofree char *name = whole_text (session->user);

  if (name == NULL || !session->role_is_superuser)
    return g_steal_pointer (&name);
  /* Translators: the name of a role */
  return g_strdup_printf (_ ("%s, a superuser"), name);
}

static char *
application_tip (const UsherSession *session, gint64 now)
{
  return whole_text (session->application[0] != '\0' ? session->application
                                                     : session->backend_type);
}

static char *
client_tip (const UsherSession *session, gint64 now)
{
  g_autofree char *client = whole_text (session->client);

  if (client == NULL || session->client_port == 0)
    return g_steal_pointer (&client);
  if (session->client_port < 0)
    return g_strdup (_ ("Connected through a Unix socket on the server’s own machine"));
  /* Translators: a client's address and port */
  return g_strdup_printf (_ ("%s, port %d"), client, session->client_port);
}

static char *
wait_tip (const UsherSession *session, gint64 now)
{
  return session->wait_type != NULL ? describe_wait (session) : NULL;
}

static char *
blocked_by_tip (const UsherSession *session, gint64 now)
{
  if (session->n_blockers > 0)
    return blocked_by_text (session, now);
  if (session->state == USHER_STATE_BLOCKED)
    return g_strdup (_ ("It waits for a lock; who holds it was not asked or changed meanwhile."));
  return NULL;
}

static char *
query_tip (const UsherSession *session, gint64 now)
{
  g_autofree char *shown = NULL;
  g_autofree char *query = NULL;

  if (session->query[0] == '\0')
    return NULL;
  shown = usher_text_show (session->query);
  query = g_utf8_strlen (shown, -1) > TIP_CHARS ? g_utf8_substring (shown, 0, TIP_CHARS)
                                                : g_steal_pointer (&shown);
  if (shown == NULL && !session->query_cut)
    return g_steal_pointer (&query);
  /* Translators: a query, and a note below it */
  return g_strdup_printf (_ ("%s…\n\nOnly the beginning of the query is shown."), query);
}

static const struct
{
  TextFunc text;
  TextFunc tip;
  gboolean may_be_hidden; /* from a role that does not read pg_stat_activity */
} columns[USHER_N_COLUMNS] = {
  [USHER_COLUMN_PID] = { pid_text, pid_tip, FALSE },
  [USHER_COLUMN_DATABASE] = { database_text, database_tip, FALSE },
  [USHER_COLUMN_STATE] = { state_text, state_tip, FALSE },
  [USHER_COLUMN_FOR] = { for_text, for_tip, TRUE },
  [USHER_COLUMN_TRANSACTION] = { transaction_text, transaction_tip, TRUE },
  [USHER_COLUMN_USER] = { user_text, user_tip, FALSE },
  [USHER_COLUMN_APPLICATION] = { application_text, application_tip, FALSE },
  [USHER_COLUMN_CLIENT] = { client_text, client_tip, TRUE },
  [USHER_COLUMN_WAIT] = { wait_text, wait_tip, TRUE },
  [USHER_COLUMN_BLOCKED_BY] = { blocked_by_text, blocked_by_tip, TRUE },
  [USHER_COLUMN_QUERY] = { query_text, query_tip, TRUE },
};

/**
 * usher_cell_is_hidden:
 * @session: a session
 * @column: a column
 *
 * Returns: whether the server keeps this from our role. An empty cell would claim that there
 *   is nothing, no open transaction for example.
 */
gboolean
usher_cell_is_hidden (const UsherSession *session, UsherColumn column)
{
  return session->state == USHER_STATE_HIDDEN && columns[column].may_be_hidden;
}

/**
 * usher_cell_text:
 * @session: a session
 * @column: which of its cells
 * @now: the server's clock, microseconds
 *
 * Returns: (transfer full): one line of plain text, "" when there is nothing to say
 */
char *
usher_cell_text (const UsherSession *session, UsherColumn column, gint64 now)
{
  if (!usher_cell_is_hidden (session, column))
    return columns[column].text (session, now);
  /* The one thing that everybody sees of a transaction is that it has an id. */
  if (column == USHER_COLUMN_TRANSACTION && session->has_xid)
    /* Translators: there is a transaction; since when is hidden */
    return g_strdup (C_ ("transaction", "open"));
  /* Translators: in place of a value that our role is not permitted to see */
  return g_strdup (_ ("hidden"));
}

/**
 * usher_cell_tip:
 * @session: a session
 * @column: which of its cells
 * @now: the server's clock, microseconds
 *
 * Returns: (transfer full) (nullable): plain text with the whole value, absolute times, or
 *   the grant that would show it; %NULL when there is nothing to add
 */
char *
usher_cell_tip (const UsherSession *session, UsherColumn column, gint64 now)
{
  if (session->state == USHER_STATE_HIDDEN
      && (columns[column].may_be_hidden || column == USHER_COLUMN_STATE))
    return g_strdup (_ ("The server hides this from your role. Members of pg_read_all_stats "
                        "may see it."));
  return columns[column].tip (session, now);
}

/**
 * usher_row_name:
 * @session: a session
 * @ended: whether it is gone and only kept in its place
 *
 * Returns: (transfer full): what to call its row where the row is spoken of as a whole: what
 *   tells it from others, and nothing that changes from one second to the next
 */
char *
usher_row_name (const UsherSession *session, gboolean ended)
{
  g_autofree char *user = show_name (session->user);
  g_autofree char *database = show_name (session->database);
  g_autofree char *application = application_text (session, 0);

  if (user[0] != '\0' && database[0] != '\0')
    /* Translators: a session: its PID, a role, a database, its state:
     * "20041: games_app in games, Idle" */
    return g_strdup_printf (_ ("%d: %s in %s, %s"), session->id.pid, user, database,
                            usher_state_word (session, ended));
  /* Translators: a session: its PID, what it is, its state: "20041: checkpointer, Active" */
  return g_strdup_printf (_ ("%d: %s, %s"), session->id.pid, application,
                          usher_state_word (session, ended));
}
