/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "address.h"
#include "endpoint.h"

G_BEGIN_DECLS

UsherEndpoint *usher_endpoint_find (UsherAddress *address, GError **error);

G_END_DECLS
