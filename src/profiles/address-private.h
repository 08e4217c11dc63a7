/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "address.h"

G_BEGIN_DECLS

gboolean usher_address_is_uri (const char *text);
gboolean usher_address_is_keyword (const char *keyword);
gboolean usher_address_is_secret_keyword (const char *keyword);

G_END_DECLS
