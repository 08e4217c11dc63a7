/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "test-async.h"

#define POLL_MS 5

/**
 * test_async_ready:
 * @result_out: (type GAsyncResult**): where to keep @result
 *
 * A #GAsyncReadyCallback for test_async_wait().
 */
void
test_async_ready (GObject *object, GAsyncResult *result, gpointer result_out)
{
  *(GAsyncResult **)result_out = g_object_ref (result);
}

static gboolean
has_result (gpointer result)
{
  return *(GAsyncResult **)result != NULL;
}

/**
 * test_async_wait:
 * @result: where test_async_ready() puts what comes
 *
 * Runs the default main context until @result is there; fails the test when that takes
 * longer than anything should.
 *
 * Returns: (transfer none): *@result
 */
GAsyncResult *
test_async_wait (GAsyncResult **result)
{
  if (!test_wait_until (has_result, result, TEST_PATIENCE_SECONDS * 1000))
    g_error ("no result after %d seconds", TEST_PATIENCE_SECONDS);
  return *result;
}

static gboolean
wake_up (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/**
 * test_wait_until:
 * @condition: looked at again and again
 * @milliseconds: the longest to wait
 *
 * Runs the default main context meanwhile.
 *
 * Returns: whether @condition came true
 */
gboolean
test_wait_until (TestCondition condition, gpointer user_data, guint milliseconds)
{
  gint64 deadline = g_get_monotonic_time () + milliseconds * G_GINT64_CONSTANT (1000);
  guint poll = g_timeout_add (POLL_MS, wake_up, NULL);
  gboolean met;

  while (!(met = condition (user_data)) && g_get_monotonic_time () < deadline)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (poll);
  return met;
}

static gboolean
never (gpointer data)
{
  return FALSE;
}

/**
 * test_wait:
 * @milliseconds: how long
 *
 * Runs the default main context for that time.
 */
void
test_wait (guint milliseconds)
{
  test_wait_until (never, NULL, milliseconds);
}

/**
 * test_cancel_soon:
 * @data: (type TestCancel): what to cancel, and where to say when that was
 *
 * A #GThreadFunc: cancels after a fifth of a second, when the caller has begun to wait.
 */
gpointer
test_cancel_soon (gpointer data)
{
  TestCancel *cancel = data;

  g_usleep (200 * 1000);
  cancel->at = g_get_monotonic_time ();
  g_cancellable_cancel (cancel->cancellable);
  return NULL;
}
