/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "profile.h"

G_BEGIN_DECLS

/* What the keyring has of the saved connections follows them. The application stays until that
 * is done, also when its last window has gone. */

void usher_saved_secrets_keep (UsherProfile *profile,
                               const char *password,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
void usher_saved_secrets_forget (UsherProfile *profile);

G_END_DECLS
