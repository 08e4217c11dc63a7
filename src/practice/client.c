/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "client.h"

#include "wire.h"

/* A person who ended sessions shall see them gone. */
#define AWAY_MIN_MS (75 * 1000)
#define AWAY_MAX_MS (180 * 1000)
/* Nor shall it storm the server when it is not let in. */
#define REFUSED_MS 2000
/* After a statement was cancelled: first it looks at the error, then it does something else. */
#define ROLLBACK_MS  (5 * 1000)
#define CANCELLED_MS (60 * 1000)

/* What a client does when a statement of its transaction failed. */
static const UsherStep give_up = { "ROLLBACK", CANCELLED_MS, CANCELLED_MS };

struct _UsherClient
{
  const UsherPart *part;
  const char *folder;
  guint port;

  UsherWire *wire;       /* (owned) */
  const UsherStep *step; /* what it does, or will do when the timer ends */
  guint timer;
  gboolean connected;
  gboolean has_tried; /* to connect, and knows how it went */
};

static gboolean
go_on (gpointer data)
{
  UsherClient *self = data;
  const UsherWireTarget target = { self->folder, self->port, self->part->database, self->part->role,
                                   self->part->application };

  self->timer = 0;
  if (self->connected)
    usher_wire_send (self->wire, self->step->sql);
  else
    usher_wire_connect (self->wire, &target);
  return G_SOURCE_REMOVE;
}

static void
rest (UsherClient *self, guint min_ms, guint max_ms)
{
  guint pause = g_random_int_range ((gint32)min_ms, (gint32)max_ms + 1);

  self->timer = g_timeout_add (pause, go_on, self);
}

static const UsherStep *
step_after (UsherClient *self, const UsherStep *step)
{
  const UsherStep *first = self->part->steps;
  const UsherStep *last = first + self->part->n_steps - 1;

  return step == &give_up || step == last ? first : step + 1;
}

static void
on_ready (UsherClient *self)
{
  const UsherStep *done = self->step;

  if (!self->connected)
    {
      self->connected = TRUE;
      self->step = self->part->steps;
      rest (self, 0, 0);
      return;
    }
  self->step = step_after (self, done);
  rest (self, done->min_ms, done->max_ms);
}

static void
on_failed (UsherClient *self)
{
  gboolean in_transaction = usher_wire_is_in_transaction (self->wire);
  guint pause = in_transaction ? ROLLBACK_MS : CANCELLED_MS;

  self->step = in_transaction ? &give_up : self->part->steps;
  rest (self, pause, pause);
}

static void
on_lost (UsherClient *self)
{
  gboolean was_connected = self->connected;
  guint pause = was_connected ? self->part->away_ms : REFUSED_MS;

  self->connected = FALSE;
  if (self->part->away_ms == 0)
    rest (self, AWAY_MIN_MS, AWAY_MAX_MS);
  else
    rest (self, pause, pause);
}

static void
on_wire (UsherWire *wire, UsherWireEvent event, gpointer data)
{
  UsherClient *self = data;

  self->has_tried = TRUE;
  g_clear_handle_id (&self->timer, g_source_remove);
  switch (event)
    {
    case USHER_WIRE_READY:
      on_ready (self);
      break;
    case USHER_WIRE_FAILED:
      on_failed (self);
      break;
    case USHER_WIRE_LOST:
    default:
      on_lost (self);
      break;
    }
}

/*
 * usher_client_new:
 * @part: what it does, static
 * @folder: of the server's socket, outlives the client
 * @port: of the server
 *
 * Returns: (transfer full): a client that has not joined yet
 */
UsherClient *
usher_client_new (const UsherPart *part, const char *folder, guint port)
{
  UsherClient *self = g_new0 (UsherClient, 1);

  self->part = part;
  self->folder = folder;
  self->port = port;
  self->wire = usher_wire_new (on_wire, self);
  return self;
}

void
usher_client_free (UsherClient *self)
{
  usher_client_leave (self);
  usher_wire_free (self->wire);
  g_free (self);
}

/*
 * usher_client_join:
 * @self: a client that is not there
 *
 * Begins, now or, if its part says so, a little later.
 */
void
usher_client_join (UsherClient *self)
{
  rest (self, self->part->first_ms, self->part->first_ms);
}

/*
 * usher_client_leave:
 * @self: a client
 *
 * Ends its session, and does not come back.
 */
void
usher_client_leave (UsherClient *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  usher_wire_close (self->wire);
  self->connected = FALSE;
}

/*
 * usher_client_has_tried:
 *
 * Returns: whether it has been connected once, or knows that it cannot be
 */
gboolean
usher_client_has_tried (UsherClient *self)
{
  return self->has_tried;
}
