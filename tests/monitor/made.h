/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "arrangement.h"

/* Sessions made up for tests that need no server. Whoever makes one fills in what matters
 * and seals it. */

#define MADE_START G_GINT64_CONSTANT (1700000000000000)

UsherSession *made_session (gint32 pid);
UsherSession *made_sealed (gint32 pid, const char *database, const char *user, const char *query);
UsherDatabase *made_database (guint32 oid, const char *name);
GPtrArray *made_sessions (void);

/* Hands @sessions over. */
UsherSnapshot *made_snapshot (GPtrArray *sessions);

char *made_pids (UsherArrangement *arrangement);
