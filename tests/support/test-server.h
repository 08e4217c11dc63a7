/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <libpq-fe.h>

#include "practice-server.h"

G_BEGIN_DECLS

/**
 * TestServer:
 *
 * A real PostgreSQL server for tests, started as Usher starts its practice server, so
 * also as root, and gone when the test process is gone. All functions block, and fail the
 * test when what they are asked for does not work.
 *
 * Its programs are those in the environment's USHER_TEST_BIN_DIR, or else the newest found.
 * It has one role, the superuser "postgres", and takes no password on its socket.
 */
typedef struct _TestServer TestServer;

void test_server_set_environment (void);
TestServer *test_server_start (void);
TestServer *test_server_start_with (const UsherPracticeOptions *options);
void test_server_stop (TestServer *self);

UsherPracticeServer *test_server_get_practice (TestServer *self);
int test_server_get_version (TestServer *self);
gint32 test_server_get_pid (TestServer *self);

/* Addresses to connect to */
UsherAddress *test_server_get_address (TestServer *self);
UsherAddress *test_server_new_address (TestServer *self, const char *role, const char *database);
UsherAddress *test_server_new_tcp_address (TestServer *self);
const char *test_server_get_host (TestServer *self);
const char *test_server_get_port (TestServer *self);
const char *test_server_get_password (TestServer *self);
guint test_find_free_port (void);

/* What can happen to a server */
void test_server_restart (TestServer *self);
void test_server_kill (TestServer *self);
void test_server_freeze (TestServer *self);
void test_server_thaw (TestServer *self);
void test_server_signal (TestServer *self, const char *signal_name, gint32 pid);
gboolean test_process_is_gone (gint32 pid);
void test_wait_until_unread (void);

/* SQL as its superuser, in the database "postgres" */
void test_server_run (TestServer *self, const char *sql);
char *test_server_ask (TestServer *self, const char *sql);
gint64 test_server_ask_number (TestServer *self, const char *sql);
gboolean test_server_wait_for (TestServer *self, const char *sql, guint milliseconds);

/* Sessions of the test process */
PGconn *test_server_connect (TestServer *self,
                             const char *role,
                             const char *database,
                             const char *application);
PGconn *test_server_connect_sender (TestServer *self, const char *database);
GPtrArray *test_server_connect_many (TestServer *self,
                                     guint n_sessions,
                                     const char *role,
                                     const char *database,
                                     const char *application);
GPtrArray *test_server_take_every_slot (TestServer *self);
void test_session_run (PGconn *session, const char *sql);
void test_session_send (PGconn *session, const char *sql);
char *test_session_ask (PGconn *session, const char *sql);
gboolean test_session_is_alive (PGconn *session);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestServer, test_server_stop)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PGconn, PQfinish)

G_END_DECLS
