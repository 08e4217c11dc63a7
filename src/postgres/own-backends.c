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
static guint n_pooled;       /* connections that stand behind a pooler */

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

/* Unlike that of any other Usher, so that each leaves alone only what is its own. */
static const char *
find_mark (void)
{
  static char *mark;

  if (g_once_init_enter (&mark))
    {
      g_autofree char *id = g_uuid_string_random ();

      g_once_init_leave (&mark, g_strdup_printf ("/* Usher %s */ ", id));
    }
  return mark;
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

  n_pooled += info->pooled ? 1 : 0;
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

  n_pooled -= info->pooled ? 1 : 0;
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

/*< private >
 * usher_own_backends_mark:
 * @statement: what is sent through a pooler
 *
 * Any thread. Behind a pooler nobody knows beforehand which backend will run a statement, and
 * that backend runs those of others as well. So the statement itself says whose it is. In
 * session mode nobody else sends one until we leave; in the others the backend is ours no longer
 * when the statement has ended, and does not bear the mark any more when it serves others.
 *
 * Returns: (transfer full): the same with the mark of this process before it
 */
char *
usher_own_backends_mark (const char *statement)
{
  return g_strconcat (find_mark (), statement, NULL);
}

/**
 * usher_own_backends_get_mark:
 *
 * Any thread. Whoever can read all queries can copy the mark and be left alone for that, so it
 * counts only as long as it is needed.
 *
 * Returns: what a backend's query begins with when a connection of this process that stands
 *   behind a pooler was the last to use it; "" when there is no such connection
 */
const char *
usher_own_backends_get_mark (void)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);

  return n_pooled > 0 ? find_mark () : "";
}

/**
 * usher_own_backends_sent:
 * @query: (nullable): what a backend runs, or ran last
 *
 * Any thread.
 *
 * Returns: whether it bears the mark
 */
gboolean
usher_own_backends_sent (const char *query)
{
  const char *mark = usher_own_backends_get_mark ();

  return query != NULL && *mark != '\0' && g_str_has_prefix (query, mark);
}
