/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "deadline.h"

/* Room for a socket, a cancel request and the cancellable. */
enum
{
  MAX_FDS = 3,
  /* How often a cancellable is looked at when there is no descriptor left to watch it with. */
  LOOK_MS = 50,
};

/*< private >
 * usher_deadline_in:
 * @milliseconds: from now; 0: never
 *
 * Returns: the deadline
 */
gint64
usher_deadline_in (guint milliseconds)
{
  if (milliseconds == 0)
    return USHER_NO_DEADLINE;
  return g_get_monotonic_time () + (gint64)milliseconds * 1000;
}

/* Rounded up, or the last millisecond would be spent spinning. */
static int
milliseconds_to (gint64 deadline)
{
  gint64 left;

  if (deadline == USHER_NO_DEADLINE)
    return -1;
  left = deadline - g_get_monotonic_time ();
  return left <= 0 ? 0 : (int)MIN ((left + 999) / 1000, G_MAXINT);
}

static gboolean
any_ready (const GPollFD *fds, guint n_fds)
{
  for (guint i = 0; i < n_fds; i++)
    if (fds[i].revents != 0)
      return TRUE;
  return FALSE;
}

static UsherWait
wait_watched (GPollFD *fds, guint n_fds, guint n_all, gint64 deadline, GCancellable *cancellable)
{
  gboolean blind = cancellable != NULL && n_all == n_fds;

  for (;;)
    {
      int timeout = milliseconds_to (deadline);
      gboolean last = timeout == 0;

      if (g_cancellable_is_cancelled (cancellable))
        return USHER_WAIT_CANCELLED;
      if (blind && (timeout < 0 || timeout > LOOK_MS))
        timeout = LOOK_MS;
      /* -1 is EINTR, and nothing was looked at. */
      if (g_poll (fds, n_all, timeout) > 0 && any_ready (fds, n_fds))
        return USHER_WAIT_READY;
      if (last)
        return USHER_WAIT_TIMED_OUT;
    }
}

/*< private >
 * usher_wait_for:
 * @fds: (array length=n_fds): what to wait for, as for g_poll()
 * @n_fds: how many, two at most
 * @deadline: until when
 * @cancellable: (nullable): ends the wait at once, from any thread
 *
 * Returns: why the wait is over; being cancelled counts before anything that is ready
 */
UsherWait
usher_wait_for (GPollFD *fds, guint n_fds, gint64 deadline, GCancellable *cancellable)
{
  GPollFD all[MAX_FDS];
  guint n_all = n_fds;
  UsherWait outcome;

  g_assert (n_fds < MAX_FDS);

  for (guint i = 0; i < n_fds; i++)
    {
      all[i] = fds[i];
      all[i].revents = 0;
    }
  if (g_cancellable_make_pollfd (cancellable, &all[n_fds]))
    n_all++;

  outcome = wait_watched (all, n_fds, n_all, deadline, cancellable);

  if (n_all > n_fds)
    g_cancellable_release_fd (cancellable);
  for (guint i = 0; i < n_fds; i++)
    fds[i].revents = all[i].revents;
  return outcome;
}
