/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "made.h"

struct _MadeCrowd
{
  GPtrArray *sessions; /* (owned) (element-type UsherSession) */
  GRand *rand;         /* (owned) */
  gint64 time;
  gint32 last_pid;
};

static const char *const databases[] = { "games", "shop", "analytics", "games_old", "postgres" };
static const char *const users[] = { "ana", "games_app", "etl", "bi", "li", "sam" };
static const char *const applications[] = { "psql",     "games-api",    "etl-nightly",
                                            "metabase", "DBeaver 24.1", "pgAdmin 4" };
static const char *const clients[] = { "10.0.9.3", "10.0.4.17", "10.0.5.2",
                                       "10.0.7.7", "10.0.9.14", "10.0.9.21" };
static const char *const queries[] = {
  "SELECT * FROM seasons FOR UPDATE",
  "UPDATE players SET coins = coins + 1 WHERE id = 4711",
  "SELECT p.id, p.name, sum(s.score) FROM players p JOIN scores s ON s.player = p.id GROUP BY 1, 2",
  "COPY events FROM STDIN",
  "REFRESH MATERIALIZED VIEW CONCURRENTLY leaderboard",
  "COMMIT",
  "SELECT version()",
  "DISCARD ALL",
};

#define PICK(self, of) of[g_rand_int_range ((self)->rand, 0, G_N_ELEMENTS (of))]

static UsherSessionState
pick_state (MadeCrowd *self)
{
  int percent = g_rand_int_range (self->rand, 0, 100);

  if (percent < 70)
    return USHER_STATE_IDLE;
  if (percent < 90)
    return USHER_STATE_ACTIVE;
  return percent < 95 ? USHER_STATE_IDLE_IN_TRANSACTION : USHER_STATE_BLOCKED;
}

static gint64
pick_past (MadeCrowd *self, gint64 seconds)
{
  return self->time - (gint64)(g_rand_double (self->rand) * seconds * G_USEC_PER_SEC);
}

static void
fill_work (MadeCrowd *self, UsherSession *session)
{
  session->state = pick_state (self);
  session->state_change = pick_past (self, 900);
  session->query_start = session->state_change;
  session->xact_start = session->state == USHER_STATE_IDLE ? USHER_NO_TIME : pick_past (self, 1800);
  session->has_xid = session->xact_start != USHER_NO_TIME && g_rand_boolean (self->rand);
  g_free (session->query);
  session->query = g_strdup (PICK (self, queries));
  if (session->state != USHER_STATE_BLOCKED)
    return;
  session->wait_type = g_strdup ("Lock");
  session->wait_event = g_strdup ("transactionid");
  session->blockers = g_new (gint32, 1);
  session->blockers[0] = g_rand_int_range (self->rand, 1000, 9999);
  session->n_blockers = 1;
}

static UsherSession *
make_newcomer (MadeCrowd *self)
{
  UsherSession *session = usher_session_new ();
  int person = g_rand_int_range (self->rand, 0, G_N_ELEMENTS (users));

  session->id.pid = ++self->last_pid;
  session->id.backend_start = pick_past (self, 4000);
  session->id.database_oid = 16384 + g_rand_int_range (self->rand, 0, G_N_ELEMENTS (databases));
  session->id.role_oid = 10 + person;
  session->kind = USHER_SESSION_CLIENT;
  session->database = g_strdup (databases[session->id.database_oid - 16384]);
  session->user = g_strdup (users[person]);
  session->application = g_strdup (applications[person]);
  session->client = g_strdup (clients[person]);
  session->client_port = g_rand_int_range (self->rand, 40000, 60000);
  session->backend_type = g_strdup ("client backend");
  session->state_text = g_strdup ("as made");
  fill_work (self, session);
  usher_session_seal (session);
  return session;
}

/* The same session at something else. */
static UsherSession *
make_busy (MadeCrowd *self, const UsherSession *before)
{
  UsherSession *session = usher_session_new ();

  session->id = before->id;
  session->kind = before->kind;
  session->database = g_strdup (before->database);
  session->user = g_strdup (before->user);
  session->application = g_strdup (before->application);
  session->client = g_strdup (before->client);
  session->client_port = before->client_port;
  session->backend_type = g_strdup (before->backend_type);
  session->state_text = g_strdup (before->state_text);
  fill_work (self, session);
  usher_session_seal (session);
  return session;
}

MadeCrowd *
made_crowd_new (guint n_sessions, guint32 seed)
{
  MadeCrowd *self = g_new0 (MadeCrowd, 1);

  self->rand = g_rand_new_with_seed (seed);
  self->sessions = g_ptr_array_new_with_free_func ((GDestroyNotify)usher_session_unref);
  self->time = MADE_TIME;
  self->last_pid = 20000;
  for (guint i = 0; i < n_sessions; i++)
    g_ptr_array_add (self->sessions, make_newcomer (self));
  return self;
}

void
made_crowd_free (MadeCrowd *self)
{
  g_ptr_array_unref (self->sessions);
  g_rand_free (self->rand);
  g_free (self);
}

static gpointer
share (gconstpointer session, gpointer user_data)
{
  return usher_session_ref ((UsherSession *)session);
}

/* Any thread, as long as it is one at a time. */
UsherSnapshot *
made_crowd_picture (MadeCrowd *self)
{
  GPtrArray *sessions = g_ptr_array_copy (self->sessions, share, NULL);

  g_ptr_array_set_free_func (sessions, (GDestroyNotify)usher_session_unref);
  return usher_snapshot_new_made (sessions, NULL, self->time);
}

/* A second goes by: some sessions do something else, some go and as many come. */
void
made_crowd_live (MadeCrowd *self, double changed, double replaced)
{
  guint n = self->sessions->len;

  self->time += G_USEC_PER_SEC;
  for (guint i = 0; i < n * changed; i++)
    {
      gpointer *place = &g_ptr_array_index (self->sessions, g_rand_int_range (self->rand, 0, n));
      UsherSession *before = *place;

      *place = make_busy (self, before);
      usher_session_unref (before);
    }
  for (guint i = 0; i < n * replaced; i++)
    {
      g_ptr_array_remove_index_fast (self->sessions, g_rand_int_range (self->rand, 0, n));
      g_ptr_array_add (self->sessions, make_newcomer (self));
    }
}

/* One that is not sealed yet, for a test to finish. */
UsherSession *
made_session (gint32 pid, UsherSessionState state)
{
  UsherSession *session = usher_session_new ();

  session->id.pid = pid;
  session->id.backend_start = MADE_TIME - pid;
  session->kind = USHER_SESSION_CLIENT;
  session->state = state;
  session->state_change = MADE_TIME - 5 * G_USEC_PER_SEC;
  session->query_start = session->state_change;
  return session;
}

/* Takes the sessions, seals them, and makes a picture of them. */
UsherSnapshot *
made_picture (UsherSession *first, ...)
{
  GPtrArray *sessions = g_ptr_array_new_with_free_func ((GDestroyNotify)usher_session_unref);
  va_list more;

  va_start (more, first);
  for (UsherSession *session = first; session != NULL; session = va_arg (more, UsherSession *))
    {
      usher_session_seal (session);
      g_ptr_array_add (sessions, session);
    }
  va_end (more);
  return usher_snapshot_new_made (sessions, NULL, MADE_TIME);
}
