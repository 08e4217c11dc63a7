/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Usher is killed as soon as it hears of a step, while the steps go on: what lies on the disk is
 * enough to put everything back, and the journal knows what was asked for. */

#include <signal.h>
#include <sys/wait.h>

#include "errors.h"
#include "journal-reader.h"
#include "struck.h"

static TestServer *test;
static const char *program;

/* The child that is killed */

static void
kill_myself (gpointer data)
{
  raise (SIGKILL);
}

static void
run_child (char **words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherAddress) address = usher_address_parse (words[0], &error);
  UsherCleanUpKind kind = (UsherCleanUpKind)g_ascii_strtoll (words[1], NULL, 10);
  guint32 oid = (guint32)strtoul (words[2], NULL, 10);
  CleanerFault fault = { (UsherStepKind)g_ascii_strtoll (words[3], NULL, 10),
                         (UsherStepState)g_ascii_strtoll (words[4], NULL, 10), kill_myself, NULL,
                         FALSE };
  UsherServer *server;
  g_autoptr (UsherCleanUp) clean_up = NULL;

  g_assert_no_error (error);
  server = cleaner_connect_to (address);
  clean_up = usher_clean_up_new (server, kind, &oid, 1);
  cleaner_look (clean_up);
  cleaner_name (clean_up, "other_name");
  cleaner_arm (clean_up, &fault);
  cleaner_run (clean_up);
  cleaner_close (server);
}

static void
spawn_child (UsherCleanUpKind kind, guint32 oid, UsherStepKind step, UsherStepState state)
{
  g_autofree char *address = usher_address_to_string (test_server_get_address (test));
  g_autofree char *line = g_strdup_printf ("%d %u %d %d", (int)kind, oid, (int)step, (int)state);
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  const char *argv[] = {
    program, "--child", address, words[0], words[1], words[2], words[3], NULL
  };
  g_autoptr (GError) error = NULL;
  int status;

  g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, &status,
                &error);
  g_assert_no_error (error);
  g_assert_true (WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL);
}

/* Returns: (transfer full): the newest entry of the journal */
static UsherJournalEntry *
read_journal (void)
{
  g_autoptr (UsherJournalReader) reader =
      usher_journal_reader_new (usher_journal_get_file (usher_journal_get_default ()), NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GError) error = NULL;
  gboolean more;

  usher_journal_reader_read_async (reader, 1, NULL, test_async_ready, &result);
  found = usher_journal_reader_read_finish (reader, test_async_wait (&result), &more, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found->len, ==, 1);
  return usher_journal_entry_ref (g_ptr_array_index (found, 0));
}

/* What was asked for is known, and whom it ended, as soon as that had begun. */
static void
assert_journal_knows (UsherCleanUpKind kind, gboolean with_session)
{
  static const char *const words[] = {
    [USHER_CLEAN_UP_DROP] = "drop",
    [USHER_CLEAN_UP_RENAME] = "rename",
    [USHER_CLEAN_UP_COPY] = "copy",
    [USHER_CLEAN_UP_KEEP_OUT] = "keep-out",
  };
  g_autoptr (UsherJournalEntry) entry = read_journal ();

  g_assert_cmpstr (entry->action, ==, words[kind]);
  g_assert_cmpstr (entry->subject, ==, "struck");
  g_assert_cmpint (entry->outcome, ==, USHER_JOURNAL_UNKNOWN);
  g_assert_cmpstr (entry->says, ==, "Usher ended before it was verified.");
  g_assert_nonnull (strstr (entry->sql, "ALTER DATABASE \"struck\""));
  if (!with_session)
    return;
  g_assert_cmpuint (entry->targets->len, ==, 1);
  g_assert_cmpstr (((UsherJournalTarget *)g_ptr_array_index (entry->targets, 0))->application, ==,
                   "client");
}

static void
kill_usher_at (UsherCleanUpKind kind, UsherStepKind step, UsherStepState state)
{
  g_autoptr (PGconn) client = NULL;
  guint32 oid = struck_create (test, "struck");

  client = test_server_connect (test, "postgres", "struck", "client");
  spawn_child (kind, oid, step, state);
  assert_journal_knows (kind, step > USHER_STEP_TERMINATE
                                  || (step == USHER_STEP_TERMINATE && state == USHER_STEP_DONE));
  struck_await_no_usher (test);
  struck_assert_can_be_put_back (test, oid);
  g_clear_pointer (&client, PQfinish);
  struck_drop_all (test);
}

static void
test_usher_killed (gconstpointer data)
{
  static const UsherStepKind steps[] = { USHER_STEP_REMEMBER,  USHER_STEP_BLOCK,
                                         USHER_STEP_TERMINATE, USHER_STEP_VERIFY,
                                         USHER_STEP_ACT,       USHER_STEP_RESTORE };
  UsherCleanUpKind kind = (UsherCleanUpKind)GPOINTER_TO_INT (data);

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      if (steps[i] == USHER_STEP_RESTORE && kind == USHER_CLEAN_UP_DROP)
        continue;
      if (steps[i] >= USHER_STEP_ACT && kind == USHER_CLEAN_UP_KEEP_OUT)
        continue;
      kill_usher_at (kind, steps[i], USHER_STEP_RUNNING);
      kill_usher_at (kind, steps[i], USHER_STEP_DONE);
    }
}

int
main (int argc, char **argv)
{
  const struct
  {
    const char *path;
    UsherCleanUpKind kind;
  } kinds[] = {
    { "/actions/clean-up/faults/usher-killed/drop", USHER_CLEAN_UP_DROP },
    { "/actions/clean-up/faults/usher-killed/rename", USHER_CLEAN_UP_RENAME },
    { "/actions/clean-up/faults/usher-killed/copy", USHER_CLEAN_UP_COPY },
    { "/actions/clean-up/faults/usher-killed/keep-out", USHER_CLEAN_UP_KEEP_OUT },
  };
  int status;

  if (argc == 7 && g_str_equal (argv[1], "--child"))
    {
      run_child (argv + 2);
      return 0;
    }
  program = argv[0];
  cleaner_set_state_home ();
  g_test_init (&argc, &argv, NULL);
  test = test_server_start ();

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    g_test_add_data_func (kinds[i].path, GINT_TO_POINTER (kinds[i].kind), test_usher_killed);
  status = g_test_run ();

  test_server_stop (test);
  return status;
}
