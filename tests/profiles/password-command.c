/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "password-command.h"

#include <string.h>

#include "errors.h"
#include "secrets.h"

enum
{
  PATIENCE_MS = 60 * 1000,
};

static const UsherEndpoint endpoint = { (char *)"db; rm", (char *)"", (char *)"5433",
                                        (char *)"$(id)", (char *)"" };

static void
on_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

static char *
run_within (const char *const *command, guint patience_ms, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  usher_password_command_run_async (command, &endpoint, patience_ms, NULL, on_ready, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return usher_password_command_run_finish (result, error);
}

#define RUN(error, ...) run_within ((const char *const[]){ __VA_ARGS__, NULL }, PATIENCE_MS, error)

static void
assert_prints (char *password, const char *expected)
{
  g_assert_cmpstr (password, ==, expected);
  usher_password_free (password);
}

static void
test_first_line (void)
{
  assert_prints (RUN (NULL, "printf", "token\nand more\n"), "token");
  assert_prints (RUN (NULL, "printf", "tok en\r\n"), "tok en");
  assert_prints (RUN (NULL, "printf", "\\303\\251"), "é");
}

/* No shell has seen these. */
static void
test_placeholders (void)
{
  assert_prints (RUN (NULL, "printf", "%s|%s|%s|%s|%s", "{host}", "{port}", "{user}", "{database}",
                      "--user={user}"),
                 "db; rm|5433|$(id)|postgres|--user={user}");
}

static void
assert_fails (char *password, GError *error, const char *words, const char *says)
{
  g_assert_null (password);
  g_assert_error (error, USHER_ERROR, USHER_ERROR_PASSWORD_COMMAND);
  g_test_message ("%s (%s)", error->message, usher_error_get_server_says (error));
  g_assert_nonnull (strstr (error->message, words));
  if (says != NULL)
    g_assert_cmpstr (usher_error_get_server_says (error), ==, says);
  g_assert_null (strstr (error->message, "canary"));
  g_error_free (error);
}

#define ASSERT_FAILS(words, says, ...)                                                             \
  {                                                                                                \
    GError *error = NULL;                                                                          \
    char *password = RUN (&error, __VA_ARGS__);                                                    \
                                                                                                   \
    assert_fails (password, error, words, says);                                                   \
  }

static void
test_failures (void)
{
  ASSERT_FAILS ("failed", "no <b>ticket</b>", "sh", "-c",
                "echo canary; echo 'no <b>ticket</b>' >&2; exit 3");
  ASSERT_FAILS ("failed", NULL, "sh", "-c", "echo canary; kill -9 $$");
  ASSERT_FAILS ("no password", NULL, "true");
  ASSERT_FAILS ("no password", NULL, "printf", "\ncanary");
  ASSERT_FAILS ("no password", NULL, "printf", "can\\0ary");
  ASSERT_FAILS ("cannot be started", NULL, "/nowhere/%s");
  /* It never stops. */
  ASSERT_FAILS ("failed", NULL, "yes", "canary");
}

/* What the script waits for must not outlive it. */
static void
test_time_out (void)
{
  const char *const command[] = { "sh", "-c", "sleep 600; echo late", NULL };
  GError *error = NULL;
  char *password = run_within (command, 300, &error);

  assert_fails (password, error, "in time", NULL);
}

static void
test_cancelled (void)
{
  const char *const command[] = { "sleep", "600", NULL };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  usher_password_command_run_async (command, &endpoint, PATIENCE_MS, cancellable, on_ready,
                                    &result);
  g_cancellable_cancel (cancellable);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (usher_password_command_run_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/password-command/first-line", test_first_line);
  g_test_add_func ("/password-command/placeholders", test_placeholders);
  g_test_add_func ("/password-command/failures", test_failures);
  g_test_add_func ("/password-command/time-out", test_time_out);
  g_test_add_func ("/password-command/cancelled", test_cancelled);
  return g_test_run ();
}
