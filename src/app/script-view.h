/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * UsherScriptView:
 *
 * "Show SQL": folded away, the statements that a dialog is going to send, to be read and to
 * be copied.
 */
#define USHER_TYPE_SCRIPT_VIEW (usher_script_view_get_type ())
G_DECLARE_FINAL_TYPE (UsherScriptView, usher_script_view, USHER, SCRIPT_VIEW, GtkWidget)

/**
 * UsherScriptFunc:
 *
 * Runs on another thread. Returns: (transfer full): a script
 */
typedef char *(*UsherScriptFunc) (gpointer data);

void usher_script_view_set_source (UsherScriptView *self,
                                   UsherScriptFunc func,
                                   gpointer data,
                                   GDestroyNotify free_data);
void usher_script_view_take_sql (UsherScriptView *self, char *sql);

G_END_DECLS
