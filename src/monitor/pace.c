/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "pace.h"

enum
{
  MAX_DELAY = 30 * 1000,  /* milliseconds */
  FIRST_RETRY = 1000,     /* milliseconds */
  WORTH_OF_INTERVAL = 10, /* a refresh may cost this part of the time between two */
  MAX_DOUBLINGS = 5,
};

/* Doubles @delay for each failure after the first. */
static guint
back_off (guint delay, guint n_failures)
{
  guint doublings = MIN (n_failures > 0 ? n_failures - 1 : 0, MAX_DOUBLINGS);

  return MIN (delay << doublings, MAX_DELAY);
}

/**
 * usher_pace_refresh:
 * @interval: what the person asked for, in seconds
 * @cost: how long the last refresh took, in microseconds
 * @n_failures: how many refreshes failed one after the other
 *
 * A server that is slow to answer is asked less often: a refresh may take no more than a
 * tenth of the time. One that answers with errors is asked ever less often.
 *
 * Returns: how long to wait from the end of one refresh to the next, in milliseconds
 */
guint
usher_pace_refresh (guint interval, gint64 cost, guint n_failures)
{
  guint fair = CLAMP (cost * WORTH_OF_INTERVAL / 1000, 0, MAX_DELAY);
  guint delay = MAX (interval * 1000, fair);

  return n_failures > 0 ? MAX (back_off (delay, n_failures + 1), delay) : delay;
}

/**
 * usher_pace_retry:
 * @n_failures: how many attempts to connect failed since the connection stood; 0 before the
 *   first
 * @chance: from 0 to 1, picked at random: programs that lost a server together should not
 *   all come back at once
 *
 * Returns: how long to wait before the next attempt, in milliseconds: about 1, 2, 4, ...
 *   seconds, at most 30
 */
guint
usher_pace_retry (guint n_failures, double chance)
{
  guint delay = back_off (FIRST_RETRY, n_failures + 1);

  return delay - (guint)(delay * chance / 4);
}
