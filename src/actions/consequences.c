/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "targets.h"

/* pg_basebackup holds two walsenders: one sends BASE_BACKUP, one streams the log with it. */
static gboolean
is_backup (const UsherSession *session)
{
  static const char command[] = "BASE_BACKUP";

  return g_ascii_strncasecmp (session->query, command, strlen (command)) == 0
         || g_str_equal (session->application, "pg_basebackup");
}

static void
weigh_transaction (const UsherSession *session, UsherConsequences *sum)
{
  sum->n_transactions++;
  if (session->has_xid)
    sum->n_wrote++;
  if (sum->oldest_xact_start == USHER_NO_TIME || session->xact_start < sum->oldest_xact_start)
    sum->oldest_xact_start = session->xact_start;
}

static void
weigh_kind (const UsherSession *session, UsherConsequences *sum)
{
  switch (session->kind)
    {
    case USHER_SESSION_WALSENDER:
      if (is_backup (session))
        sum->n_backups++;
      else
        sum->n_replication++;
      break;

    case USHER_SESSION_AUTOVACUUM:
    case USHER_SESSION_WORKER:
    case USHER_SESSION_SYSTEM:
      sum->n_workers++;
      break;

    case USHER_SESSION_CLIENT:
    case USHER_SESSION_PARALLEL:
    default:
      break;
    }
}

static gboolean
is_idle (const UsherSession *session)
{
  return session->state == USHER_STATE_IDLE || session->state == USHER_STATE_IDLE_IN_TRANSACTION
         || session->state == USHER_STATE_ABORTED;
}

static void
weigh_session (const UsherSession *session, UsherConsequences *sum)
{
  if (usher_identity_is_weak (&session->id))
    sum->n_weak++;
  if (session->may != USHER_MAY_YES)
    {
      sum->n_refused++;
      sum->n_refused_by[session->may]++;
      return;
    }
  if (usher_session_in_transaction (session))
    weigh_transaction (session, sum);
  if (is_idle (session))
    sum->n_idle++;
  weigh_kind (session, sum);
}

/* The pids of all who will let go of what they hold. */
static GHashTable *
collect_pids (UsherTargets *self)
{
  GHashTable *pids = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < usher_targets_get_n (self); i++)
    {
      const UsherSession *session = usher_targets_get_session (self, i);

      if (session->may == USHER_MAY_YES)
        g_hash_table_add (pids, GINT_TO_POINTER (session->id.pid));
    }
  return pids;
}

static gboolean
waits_for_these_only (const UsherSession *session, GHashTable *pids)
{
  for (guint i = 0; i < session->n_blockers; i++)
    if (!g_hash_table_contains (pids, GINT_TO_POINTER (session->blockers[i])))
      return FALSE;
  return session->n_blockers > 0;
}

static guint
count_released (UsherTargets *self)
{
  g_autoptr (GHashTable) pids = collect_pids (self);
  GPtrArray *sessions = usher_targets_get_seen (self)->sessions;
  guint n_released = 0;

  for (guint i = 0; i < sessions->len; i++)
    {
      const UsherSession *session = g_ptr_array_index (sessions, i);

      if (!usher_targets_contains (self, &session->id) && waits_for_these_only (session, pids))
        n_released++;
    }
  return n_released;
}

/**
 * usher_targets_weigh:
 * @self: targets
 * @consequences: (out): what their end would cost
 *
 * Reckons from the frozen records and the picture they were chosen in; asks nobody.
 */
void
usher_targets_weigh (UsherTargets *self, UsherConsequences *consequences)
{
  *consequences = (UsherConsequences){ .oldest_xact_start = USHER_NO_TIME };

  for (guint i = 0; i < usher_targets_get_n (self); i++)
    weigh_session (usher_targets_get_session (self, i), consequences);
  consequences->n_released = count_released (self);
}
