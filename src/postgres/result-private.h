/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <libpq-fe.h>

#include "result.h"

G_BEGIN_DECLS

UsherResult *usher_result_new_take (PGresult *rows);

G_END_DECLS
