/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <locale.h>
#include <string.h>

#include "made.h"

static void
test_identity_strong (void)
{
  UsherIdentity a = { .pid = 7, .backend_start = 1000, .database_oid = 1, .role_oid = 2 };
  UsherIdentity b = a;

  b.database_oid = 9;
  g_assert_true (usher_identity_equal (&a, &b));
  g_assert_cmpuint (usher_identity_hash (&a), ==, usher_identity_hash (&b));
  b.backend_start++;
  g_assert_false (usher_identity_equal (&a, &b));
  b = a;
  b.pid++;
  g_assert_false (usher_identity_equal (&a, &b));
  g_assert_false (usher_identity_is_weak (&a));
}

static void
test_identity_weak (void)
{
  UsherIdentity a = { .pid = 7, .backend_start = USHER_NO_TIME, .database_oid = 1, .role_oid = 2 };
  UsherIdentity b = a;

  g_assert_true (usher_identity_is_weak (&a));
  g_assert_true (usher_identity_equal (&a, &b));
  g_assert_cmpuint (usher_identity_hash (&a), ==, usher_identity_hash (&b));
  b.role_oid = 3;
  g_assert_false (usher_identity_equal (&a, &b));
  b = a;
  b.database_oid = 3;
  g_assert_false (usher_identity_equal (&a, &b));
  b = a;
  b.backend_start = 0;
  g_assert_false (usher_identity_equal (&a, &b));
}

/* Pids and start times that grow together, as a pool's do: with a hash of the low half only
 * these fell into one bucket. */
static void
test_identity_hash_spreads (void)
{
  enum
  {
    N = 65536,
    N_BUCKETS = 1024
  };
  guint low[N_BUCKETS] = { 0 };
  guint high[N_BUCKETS] = { 0 };
  guint fullest = 0;

  for (guint i = 0; i < N; i++)
    {
      UsherIdentity id = { .pid = 1000 + i, .backend_start = MADE_START + ((gint64)i << 32) };
      guint hash = usher_identity_hash (&id);

      low[hash % N_BUCKETS]++;
      high[hash / (G_MAXUINT32 / N_BUCKETS + 1)]++;
    }
  for (guint i = 0; i < N_BUCKETS; i++)
    fullest = MAX (fullest, MAX (low[i], high[i]));
  g_assert_cmpuint (fullest, <, 2 * N / N_BUCKETS);
}

static void
test_seal_fills_in (void)
{
  g_autoptr (UsherSession) session = made_session (42);

  usher_session_seal (session);
  g_assert_cmpstr (session->database, ==, "");
  g_assert_cmpstr (session->user, ==, "");
  g_assert_cmpstr (session->application, ==, "");
  g_assert_cmpstr (session->client, ==, "");
  g_assert_cmpstr (session->query, ==, "");
  g_assert_cmpstr (session->backend_type, ==, "");
  g_assert_cmpstr (session->state_text, ==, "");
  g_assert_null (session->wait_type);
  g_assert_nonnull (strstr (session->haystack, "42"));
}

static void
test_seal_tidies_blockers (void)
{
  g_autoptr (UsherSession) session = made_session (1);
  const gint32 raw[] = { 30, 0, 7, 30, 7, 7 };

  session->blockers = g_memdup2 (raw, sizeof raw);
  session->n_blockers = G_N_ELEMENTS (raw);
  usher_session_seal (session);
  g_assert_cmpuint (session->n_blockers, ==, 3);
  g_assert_cmpint (session->blockers[0], ==, 0);
  g_assert_cmpint (session->blockers[1], ==, 7);
  g_assert_cmpint (session->blockers[2], ==, 30);
}

static void
test_since (void)
{
  g_autoptr (UsherSession) session = made_session (1);

  session->query_start = 10;
  session->state_change = 20;
  session->state = USHER_STATE_ACTIVE;
  g_assert_cmpint (usher_session_since (session), ==, 10);
  session->state = USHER_STATE_BLOCKED;
  g_assert_cmpint (usher_session_since (session), ==, 10);
  session->state = USHER_STATE_IDLE;
  g_assert_cmpint (usher_session_since (session), ==, 20);
  session->state = USHER_STATE_ABORTED;
  g_assert_cmpint (usher_session_since (session), ==, 20);
  session->state = USHER_STATE_BACKGROUND;
  g_assert_cmpint (usher_session_since (session), ==, session->id.backend_start);
  session->state = USHER_STATE_HIDDEN;
  g_assert_cmpint (usher_session_since (session), ==, USHER_NO_TIME);
}

static void
test_in_transaction (void)
{
  g_autoptr (UsherSession) session = made_session (1);

  g_assert_false (usher_session_in_transaction (session));
  session->xact_start = 5;
  g_assert_true (usher_session_in_transaction (session));
}

static void
test_labels (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint state = 0; state < USHER_N_STATES; state++)
    {
      const char *label = usher_session_state_label (state);

      g_assert_cmpstr (label, !=, "");
      g_assert_true (g_hash_table_add (seen, (gpointer)label));
    }
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/identity/strong", test_identity_strong);
  g_test_add_func ("/session/identity/weak", test_identity_weak);
  g_test_add_func ("/session/identity/hash-spreads", test_identity_hash_spreads);
  g_test_add_func ("/session/seal/fills-in", test_seal_fills_in);
  g_test_add_func ("/session/seal/tidies-blockers", test_seal_tidies_blockers);
  g_test_add_func ("/session/since", test_since);
  g_test_add_func ("/session/in-transaction", test_in_transaction);
  g_test_add_func ("/session/labels", test_labels);
  return g_test_run ();
}
