/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "operation.h"

G_BEGIN_DECLS

/* What the dialog of an action says. All of it is translated plain text, safe to look at. */

char *usher_action_words_heading (UsherOperationKind kind, guint n, const char *server);
char *usher_action_words_running (UsherOperationKind kind, guint n, const char *server);
char *usher_action_words_result (UsherOperation *operation, const char *server);
char *usher_action_words_done (UsherOperation *operation, const char *server);
char *usher_action_words_body (UsherOperationKind kind, guint n);
char *usher_action_words_button (UsherOperationKind kind, guint n);
const char *usher_action_words_keep (UsherOperationKind kind);
char *usher_action_words_weak (UsherOperationKind kind, guint n);
char *usher_action_words_gone (guint n_gone, guint n);
char *usher_action_words_arrived (guint n);
char *usher_action_words_no_journal (const GError *error);

/* action-warnings.c */
char *usher_action_words_warnings (UsherOperationKind kind, UsherTargets *targets);
char *usher_action_words_rules (UsherOperation *operation);

G_END_DECLS
