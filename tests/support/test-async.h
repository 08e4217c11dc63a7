/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Asynchronous functions in tests: pass test_async_ready and the address of a
 * `g_autoptr (GAsyncResult) result = NULL`, then test_async_wait (&result). */

#define TEST_PATIENCE_SECONDS 90

typedef gboolean (*TestCondition) (gpointer user_data);

void test_async_ready (GObject *object, GAsyncResult *result, gpointer result_out);
GAsyncResult *test_async_wait (GAsyncResult **result);

gboolean test_wait_until (TestCondition condition, gpointer user_data, guint milliseconds);
void test_wait (guint milliseconds);

typedef struct
{
  GCancellable *cancellable;
  gint64 at; /* when it was cancelled, monotonic */
} TestCancel;

gpointer test_cancel_soon (gpointer data);

G_END_DECLS
