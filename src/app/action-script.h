/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "operation.h"
#include "script-view.h"

G_BEGIN_DECLS

void
usher_action_script_show (UsherScriptView *view, UsherOperationKind kind, UsherTargets *targets);

G_END_DECLS
