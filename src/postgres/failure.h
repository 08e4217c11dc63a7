/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <libpq-fe.h>

#include "errors.h"

G_BEGIN_DECLS

/* What libpq and the server say, made into errors of %USHER_ERROR with a sentence for the
 * person. @encoding is PostgreSQL's number of the encoding of the words, -1 if not known. */

gboolean usher_failure_is_fatal (const PGresult *result);

GError *usher_failure_from_result (const PGresult *result, int encoding);
GError *usher_failure_lost (PGconn *conn, const GError *farewell, int encoding);
GError *usher_failure_given_up (void);
GError *usher_failure_timed_out (void);
GError *usher_failure_cancelled (void);
GError *usher_failure_odd_answer (void);

UsherError usher_failure_code (const char *sqlstate);
char *usher_failure_words (const char *words, int encoding);

G_END_DECLS
