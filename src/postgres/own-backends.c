/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "own-backends.h"

#include "durations.h"

/* Backends of different servers can have the same pid, but not begin in the same microsecond
 * too. */
typedef struct
{
  gint64 start;
  gint32 pid;
} Backend;

static GMutex mutex;
static GHashTable *backends; /* (owned) (nullable) (element-type Backend): a set */

static guint
backend_hash (gconstpointer data)
{
  const Backend *self = data;

  return g_int64_hash (&self->start) ^ (guint)self->pid;
}

static gboolean
backend_equal (gconstpointer a, gconstpointer b)
{
  const Backend *first = a;
  const Backend *second = b;

  return first->pid == second->pid && first->start == second->start;
}

/* Behind a pooler the backend belongs to other clients as well, and to us only now and then. */
static gboolean
is_known (const UsherConnectionInfo *info)
{
  return !info->pooled && info->backend_start != USHER_NO_TIME;
}

/*< private >
 * usher_own_backends_add:
 * @info: of a connection that stands from now on
 *
 * Any thread. Where it is not known when the backend began, nothing is noted.
 */
void
usher_own_backends_add (const UsherConnectionInfo *info)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);
  Backend backend = { info->backend_start, info->backend_pid };

  if (!is_known (info))
    return;
  if (backends == NULL)
    backends = g_hash_table_new_full (backend_hash, backend_equal, g_free, NULL);
  g_hash_table_add (backends, g_memdup2 (&backend, sizeof backend));
}

/*< private >
 * usher_own_backends_remove:
 * @info: of a connection that usher_own_backends_add() was told of, and that is closed
 *
 * Any thread.
 */
void
usher_own_backends_remove (const UsherConnectionInfo *info)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);
  Backend backend = { info->backend_start, info->backend_pid };

  if (is_known (info) && backends != NULL)
    g_hash_table_remove (backends, &backend);
}

/**
 * usher_own_backends_contain:
 * @pid: of a backend
 * @backend_start: when it began, in microseconds; %USHER_NO_TIME if that is hidden
 *
 * Any thread. A pid alone proves nothing here: it may be another server's.
 *
 * Returns: whether a connection of this process, to whichever server, has that very backend
 */
gboolean
usher_own_backends_contain (gint32 pid, gint64 backend_start)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);
  Backend backend = { backend_start, pid };

  return backend_start != USHER_NO_TIME && backends != NULL
         && g_hash_table_contains (backends, &backend);
}
