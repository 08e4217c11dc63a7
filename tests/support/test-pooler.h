/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "test-server.h"

G_BEGIN_DECLS

/**
 * TestPooler:
 *
 * A PgBouncer in front of a test server, gone when the test process is gone. Everybody gets in,
 * and is the superuser on the server. Behind its database "postgres", which is in transaction
 * mode, every statement may meet another server process; behind "session", which is in session
 * mode, a client keeps the process it got.
 */
typedef struct _TestPooler TestPooler;

TestPooler *test_pooler_start (TestServer *server, guint pool_size);
void test_pooler_stop (TestPooler *self);

const char *test_pooler_get_address (TestPooler *self);
UsherAddress *test_pooler_new_address (TestPooler *self, const char *database);
void test_pooler_end_server_side (TestPooler *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestPooler, test_pooler_stop)

G_END_DECLS
