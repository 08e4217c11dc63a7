/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "clean-up-plan.h"

G_BEGIN_DECLS

typedef enum
{
  USHER_CLEAN_UP_WAITING, /* it has not begun */
  USHER_CLEAN_UP_RUNNING,
  USHER_CLEAN_UP_DONE,
  USHER_CLEAN_UP_FAILED,  /* see the error; what was changed is put back, or pending */
  USHER_CLEAN_UP_STOPPED, /* by the person, likewise */
  USHER_CLEAN_UP_INVALID, /* a drop was cut short: the database can only be dropped now */
  USHER_CLEAN_UP_UNKNOWN, /* the connection went away while the server worked */
} UsherCleanUpOutcome;

/**
 * UsherCleanUpRow:
 *
 * One database of a clean-up. Main thread only.
 *
 * Signal: "changed" (any of it is another now; its lists tell by themselves).
 */
#define USHER_TYPE_CLEAN_UP_ROW (usher_clean_up_row_get_type ())
G_DECLARE_FINAL_TYPE (UsherCleanUpRow, usher_clean_up_row, USHER, CLEAN_UP_ROW, GObject)

guint32 usher_clean_up_row_get_oid (UsherCleanUpRow *self);
const char *usher_clean_up_row_get_name (UsherCleanUpRow *self);
const char *usher_clean_up_row_get_new_name (UsherCleanUpRow *self);
guint usher_clean_up_row_get_n_sessions (UsherCleanUpRow *self);
GListModel *usher_clean_up_row_get_obstacles (UsherCleanUpRow *self);
GListModel *usher_clean_up_row_get_steps (UsherCleanUpRow *self);
UsherCleanUpOutcome usher_clean_up_row_get_outcome (UsherCleanUpRow *self);
const GError *usher_clean_up_row_get_error (UsherCleanUpRow *self);
const char *usher_clean_up_row_get_summary (UsherCleanUpRow *self);
gboolean usher_clean_up_row_is_ready (UsherCleanUpRow *self);
gboolean usher_clean_up_row_can_try (UsherCleanUpRow *self);

G_END_DECLS
