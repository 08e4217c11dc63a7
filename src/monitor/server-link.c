/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "server-link.h"

#include "connect-attempt.h"
#include "pace.h"

/* After an ordinary connection could not be had, how soon the next is tried: at most this
 * many doublings of a second. */
#define MAX_WIDENING_FAILURES 3

struct _UsherLink
{
  GObject parent_instance;

  char *name; /* (owned): of the worker's thread */
  UsherPurpose purpose;
  UsherWorker *worker;       /* (owned) */
  UsherApproach *approach;   /* (owned): the way there */
  char *database;            /* (owned) (nullable): another one than the way leads to */
  UsherConnectionInfo *info; /* (owned) (nullable): of the last connection that stood */
  GError *error;             /* (owned) (nullable): why it is not up */
  GCancellable *cancellable; /* (owned) (nullable): of the attempt under way */
  gint64 retry_at;           /* monotonic microseconds, 0: none planned */
  guint retry_source;        /* 0: none */
  guint n_failures;          /* since it was up, or was asked to open */
  gboolean opened;           /* ever asked to */
  gboolean keep_trying;
  UsherDoor door;         /* what will do */
  GCancellable *widening; /* (owned) (nullable): of the search for an ordinary connection */
  gint64 widen_at;        /* not before, in monotonic microseconds */
  guint n_widening_failures;
  UsherLinkState state;
};

G_DEFINE_FINAL_TYPE (UsherLink, usher_link, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
forget_retry (UsherLink *self)
{
  g_clear_handle_id (&self->retry_source, g_source_remove);
  self->retry_at = 0;
}

/* The attempt's callback still comes; it finds that it is no longer the current one. */
static void
forget_attempt (UsherLink *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
forget_widening (UsherLink *self)
{
  if (self->widening != NULL)
    g_cancellable_cancel (self->widening);
  g_clear_object (&self->widening);
}

static void
set_state (UsherLink *self, UsherLinkState state, const GError *error)
{
  g_autoptr (GError) copy = error != NULL ? g_error_copy (error) : NULL;

  self->state = state;
  g_clear_error (&self->error);
  self->error = g_steal_pointer (&copy);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
usher_link_dispose (GObject *object)
{
  UsherLink *self = USHER_LINK (object);

  forget_retry (self);
  forget_attempt (self);
  forget_widening (self);
  g_clear_object (&self->worker);
  g_clear_object (&self->approach);

  G_OBJECT_CLASS (usher_link_parent_class)->dispose (object);
}

static void
usher_link_finalize (GObject *object)
{
  UsherLink *self = USHER_LINK (object);

  g_free (self->database);
  g_clear_pointer (&self->info, usher_connection_info_unref);
  g_clear_error (&self->error);
  g_free (self->name);

  G_OBJECT_CLASS (usher_link_parent_class)->finalize (object);
}

static void
usher_link_class_init (UsherLinkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = usher_link_dispose;
  object_class->finalize = usher_link_finalize;

  /**
   * UsherLink::changed:
   *
   * Its state, its error or the time of its next attempt is another now.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
usher_link_init (UsherLink *self)
{
}

/* What the profile forbids holds for every worker that it ever has. */
static UsherWorker *
make_worker (UsherLink *self)
{
  UsherProfile *profile = usher_approach_get_profile (self->approach);
  UsherWorker *worker = usher_worker_new (self->name, self->purpose);

  if (profile != NULL)
    {
      usher_worker_set_role (worker, usher_profile_get_role (profile));
      usher_worker_set_look_only (worker, usher_profile_get_look_only (profile));
    }
  return worker;
}

/**
 * usher_link_new:
 * @name: the name of the worker's thread
 * @purpose: what the connection is for
 * @approach: the way there
 *
 * Returns: (transfer full): a closed link
 */
UsherLink *
usher_link_new (const char *name, UsherPurpose purpose, UsherApproach *approach)
{
  UsherLink *self = g_object_new (USHER_TYPE_LINK, NULL);

  self->name = g_strdup (name);
  self->purpose = purpose;
  self->approach = g_object_ref (approach);
  self->worker = make_worker (self);
  return self;
}

static void attempt (UsherLink *self);

static gboolean
on_retry_due (gpointer data)
{
  UsherLink *self = data;

  self->retry_source = 0;
  attempt (self);
  return G_SOURCE_REMOVE;
}

static void
wait_or_fail (UsherLink *self, const GError *error)
{
  guint delay;

  if (!self->keep_trying)
    {
      set_state (self, USHER_LINK_FAILED, error);
      return;
    }
  delay = usher_pace_retry (self->n_failures, g_random_double ());
  self->retry_at = g_get_monotonic_time () + delay * G_TIME_SPAN_MILLISECOND;
  self->retry_source = g_timeout_add (delay, on_retry_due, self);
  set_state (self, USHER_LINK_WAITING, error);
}

/* One attempt: what tells its callback whether it is still the current one. */
typedef struct
{
  UsherLink *link;           /* (owned) */
  GCancellable *cancellable; /* (owned) */
} Attempt;

static void
attempt_free (Attempt *self)
{
  g_object_unref (self->link);
  g_object_unref (self->cancellable);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Attempt, attempt_free)

static void
fail (UsherLink *self, const GError *error)
{
  usher_approach_failed (self->approach, error);
  g_clear_object (&self->cancellable);
  self->n_failures++;
  wait_or_fail (self, error);
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Attempt) this_attempt = data;
  UsherLink *self = this_attempt->link;
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherConnectionInfo) info = usher_connect_attempt_finish (result, &error);

  if (self->cancellable != this_attempt->cancellable)
    return;
  if (info == NULL)
    {
      fail (self, error);
      return;
    }
  g_clear_object (&self->cancellable);
  self->n_failures = 0;
  g_clear_pointer (&self->info, usher_connection_info_unref);
  self->info = g_steal_pointer (&info);
  usher_approach_succeeded (self->approach, self->info->used_password);
  set_state (self, USHER_LINK_UP, NULL);
}

static void
attempt (UsherLink *self)
{
  Attempt *this_attempt = g_new0 (Attempt, 1);

  forget_retry (self);
  forget_attempt (self);
  self->cancellable = g_cancellable_new ();
  this_attempt->link = g_object_ref (self);
  this_attempt->cancellable = g_object_ref (self->cancellable);
  usher_connect_attempt_async (self->worker, self->approach, self->database, self->door,
                               self->cancellable, on_connected, this_attempt);
  set_state (self, USHER_LINK_CONNECTING, self->error);
}

/**
 * usher_link_open:
 * @self: a link that was not closed for good
 * @keep_trying: %TRUE to go on trying, ever less often, when an attempt fails
 *
 * Begins to connect; an attempt under way is given up.
 */
void
usher_link_open (UsherLink *self, gboolean keep_trying)
{
  self->opened = TRUE;
  self->keep_trying = keep_trying;
  self->n_failures = 0;
  attempt (self);
}

/**
 * usher_link_set_database:
 * @self: a link
 * @database: (nullable): exact bytes of a name; %NULL for the one that the way leads to
 *
 * From the next attempt on, connects to @database.
 */
void
usher_link_set_database (UsherLink *self, const char *database)
{
  char *copy = g_strdup (database);

  g_free (self->database);
  self->database = copy;
}

/**
 * usher_link_lose:
 * @self: a link that is up
 * @error: what showed that its connection is dead
 *
 * Says that the connection is no more: only a job or a snapshot can tell. It will be
 * connected again, and from now on tried until that works.
 */
void
usher_link_lose (UsherLink *self, const GError *error)
{
  if (self->state != USHER_LINK_UP)
    return;
  forget_widening (self);
  self->keep_trying = TRUE;
  usher_approach_failed (self->approach, error);
  wait_or_fail (self, error);
}

/**
 * usher_link_retry_now:
 * @self: a link that was asked to open
 *
 * Does not wait any longer for the next attempt. No effect on one that is up or connecting.
 */
void
usher_link_retry_now (UsherLink *self)
{
  if (!self->opened || self->state == USHER_LINK_UP || self->state == USHER_LINK_CONNECTING)
    return;
  attempt (self);
}

/**
 * usher_link_allow_narrow_door:
 * @self: a link
 *
 * From now on, when the server has no ordinary connection left, one for replication will do.
 */
void
usher_link_allow_narrow_door (UsherLink *self)
{
  self->door = USHER_DOOR_WHATEVER;
}

static void
note_no_room (UsherLink *self)
{
  guint delay = usher_pace_retry (self->n_widening_failures, g_random_double ());

  self->n_widening_failures = MIN (self->n_widening_failures + 1, MAX_WIDENING_FAILURES);
  self->widen_at = g_get_monotonic_time () + delay * G_TIME_SPAN_MILLISECOND;
}

/* Jobs of the old worker keep it until they are done; then its connection goes too. */
static void
on_widened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Attempt) this_attempt = data;
  UsherLink *self = this_attempt->link;
  g_autoptr (UsherConnectionInfo) info = usher_connect_attempt_finish (result, NULL);

  if (self->widening != this_attempt->cancellable)
    return;
  g_clear_object (&self->widening);
  if (info == NULL)
    {
      note_no_room (self);
      return;
    }
  g_set_object (&self->worker, USHER_WORKER (source));
  g_clear_pointer (&self->info, usher_connection_info_unref);
  self->info = g_steal_pointer (&info);
  self->n_widening_failures = 0;
  set_state (self, USHER_LINK_UP, NULL);
}

/**
 * usher_link_widen:
 * @self: a link
 *
 * If its connection is one for replication, looks for an ordinary one to put in its place, not
 * too often. What was got by the narrow door stays until then.
 */
void
usher_link_widen (UsherLink *self)
{
  g_autoptr (UsherWorker) worker = NULL;
  Attempt *this_attempt;

  if (self->state != USHER_LINK_UP || !self->info->narrow || self->widening != NULL
      || g_get_monotonic_time () < self->widen_at)
    return;
  worker = make_worker (self);
  self->widening = g_cancellable_new ();
  this_attempt = g_new0 (Attempt, 1);
  this_attempt->link = g_object_ref (self);
  this_attempt->cancellable = g_object_ref (self->widening);
  usher_connect_attempt_async (worker, self->approach, self->database, USHER_DOOR_WIDE,
                               self->widening, on_widened, this_attempt);
}

/**
 * usher_link_stop:
 * @self: a link
 *
 * Gives up the attempt under way and plans no other. A link that is up stays up; another is
 * closed then, and keeps its error.
 */
void
usher_link_stop (UsherLink *self)
{
  forget_retry (self);
  forget_attempt (self);
  if (self->state != USHER_LINK_UP)
    set_state (self, USHER_LINK_CLOSED, self->error);
}

static void
on_closed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;

  usher_worker_close_finish (USHER_WORKER (source), result, NULL);
  g_task_return_boolean (task, TRUE);
}

/**
 * usher_link_close_async:
 * @self: a link
 * @callback: when the connection and the worker's thread are gone
 * @user_data: for @callback
 *
 * Closes for good.
 */
void
usher_link_close_async (UsherLink *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, usher_link_close_async);
  forget_retry (self);
  forget_attempt (self);
  forget_widening (self);
  usher_worker_close_async (self->worker, on_closed, task);
  set_state (self, USHER_LINK_CLOSED, NULL);
}

/**
 * usher_link_close_finish:
 * @self: a link
 * @result: what the callback got
 * @error: never set
 *
 * Returns: %TRUE
 */
gboolean
usher_link_close_finish (UsherLink *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

UsherLinkState
usher_link_get_state (UsherLink *self)
{
  return self->state;
}

/**
 * usher_link_get_error:
 * @self: a link
 *
 * Returns: (nullable) (transfer none): why it is not up, also while it tries again
 */
const GError *
usher_link_get_error (UsherLink *self)
{
  return self->error;
}

/**
 * usher_link_get_retry_at:
 * @self: a link
 *
 * Returns: when the next attempt begins, in monotonic microseconds; 0: none is planned
 */
gint64
usher_link_get_retry_at (UsherLink *self)
{
  return self->retry_at;
}

/**
 * usher_link_get_info:
 * @self: a link
 *
 * Returns: (nullable) (transfer none): what is known of its connection, or of the last one
 */
UsherConnectionInfo *
usher_link_get_info (UsherLink *self)
{
  return self->info;
}

/**
 * usher_link_note_promoted:
 * @self: a link
 *
 * Says that the server is no standby any more.
 */
void
usher_link_note_promoted (UsherLink *self)
{
  UsherConnectionInfo *info;

  if (self->info == NULL || !self->info->in_recovery)
    return;
  info = usher_connection_info_promoted (self->info);
  usher_connection_info_unref (self->info);
  self->info = info;
}

UsherWorker *
usher_link_get_worker (UsherLink *self)
{
  return self->worker;
}
