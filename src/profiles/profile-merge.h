/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "profile.h"

G_BEGIN_DECLS

/* Two people, or two running Ushers, changed the same saved connection. */

UsherProfile *usher_profile_merge (UsherProfile *base, UsherProfile *mine, UsherProfile *theirs);

G_END_DECLS
