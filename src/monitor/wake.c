/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "wake.h"

#include <time.h>

enum
{
  INTERVAL_MS = 5000,
};

/* What the clocks may differ by otherwise. In microseconds. */
#define A_SLEEP G_TIME_SPAN_SECOND

struct _UsherWake
{
  GObject parent_instance;

  UsherWakeClock time_asleep;
  gint64 slept; /* as of the last look; microseconds */
  guint source;
  GCancellable *cancellable;   /* (owned): of the way to the bus */
  GDBusConnection *system_bus; /* (owned) (nullable) */
  guint subscription;          /* 0: none */
};

G_DEFINE_FINAL_TYPE (UsherWake, usher_wake, G_TYPE_OBJECT)

enum
{
  WOKE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
usher_wake_dispose (GObject *object)
{
  UsherWake *self = USHER_WAKE (object);

  g_clear_handle_id (&self->source, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  if (self->subscription != 0)
    g_dbus_connection_signal_unsubscribe (self->system_bus, self->subscription);
  self->subscription = 0;
  g_clear_object (&self->system_bus);

  G_OBJECT_CLASS (usher_wake_parent_class)->dispose (object);
}

static void
usher_wake_finalize (GObject *object)
{
  g_object_unref (USHER_WAKE (object)->cancellable);
  G_OBJECT_CLASS (usher_wake_parent_class)->finalize (object);
}

static void
usher_wake_class_init (UsherWakeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = usher_wake_dispose;
  object_class->finalize = usher_wake_finalize;

  /**
   * UsherWake::woke:
   *
   * The computer was asleep a moment ago.
   */
  signals[WOKE] = g_signal_new ("woke", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
}

static void
usher_wake_init (UsherWake *self)
{
  self->cancellable = g_cancellable_new ();
}

/* By the clock */

static gint64
to_microseconds (const struct timespec *time)
{
  return time->tv_sec * G_TIME_SPAN_SECOND + time->tv_nsec / 1000;
}

/* Of the two clocks one goes on while the computer sleeps. */
static gint64
measure_time_asleep (void)
{
  struct timespec all;
  struct timespec awake;

  clock_gettime (CLOCK_BOOTTIME, &all);
  clock_gettime (CLOCK_MONOTONIC, &awake);
  return to_microseconds (&all) - to_microseconds (&awake);
}

static gboolean
on_look_due (gpointer data)
{
  UsherWake *self = data;
  gint64 slept = self->time_asleep ();
  gboolean woke = slept - self->slept > A_SLEEP;

  self->slept = slept;
  if (woke)
    g_signal_emit (self, signals[WOKE], 0);
  return G_SOURCE_CONTINUE;
}

/* By the system, at once */

static void
on_prepare_for_sleep (GDBusConnection *connection,
                      const char *sender,
                      const char *path,
                      const char *interface,
                      const char *signal,
                      GVariant *parameters,
                      gpointer data)
{
  UsherWake *self = data;
  gboolean going_to_sleep = TRUE;

  if (g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(b)")))
    g_variant_get (parameters, "(b)", &going_to_sleep);
  if (going_to_sleep)
    return;
  /* Once for each sleep. */
  self->slept = self->time_asleep ();
  g_signal_emit (self, signals[WOKE], 0);
}

static void
on_bus (GObject *source, GAsyncResult *result, gpointer data)
{
  GDBusConnection *bus = g_bus_get_finish (result, NULL);
  GWeakRef *weak = data;
  g_autoptr (UsherWake) self = g_weak_ref_get (weak);

  g_weak_ref_clear (weak);
  g_free (weak);
  /* Without a system bus there are still the clocks. */
  if (bus == NULL || self == NULL)
    {
      g_clear_object (&bus);
      return;
    }
  g_dbus_connection_set_exit_on_close (bus, FALSE);
  self->system_bus = bus;
  self->subscription = g_dbus_connection_signal_subscribe (
      bus, "org.freedesktop.login1", "org.freedesktop.login1.Manager", "PrepareForSleep",
      "/org/freedesktop/login1", NULL, G_DBUS_SIGNAL_FLAGS_NONE, on_prepare_for_sleep, self, NULL);
}

/**
 * usher_wake_new:
 * @time_asleep: how long the computer has slept since it was started, in microseconds
 * @interval_ms: how often to look at it
 *
 * Returns: (transfer full): who notices
 */
UsherWake *
usher_wake_new (UsherWakeClock time_asleep, guint interval_ms)
{
  UsherWake *self = g_object_new (USHER_TYPE_WAKE, NULL);
  GWeakRef *weak;

  self->time_asleep = time_asleep;
  self->slept = time_asleep ();
  self->source = g_timeout_add (interval_ms, on_look_due, self);
  weak = g_new0 (GWeakRef, 1);
  g_weak_ref_init (weak, self);
  g_bus_get (G_BUS_TYPE_SYSTEM, self->cancellable, on_bus, weak);
  return self;
}

/**
 * usher_wake_ref_default:
 *
 * Returns: (transfer full): the one that all share, as long as somebody has it
 */
UsherWake *
usher_wake_ref_default (void)
{
  static GWeakRef shared;
  UsherWake *self = g_weak_ref_get (&shared);

  if (self == NULL)
    {
      self = usher_wake_new (measure_time_asleep, INTERVAL_MS);
      g_weak_ref_set (&shared, self);
    }
  return self;
}
