/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "server.h"

G_BEGIN_DECLS

/**
 * UsherStateBanner:
 *
 * Says above the page what lasts and matters: the connection is lost and when it is tried
 * again, the last refresh failed, a pooler stands between. Hidden when all is well.
 */
#define USHER_TYPE_STATE_BANNER (usher_state_banner_get_type ())
G_DECLARE_FINAL_TYPE (UsherStateBanner, usher_state_banner, USHER, STATE_BANNER, GtkWidget)

void usher_state_banner_set_server (UsherStateBanner *self, UsherServer *server);

G_END_DECLS
