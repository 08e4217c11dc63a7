/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "operation.h"

#include "own-backends.h"
#include "sql.h"
#include "text.h"

/* Names come from strangers: no line ends, so that a comment ends where it should. */
#define NAME_CHARS 40

/* How a statement is prepared and executed. */
typedef struct
{
  const char *statement; /* the file's name */
  const char *name;      /* what PREPARE calls it */
  const char *types;     /* of its parameters */
  gboolean is_weak;      /* for those whose start is hidden */
  gboolean asks_query;   /* one of the parameters is the start of the query */
  gboolean takes_lists;  /* of pids and starts */
} Form;

static const Form forms[2][2] = {
  [USHER_OPERATION_CANCEL_QUERY] = {
    { "cancel", "usher_cancel", "int4, int8, int8, int4[], text", FALSE, TRUE, FALSE },
    { "cancel-weak", "usher_cancel_weak", "int4, oid, oid, text, int4[]", TRUE, FALSE, FALSE },
  },
  [USHER_OPERATION_TERMINATE] = {
    { "terminate", "usher_terminate", "int4[], int8[], int4[], text", FALSE, FALSE, TRUE },
    { "terminate-weak", "usher_terminate_weak", "int4, oid, oid, text, int4[]", TRUE, FALSE, FALSE },
  },
};

static void
append_name (GString *sql, const char *name)
{
  g_autofree char *safe = usher_text_show_line (name, NAME_CHARS);

  g_string_append_printf (sql, " · %s", safe);
}

static void
append_comment (GString *sql, const UsherSession *session)
{
  g_string_append_printf (sql, "-- %d", session->id.pid);
  append_name (sql, session->user);
  append_name (sql, session->application);
  append_name (sql, session->database);
  g_string_append_c (sql, '\n');
}

/* E'' means the same whatever standard_conforming_strings says. */
static void
append_text (GString *sql, const char *text)
{
  g_string_append (sql, "E'");
  for (const char *c = text; *c != '\0'; c++)
    {
      if (*c == '\'' || *c == '\\')
        g_string_append_c (sql, *c);
      g_string_append_c (sql, *c);
    }
  g_string_append_c (sql, '\'');
}

/* Returns: (transfer full): the pids of Usher's own sessions as an array, "'{1,2}'" */
static char *
format_own_pids (UsherSnapshot *seen)
{
  GString *text = g_string_new ("'{");

  for (guint i = 0; i < seen->sessions->len; i++)
    {
      const UsherSession *session = g_ptr_array_index (seen->sessions, i);

      if (session->is_usher)
        g_string_append_printf (text, "%s%d", text->len > 2 ? "," : "", session->id.pid);
    }
  g_string_append (text, "}'");
  return g_string_free (text, FALSE);
}

static void
append_execute (GString *sql, const Form *form, const UsherSession *session, const char *own_pids)
{
  const UsherIdentity *id = &session->id;

  g_string_append_printf (sql, form->takes_lists ? "EXECUTE %s ('{%d}', " : "EXECUTE %s (%d, ",
                          form->name, id->pid);
  if (form->is_weak)
    {
      g_string_append_printf (sql, "%u, %u, ", id->database_oid, id->role_oid);
      append_text (sql, session->application);
    }
  else
    g_string_append_printf (sql,
                            form->takes_lists ? "'{%" G_GINT64_FORMAT "}'" : "%" G_GINT64_FORMAT,
                            id->backend_start);
  if (form->asks_query && session->query_start == USHER_NO_TIME)
    g_string_append (sql, ", NULL"); /* never equal: refused */
  else if (form->asks_query)
    g_string_append_printf (sql, ", %" G_GINT64_FORMAT, session->query_start);
  g_string_append_printf (sql, ", %s", own_pids);
  if (!form->is_weak)
    {
      g_string_append (sql, ", ");
      append_text (sql, usher_own_backends_get_mark ());
    }
  g_string_append (sql, ");\n");
}

static void
append_prepare (GString *sql, const Form *form)
{
  g_autofree char *text = g_strchomp (g_strdup (usher_sql_find (form->statement, 0)));

  g_string_append_printf (sql, "PREPARE %s (%s) AS\n%s;\n\n", form->name, form->types, text);
}

static void
append_section (GString *sql, const Form *form, UsherTargets *targets, const char *own_pids)
{
  gboolean prepared = FALSE;

  for (guint i = 0; i < usher_targets_get_n (targets); i++)
    {
      const UsherSession *session = usher_targets_get_session (targets, i);

      if (usher_identity_is_weak (&session->id) != form->is_weak)
        continue;
      if (!prepared)
        append_prepare (sql, form);
      prepared = TRUE;
      append_comment (sql, session);
      append_execute (sql, form, session, own_pids);
    }
  if (prepared)
    g_string_append_c (sql, '\n');
}

/**
 * usher_operation_to_sql:
 * @kind: what to do
 * @targets: whom to do it to
 *
 * Writes what Usher would send, so that it can be read, or be run by psql: the statement,
 * prepared once, and its execution for each session. Usher itself names up to ten sessions with
 * one execution, where no refusal is expected.
 *
 * Returns: (transfer full): the script
 */
char *
usher_operation_to_sql (UsherOperationKind kind, UsherTargets *targets)
{
  g_autofree char *own_pids = format_own_pids (usher_targets_get_seen (targets));
  GString *sql = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (forms[kind]); i++)
    append_section (sql, &forms[kind][i], targets, own_pids);
  return g_strchomp (g_string_free (sql, FALSE));
}
