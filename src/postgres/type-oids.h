/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

/* From pg_type.dat; these never change. */
enum
{
  USHER_TYPE_BOOL = 16,
  USHER_TYPE_BYTEA = 17,
  USHER_TYPE_INT8 = 20,
  USHER_TYPE_INT4 = 23,
  USHER_TYPE_TEXT = 25,
  USHER_TYPE_OID = 26,
  USHER_TYPE_INT4_ARRAY = 1007,
  USHER_TYPE_INT8_ARRAY = 1016,
};
