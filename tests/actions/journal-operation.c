/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the journal says of actions on a real server. */

#include "journal-reader.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <unistd.h>

#include "errors.h"
#include "stage.h"

#define CANARY "hunter2-canary"

static TestServer *server;
static char *folder;
static UsherJournal *journal;
static UsherServer *place; /* what the journal calls the server; never connected */

static PGconn *
client (const char *application)
{
  return test_server_connect (server, "postgres", "postgres", application);
}

static UsherOperation *
prepare (Stage *stage, UsherOperationKind kind, const char *application)
{
  g_autoptr (UsherTargets) targets = stage_aim (stage, application);

  return stage_prepare (stage, kind, targets, FALSE);
}

static void
begin (Stage *stage, UsherOperation *operation, GCancellable *cancellable, GAsyncResult **result)
{
  usher_journal_run_operation_async (journal, place, operation, stage->worker, cancellable,
                                     test_async_ready, result);
}

static gboolean
end (GAsyncResult **result)
{
  return usher_journal_run_operation_finish (journal, test_async_wait (result), NULL);
}

static gboolean
run (Stage *stage, UsherOperation *operation)
{
  g_autoptr (GAsyncResult) result = NULL;

  begin (stage, operation, NULL, &result);
  return end (&result);
}

/* Returns: (transfer full): the newest entry but some, as soon as everything is written */
static UsherJournalEntry *
read_newest_but (guint n)
{
  g_autoptr (UsherJournalReader) reader = NULL;
  g_autoptr (UsherJournalEntry) last = usher_journal_entry_new ("last");
  g_autoptr (GAsyncResult) appended = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) found = NULL;
  gboolean more;

  /* Lines come in order, so what was asked for before this one is there with it. */
  usher_journal_append_async (journal, last, test_async_ready, &appended);
  g_assert_true (usher_journal_append_finish (journal, test_async_wait (&appended), NULL));
  reader = usher_journal_reader_new (usher_journal_get_file (journal), NULL);
  usher_journal_reader_read_async (reader, n + 2, NULL, test_async_ready, &result);
  found = usher_journal_reader_read_finish (reader, test_async_wait (&result), &more, NULL);
  g_assert_nonnull (found);
  g_assert_cmpuint (found->len, ==, n + 2);
  return usher_journal_entry_ref (g_ptr_array_index (found, n + 1));
}

static UsherJournalEntry *
read_newest (void)
{
  return read_newest_but (0);
}

static UsherJournalTarget *
nth_target (UsherJournalEntry *entry, guint index)
{
  return g_ptr_array_index (entry->targets, index);
}

static void
assert_no_canary (void)
{
  g_autofree char *path = usher_journal_file_get_path (usher_journal_get_file (journal), 0);
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_null (strstr (text, CANARY));
}

static void
test_terminate (void)
{
  g_autoptr (Stage) stage = stage_new (server, "postgres");
  g_autoptr (PGconn) first = client ("password=" CANARY);
  g_autoptr (PGconn) second = client ("password=" CANARY);
  g_autoptr (UsherOperation) operation = NULL;
  g_autoptr (UsherJournalEntry) entry = NULL;
  UsherTargets *targets;

  test_session_run (first, "ALTER ROLE postgres PASSWORD '" CANARY "'");
  operation = prepare (stage, USHER_OPERATION_TERMINATE, "password=" CANARY);
  targets = usher_operation_get_targets (operation);
  g_assert_true (run (stage, operation));
  entry = read_newest ();

  g_assert_cmpstr (entry->action, ==, "terminate");
  g_assert_cmpstr (entry->server, ==, "the stage");
  g_assert_cmpint (entry->outcome, ==, USHER_JOURNAL_DONE);
  g_assert_nonnull (strstr (entry->sql, "EXECUTE usher_terminate ("));
  g_assert_cmpuint (entry->targets->len, ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      const UsherSession *session = usher_targets_get_session (targets, i);
      UsherJournalTarget *target = nth_target (entry, i);

      g_assert_cmpint (target->pid, ==, session->id.pid);
      g_assert_cmpint (target->backend_start, ==, session->id.backend_start);
      g_assert_cmpstr (target->database, ==, "postgres");
      g_assert_cmpstr (target->user, ==, "postgres");
      g_assert_cmpstr (target->client, ==, "local");
      g_assert_cmpstr (target->outcome, ==, "gone");
    }
  assert_no_canary ();
}

/* Stopped before anything was sent. */
static void
test_stopped (void)
{
  g_autoptr (Stage) stage = stage_new (server, "postgres");
  g_autoptr (PGconn) session = client ("spared");
  g_autoptr (UsherOperation) operation = prepare (stage, USHER_OPERATION_TERMINATE, "spared");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (UsherJournalEntry) entry = NULL;

  g_cancellable_cancel (cancellable);
  begin (stage, operation, cancellable, &result);
  g_assert_true (end (&result));
  entry = read_newest ();
  g_assert_cmpint (entry->outcome, ==, USHER_JOURNAL_STOPPED);
  g_assert_cmpstr (nth_target (entry, 0)->outcome, ==, "not-sent");
}

static gboolean
is_gone (gpointer data)
{
  return test_process_is_gone (GPOINTER_TO_INT (data));
}

/* The end is open at first; what became of it is written when it is known. */
static void
test_amended (void)
{
  g_autoptr (Stage) stage = stage_new (server, "postgres");
  g_autoptr (PGconn) session = client ("lingers");
  g_autoptr (UsherOperation) operation = prepare (stage, USHER_OPERATION_TERMINATE, "lingers");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (UsherJournalEntry) before = NULL;
  g_autoptr (UsherJournalEntry) after = NULL;
  g_autoptr (UsherSnapshot) later = NULL;
  gint32 pid = PQbackendPID (session);

  test_server_signal (server, "STOP", pid);
  begin (stage, operation, cancellable, &result);
  stage_wait_until_sent (operation);
  g_cancellable_cancel (cancellable);
  g_assert_true (end (&result));
  before = read_newest ();
  test_server_signal (server, "CONT", pid);
  g_assert_cmpint (before->outcome, ==, USHER_JOURNAL_OPEN);
  g_assert_cmpstr (nth_target (before, 0)->outcome, ==, "sent");

  g_assert_true (test_wait_until (is_gone, GINT_TO_POINTER (pid), 30000));
  later = stage_look (stage);
  usher_operation_observe (operation, later);
  {
    g_autoptr (UsherJournalReader) reader = usher_journal_reader_new (
        usher_journal_get_file (journal), &(UsherJournalFilter){ .text = "lingers" });
    g_autoptr (GAsyncResult) read = NULL;
    g_autoptr (GPtrArray) found = NULL;
    g_autoptr (UsherJournalEntry) newest = read_newest ();
    gboolean more;

    usher_journal_reader_read_async (reader, 10, NULL, test_async_ready, &read);
    found = usher_journal_reader_read_finish (reader, test_async_wait (&read), &more, NULL);
    g_assert_cmpuint (found->len, ==, 1);
    after = usher_journal_entry_ref (g_ptr_array_index (found, 0));
  }
  g_assert_cmpstr (after->id, ==, before->id);
  g_assert_cmpint (after->outcome, ==, USHER_JOURNAL_DONE);
  g_assert_cmpstr (nth_target (after, 0)->outcome, ==, "gone");
  g_assert_cmpstr (after->sql, ==, before->sql);
}

static void
test_refused (void)
{
  g_autoptr (Stage) stage = NULL;
  g_autoptr (PGconn) session = client ("not yours");
  g_autoptr (UsherOperation) operation = NULL;
  g_autoptr (UsherJournalEntry) entry = NULL;

  test_server_run (server, "CREATE ROLE guest LOGIN IN ROLE pg_read_all_stats");
  stage = stage_new (server, "guest");
  operation = prepare (stage, USHER_OPERATION_TERMINATE, "not yours");
  g_assert_true (run (stage, operation));
  entry = read_newest ();
  g_assert_cmpint (entry->outcome, ==, USHER_JOURNAL_FAILED);
  g_assert_cmpstr (nth_target (entry, 0)->outcome, ==, "not-permitted");
  g_assert_nonnull (nth_target (entry, 0)->says);
}

/* What is asked for is on the disk before anything is sent. */

typedef struct
{
  PGconn *session; /* (unowned): the target */
  UsherOperation *operation;
  guint n_lines;
} Watch;

static void
on_appended (UsherJournal *self, UsherJournalEntry *entry, Watch *watch)
{
  if (watch->n_lines++ > 0)
    {
      g_assert_nonnull (entry->amends);
      g_assert_cmpint (entry->outcome, ==, USHER_JOURNAL_DONE);
      g_assert_cmpstr (entry->sql, ==, "");
      return;
    }
  g_assert_cmpint (entry->outcome, ==, USHER_JOURNAL_ASKED);
  g_assert_nonnull (strstr (entry->sql, "EXECUTE usher_terminate ("));
  g_assert_cmpstr (nth_target (entry, 0)->outcome, ==, "waiting");
  g_assert_cmpuint (usher_operation_count_outcome (watch->operation, USHER_OUTCOME_WAITING), ==, 1);
  g_assert_true (test_session_is_alive (watch->session));
}

static void
test_asked (void)
{
  g_autoptr (Stage) stage = stage_new (server, "postgres");
  g_autoptr (PGconn) session = client ("asked");
  g_autoptr (UsherOperation) operation = prepare (stage, USHER_OPERATION_TERMINATE, "asked");
  Watch watch = { session, operation, 0 };
  gulong handler = g_signal_connect (journal, "appended", G_CALLBACK (on_appended), &watch);
  g_autoptr (UsherJournalEntry) entry = NULL;

  g_assert_true (run (stage, operation));
  while (watch.n_lines < 2)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handler_disconnect (journal, handler);
  entry = read_newest ();
  g_assert_cmpint (entry->outcome, ==, USHER_JOURNAL_DONE);
  g_assert_null (entry->amends);
}

/* Another process is Usher, which dies between the signal and the verification. */

static void G_GNUC_NORETURN
be_usher (const char *path, const char *address_text, const char *application)
{
  g_autoptr (UsherAddress) address = usher_address_parse (address_text, NULL);
  g_autoptr (Stage) stage = stage_new_at (address);
  g_autoptr (UsherOperation) operation = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  journal = usher_journal_new (path);
  place = usher_server_new (address);
  operation = prepare (stage, USHER_OPERATION_TERMINATE, application);
  begin (stage, operation, NULL, &result);
  for (;;)
    g_main_context_iteration (NULL, TRUE);
}

static GSubprocess *
start_usher (const char *application)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *address =
      g_strdup_printf ("postgresql:///postgres?host=%s&port=%s&user=postgres",
                       test_server_get_host (server), test_server_get_port (server));
  g_autoptr (GError) error = NULL;
  GSubprocess *child = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, program, "--be-usher",
                                         folder, address, application, NULL);

  g_assert_no_error (error);
  return child;
}

/* A process that is stopped cannot take the signal that ends it. */
static gboolean
is_signalled (gpointer data)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/status", GPOINTER_TO_INT (data));
  g_autofree char *text = NULL;
  const char *pending;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  pending = strstr (text, "ShdPnd:");
  g_assert_nonnull (pending);
  return (g_ascii_strtoull (pending + strlen ("ShdPnd:\t"), NULL, 16) & (1 << (SIGTERM - 1))) != 0;
}

static void
test_killed (void)
{
  g_autoptr (PGconn) session = client ("outlives Usher");
  gint32 pid = PQbackendPID (session);
  g_autoptr (GSubprocess) usher = NULL;
  g_autoptr (UsherJournalEntry) during = NULL;
  g_autoptr (UsherJournalEntry) after = NULL;

  test_server_signal (server, "STOP", pid);
  usher = start_usher ("outlives Usher");
  g_assert_true (test_wait_until (is_signalled, GINT_TO_POINTER (pid), 30000));
  during = read_newest ();
  g_subprocess_force_exit (usher);
  g_assert_true (g_subprocess_wait (usher, NULL, NULL));
  after = read_newest_but (1);
  test_server_signal (server, "CONT", pid);

  g_assert_cmpint (during->outcome, ==, USHER_JOURNAL_ASKED);
  g_assert_cmpstr (after->id, ==, during->id);
  g_assert_cmpint (after->outcome, ==, USHER_JOURNAL_UNKNOWN);
  g_assert_cmpstr (after->says, ==, "Usher ended before it was verified.");
  g_assert_cmpint (nth_target (after, 0)->pid, ==, pid);
  g_assert_cmpstr (nth_target (after, 0)->outcome, ==, "unverified");
}

/* Nothing waits for a disk that is full or slow. */

static void
set_file_limit (rlim_t limit)
{
  struct rlimit now;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &now), ==, 0);
  now.rlim_cur = limit;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &now), ==, 0);
}

/* There is room again, so that what came of it can be written. */
static void
on_full (UsherJournal *self, GError *error, guint *n_failures)
{
  (*n_failures)++;
  set_file_limit (RLIM_INFINITY);
}

static void
test_full_disk (void)
{
  g_autoptr (Stage) stage = stage_new (server, "postgres");
  g_autoptr (PGconn) session = client ("full disk");
  g_autoptr (UsherOperation) operation = prepare (stage, USHER_OPERATION_TERMINATE, "full disk");
  guint n_failures = 0;
  gulong handler = g_signal_connect (journal, "failed", G_CALLBACK (on_full), &n_failures);
  g_autoptr (UsherJournalEntry) entry = NULL;

  signal (SIGXFSZ, SIG_IGN);
  set_file_limit (1);
  g_assert_true (run (stage, operation));
  stage_assert_outcomes (operation, "Gone");
  g_assert_cmpuint (n_failures, ==, 1);
  g_signal_handler_disconnect (journal, handler);

  entry = read_newest ();
  g_assert_cmpint (entry->outcome, ==, USHER_JOURNAL_DONE);
  g_assert_null (entry->amends);
  g_assert_nonnull (strstr (entry->sql, "EXECUTE usher_terminate ("));
  g_assert_cmpstr (nth_target (entry, 0)->application, ==, "full disk");
}

static void
on_late (UsherJournal *self, GError *error, guint *n_failures)
{
  g_assert_error (error, USHER_ERROR, USHER_ERROR_TIMED_OUT);
  (*n_failures)++;
}

/* Another Usher was stopped with the lock in its hand. */
static int
hold_lock (void)
{
  g_autofree char *path = g_build_filename (folder, "journal.lock", NULL);
  int fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  g_assert_cmpint (flock (fd, LOCK_EX), ==, 0);
  return fd;
}

static void
test_slow_disk (void)
{
  g_autoptr (Stage) stage = stage_new (server, "postgres");
  g_autoptr (PGconn) session = client ("slow disk");
  g_autoptr (UsherOperation) operation = prepare (stage, USHER_OPERATION_TERMINATE, "slow disk");
  g_autoptr (UsherJournalEntry) entry = NULL;
  guint n_failures = 0;
  gulong handler = g_signal_connect (journal, "failed", G_CALLBACK (on_late), &n_failures);
  int lock = hold_lock ();

  g_assert_true (run (stage, operation));
  stage_assert_outcomes (operation, "Gone");
  g_assert_cmpuint (n_failures, ==, 1);
  close (lock);
  g_signal_handler_disconnect (journal, handler);
  entry = read_newest ();
  g_assert_cmpint (entry->outcome, ==, USHER_JOURNAL_DONE);
  g_assert_cmpstr (nth_target (entry, 0)->application, ==, "slow disk");
}

/* Stopping does not wait for the disk either, and then nothing is sent. */
static void
test_stopped_while_asking (void)
{
  g_autoptr (Stage) stage = stage_new (server, "postgres");
  g_autoptr (PGconn) session = client ("spared too");
  g_autoptr (UsherOperation) operation = prepare (stage, USHER_OPERATION_TERMINATE, "spared too");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  int lock = hold_lock ();

  begin (stage, operation, cancellable, &result);
  g_cancellable_cancel (cancellable);
  g_assert_true (end (&result));
  close (lock);
  stage_assert_outcomes (operation, "Not sent");
  g_assert_true (test_session_is_alive (session));
}

static void
remove_file (const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_remove (path);
}

static void
remove_journal (void)
{
  remove_file ("journal.jsonl");
  remove_file ("journal.lock");
  remove_file ("journal.seats");
  g_rmdir (folder);
}

int
main (int argc, char *argv[])
{
  g_autoptr (UsherAddress) address = NULL;
  int status;

  if (argc == 5 && g_str_equal (argv[1], "--be-usher"))
    be_usher (argv[2], argv[3], argv[4]);
  g_test_init (&argc, &argv, NULL);
  test_server_set_environment ();
  server = test_server_start ();
  folder = g_dir_make_tmp ("usher-journal-XXXXXX", NULL);
  journal = usher_journal_new (folder);
  address = test_server_new_address (server, "postgres", NULL);
  place = usher_server_new (address);
  usher_server_set_label (place, "the stage");

  g_test_add_func ("/journal-operation/terminate", test_terminate);
  g_test_add_func ("/journal-operation/stopped", test_stopped);
  g_test_add_func ("/journal-operation/amended", test_amended);
  g_test_add_func ("/journal-operation/refused", test_refused);
  g_test_add_func ("/journal-operation/asked", test_asked);
  g_test_add_func ("/journal-operation/killed", test_killed);
  g_test_add_func ("/journal-operation/full-disk", test_full_disk);
  g_test_add_func ("/journal-operation/slow-disk", test_slow_disk);
  g_test_add_func ("/journal-operation/stopped-while-asking", test_stopped_while_asking);
  status = g_test_run ();

  remove_journal ();
  g_object_unref (place);
  g_object_unref (journal);
  g_free (folder);
  test_server_stop (server);
  return status;
}
