/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "address.h"

G_BEGIN_DECLS

char *usher_address_to_uri (UsherAddress *self);

G_END_DECLS
