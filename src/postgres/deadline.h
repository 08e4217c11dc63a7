/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A deadline is a point of g_get_monotonic_time(), %USHER_NO_DEADLINE when there is none. */
#define USHER_NO_DEADLINE G_MAXINT64

typedef enum
{
  USHER_WAIT_READY,
  USHER_WAIT_TIMED_OUT,
  USHER_WAIT_CANCELLED,
} UsherWait;

gint64 usher_deadline_in (guint milliseconds);
UsherWait usher_wait_for (GPollFD *fds, guint n_fds, gint64 deadline, GCancellable *cancellable);

G_END_DECLS
