/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "endpoint.h"

G_BEGIN_DECLS

/* The passwords in the person's keyring, which may be locked, missing or silent: everything
 * here is asynchronous, has an end, and fails with a sentence of %USHER_ERROR_KEYRING. */

/**
 * UsherSecretKey:
 *
 * What a saved password belongs to. Only who asks for the very same gets it. Nothing in it
 * is secret: a keyring shows it to whoever looks.
 */
typedef struct
{
  char *connection; /* the id of the saved connection */
  char *kind;       /* such as %USHER_SECRET_LOGIN */
  char *host;       /* with the address and the tunnel, as far as they say something else */
  char *port;
  char *user;
} UsherSecretKey;

#define USHER_SECRET_LOGIN "login"

UsherSecretKey *
usher_secret_key_new (const char *connection, const UsherEndpoint *endpoint, const char *tunnel);
UsherSecretKey *usher_secret_key_copy (const UsherSecretKey *self);
void usher_secret_key_free (UsherSecretKey *self);

void usher_secrets_look_up_async (const UsherSecretKey *key,
                                  guint patience_ms,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
char *usher_secrets_look_up_finish (GAsyncResult *result, GError **error);

void usher_secrets_store_async (const UsherSecretKey *key,
                                const char *label,
                                const char *password,
                                guint patience_ms,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean usher_secrets_store_finish (GAsyncResult *result, GError **error);

void usher_secrets_forget_async (const char *connection,
                                 guint patience_ms,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean usher_secrets_forget_finish (GAsyncResult *result, GError **error);

void usher_password_free (char *password);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherSecretKey, usher_secret_key_free)

G_END_DECLS
