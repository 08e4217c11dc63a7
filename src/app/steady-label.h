/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * UsherSteadyLabel:
 *
 * A line of text that changes all the time. A #GtkLabel has its whole window laid out anew
 * for each new text; this one only when its width is another, and otherwise just draws. Its
 * figures are of equal width, so that is when a number gets another digit.
 */
#define USHER_TYPE_STEADY_LABEL (usher_steady_label_get_type ())
G_DECLARE_FINAL_TYPE (UsherSteadyLabel, usher_steady_label, USHER, STEADY_LABEL, GtkWidget)

GtkWidget *usher_steady_label_new (void);

const char *usher_steady_label_get_text (UsherSteadyLabel *self);
gboolean usher_steady_label_set_text (UsherSteadyLabel *self, const char *text);

G_END_DECLS
