/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "summary.h"

/* A snapshot's own queries must not make the server look busy, so Usher's sessions count
 * as connections, but not as work. */
static void
count_work (UsherSummary *summary, const UsherSession *session)
{
  if (session->state == USHER_STATE_ACTIVE)
    summary->n_active++;
  else if (session->state == USHER_STATE_BLOCKED)
    summary->n_blocked++;
  else if (session->state == USHER_STATE_IDLE_IN_TRANSACTION
           || session->state == USHER_STATE_ABORTED)
    summary->n_idle_in_transaction++;

  if (!usher_session_in_transaction (session))
    return;
  if (summary->oldest_xact_start == USHER_NO_TIME
      || session->xact_start < summary->oldest_xact_start)
    {
      summary->oldest_xact_start = session->xact_start;
      summary->oldest_xact_pid = session->id.pid;
    }
}

static void
count_session (UsherSummary *summary, const UsherSession *session)
{
  if (session->kind == USHER_SESSION_SYSTEM)
    {
      summary->n_system++;
      return;
    }
  summary->n_sessions++;
  if (session->state == USHER_STATE_HIDDEN)
    summary->n_hidden++;
  if (session->kind == USHER_SESSION_CLIENT)
    summary->connections_used++;
  if (!session->is_usher)
    count_work (summary, session);
}

/**
 * usher_summary_count:
 * @summary: (out caller-allocates): the counts; `connections_usable` stays 0
 * @sessions: (element-type UsherSession): all sessions of a server
 *
 * Counts @sessions. Any thread.
 */
void
usher_summary_count (UsherSummary *summary, GPtrArray *sessions)
{
  *summary = (UsherSummary){ .oldest_xact_start = USHER_NO_TIME };
  for (guint i = 0; i < sessions->len; i++)
    count_session (summary, g_ptr_array_index (sessions, i));
}
