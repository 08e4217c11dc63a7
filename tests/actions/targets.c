/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "targets.h"

#include "made.h"

#define GAMES 16400
#define SHOP  16401

static UsherSession *
in_database (gint32 pid, guint32 database_oid, const char *application)
{
  UsherSession *session = made_session (pid);

  session->id.database_oid = database_oid;
  session->application = g_strdup (application);
  return session;
}

static UsherSession *
sealed (UsherSession *session)
{
  usher_session_seal (session);
  return session;
}

static UsherSession *
client (gint32 pid, guint32 database_oid, const char *application)
{
  return sealed (in_database (pid, database_oid, application));
}

static UsherSession *
usher (gint32 pid)
{
  UsherSession *session = in_database (pid, GAMES, "Usher");

  session->is_usher = TRUE;
  session->may = USHER_MAY_NOT_USHER;
  return sealed (session);
}

static UsherSession *
of_kind (gint32 pid, UsherSessionKind kind, UsherMay may)
{
  UsherSession *session = in_database (pid, kind == USHER_SESSION_SYSTEM ? 0 : GAMES, "");

  session->kind = kind;
  session->may = may;
  return sealed (session);
}

static UsherSnapshot *
picture (UsherSession *first, ...)
{
  GPtrArray *sessions = made_sessions ();
  va_list args;

  va_start (args, first);
  for (UsherSession *session = first; session != NULL; session = va_arg (args, UsherSession *))
    g_ptr_array_add (sessions, session);
  va_end (args);
  return made_snapshot (sessions);
}

static UsherScope *
scope_of (UsherPlace place, guint32 database_oid, const char *application)
{
  UsherScope *scope = usher_scope_new ();

  usher_scope_add (scope, place, database_oid, application);
  return scope;
}

/* "3 1": pids in the order of the list. */
static char *
pids_of (UsherTargets *targets)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < usher_targets_get_n (targets); i++)
    g_string_append_printf (text, "%s%d", i > 0 ? " " : "",
                            usher_targets_get_session (targets, i)->id.pid);
  return g_string_free (text, FALSE);
}

static void
assert_pids (UsherTargets *targets, const char *wanted)
{
  g_autofree char *pids = pids_of (targets);

  g_assert_cmpstr (pids, ==, wanted);
}

static void
test_chosen (void)
{
  g_autoptr (UsherSnapshot) seen = picture (client (1, GAMES, "a"), client (2, GAMES, "a"),
                                            usher (3), client (4, GAMES, "a"), NULL);
  g_autoptr (GPtrArray) chosen = g_ptr_array_new ();
  g_autoptr (UsherTargets) targets = NULL;

  /* In the order in which they were chosen, Usher's own left out, nobody twice. */
  g_ptr_array_add (chosen, g_ptr_array_index (seen->sessions, 3));
  g_ptr_array_add (chosen, g_ptr_array_index (seen->sessions, 2));
  g_ptr_array_add (chosen, g_ptr_array_index (seen->sessions, 0));
  g_ptr_array_add (chosen, g_ptr_array_index (seen->sessions, 3));
  targets = usher_targets_new (seen, chosen);

  assert_pids (targets, "4 1");
  g_assert_cmpint (usher_targets_get_seen_at (targets), ==, seen->server_time);
  g_assert_true (usher_targets_contains (targets, &usher_targets_get_session (targets, 0)->id));
}

/* What happens to the list of the caller later is no longer the targets' concern. */
static void
test_frozen (void)
{
  g_autoptr (UsherSnapshot) seen = picture (client (1, GAMES, "a"), NULL);
  g_autoptr (GPtrArray) chosen = made_sessions ();
  g_autoptr (UsherTargets) targets = NULL;

  g_ptr_array_add (chosen, usher_session_ref (g_ptr_array_index (seen->sessions, 0)));
  targets = usher_targets_new (seen, chosen);
  g_ptr_array_add (chosen, client (2, GAMES, "a"));
  g_ptr_array_remove_index (chosen, 0);
  g_clear_pointer (&seen, usher_snapshot_unref);

  assert_pids (targets, "1");
}

static void
test_scope (void)
{
  g_autoptr (UsherSnapshot) seen =
      picture (client (1, GAMES, "a"), client (2, SHOP, "a"), client (3, GAMES, "b"), usher (4),
               of_kind (5, USHER_SESSION_PARALLEL, USHER_MAY_YES),
               of_kind (6, USHER_SESSION_SYSTEM, USHER_MAY_NOT_BACKEND),
               of_kind (7, USHER_SESSION_AUTOVACUUM, USHER_MAY_YES), NULL);
  g_autoptr (UsherScope) games = scope_of (USHER_PLACE_DATABASE, GAMES, NULL);
  g_autoptr (UsherScope) application = scope_of (USHER_PLACE_APPLICATION, GAMES, "b");
  g_autoptr (UsherScope) all = scope_of (USHER_PLACE_ALL, 0, NULL);
  g_autoptr (UsherTargets) of_games = usher_targets_new_for_scope (seen, games);
  g_autoptr (UsherTargets) of_application = usher_targets_new_for_scope (seen, application);
  g_autoptr (UsherTargets) of_all = usher_targets_new_for_scope (seen, all);

  assert_pids (of_games, "1 3 7");
  g_assert_cmpuint (usher_targets_get_n_parallel (of_games), ==, 1);
  assert_pids (of_application, "3");
  g_assert_cmpuint (usher_targets_get_n_parallel (of_application), ==, 0);
  assert_pids (of_all, "1 2 3 7");
}

/* Nobody can signal the checkpointer, but who can be is listed, and who is selected too. */
static void
test_system (void)
{
  g_autoptr (UsherSnapshot) seen =
      picture (of_kind (6, USHER_SESSION_SYSTEM, USHER_MAY_NOT_BACKEND),
               of_kind (7, USHER_SESSION_SYSTEM, USHER_MAY_NEED_SUPERUSER), NULL);
  g_autoptr (UsherScope) scope = scope_of (USHER_PLACE_SYSTEM, 0, NULL);
  g_autoptr (UsherTargets) of_scope = usher_targets_new_for_scope (seen, scope);
  g_autoptr (UsherTargets) selected = usher_targets_new (seen, seen->sessions);

  assert_pids (of_scope, "7");
  assert_pids (selected, "6 7");
}

static void
test_gone_and_new (void)
{
  g_autoptr (UsherSnapshot) seen = picture (client (1, GAMES, "a"), client (2, GAMES, "a"), NULL);
  g_autoptr (UsherScope) scope = scope_of (USHER_PLACE_DATABASE, GAMES, NULL);
  g_autoptr (UsherTargets) targets = usher_targets_new_for_scope (seen, scope);
  g_autoptr (UsherTargets) selected = usher_targets_new (seen, seen->sessions);
  UsherSession *reused = in_database (1, GAMES, "a");
  g_autoptr (UsherSnapshot) now = NULL;
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GPtrArray) none = NULL;

  reused->id.backend_start++;
  now = picture (sealed (reused), client (2, GAMES, "a"), client (3, GAMES, "a"),
                 client (4, SHOP, "a"), usher (5), NULL);
  found = usher_targets_find_new (targets, now);
  none = usher_targets_find_new (selected, now);

  /* pid 1 is another session now: one target is gone, and one session is new. */
  g_assert_cmpuint (usher_targets_count_gone (targets, seen), ==, 0);
  g_assert_cmpuint (usher_targets_count_gone (targets, now), ==, 1);
  g_assert_cmpuint (found->len, ==, 2);
  g_assert_cmpint (((UsherSession *)g_ptr_array_index (found, 0))->id.pid, ==, 1);
  g_assert_cmpint (((UsherSession *)g_ptr_array_index (found, 1))->id.pid, ==, 3);
  g_assert_cmpuint (none->len, ==, 0);
  assert_pids (targets, "1 2");
}

static void
test_joined (void)
{
  g_autoptr (UsherSnapshot) seen = picture (client (1, GAMES, "a"), NULL);
  g_autoptr (UsherScope) scope = scope_of (USHER_PLACE_DATABASE, GAMES, NULL);
  g_autoptr (UsherTargets) targets = usher_targets_new_for_scope (seen, scope);
  g_autoptr (UsherSnapshot) now =
      picture (client (1, GAMES, "later"), client (3, GAMES, "a"), usher (5), NULL);
  g_autoptr (GPtrArray) found = usher_targets_find_new (targets, now);
  g_autoptr (UsherTargets) joined = usher_targets_new_joined (targets, now, found);
  g_autoptr (GPtrArray) rest = usher_targets_find_new (joined, now);

  assert_pids (joined, "1 3");
  g_assert_cmpuint (rest->len, ==, 0);
  /* The old one stays as the person saw it. */
  g_assert_cmpstr (usher_targets_get_session (joined, 0)->application, ==, "a");
  assert_pids (targets, "1");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/actions/targets/chosen", test_chosen);
  g_test_add_func ("/actions/targets/frozen", test_frozen);
  g_test_add_func ("/actions/targets/scope", test_scope);
  g_test_add_func ("/actions/targets/system", test_system);
  g_test_add_func ("/actions/targets/gone-and-new", test_gone_and_new);
  g_test_add_func ("/actions/targets/joined", test_joined);
  return g_test_run ();
}
