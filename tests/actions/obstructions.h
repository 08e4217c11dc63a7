/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "test-server.h"

G_BEGIN_DECLS

/* A database, and what a test puts in the way of dropping, renaming or copying it. */
typedef struct
{
  TestServer *server; /* (unowned) */
  char *database;
  GPtrArray *sessions; /* (element-type PGconn): as long as the site lasts */
  PGconn *sender;      /* (nullable): belongs to @reader */
  GThread *reader;
} Site;

Site *site_new (TestServer *server, const char *database);
void site_free (Site *self);
void site_run (Site *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
void site_run_inside (Site *self, const char *sql);

/* Whoever runs in it. All return once that is so. */
void obstruct_with_session (Site *self);
void obstruct_with_session_of (Site *self, const char *role);
void obstruct_with_parallel_worker (Site *self);
void obstruct_with_sender (Site *self);
void obstruct_with_backup (Site *self);
void obstruct_with_backup_of_all (Site *self);
void obstruct_with_autovacuum (Site *self);
void obstruct_with_apply_worker (Site *self);

/* What stays there. A slot is not to be had while a transaction anywhere has begun to write, or
 * is prepared. */
void obstruct_with_temporary_slot (Site *self);
void obstruct_with_idle_slot (Site *self);
void obstruct_with_subscription (Site *self);
void obstruct_with_prepared_transaction (Site *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Site, site_free)

G_END_DECLS
