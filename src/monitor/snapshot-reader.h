/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "result.h"
#include "snapshot.h"

G_BEGIN_DECLS

/* What the server answered in one refresh. */
typedef struct
{
  UsherResult *sessions;   /* (unowned) of sessions.sql */
  UsherResult *databases;  /* (unowned) of databases.sql */
  UsherResult *facts;      /* (unowned) of server-facts.sql, asked for last */
  gboolean blockers_asked; /* the parameter of sessions.sql */
} UsherAnswers;

gboolean usher_snapshot_should_ask_blockers (UsherSnapshot *previous);

UsherSnapshot *usher_snapshot_read (const UsherAnswers *answers,
                                    UsherSnapshot *previous,
                                    const gint32 *own_pids,
                                    guint n_own_pids,
                                    GError **error);

G_END_DECLS
