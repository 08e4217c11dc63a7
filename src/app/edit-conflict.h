/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "profile.h"

G_BEGIN_DECLS

typedef enum
{
  USHER_EDIT_GO_ON, /* nothing is decided: back to the fields */
  USHER_EDIT_KEEP_MINE,
  USHER_EDIT_USE_THEIRS,
} UsherEditChoice;

void usher_edit_conflict_ask (GtkWindow *parent,
                              UsherProfile *base,
                              UsherProfile *theirs,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
UsherEditChoice usher_edit_conflict_ask_finish (GAsyncResult *result);

G_END_DECLS
