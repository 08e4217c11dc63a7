/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "part.h"

G_BEGIN_DECLS

/* One lively session: plays its part until it is freed, and comes back when it was shown
 * out. */
typedef struct _UsherClient UsherClient;

UsherClient *usher_client_new (const UsherPart *part, const char *folder, guint port);
void usher_client_free (UsherClient *self);

void usher_client_join (UsherClient *self);
void usher_client_leave (UsherClient *self);
gboolean usher_client_has_tried (UsherClient *self);

G_END_DECLS
