/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "server.h"

G_BEGIN_DECLS

/**
 * UsherReturnsNotice:
 *
 * A strip that says who came back after being terminated, and what helps. Closed, it stays
 * away until somebody else comes back. Its button activates "win.keep-out" with the
 * database's oid.
 */
#define USHER_TYPE_RETURNS_NOTICE (usher_returns_notice_get_type ())
G_DECLARE_FINAL_TYPE (UsherReturnsNotice, usher_returns_notice, USHER, RETURNS_NOTICE, GtkWidget)

void usher_returns_notice_set_server (UsherReturnsNotice *self, UsherServer *server);

G_END_DECLS
