/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "snapshot.h"

G_BEGIN_DECLS

/* Sessions out of thin air, the same for the same seed. */

#define MADE_TIME (G_GINT64_CONSTANT (1750000000) * G_USEC_PER_SEC)

typedef struct _MadeCrowd MadeCrowd;

MadeCrowd *made_crowd_new (guint n_sessions, guint32 seed);
void made_crowd_free (MadeCrowd *self);
UsherSnapshot *made_crowd_picture (MadeCrowd *self);
void made_crowd_live (MadeCrowd *self, double changed, double replaced);

UsherSession *made_session (gint32 pid, UsherSessionState state);
UsherSnapshot *made_picture (UsherSession *first, ...) G_GNUC_NULL_TERMINATED;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MadeCrowd, made_crowd_free)

G_END_DECLS
