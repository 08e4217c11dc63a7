/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "clean-up-plan-private.h"
#include "sql.h"
#include "text.h"

typedef struct
{
  UsherSurvey *survey;       /* (unowned) */
  UsherDatabaseFacts *facts; /* (unowned) */
  const UsherIntent *intent; /* (unowned) */
  GPtrArray *steps;          /* (owned) */
} Plan;

/*< private >
 * usher_intent_forces:
 * @self: what a person asked for
 *
 * Returns: whether the server is to end the sessions itself, which it does for a drop only
 */
gboolean
usher_intent_forces (const UsherIntent *self)
{
  return self->kind == USHER_CLEAN_UP_DROP && self->force;
}

static UsherPlanStep *
add (Plan *self, UsherStepKind kind, const char *title, const char *explanation)
{
  UsherPlanStep *step = g_object_new (USHER_TYPE_PLAN_STEP, NULL);

  step->kind = kind;
  step->title = g_strdup (title);
  step->explanation = g_strdup (explanation);
  step->sql = g_strdup ("");
  g_ptr_array_add (self->steps, step);
  return step;
}

static void
set_command (Plan *self, UsherPlanStep *step, char *command)
{
  g_autofree char *text = usher_text_decode (command, -1, self->facts->encoding);

  g_free (step->sql);
  step->sql = g_strconcat (text, ";", NULL);
  step->command = command;
}

/*< private >
 * usher_plan_block_command:
 * @quoted: the database, to be written into a command
 * @blocking: how
 *
 * Returns: (transfer full): the command that keeps new sessions out
 */
char *
usher_plan_block_command (const char *quoted, UsherBlocking blocking)
{
  return g_strdup_printf (blocking == USHER_BLOCK_EVERYBODY
                              ? "ALTER DATABASE %s ALLOW_CONNECTIONS false"
                              : "ALTER DATABASE %s CONNECTION LIMIT 0",
                          quoted);
}

/*< private >
 * usher_plan_unblock_command:
 * @quoted: the database, to be written into a command
 * @blocking: how it was blocked
 * @allows: datallowconn before
 * @connection_limit: datconnlimit before
 *
 * Returns: (transfer full): the command that puts back what was before
 */
char *
usher_plan_unblock_command (const char *quoted,
                            UsherBlocking blocking,
                            gboolean allows,
                            gint32 connection_limit)
{
  if (blocking == USHER_BLOCK_EVERYBODY)
    return g_strdup_printf ("ALTER DATABASE %s ALLOW_CONNECTIONS %s", quoted,
                            allows ? "true" : "false");
  return g_strdup_printf ("ALTER DATABASE %s CONNECTION LIMIT %d", quoted, (int)connection_limit);
}

/* A database whose doors are shut already is left as it is, and so is an invalid one, for
 * which the server would end the connection. */
static gboolean
has_to_block (const Plan *self)
{
  const UsherDatabaseFacts *facts = self->facts;

  if (facts->connection_limit == -2 || !facts->allows)
    return FALSE;
  if (self->intent->blocking == USHER_BLOCK_ORDINARY)
    return facts->connection_limit != 0;
  return self->intent->blocking == USHER_BLOCK_EVERYBODY;
}

static void
add_blocking (Plan *self)
{
  UsherPlanStep *step;

  if (!has_to_block (self))
    return;
  add (self, USHER_STEP_REMEMBER, _ ("Remember how sessions get in"),
       _ ("Kept on this computer’s disk, so that it can be put back whatever happens."));
  step = add (self, USHER_STEP_BLOCK, _ ("Block new sessions"),
              usher_blocking_explain (self->intent->blocking));
  set_command (self, step, usher_plan_block_command (self->facts->quoted, self->intent->blocking));
}

/* The rounds ask who is there first; what is sent for each of them is this. */
static void
add_ending (Plan *self)
{
  UsherPlanStep *step;

  if (usher_intent_forces (self->intent))
    return;
  step = add (self, USHER_STEP_TERMINATE, _ ("End all sessions in the database"),
              self->intent->kind == USHER_CLEAN_UP_DISCONNECT
                      && self->intent->blocking == USHER_BLOCK_NOBODY
                  ? _ ("Everybody who is in this database then, once. They can come back.")
                  : _ ("Everybody who is in this database then, in rounds until nobody is left."));
  g_free (step->sql);
  step->sql = g_strdup_printf (
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datid = %u;", self->facts->oid);
  if (self->intent->kind != USHER_CLEAN_UP_DISCONNECT
      || self->intent->blocking != USHER_BLOCK_NOBODY)
    add (self, USHER_STEP_VERIFY, _ ("See that nobody is left"), "");
}

static char *
write_action (const Plan *self)
{
  const UsherDatabaseFacts *facts = self->facts;
  const char *new_name = facts->new_quoted != NULL ? facts->new_quoted : "\"?\"";

  switch (self->intent->kind)
    {
    case USHER_CLEAN_UP_DROP:
      return g_strdup_printf (self->intent->force ? "DROP DATABASE %s WITH (FORCE)"
                                                  : "DROP DATABASE %s",
                              facts->quoted);
    case USHER_CLEAN_UP_RENAME:
      return g_strdup_printf ("ALTER DATABASE %s RENAME TO %s", facts->quoted, new_name);
    case USHER_CLEAN_UP_COPY:
      return g_strdup_printf ("CREATE DATABASE %s TEMPLATE %s", new_name, facts->quoted);
    case USHER_CLEAN_UP_DISCONNECT:
    case USHER_CLEAN_UP_KEEP_OUT:
    case USHER_N_CLEAN_UP_KINDS:
    default:
      return NULL;
    }
}

static const char *
explain_drop (const Plan *self)
{
  if (self->survey->server_version < 150000)
    return _ (
        "This cannot be undone. The server makes a checkpoint for it; stopping it then leaves "
        "the database invalid.");
  return _ ("This cannot be undone. The server waits until each of its processes, in any "
            "database, has taken notice; stopping it then leaves the database invalid.");
}

static void
add_action (Plan *self)
{
  char *command = write_action (self);
  UsherPlanStep *step;

  if (command == NULL)
    return;
  if (self->intent->kind == USHER_CLEAN_UP_DROP)
    step = add (self, USHER_STEP_ACT,
                self->intent->force ? _ ("End all sessions and drop the database")
                                    : _ ("Drop the database"),
                explain_drop (self));
  else if (self->intent->kind == USHER_CLEAN_UP_RENAME)
    step = add (self, USHER_STEP_ACT, _ ("Rename the database"), "");
  else
    step = add (self, USHER_STEP_ACT, _ ("Copy the database"),
                _ ("Its data and objects. Privileges and settings of the database itself are not "
                   "copied, and the copy belongs to your role."));
  set_command (self, step, command);
}

/* What is dropped needs nothing put back, and who is kept out stays out. */
static void
add_restoring (Plan *self)
{
  const char *quoted = self->facts->quoted;
  UsherPlanStep *step;

  if (!has_to_block (self) || self->intent->kind == USHER_CLEAN_UP_DROP
      || self->intent->kind == USHER_CLEAN_UP_KEEP_OUT)
    return;
  if (self->intent->kind == USHER_CLEAN_UP_RENAME && self->facts->new_quoted != NULL)
    quoted = self->facts->new_quoted;
  step = add (self, USHER_STEP_RESTORE, _ ("Let sessions in as before"), "");
  set_command (self, step,
               usher_plan_unblock_command (quoted, self->intent->blocking, self->facts->allows,
                                           self->facts->connection_limit));
}

/*< private >
 * usher_plan_make:
 * @survey: what was seen
 * @facts: of the database
 * @intent: what is to be done
 *
 * Returns: (transfer full) (element-type UsherPlanStep): the steps, in order
 */
GPtrArray *
usher_plan_make (UsherSurvey *survey, UsherDatabaseFacts *facts, const UsherIntent *intent)
{
  Plan self = { survey, facts, intent, g_ptr_array_new_with_free_func (g_object_unref) };

  if (!facts->exists || facts->quoted == NULL)
    return self.steps;
  if (facts->is_current)
    add (&self, USHER_STEP_MOVE, _ ("Move Usher to another database"),
         _ ("Its own two connections would stand in the way."));
  add_blocking (&self);
  add_ending (&self);
  add_action (&self);
  add_restoring (&self);
  return self.steps;
}

/*< private >
 * usher_plan_equal:
 * @plan: (element-type UsherPlanStep): steps that did not begin
 * @other: (element-type UsherPlanStep): others
 *
 * Returns: whether they would do the same
 */
gboolean
usher_plan_equal (GPtrArray *plan, GPtrArray *other)
{
  if (plan->len != other->len)
    return FALSE;
  for (guint i = 0; i < plan->len; i++)
    {
      const UsherPlanStep *first = g_ptr_array_index (plan, i);
      const UsherPlanStep *second = g_ptr_array_index (other, i);

      if (first->kind != second->kind || g_strcmp0 (first->command, second->command) != 0
          || g_strcmp0 (first->sql, second->sql) != 0
          || g_strcmp0 (first->title, second->title) != 0
          || g_strcmp0 (first->explanation, second->explanation) != 0)
        return FALSE;
    }
  return TRUE;
}

const char *
usher_blocking_label (UsherBlocking blocking)
{
  static const char *const labels[USHER_N_BLOCKINGS] = {
    [USHER_BLOCK_NOBODY] = N_ ("Do Not Block"),
    [USHER_BLOCK_EVERYBODY] = N_ ("Block Everybody"),
    [USHER_BLOCK_ORDINARY] = N_ ("Block All but Superusers"),
  };

  return _ (labels[blocking]);
}

/**
 * usher_blocking_explain:
 * @blocking: a way to block
 *
 * Returns: a translated sentence that says whom it stops, static
 */
const char *
usher_blocking_explain (UsherBlocking blocking)
{
  static const char *const words[USHER_N_BLOCKINGS] = {
    [USHER_BLOCK_NOBODY] = N_ ("Clients that connect again at once may get in between."),
    /* Translators: ALLOW_CONNECTIONS and CONNECTION LIMIT are words of SQL */
    [USHER_BLOCK_EVERYBODY] =
        N_ ("ALLOW_CONNECTIONS false: nobody new gets in, superusers neither."),
    [USHER_BLOCK_ORDINARY] =
        N_ ("CONNECTION LIMIT 0: superusers, and some replication, still get in."),
  };

  return _ (words[blocking]);
}
