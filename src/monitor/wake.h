/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * UsherWake:
 *
 * Notices when the computer has slept: connections that stood before may be dead by now, and
 * nobody else says so. Main thread only.
 *
 * Signal: "woke".
 */
#define USHER_TYPE_WAKE (usher_wake_get_type ())
G_DECLARE_FINAL_TYPE (UsherWake, usher_wake, USHER, WAKE, GObject)

typedef gint64 (*UsherWakeClock) (void);

UsherWake *usher_wake_ref_default (void);
UsherWake *usher_wake_new (UsherWakeClock time_asleep, guint interval_ms);

G_END_DECLS
