/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "cancel-request.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <unistd.h>

#ifdef LIBPQ_HAS_ASYNC_CANCEL

/* libpq 17 and later: a small connection of its own, under the same TLS as the other. */
struct _UsherCancelRequest
{
  PGcancelConn *conn;             /* (owned) (nullable) */
  PostgresPollingStatusType step; /* what it waits for */
};

/*< private >
 * usher_cancel_request_new:
 * @conn: whose statement is to stop
 *
 * Returns: (transfer full): the request, which has begun
 */
UsherCancelRequest *
usher_cancel_request_new (PGconn *conn)
{
  UsherCancelRequest *self = g_new0 (UsherCancelRequest, 1);

  self->conn = PQcancelCreate (conn);
  self->step = self->conn != NULL && PQcancelStart (self->conn) ? PGRES_POLLING_WRITING
                                                                : PGRES_POLLING_FAILED;
  return self;
}

void
usher_cancel_request_free (UsherCancelRequest *self)
{
  PQcancelFinish (self->conn);
  g_free (self);
}

/*< private >
 * usher_cancel_request_get_poll:
 * @self: a request that is not done
 * @fd: (out): what to wait for before usher_cancel_request_advance()
 */
void
usher_cancel_request_get_poll (UsherCancelRequest *self, GPollFD *fd)
{
  fd->fd = PQcancelSocket (self->conn);
  fd->events = self->step == PGRES_POLLING_READING ? G_IO_IN : G_IO_OUT;
  fd->revents = 0;
}

void
usher_cancel_request_advance (UsherCancelRequest *self)
{
  if (!usher_cancel_request_is_done (self))
    self->step = PQcancelPoll (self->conn);
}

/*< private >
 * usher_cancel_request_is_done:
 *
 * Returns: whether the server has seen to the request, or never will
 */
gboolean
usher_cancel_request_is_done (UsherCancelRequest *self)
{
  return self->step == PGRES_POLLING_OK || self->step == PGRES_POLLING_FAILED;
}

#else

/* Before libpq 17 there is only PQcancel(), which waits as long as the postmaster does. So it
 * runs on a thread that nobody waits for; its end of a pipe closes when it is done. */
struct _UsherCancelRequest
{
  int fd; /* (owned): our end */
  gboolean done;
};

typedef struct
{
  PGcancel *cancel; /* (owned) */
  int fd;           /* (owned): its end */
} Errand;

static void
errand_end (Errand *errand)
{
  PQfreeCancel (errand->cancel);
  close (errand->fd);
  g_free (errand);
}

static gpointer
run_errand (gpointer data)
{
  Errand *errand = data;
  char words[256];

  if (!PQcancel (errand->cancel, words, sizeof words))
    g_debug ("Cancel request: %s", words);
  errand_end (errand);
  return NULL;
}

static void
send_errand (Errand *errand)
{
  GThread *thread = g_thread_try_new ("cancel-request", run_errand, errand, NULL);

  if (thread != NULL)
    g_thread_unref (thread);
  else
    errand_end (errand);
}

/*< private >
 * usher_cancel_request_new:
 * @conn: whose statement is to stop
 *
 * Returns: (transfer full): the request, which has begun
 */
UsherCancelRequest *
usher_cancel_request_new (PGconn *conn)
{
  UsherCancelRequest *self = g_new0 (UsherCancelRequest, 1);
  int ends[2];
  Errand *errand;

  self->fd = -1;
  if (!g_unix_open_pipe (ends, FD_CLOEXEC, NULL))
    {
      self->done = TRUE;
      return self;
    }
  self->fd = ends[0];

  errand = g_new0 (Errand, 1);
  errand->cancel = PQgetCancel (conn);
  errand->fd = ends[1];
  send_errand (errand);
  return self;
}

void
usher_cancel_request_free (UsherCancelRequest *self)
{
  if (self->fd >= 0)
    close (self->fd);
  g_free (self);
}

/*< private >
 * usher_cancel_request_get_poll:
 * @self: a request that is not done
 * @fd: (out): what to wait for before usher_cancel_request_advance()
 */
void
usher_cancel_request_get_poll (UsherCancelRequest *self, GPollFD *fd)
{
  fd->fd = self->fd;
  fd->events = G_IO_IN;
  fd->revents = 0;
}

void
usher_cancel_request_advance (UsherCancelRequest *self)
{
  GPollFD fd;

  if (self->done)
    return;
  usher_cancel_request_get_poll (self, &fd);
  self->done = g_poll (&fd, 1, 0) == 1;
}

/*< private >
 * usher_cancel_request_is_done:
 *
 * Returns: whether the server has seen to the request, or never will
 */
gboolean
usher_cancel_request_is_done (UsherCancelRequest *self)
{
  return self->done;
}

#endif
