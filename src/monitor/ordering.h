/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "arrangement.h"

G_BEGIN_DECLS

void usher_order_sessions (UsherSession **sessions,
                           guint n_sessions,
                           UsherColumn column,
                           gboolean descending);

G_END_DECLS
