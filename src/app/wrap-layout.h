/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * UsherWrapLayout:
 *
 * Lays children side by side, and goes on in a new line where the width ends, as words do.
 * What is left of a line goes to those of its children that expand.
 *
 * Properties: "spacing" and "line-spacing", pixels.
 */
#define USHER_TYPE_WRAP_LAYOUT (usher_wrap_layout_get_type ())
G_DECLARE_FINAL_TYPE (UsherWrapLayout, usher_wrap_layout, USHER, WRAP_LAYOUT, GtkLayoutManager)

G_END_DECLS
