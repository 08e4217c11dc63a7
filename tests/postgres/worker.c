/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Jobs on a thread of their own, and how they end. */

#include "worker.h"

#include "errors.h"
#include "test-async.h"
#include "test-server.h"

/* What is promised, and how often a busy machine may spoil the measurement. Whoever waits
 * for a deadline needs seconds, every time. */
enum
{
  PROMISED_MS = 50,
  TRIES = 40,
  NOT_SECONDS_MS = 1800,
};

static TestServer *server;

/* One job: a statement, or a nap on the server, and what it should leave behind. */
typedef struct
{
  const char *statement;
  guint deadline_ms;
  int *order; /* (nullable): counts the jobs as they run */
  int place;  /* what it was when this one ran */
  gboolean *freed;
} Question;

static Question *
question_new (const char *statement, guint deadline_ms)
{
  Question *self = g_new0 (Question, 1);

  self->statement = statement;
  self->deadline_ms = deadline_ms;
  return self;
}

static void
question_free (gpointer data)
{
  Question *self = data;

  if (self->freed != NULL)
    *self->freed = TRUE;
  g_free (self);
}

static gpointer
ask (UsherConnection *connection, gpointer data, GCancellable *cancellable, GError **error)
{
  Question *self = data;

  if (self->order != NULL)
    self->place = ++*self->order;
  return usher_connection_query (connection, self->statement, NULL, self->deadline_ms, cancellable,
                                 error);
}

static void
ask_async (UsherWorker *worker,
           Question *question,
           UsherJobFlags flags,
           GCancellable *cancellable,
           GAsyncResult **result)
{
  usher_worker_run_async (worker, ask, question, question_free, (GDestroyNotify)usher_result_unref,
                          flags, cancellable, test_async_ready, result);
}

static void
connect_worker (UsherWorker *worker)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherConnectionInfo) info = NULL;

  usher_worker_connect_async (worker, test_server_get_address (server), NULL, test_async_ready,
                              &result);
  test_async_wait (&result);
  info = usher_worker_connect_finish (worker, result, &error);
  g_assert_no_error (error);
  g_assert_cmpint (info->backend_pid, >, 0);
}

static UsherWorker *
new_connected (void)
{
  UsherWorker *worker = usher_worker_new ("test", USHER_PURPOSE_ACTION);

  connect_worker (worker);
  return worker;
}

/* Returns: how long it took, in ms */
static double
close_worker (UsherWorker *worker)
{
  g_autoptr (GAsyncResult) result = NULL;
  gint64 begin = g_get_monotonic_time ();

  usher_worker_close_async (worker, test_async_ready, &result);
  test_async_wait (&result);
  g_assert_true (usher_worker_close_finish (worker, result, NULL));
  return (double)(g_get_monotonic_time () - begin) / 1000;
}

static void
assert_answer (UsherWorker *worker, GAsyncResult **result, GQuark domain, int code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherResult) rows = NULL;

  test_async_wait (result);
  rows = usher_worker_run_finish (worker, *result, &error);
  if (domain == 0)
    g_assert_no_error (error);
  else
    g_assert_error (error, domain, code);
  g_assert_true ((rows != NULL) == (error == NULL));
}

static void
assert_works (UsherWorker *worker)
{
  g_autoptr (GAsyncResult) result = NULL;

  ask_async (worker, question_new ("SELECT 1", 5000), USHER_JOB_READS, NULL, &result);
  assert_answer (worker, &result, 0, 0);
}

/* Reading goes on, acting does not, and nothing of it reaches the server. */
static void
test_look_only (void)
{
  g_autoptr (UsherWorker) worker = new_connected ();
  g_autoptr (GAsyncResult) refused = NULL;
  g_autoptr (GAsyncResult) taken = NULL;
  gboolean freed = FALSE;
  Question *question = question_new ("CREATE TABLE public.unwanted ()", 5000);

  question->freed = &freed;
  usher_worker_set_look_only (worker, TRUE);
  ask_async (worker, question, USHER_JOB_ACTS, NULL, &refused);
  assert_answer (worker, &refused, USHER_ERROR, USHER_ERROR_LOOK_ONLY);
  g_clear_object (&refused);
  g_assert_true (freed);
  assert_works (worker);
  g_assert_cmpint (test_server_ask_number (server, "SELECT count(*) FROM pg_class"
                                                   " WHERE relname = 'unwanted'"),
                   ==, 0);

  usher_worker_set_look_only (worker, FALSE);
  ask_async (worker, question_new ("SELECT 1", 5000), USHER_JOB_ACTS, NULL, &taken);
  assert_answer (worker, &taken, 0, 0);
  close_worker (worker);
}

static gboolean
thread_is_gone (gpointer name)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/task", 0, NULL);
  const char *task;

  while ((task = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename ("/proc/self/task", task, "comm", NULL);
      g_autofree char *found = NULL;

      if (g_file_get_contents (path, &found, NULL, NULL) && g_str_equal (g_strchomp (found), name))
        return FALSE;
    }
  return TRUE;
}

static void
test_first_in_first_out (void)
{
  enum
  {
    N = 20
  };
  g_autoptr (UsherWorker) worker = new_connected ();
  GAsyncResult *results[N] = { NULL };
  Question *questions[N];
  int order = 0;

  for (int i = 0; i < N; i++)
    {
      questions[i] = question_new (i == 0 ? "SELECT pg_sleep (0.1)" : "SELECT 1", 5000);
      questions[i]->order = &order;
      ask_async (worker, questions[i], USHER_JOB_READS, NULL, &results[i]);
    }
  for (int i = 0; i < N; i++)
    {
      assert_answer (worker, &results[i], 0, 0);
      g_assert_cmpint (questions[i]->place, ==, i + 1);
      g_object_unref (results[i]);
    }
  close_worker (worker);
}

static void
test_not_connected (void)
{
  g_autoptr (UsherWorker) worker = usher_worker_new ("test", USHER_PURPOSE_MONITOR);
  g_autoptr (GAsyncResult) result = NULL;

  ask_async (worker, question_new ("SELECT 1", 5000), USHER_JOB_READS, NULL, &result);
  assert_answer (worker, &result, USHER_ERROR, USHER_ERROR_NOT_CONNECTED);
  connect_worker (worker);
  assert_works (worker);
  close_worker (worker);
}

/* The job that meets the end says so; those after it find no connection; a new one helps. */
static void
test_connection_dies (void)
{
  g_autoptr (UsherWorker) worker = new_connected ();
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GAsyncResult) second = NULL;

  ask_async (worker, question_new ("SELECT pg_terminate_backend (pg_backend_pid ())", 5000),
             USHER_JOB_ACTS, NULL, &first);
  ask_async (worker, question_new ("SELECT 1", 5000), USHER_JOB_READS, NULL, &second);
  assert_answer (worker, &first, USHER_ERROR, USHER_ERROR_TERMINATED);
  assert_answer (worker, &second, USHER_ERROR, USHER_ERROR_NOT_CONNECTED);
  connect_worker (worker);
  assert_works (worker);
  close_worker (worker);
}

static void
test_cancel_running (void)
{
  g_autoptr (UsherWorker) worker = new_connected ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  gint64 begin;

  ask_async (worker, question_new ("SELECT pg_sleep (60)", 0), USHER_JOB_READS, cancellable,
             &result);
  test_wait (200);
  begin = g_get_monotonic_time ();
  g_cancellable_cancel (cancellable);
  assert_answer (worker, &result, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_test_message ("cancelled job answered in %.2f ms",
                  (double)(g_get_monotonic_time () - begin) / 1000);
  assert_works (worker);
  g_test_message ("connection usable again after %.2f ms",
                  (double)(g_get_monotonic_time () - begin) / 1000);
  close_worker (worker);
}

static void
test_cancel_waiting (void)
{
  g_autoptr (UsherWorker) worker = new_connected ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) running = NULL;
  g_autoptr (GAsyncResult) reading = NULL;
  g_autoptr (GAsyncResult) acting = NULL;
  int order = 0;
  Question *questions[2] = { question_new ("SELECT 1", 5000), question_new ("SELECT 1", 5000) };

  questions[0]->order = questions[1]->order = &order;
  test_server_run (server, "SELECT pg_advisory_lock (7)");
  ask_async (worker, question_new ("SELECT pg_advisory_lock (7)", 0), USHER_JOB_READS, NULL,
             &running);
  ask_async (worker, questions[0], USHER_JOB_READS, cancellable, &reading);
  ask_async (worker, questions[1], USHER_JOB_ACTS, cancellable, &acting);
  g_cancellable_cancel (cancellable);

  assert_answer (worker, &reading, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (running);
  test_server_run (server, "SELECT pg_advisory_unlock (7)");
  assert_answer (worker, &running, 0, 0);
  assert_answer (worker, &acting, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (order, ==, 0);
  close_worker (worker);
}

/* Until a worker's statement runs on the server. */
static void
wait_until_asleep (void)
{
  g_assert_true (test_server_wait_for (server,
                                       "SELECT EXISTS (SELECT FROM pg_stat_activity"
                                       " WHERE application_name = 'Usher'"
                                       " AND wait_event = 'PgSleep')",
                                       20000));
}

/* An act that was done in spite of the cancel is reported as done. */
static gpointer
act_deaf (UsherConnection *connection, gpointer data, GCancellable *cancellable, GError **error)
{
  return usher_connection_query (connection, "SELECT pg_sleep (1)", NULL, 20000, NULL, error);
}

static void
test_done_is_done (void)
{
  g_autoptr (UsherWorker) worker = new_connected ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) acting = NULL;
  g_autoptr (GAsyncResult) reading = NULL;

  usher_worker_run_async (worker, act_deaf, NULL, NULL, (GDestroyNotify)usher_result_unref,
                          USHER_JOB_ACTS, cancellable, test_async_ready, &acting);
  wait_until_asleep ();
  g_cancellable_cancel (cancellable);
  assert_answer (worker, &acting, 0, 0);

  g_cancellable_reset (cancellable);
  usher_worker_run_async (worker, act_deaf, NULL, NULL, (GDestroyNotify)usher_result_unref,
                          USHER_JOB_READS, cancellable, test_async_ready, &reading);
  wait_until_asleep ();
  g_cancellable_cancel (cancellable);
  assert_answer (worker, &reading, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  close_worker (worker);
}

static gpointer
raise_flag (UsherConnection *connection, gpointer data, GCancellable *cancellable, GError **error)
{
  g_atomic_int_set ((int *)data, TRUE);
  return NULL;
}

/* Waits until the thread has done all that was asked of it, without running the main loop. */
static void
await_thread (UsherWorker *worker, GAsyncResult **result)
{
  int raised = FALSE;

  usher_worker_run_async (worker, raise_flag, &raised, NULL, NULL, USHER_JOB_READS, NULL,
                          test_async_ready, result);
  while (!g_atomic_int_get (&raised))
    g_usleep (1000);
}

/* The thread is done before the cancel, the main loop gets round to it only afterwards. */
static void
assert_cancelled_late (UsherWorker *worker, UsherJobFlags flags, GQuark domain, int code)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) settled = NULL;

  ask_async (worker, question_new ("SELECT 1", 5000), flags, cancellable, &result);
  await_thread (worker, &settled);
  g_cancellable_cancel (cancellable);
  assert_answer (worker, &result, domain, code);
  test_async_wait (&settled);
}

static void
test_cancelled_late (void)
{
  g_autoptr (UsherWorker) worker = new_connected ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) settled = NULL;
  g_autoptr (UsherConnectionInfo) info = NULL;
  g_autoptr (GError) error = NULL;

  assert_cancelled_late (worker, USHER_JOB_READS, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_cancelled_late (worker, USHER_JOB_ACTS, 0, 0);

  /* There is a connection, so its owner has to hear of it. */
  usher_worker_connect_async (worker, test_server_get_address (server), cancellable,
                              test_async_ready, &result);
  await_thread (worker, &settled);
  g_cancellable_cancel (cancellable);
  test_async_wait (&result);
  test_async_wait (&settled);
  info = usher_worker_connect_finish (worker, result, &error);
  g_assert_no_error (error);
  assert_works (worker);
  close_worker (worker);
}

static void
test_close_with_jobs (void)
{
  g_autoptr (UsherWorker) worker = new_connected ();
  g_autoptr (GAsyncResult) running = NULL;
  g_autoptr (GAsyncResult) waiting = NULL;
  gboolean freed = FALSE;
  Question *question = question_new ("SELECT 1", 5000);

  question->freed = &freed;
  ask_async (worker, question_new ("SELECT pg_sleep (60)", 0), USHER_JOB_READS, NULL, &running);
  ask_async (worker, question, USHER_JOB_READS, NULL, &waiting);
  test_wait (100);
  g_test_message ("close with a job running: %.2f ms", close_worker (worker));

  assert_answer (worker, &running, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_answer (worker, &waiting, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_object (&waiting);
  g_assert_true (freed);

  /* Closed is closed, however often, and jobs are told so. */
  close_worker (worker);
  g_clear_object (&running);
  ask_async (worker, question_new ("SELECT 1", 5000), USHER_JOB_ACTS, NULL, &running);
  assert_answer (worker, &running, USHER_ERROR, USHER_ERROR_NOT_CONNECTED);
}

static void
test_dispose (void)
{
  UsherWorker *idle = usher_worker_new ("never-used", USHER_PURPOSE_MONITOR);
  UsherWorker *worker = usher_worker_new ("dropped", USHER_PURPOSE_MONITOR);
  gint64 begin;

  connect_worker (worker);
  begin = g_get_monotonic_time ();
  g_object_unref (idle);
  g_object_unref (worker);
  g_assert_cmpint (g_get_monotonic_time () - begin, <, NOT_SECONDS_MS * 1000);

  g_assert_true (test_wait_until (thread_is_gone, (gpointer) "never-used", 30000));
  g_assert_true (test_wait_until (thread_is_gone, (gpointer) "dropped", 30000));
}

/* Nobody holds the worker but its job. */
static void
test_dispose_while_running (void)
{
  UsherWorker *worker = usher_worker_new ("dropped-busy", USHER_PURPOSE_MONITOR);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;

  connect_worker (worker);
  ask_async (worker, question_new ("SELECT pg_sleep (60)", 0), USHER_JOB_READS, cancellable,
             &result);
  g_object_unref (worker);
  test_wait (100);
  g_cancellable_cancel (cancellable);
  test_async_wait (&result);
  g_clear_object (&result);
  g_assert_true (test_wait_until (thread_is_gone, (gpointer) "dropped-busy", 30000));
}

/* Everything below stops the server's processes, as when its machine or disk hangs. */

/* Returns: the longer of both waits, for the answer and for the thread to end, in ms */
static double
cancel_connect (void)
{
  g_autoptr (UsherWorker) worker = usher_worker_new ("test", USHER_PURPOSE_MONITOR);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 begin;
  double answered, closed;

  usher_worker_connect_async (worker, test_server_get_address (server), cancellable,
                              test_async_ready, &result);
  test_wait (200);
  g_assert_null (result);

  begin = g_get_monotonic_time ();
  g_cancellable_cancel (cancellable);
  test_async_wait (&result);
  answered = (double)(g_get_monotonic_time () - begin) / 1000;
  g_assert_null (usher_worker_connect_finish (worker, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  closed = close_worker (worker);

  g_test_message ("connect cancelled in %.2f ms, worker closed in %.2f ms more", answered, closed);
  return MAX (answered, closed);
}

static double
close_connecting (void)
{
  g_autoptr (UsherWorker) worker = usher_worker_new ("test", USHER_PURPOSE_MONITOR);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  double closed;

  usher_worker_connect_async (worker, test_server_get_address (server), NULL, test_async_ready,
                              &result);
  test_wait (200);
  closed = close_worker (worker);

  test_async_wait (&result);
  g_assert_null (usher_worker_connect_finish (worker, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_test_message ("worker closed while connecting in %.2f ms", closed);
  return closed;
}

static void
assert_prompt_when_frozen (double (*measure) (void))
{
  double best = G_MAXDOUBLE;

  test_server_freeze (server);
  for (int i = 0; i < TRIES && best >= PROMISED_MS; i++)
    {
      double measured = measure ();

      best = MIN (best, measured);
    }
  test_server_thaw (server);
  g_assert_cmpfloat (best, <, PROMISED_MS);
}

static void
test_frozen_connect_cancelled (void)
{
  assert_prompt_when_frozen (cancel_connect);
}

static void
test_frozen_connect_closed (void)
{
  assert_prompt_when_frozen (close_connecting);
}

/* The one who cancels is answered at once; the thread needs until its second deadline. */
static void
test_frozen_query_cancelled (void)
{
  g_autoptr (UsherWorker) worker = new_connected ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) next = NULL;
  gint64 begin;
  double answered;

  test_server_freeze (server);
  ask_async (worker, question_new ("SELECT 1", 0), USHER_JOB_READS, cancellable, &result);
  test_wait_until_unread ();
  begin = g_get_monotonic_time ();
  g_cancellable_cancel (cancellable);
  assert_answer (worker, &result, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  answered = (double)(g_get_monotonic_time () - begin) / 1000;

  ask_async (worker, question_new ("SELECT 1", 5000), USHER_JOB_READS, NULL, &next);
  assert_answer (worker, &next, USHER_ERROR, USHER_ERROR_NOT_CONNECTED);
  g_test_message ("query of a frozen server cancelled in %.2f ms, given up in %.0f ms", answered,
                  (double)(g_get_monotonic_time () - begin) / 1000);
  test_server_thaw (server);
  g_assert_cmpfloat (answered, <, NOT_SECONDS_MS);

  connect_worker (worker);
  assert_works (worker);
  close_worker (worker);
}

static void
test_frozen_deadline (void)
{
  g_autoptr (UsherWorker) worker = new_connected ();
  g_autoptr (GAsyncResult) result = NULL;

  test_server_freeze (server);
  ask_async (worker, question_new ("SELECT 1", 300), USHER_JOB_ACTS, NULL, &result);
  assert_answer (worker, &result, USHER_ERROR, USHER_ERROR_CONNECTION_LOST);
  test_server_thaw (server);
  close_worker (worker);
}

static void
test_frozen_close (void)
{
  g_autoptr (UsherWorker) idle = new_connected ();
  g_autoptr (UsherWorker) busy = new_connected ();
  g_autoptr (GAsyncResult) result = NULL;
  double closed_idle, closed_busy;

  test_server_freeze (server);
  ask_async (busy, question_new ("SELECT 1", 0), USHER_JOB_READS, NULL, &result);
  test_wait_until_unread ();
  closed_idle = close_worker (idle);
  closed_busy = close_worker (busy);
  test_server_thaw (server);

  g_test_message ("frozen server: idle worker closed in %.2f ms, busy one in %.0f ms", closed_idle,
                  closed_busy);
  g_assert_cmpfloat (closed_idle, <, NOT_SECONDS_MS);
  g_assert_cmpfloat (closed_busy, <, 30000);
  assert_answer (busy, &result, USHER_ERROR, USHER_ERROR_CONNECTION_LOST);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  server = test_server_start ();

  g_test_add_func ("/worker/first-in-first-out", test_first_in_first_out);
  g_test_add_func ("/worker/not-connected", test_not_connected);
  g_test_add_func ("/worker/look-only", test_look_only);
  g_test_add_func ("/worker/connection-dies", test_connection_dies);
  g_test_add_func ("/worker/cancel-running", test_cancel_running);
  g_test_add_func ("/worker/cancel-waiting", test_cancel_waiting);
  g_test_add_func ("/worker/done-is-done", test_done_is_done);
  g_test_add_func ("/worker/cancelled-late", test_cancelled_late);
  g_test_add_func ("/worker/close-with-jobs", test_close_with_jobs);
  g_test_add_func ("/worker/dispose", test_dispose);
  g_test_add_func ("/worker/dispose-while-running", test_dispose_while_running);
  g_test_add_func ("/worker/frozen/connect-cancelled", test_frozen_connect_cancelled);
  g_test_add_func ("/worker/frozen/connect-closed", test_frozen_connect_closed);
  g_test_add_func ("/worker/frozen/query-cancelled", test_frozen_query_cancelled);
  g_test_add_func ("/worker/frozen/deadline", test_frozen_deadline);
  g_test_add_func ("/worker/frozen/close", test_frozen_close);

  status = g_test_run ();
  test_server_stop (server);
  return status;
}
