/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A computer that sleeps: its clocks, and a system bus whose login manager says so. */

#include "wake.h"
#include "test-async.h"

#define MANAGER   "org.freedesktop.login1"
#define INTERFACE "org.freedesktop.login1.Manager"
#define PATH      "/org/freedesktop/login1"
#define PATIENCE  20000

static gint64 slept;

static gint64
get_slept (void)
{
  return slept;
}

static void
count (UsherWake *wake, guint *n_woke)
{
  ++*n_woke;
}

static gboolean
has_woken (gpointer n_woke)
{
  return *(guint *)n_woke > 0;
}

static void
test_clock (void)
{
  g_autoptr (UsherWake) wake = usher_wake_new (get_slept, 10);
  guint n_woke = 0;

  g_signal_connect (wake, "woke", G_CALLBACK (count), &n_woke);
  slept += 60 * G_TIME_SPAN_SECOND;
  g_assert_true (test_wait_until (has_woken, &n_woke, PATIENCE));
  test_wait (100);
  g_assert_cmpuint (n_woke, ==, 1);
}

/* The clocks are never quite together. */
static void
test_no_sleep (void)
{
  g_autoptr (UsherWake) wake = usher_wake_new (get_slept, 10);
  guint n_woke = 0;

  g_signal_connect (wake, "woke", G_CALLBACK (count), &n_woke);
  slept += 900 * G_TIME_SPAN_MILLISECOND;
  test_wait (100);
  g_assert_cmpuint (n_woke, ==, 0);
}

static void
on_name (GDBusConnection *bus, const char *name, gpointer owned)
{
  *(gboolean *)owned = TRUE;
}

static gboolean
is_owned (gpointer owned)
{
  return *(gboolean *)owned;
}

/* Until somebody listens it says so again. */
typedef struct
{
  GDBusConnection *bus;
  guint n_woke;
} Manager;

static gboolean
was_heard (gpointer data)
{
  Manager *manager = data;

  g_dbus_connection_emit_signal (manager->bus, NULL, PATH, INTERFACE, "PrepareForSleep",
                                 g_variant_new ("(b)", FALSE), NULL);
  return manager->n_woke > 0;
}

static void
test_login_manager (void)
{
  g_autoptr (GTestDBus) daemon = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = NULL;
  UsherWake *wake;
  Manager manager = { NULL, 0 };
  gboolean owned = FALSE;
  guint name;

  g_test_dbus_up (daemon);
  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", g_test_dbus_get_bus_address (daemon), TRUE);
  bus =
      g_dbus_connection_new_for_address_sync (g_test_dbus_get_bus_address (daemon),
                                              G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
                                                  | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                              NULL, NULL, &error);
  g_assert_no_error (error);
  name = g_bus_own_name_on_connection (bus, MANAGER, G_BUS_NAME_OWNER_FLAGS_NONE, on_name, NULL,
                                       &owned, NULL);
  g_assert_true (test_wait_until (is_owned, &owned, PATIENCE));

  manager.bus = bus;
  wake = usher_wake_new (get_slept, 10);
  g_signal_connect (wake, "woke", G_CALLBACK (count), &manager.n_woke);
  g_assert_true (test_wait_until (was_heard, &manager, PATIENCE));

  g_assert_finalize_object (wake);
  g_bus_unown_name (name);
  g_dbus_connection_close_sync (bus, NULL, NULL);
  g_test_dbus_stop (daemon);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nonexistent", TRUE);
  g_test_add_func ("/wake/clock", test_clock);
  g_test_add_func ("/wake/no-sleep", test_no_sleep);
  g_test_add_func ("/wake/login-manager", test_login_manager);
  return g_test_run ();
}
