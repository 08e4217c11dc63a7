/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The lines of an open file from the last to the first. Blocks; one thread at a time. */
typedef struct _UsherLinesBackward UsherLinesBackward;

UsherLinesBackward *usher_lines_backward_new (int fd, gint64 size);
void usher_lines_backward_free (UsherLinesBackward *self);

gboolean usher_lines_backward_next (UsherLinesBackward *self,
                                    const char **line,
                                    gsize *length,
                                    GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherLinesBackward, usher_lines_backward_free)

G_END_DECLS
