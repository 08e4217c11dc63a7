/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "encodings.h"

/* What iconv calls PostgreSQL's encodings, by PostgreSQL's number. The two that hold
 * anything, or UTF-8, need no converter. MULE_INTERNAL is known to no iconv: only its ASCII
 * can be read. Numbers above KOI8U are for clients, no database has them. */
static const char *const charsets[] = {
  [USHER_ENCODING_SQL_ASCII] = NULL,
  [USHER_ENCODING_EUC_JP] = "EUC-JP",
  [USHER_ENCODING_EUC_CN] = "EUC-CN",
  [USHER_ENCODING_EUC_KR] = "EUC-KR",
  [USHER_ENCODING_EUC_TW] = "EUC-TW",
  [USHER_ENCODING_EUC_JIS_2004] = "EUC-JISX0213",
  [USHER_ENCODING_UTF8] = NULL,
  [USHER_ENCODING_MULE_INTERNAL] = "ASCII",
  [USHER_ENCODING_LATIN1] = "ISO-8859-1",
  [9] = "ISO-8859-2",   /* LATIN2 */
  [10] = "ISO-8859-3",  /* LATIN3 */
  [11] = "ISO-8859-4",  /* LATIN4 */
  [12] = "ISO-8859-9",  /* LATIN5 */
  [13] = "ISO-8859-10", /* LATIN6 */
  [14] = "ISO-8859-13", /* LATIN7 */
  [15] = "ISO-8859-14", /* LATIN8 */
  [16] = "ISO-8859-15", /* LATIN9 */
  [17] = "ISO-8859-16", /* LATIN10 */
  [18] = "CP1256",      /* WIN1256 */
  [USHER_ENCODING_WIN1258] = "CP1258",
  [20] = "CP866", /* WIN866 */
  [21] = "CP874", /* WIN874 */
  [USHER_ENCODING_KOI8R] = "KOI8-R",
  [USHER_ENCODING_WIN1251] = "CP1251",
  [USHER_ENCODING_WIN1252] = "CP1252",
  [25] = "ISO-8859-5",
  [26] = "ISO-8859-6",
  [27] = "ISO-8859-7",
  [28] = "ISO-8859-8",
  [29] = "CP1250", /* WIN1250 */
  [30] = "CP1253", /* WIN1253 */
  [31] = "CP1254", /* WIN1254 */
  [32] = "CP1255", /* WIN1255 */
  [33] = "CP1257", /* WIN1257 */
  [USHER_ENCODING_KOI8U] = "KOI8-U",
};

#define NOT_OPENED   NULL
#define NO_CONVERTER ((GIConv)-1)

static void
close_all (gpointer data)
{
  g_autofree GIConv *converters = data;

  for (gsize i = 0; i < G_N_ELEMENTS (charsets); i++)
    if (converters[i] != NOT_OPENED && converters[i] != NO_CONVERTER)
      g_iconv_close (converters[i]);
}

/* Opening a converter costs more than a thousand conversions of a name, and a converter must
 * not be shared between threads: each thread keeps its own. */
static GPrivate thread_converters = G_PRIVATE_INIT (close_all);

static GIConv *
get_thread_converters (void)
{
  GIConv *converters = g_private_get (&thread_converters);

  if (converters == NULL)
    {
      converters = g_new0 (GIConv, G_N_ELEMENTS (charsets));
      g_private_set (&thread_converters, converters);
    }
  return converters;
}

static GIConv
open_converter (const char *charset)
{
  GIConv converter = g_iconv_open ("UTF-8", charset);

  /* A small system may come without the rarer tables; its ASCII can be read all the same. */
  return converter != NO_CONVERTER ? converter : g_iconv_open ("UTF-8", "ASCII");
}

/**
 * usher_encoding_get_charset:
 * @pg_encoding: PostgreSQL's number of an encoding, any value
 *
 * Any thread. Returns: (nullable): the name that iconv knows for it; %NULL for UTF8, for
 *   SQL_ASCII, and for numbers that no database has
 */
const char *
usher_encoding_get_charset (int pg_encoding)
{
  if (pg_encoding < 0 || (gsize)pg_encoding >= G_N_ELEMENTS (charsets))
    return NULL;
  return charsets[pg_encoding];
}

/**
 * usher_encoding_open:
 * @pg_encoding: PostgreSQL's number of an encoding, any value
 *
 * Any thread; the converter is for this thread only and lives as long as it.
 *
 * Returns: (transfer none): a converter to UTF-8 in its initial state, or (GIConv) -1 when
 *   @pg_encoding needs none: its bytes are to be read as UTF-8
 */
GIConv
usher_encoding_open (int pg_encoding)
{
  const char *charset = usher_encoding_get_charset (pg_encoding);
  GIConv *slot;

  if (charset == NULL)
    return NO_CONVERTER;

  slot = &get_thread_converters ()[pg_encoding];
  if (*slot == NOT_OPENED)
    *slot = open_converter (charset);
  if (*slot != NO_CONVERTER)
    g_iconv (*slot, NULL, NULL, NULL, NULL);
  return *slot;
}
