/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "refresh.h"

G_BEGIN_DECLS

/**
 * UsherPicture:
 *
 * What is shown of a server: the last snapshot, arranged as the person asked for. Main
 * thread only; the arranging for a refresh is done by #UsherRefresh on its worker's thread.
 */
typedef struct _UsherPicture UsherPicture;

UsherPicture *usher_picture_new (void);
void usher_picture_free (UsherPicture *self);

UsherSnapshot *usher_picture_get_snapshot (UsherPicture *self);
UsherArrangement *usher_picture_get_arrangement (UsherPicture *self);
const UsherArrangementSpec *usher_picture_get_spec (UsherPicture *self);

gboolean usher_picture_set_spec (UsherPicture *self, const UsherArrangementSpec *spec);
UsherRefresh *usher_picture_begin_refresh (UsherPicture *self);
void usher_picture_take (UsherPicture *self, UsherRefresh *refresh);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherPicture, usher_picture_free)

G_END_DECLS
