/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "result.h"

G_BEGIN_DECLS

char *usher_name_decode (UsherResult *rows, guint row, int column, int encoding, gboolean *exact);

G_END_DECLS
