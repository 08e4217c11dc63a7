/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "practice-server.h"
#include "server.h"

G_BEGIN_DECLS

void usher_farewell (UsherServer *server, UsherPracticeServer *practice);

G_END_DECLS
