/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "result.h"
#include "session.h"

G_BEGIN_DECLS

/* The columns of sessions.sql. */
typedef enum
{
  USHER_FIELD_PID,
  USHER_FIELD_BACKEND_START,
  USHER_FIELD_STATE_CHANGE,
  USHER_FIELD_QUERY_START,
  USHER_FIELD_XACT_START,
  USHER_FIELD_DATABASE_OID,
  USHER_FIELD_DATABASE,
  USHER_FIELD_ENCODING,
  USHER_FIELD_ROLE_OID,
  USHER_FIELD_ROLE,
  USHER_FIELD_ROLE_IS_SUPERUSER,
  USHER_FIELD_APPLICATION,
  USHER_FIELD_CLIENT_ADDRESS,
  USHER_FIELD_CLIENT_PORT,
  USHER_FIELD_BACKEND_TYPE,
  USHER_FIELD_IS_SENDER,
  USHER_FIELD_STATE,
  USHER_FIELD_WAIT_TYPE,
  USHER_FIELD_WAIT_EVENT,
  USHER_FIELD_HAS_XID,
  USHER_FIELD_HAS_XMIN,
  USHER_FIELD_LEADER_PID,
  USHER_FIELD_BLOCKED_BY,
  USHER_FIELD_IS_ME,
  USHER_FIELD_MAY_SIGNAL,
  USHER_FIELD_HIDDEN,
  USHER_FIELD_QUERY_CUT,
  USHER_FIELD_QUERY,
  USHER_N_FIELDS
} UsherSessionField;

/**
 * UsherSessionReader:
 *
 * Reads the rows of sessions.sql. Plain data that borrows the rows; one thread at a time.
 */
typedef struct
{
  UsherResult *rows; /* (unowned) */
  int columns[USHER_N_FIELDS];
} UsherSessionReader;

void usher_session_reader_init (UsherSessionReader *self, UsherResult *rows);
UsherIdentity usher_session_reader_identity (const UsherSessionReader *self, guint row);
gboolean usher_session_reader_is_own (const UsherSessionReader *self, guint row);
gboolean usher_session_reader_same_row (const UsherSessionReader *self,
                                        guint row,
                                        const UsherSessionReader *other,
                                        guint other_row);
UsherSession *
usher_session_reader_read (const UsherSessionReader *self, guint row, gboolean is_usher);

G_END_DECLS
