/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "action-script.h"

/* What a script is written from, on another thread. */
typedef struct
{
  UsherOperationKind kind;
  UsherTargets *targets; /* (owned) */
} Script;

static Script *
script_new (UsherOperationKind kind, UsherTargets *targets)
{
  Script *script = g_new (Script, 1);

  *script = (Script){ kind, usher_targets_ref (targets) };
  return script;
}

static void
script_free (gpointer data)
{
  Script *script = data;

  usher_targets_unref (script->targets);
  g_free (script);
}

static char *
write_script (gpointer data)
{
  const Script *script = data;

  return usher_operation_to_sql (script->kind, script->targets);
}

/**
 * usher_action_script_show:
 * @view: where
 * @kind: what is to be done
 * @targets: to whom
 *
 * Shows the statements that would be sent, which are written when somebody looks at them.
 */
void
usher_action_script_show (UsherScriptView *view, UsherOperationKind kind, UsherTargets *targets)
{
  usher_script_view_set_source (view, write_script, script_new (kind, targets), script_free);
}
