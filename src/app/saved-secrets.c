/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "saved-secrets.h"

#include "password-keeping.h"

#define KEYRING_PATIENCE_MS 30000

typedef struct
{
  GApplication *held; /* (owned) */
  GAsyncReadyCallback callback;
  gpointer user_data;
} Keeping;

static void
on_kept (GObject *source, GAsyncResult *result, gpointer data)
{
  Keeping *keeping = data;

  keeping->callback (source, result, keeping->user_data);
  g_application_release (keeping->held);
  g_object_unref (keeping->held);
  g_free (keeping);
}

static GApplication *
hold (void)
{
  GApplication *application = g_application_get_default ();

  g_application_hold (application);
  return g_object_ref (application);
}

/**
 * usher_saved_secrets_keep:
 * @profile: a saved connection
 * @password: what was typed for it
 * @callback: takes usher_password_keep_finish()
 * @user_data: for @callback
 *
 * Puts a password into the keyring without trying it; one that is wrong is asked for again.
 */
void
usher_saved_secrets_keep (UsherProfile *profile,
                          const char *password,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  Keeping *keeping = g_new0 (Keeping, 1);

  keeping->held = hold ();
  keeping->callback = callback;
  keeping->user_data = user_data;
  usher_password_keep_async (profile, password, NULL, on_kept, keeping);
}

static void
on_forgotten (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GApplication) held = data;
  g_autoptr (GError) error = NULL;

  if (!usher_secrets_forget_finish (result, &error))
    g_info ("A password was not removed from the keyring: %s", error->message);
  g_application_release (held);
}

/**
 * usher_saved_secrets_forget:
 * @profile: a connection that is not saved any more, or whose password is not to be
 */
void
usher_saved_secrets_forget (UsherProfile *profile)
{
  usher_secrets_forget_async (usher_profile_get_id (profile), KEYRING_PATIENCE_MS, NULL,
                              on_forgotten, hold ());
}
