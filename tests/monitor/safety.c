/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* How safe a connection is, who is let in how, and what a trial says of it: with a server that
 * shows good and bad certificates, and asks for all kinds of credentials. */

#include <string.h>

#include "connection-words.h"
#include "errors.h"
#include "test-async.h"
#include "test-certificates.h"
#include "trial.h"

static TestServer *server;
static char *root; /* the certificate of the issuer that is trusted */

/* @more: further keywords, in libpq's form */
static UsherAddress *
address_of (const char *user, const char *more)
{
  g_autofree char *text =
      g_strdup_printf ("host=127.0.0.1 port=%s user=%s dbname=postgres sslrootcert=%s "
                       "passfile=/nowhere gssencmode=disable %s",
                       test_server_get_port (server), user, root, more);

  return usher_address_parse (text, NULL);
}

static UsherConnectionInfo *
look (const char *user, const char *more)
{
  g_autoptr (UsherAddress) address = address_of (user, more);
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherConnection) connection =
      usher_connection_open (address, USHER_PURPOSE_MONITOR, NULL, &error);

  g_assert_no_error (error);
  return usher_connection_info_ref (usher_connection_get_info (connection));
}

static void
test_locks (void)
{
  g_autoptr (UsherConnectionInfo) verified =
      look ("modern", "password=canary sslmode=verify-full channel_binding=require");
  g_autoptr (UsherConnectionInfo) issuer = look ("modern", "password=canary sslmode=verify-ca");
  g_autoptr (UsherConnectionInfo) encrypted = look ("modern", "password=canary sslmode=require");
  g_autoptr (UsherConnectionInfo) open = look ("modern", "password=canary sslmode=disable");
  g_autofree char *words = usher_connection_words_tls (verified);

  g_assert_cmpuint (verified->lock, ==, USHER_LOCK_VERIFIED);
  g_assert_true (g_str_has_prefix (verified->tls, "TLSv1."));
  g_assert_nonnull (verified->cipher);
  g_assert_true (verified->bound);
  g_assert_nonnull (strstr (words, verified->cipher));
  g_assert_cmpuint (issuer->lock, ==, USHER_LOCK_VERIFIED_ISSUER);
  g_assert_false (issuer->bound);
  g_assert_cmpuint (encrypted->lock, ==, USHER_LOCK_ENCRYPTED);
  g_assert_cmpuint (open->lock, ==, USHER_LOCK_LOOPBACK);
  g_assert_null (open->tls);
}

static void
assert_method (const UsherConnectionInfo *info, const char *method, gboolean used_password)
{
  /* Servers before 16 do not tell. */
  if (info->server_version >= 160000)
    g_assert_cmpstr (info->authentication, ==, method);
  else
    g_assert_null (info->authentication);
  g_assert_cmpint (info->used_password, ==, used_password);
}

static void
test_methods (void)
{
  g_autofree char *with_certificate =
      g_strdup_printf ("sslmode=verify-full sslcert=%s/client.crt sslkey=%s/client.key",
                       test_server_get_host (server), test_server_get_host (server));
  g_autoptr (UsherConnectionInfo) modern = look ("modern", "password=canary");
  g_autoptr (UsherConnectionInfo) old = look ("old", "password=canary");
  g_autoptr (UsherConnectionInfo) plain = look ("plain", "password=canary");
  g_autoptr (UsherConnectionInfo) trusted = look ("trusted", "password=unused");
  g_autoptr (UsherConnectionInfo) certified = look ("certified", with_certificate);

  assert_method (modern, "scram-sha-256", TRUE);
  assert_method (old, "md5", TRUE);
  assert_method (plain, "password", TRUE);
  assert_method (trusted, NULL, FALSE);
  assert_method (certified, "cert", FALSE);
}

/* Returns: (transfer full): the way that a saved connection goes whose password is typed */
static UsherApproach *
approach_of (const char *user, const char *more, const char *role)
{
  g_autoptr (UsherProfileDraft) draft = usher_profile_draft_new ();
  g_autoptr (UsherProfile) profile = NULL;
  UsherApproach *approach;
  const char *password;

  draft->address = address_of (user, more);
  draft->role = g_strdup (role);
  draft->password_source = USHER_PASSWORD_LIBPQ;
  profile = usher_profile_new (draft);
  approach = usher_approach_new_for_profile (profile);
  password = usher_address_get (draft->address, "password");
  if (password != NULL)
    usher_approach_set_password (approach, password);
  return approach;
}

/* Returns: (transfer full): a trial that has ended */
static UsherTrial *
try (const char *user, const char *more, const char *role, GError **error)
{
  g_autoptr (UsherApproach) approach = approach_of (user, more, role);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (UsherConnectionInfo) info = NULL;
  UsherTrial *trial = usher_trial_new (approach);

  usher_trial_run_async (trial, NULL, test_async_ready, &result);
  test_async_wait (&result);
  info = usher_trial_run_finish (trial, result, error);
  for (guint step = USHER_TRIAL_NAME; step < USHER_TRIAL_N_STEPS; step++)
    g_test_message ("%s: %u %s", usher_trial_get_title (step), usher_trial_get_state (trial, step),
                    usher_trial_get_words (trial, step));
  return trial;
}

static void
assert_ends_at (const char *user,
                const char *more,
                const char *role,
                UsherTrialStep failed,
                const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherTrial) trial = try (user, more, role, &error);

  g_assert_nonnull (error);
  g_assert_cmpuint (usher_trial_get_state (trial, failed), ==, USHER_TRIAL_FAILED);
  g_assert_nonnull (strstr (usher_trial_get_words (trial, failed), words));
  g_assert_null (strstr (usher_trial_get_words (trial, failed), "canary"));
  for (guint step = failed + 1; step < USHER_TRIAL_N_STEPS; step++)
    g_assert_cmpuint (usher_trial_get_state (trial, step), ==, USHER_TRIAL_NOT_TRIED);
  for (guint step = USHER_TRIAL_NAME; step < failed; step++)
    g_assert_cmpuint (usher_trial_get_state (trial, step), !=, USHER_TRIAL_FAILED);
}

static void
assert_tls_fails (const char *mode, const char *words)
{
  g_autofree char *more = g_strdup_printf ("password=canary sslmode=%s", mode);

  assert_ends_at ("modern", more, NULL, USHER_TRIAL_ENCRYPTED, words);
}

static void
test_certificates (void)
{
  test_certificates_show (server, "expired");
  assert_tls_fails ("verify-full", "expired");
  test_certificates_show (server, "unknown");
  assert_tls_fails ("verify-ca", "not trusted");
  test_certificates_show (server, "elsewhere");
  assert_tls_fails ("verify-full", "another name");
  assert_tls_fails ("verify-full sslrootcert=/nowhere", "no root certificate");
  test_certificates_show (server, "good");

  test_certificates_set_tls (server, FALSE);
  assert_tls_fails ("verify-full", "offers no TLS");
  test_certificates_set_tls (server, TRUE);
}

static void
test_trial (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherTrial) trial =
      try ("modern", "host=localhost password=canary sslmode=verify-full", NULL, &error);

  g_assert_no_error (error);
  g_assert_false (usher_trial_has_step (trial, USHER_TRIAL_TUNNEL));
  g_assert_false (usher_trial_has_step (trial, USHER_TRIAL_PASSWORD));
  for (guint step = USHER_TRIAL_NAME; step < USHER_TRIAL_N_STEPS; step++)
    {
      if (!usher_trial_has_step (trial, step))
        continue;
      g_assert_cmpuint (usher_trial_get_state (trial, step), ==, USHER_TRIAL_DONE);
      g_assert_nonnull (usher_trial_get_words (trial, step));
    }
  g_assert_nonnull (strstr (usher_trial_get_words (trial, USHER_TRIAL_NAME), "127.0.0.1"));
  g_assert_cmpstr (usher_trial_get_words (trial, USHER_TRIAL_ROLE), ==, "modern");
}

static void
test_trial_fails (void)
{
  g_autofree char *closed = g_strdup_printf ("port=%u", test_find_free_port ());

  assert_ends_at ("modern", "host=no-such-host.invalid", NULL, USHER_TRIAL_NAME, "no-such-host");
  assert_ends_at ("modern", closed, NULL, USHER_TRIAL_REACHED, "No server answers");
  assert_ends_at ("modern", "", NULL, USHER_TRIAL_LOGGED_IN, "asks for the password");
  assert_ends_at ("modern", "password=wrong sslmode=require", NULL, USHER_TRIAL_LOGGED_IN,
                  "does not accept");
  assert_ends_at ("certified", "sslmode=require", NULL, USHER_TRIAL_LOGGED_IN, "certificate");
  assert_ends_at ("modern", "password=canary", "postgres", USHER_TRIAL_ROLE,
                  "take the role postgres");
}

static void
test_trial_cancelled (void)
{
  g_autoptr (UsherApproach) approach = approach_of ("modern", "password=canary", NULL);
  g_autoptr (UsherTrial) trial = usher_trial_new (approach);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  test_server_freeze (server);
  usher_trial_run_async (trial, cancellable, test_async_ready, &result);
  while (usher_trial_get_state (trial, USHER_TRIAL_REACHED) != USHER_TRIAL_UNDER_WAY)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (cancellable);
  test_async_wait (&result);
  test_server_thaw (server);
  g_assert_null (usher_trial_run_finish (trial, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (usher_trial_get_state (trial, USHER_TRIAL_REACHED), ==, USHER_TRIAL_NOT_TRIED);
}

/* The role is a name, whatever it looks like, and both are shown. */
static void
test_role (void)
{
  static const char name[] = "a\"b'; -- c";
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherTrial) trial = NULL;

  test_server_run (server, "CREATE ROLE \"a\"\"b'; -- c\"");
  test_server_run (server, "GRANT \"a\"\"b'; -- c\" TO modern");
  trial = try ("modern", "password=canary", name, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (usher_trial_get_words (trial, USHER_TRIAL_ROLE), name));
  g_assert_nonnull (strstr (usher_trial_get_words (trial, USHER_TRIAL_ROLE), "modern"));
}

int
main (int argc, char **argv)
{
  const UsherPracticeOptions options = { .tcp_port = test_find_free_port () };
  int status;

  g_test_init (&argc, &argv, NULL);
  server = test_server_start_with (&options);
  test_certificates_set_up (server);
  root = test_certificates_get_path (server, "ours.crt");

  g_test_add_func ("/safety/locks", test_locks);
  g_test_add_func ("/safety/methods", test_methods);
  g_test_add_func ("/safety/certificates", test_certificates);
  g_test_add_func ("/safety/trial", test_trial);
  g_test_add_func ("/safety/trial-fails", test_trial_fails);
  g_test_add_func ("/safety/trial-cancelled", test_trial_cancelled);
  g_test_add_func ("/safety/role", test_role);

  status = g_test_run ();
  test_server_stop (server);
  g_free (root);
  return status;
}
