/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

guint usher_pace_refresh (guint interval, gint64 cost, guint n_failures);
guint usher_pace_retry (guint n_failures, double chance);

G_END_DECLS
