/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* PostgreSQL's numbers for the encodings that a database can have, as pg_database.encoding
 * holds them. They never change: libpq's ABI depends on them. */
typedef enum
{
  USHER_ENCODING_SQL_ASCII = 0,
  USHER_ENCODING_EUC_JP = 1,
  USHER_ENCODING_EUC_CN = 2,
  USHER_ENCODING_EUC_KR = 3,
  USHER_ENCODING_EUC_TW = 4,
  USHER_ENCODING_EUC_JIS_2004 = 5,
  USHER_ENCODING_UTF8 = 6,
  USHER_ENCODING_MULE_INTERNAL = 7,
  USHER_ENCODING_LATIN1 = 8,
  USHER_ENCODING_WIN1258 = 19,
  USHER_ENCODING_KOI8R = 22,
  USHER_ENCODING_WIN1251 = 23,
  USHER_ENCODING_WIN1252 = 24,
  USHER_ENCODING_KOI8U = 34,
} UsherEncoding;

const char *usher_encoding_get_charset (int pg_encoding);
GIConv usher_encoding_open (int pg_encoding);

G_END_DECLS
