/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "server.h"

G_BEGIN_DECLS

/**
 * UsherRestoreBanner:
 *
 * A strip for each database of a server that Usher keeps sessions out of, on purpose or since
 * a clean-up was interrupted, with a button that lets them in again. Nothing when there is
 * none.
 *
 * Signals: "said" (string, plain text: what became of it, to be told once).
 */
#define USHER_TYPE_RESTORE_BANNER (usher_restore_banner_get_type ())
G_DECLARE_FINAL_TYPE (UsherRestoreBanner, usher_restore_banner, USHER, RESTORE_BANNER, AdwBin)

void usher_restore_banner_set_server (UsherRestoreBanner *self, UsherServer *server);
void usher_restore_banner_reload (UsherRestoreBanner *self);

G_END_DECLS
