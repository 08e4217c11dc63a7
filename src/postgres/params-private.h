/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <libpq-fe.h>

#include "params.h"

G_BEGIN_DECLS

/* What libpq wants to be given: parallel arrays, valid until @self changes or goes. */
int usher_params_get_n (const UsherParams *self);
const Oid *usher_params_get_types (const UsherParams *self);
const char *const *usher_params_get_values (const UsherParams *self);
const int *usher_params_get_lengths (const UsherParams *self);
const int *usher_params_get_formats (const UsherParams *self);

G_END_DECLS
