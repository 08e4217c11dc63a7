/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <libpq-fe.h>

#include "snapshot-reader.h"

/* Answers of a server, made with libpq's own functions: what no real server can be brought to
 * send at will (a clipped character, 50,000 sessions) still comes in the bytes it would. */

PGresult *made_sessions_rows (void);
guint made_add_session (PGresult *rows, gint32 pid);
void made_set_bytes (PGresult *rows, guint row, const char *column, const void *data, int length);
void made_set_text (PGresult *rows, guint row, const char *column, const char *text);
void made_set_null (PGresult *rows, guint row, const char *column);
void made_set_bool (PGresult *rows, guint row, const char *column, gboolean value);
void made_set_int32 (PGresult *rows, guint row, const char *column, gint32 value);
void made_set_int64 (PGresult *rows, guint row, const char *column, gint64 value);
void made_set_int32_array (PGresult *rows,
                           guint row,
                           const char *column,
                           const gint32 *values,
                           guint n_values);

PGresult *made_databases_rows (void);
guint made_add_database (PGresult *rows, guint32 oid, const char *name);
PGresult *made_facts_rows (gint64 now);

UsherSnapshot *made_read (PGresult *sessions, PGresult *databases, UsherSnapshot *previous);
