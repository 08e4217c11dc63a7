/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "address.h"

G_BEGIN_DECLS

/* What a choice of TLS comes to. */

const char *usher_words_tls_mode (const char *mode);
gboolean usher_tls_mode_is_best (const char *mode);
char *usher_words_weak_tls (UsherAddress *address);

G_END_DECLS
