/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the journal says of actions on a real server. */

#include "journal-reader.h"

#include <glib/gstdio.h>
#include <string.h>

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
  UsherOperation *operation = stage_prepare (stage, kind, targets, FALSE);

  usher_journal_record_operation (journal, place, operation);
  return operation;
}

/* Returns: (transfer full): the newest entry, as soon as everything is written */
static UsherJournalEntry *
read_newest (void)
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
  usher_journal_reader_read_async (reader, 2, NULL, test_async_ready, &result);
  found = usher_journal_reader_read_finish (reader, test_async_wait (&result), &more, NULL);
  g_assert_nonnull (found);
  g_assert_cmpuint (found->len, ==, 2);
  return usher_journal_entry_ref (g_ptr_array_index (found, 1));
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
  g_assert_true (stage_run (stage, operation, NULL));
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
  usher_operation_run_async (operation, stage->worker, cancellable, test_async_ready, &result);
  g_assert_true (usher_operation_run_finish (operation, test_async_wait (&result), NULL));
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
  usher_operation_run_async (operation, stage->worker, cancellable, test_async_ready, &result);
  stage_wait_until_sent (operation);
  g_cancellable_cancel (cancellable);
  g_assert_true (usher_operation_run_finish (operation, test_async_wait (&result), NULL));
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
  g_assert_true (stage_run (stage, operation, NULL));
  entry = read_newest ();
  g_assert_cmpint (entry->outcome, ==, USHER_JOURNAL_FAILED);
  g_assert_cmpstr (nth_target (entry, 0)->outcome, ==, "not-permitted");
  g_assert_nonnull (nth_target (entry, 0)->says);
}

static void
remove_journal (void)
{
  g_autofree char *path = usher_journal_file_get_path (usher_journal_get_file (journal), 0);
  g_autofree char *lock = g_build_filename (folder, "journal.lock", NULL);

  g_remove (path);
  g_remove (lock);
  g_rmdir (folder);
}

int
main (int argc, char *argv[])
{
  g_autoptr (UsherAddress) address = NULL;
  int status;

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
  status = g_test_run ();

  remove_journal ();
  g_object_unref (place);
  g_object_unref (journal);
  g_free (folder);
  test_server_stop (server);
  return status;
}
