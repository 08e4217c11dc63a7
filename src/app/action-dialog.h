/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "operation.h"
#include "server.h"

G_BEGIN_DECLS

/**
 * UsherActionDialog:
 *
 * Asks whether frozen targets are to be cancelled or terminated, with all that is known of
 * the consequences; does it, once; and shows what became of each.
 *
 * Signals: "done" (const char *text): the dialog has been closed after something was done;
 * @text says with what outcome. It comes again if a session that was still ending then has
 * ended later; the dialog, hidden, lives on that long. Nothing comes when everything was kept.
 */
#define USHER_TYPE_ACTION_DIALOG (usher_action_dialog_get_type ())
G_DECLARE_FINAL_TYPE (UsherActionDialog, usher_action_dialog, USHER, ACTION_DIALOG, AdwWindow)

UsherActionDialog *usher_action_dialog_present (GtkWindow *parent,
                                                UsherServer *server,
                                                UsherOperationKind kind,
                                                UsherTargets *targets);

UsherOperation *usher_action_dialog_get_operation (UsherActionDialog *self);

G_END_DECLS
