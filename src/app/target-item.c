/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "target-item.h"

#include <glib/gi18n-lib.h>

#include "cell-look.h"
#include "cell-text.h"
#include "server-words.h"
#include "text.h"

#define NAME_CHARS 60

struct _UsherTargetItem
{
  GObject parent_instance;
  UsherOperationKind kind;
  UsherSession *session; /* (owned) as it was frozen */
  gint64 seen_at;
  gboolean gone; /* before anything was done */
  gboolean acted;
  UsherOutcome outcome; /* if acted */
  char *says;           /* (owned) (nullable): the server's own words */
};

G_DEFINE_FINAL_TYPE (UsherTargetItem, usher_target_item, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
usher_target_item_finalize (GObject *object)
{
  UsherTargetItem *self = USHER_TARGET_ITEM (object);

  usher_session_unref (self->session);
  g_free (self->says);

  G_OBJECT_CLASS (usher_target_item_parent_class)->finalize (object);
}

static void
usher_target_item_class_init (UsherTargetItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = usher_target_item_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
usher_target_item_init (UsherTargetItem *self)
{
}

static UsherTargetItem *
item_new (UsherOperationKind kind, UsherTargets *targets, guint index)
{
  UsherTargetItem *self = g_object_new (USHER_TYPE_TARGET_ITEM, NULL);

  self->kind = kind;
  self->session = usher_session_ref (usher_targets_get_session (targets, index));
  self->seen_at = usher_targets_get_seen_at (targets);
  return self;
}

/**
 * usher_target_items_new:
 * @kind: what is to be done
 * @targets: to whom
 *
 * Returns: (transfer full): a list of #UsherTargetItem, in the order of @targets
 */
GListModel *
usher_target_items_new (UsherOperationKind kind, UsherTargets *targets)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  GListStore *store = g_list_store_new (USHER_TYPE_TARGET_ITEM);

  for (guint i = 0; i < usher_targets_get_n (targets); i++)
    g_ptr_array_add (items, item_new (kind, targets, i));
  g_list_store_splice (store, 0, 0, items->pdata, items->len);
  return G_LIST_MODEL (store);
}

/**
 * usher_target_item_set_gone:
 * @self: an item
 * @gone: whether the session has ended by itself
 */
void
usher_target_item_set_gone (UsherTargetItem *self, gboolean gone)
{
  if (self->gone == gone)
    return;
  self->gone = gone;
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * usher_target_item_set_outcome:
 * @self: an item
 * @outcome: what became of it
 * @why: (nullable): what the server said about that
 */
void
usher_target_item_set_outcome (UsherTargetItem *self, UsherOutcome outcome, const GError *why)
{
  if (self->acted && self->outcome == outcome)
    return;
  self->acted = TRUE;
  self->outcome = outcome;
  g_free (self->says);
  self->says = usher_words_server_says (why);
  g_signal_emit (self, signals[CHANGED], 0);
}

const UsherSession *
usher_target_item_get_session (UsherTargetItem *self)
{
  return self->session;
}

typedef enum
{
  END_OPEN,    /* under way */
  END_WANTED,  /* what was asked for */
  END_SPARED,  /* nothing was done, and nothing had to be */
  END_TROUBLE, /* not what was asked for */
} End;

static End
get_end (UsherOutcome outcome)
{
  switch (outcome)
    {
    case USHER_OUTCOME_WAITING:
    case USHER_OUTCOME_SENT:
      return END_OPEN;

    case USHER_OUTCOME_GONE:
    case USHER_OUTCOME_CANCELLED:
      return END_WANTED;

    case USHER_OUTCOME_ENDED:
    case USHER_OUTCOME_ALREADY_GONE:
    case USHER_OUTCOME_NOT_RUNNING:
    case USHER_OUTCOME_DIFFERENT_SESSION:
    case USHER_OUTCOME_DIFFERENT_QUERY:
    case USHER_OUTCOME_OWN_SESSION:
    case USHER_OUTCOME_UNCONFIRMED:
    case USHER_OUTCOME_NOT_SENT:
      return END_SPARED;

    case USHER_OUTCOME_STILL_ENDING:
    case USHER_OUTCOME_NOT_PERMITTED:
    case USHER_OUTCOME_NOT_SIGNALLED:
    case USHER_OUTCOME_UNKNOWN:
    case USHER_OUTCOME_UNIDENTIFIED:
    case USHER_OUTCOME_UNSEEN:
    case USHER_N_OUTCOMES:
    default:
      return END_TROUBLE;
    }
}

/**
 * usher_target_item_get_icon:
 *
 * Returns: the icon of the session's state, or of its end once there is one, static
 */
const char *
usher_target_item_get_icon (UsherTargetItem *self)
{
  static const char *const icons[] = {
    [END_WANTED] = "emblem-ok-symbolic",
    [END_SPARED] = "action-unavailable-symbolic",
    [END_TROUBLE] = "dialog-warning-symbolic",
  };

  if (!self->acted || get_end (self->outcome) == END_OPEN)
    return usher_state_icon (self->session);
  return icons[get_end (self->outcome)];
}

/**
 * usher_target_item_get_style:
 *
 * Returns: the style class that goes with the icon, static
 */
const char *
usher_target_item_get_style (UsherTargetItem *self)
{
  static const char *const styles[] = {
    [END_WANTED] = "done",
    [END_SPARED] = "quiet",
    [END_TROUBLE] = "trouble",
  };

  if (!self->acted || get_end (self->outcome) == END_OPEN)
    return usher_state_style (self->session);
  return styles[get_end (self->outcome)];
}

/**
 * usher_target_item_dup_title:
 *
 * Returns: (transfer full): who it is: "ana · psql"
 */
char *
usher_target_item_dup_title (UsherTargetItem *self)
{
  g_autofree char *user = usher_text_show_line (self->session->user, NAME_CHARS);
  g_autofree char *application =
      usher_cell_text (self->session, USHER_COLUMN_APPLICATION, self->seen_at);

  if (*user == '\0' || *application == '\0')
    return g_strconcat (user, application, NULL);
  return g_strdup_printf ("%s · %s", user, application);
}

/* "idle in transaction for 14 min 3 s": as it was when the list was frozen. */
static char *
describe_state (UsherTargetItem *self)
{
  const char *state = usher_session_state_label (self->session->state);
  gint64 since = usher_session_since (self->session);
  g_autofree char *duration = NULL;

  if (since == USHER_NO_TIME)
    return g_strdup (state);
  duration = usher_duration_format (self->seen_at - since);
  /* Translators: the state of a session and since when: "Idle for 5 min 2 s" */
  return g_strdup_printf (_ ("%s for %s"), state, duration);
}

static void
add_part (GStrvBuilder *parts, char *part)
{
  if (*part != '\0')
    g_strv_builder_add (parts, part);
  g_free (part);
}

/**
 * usher_target_item_dup_details:
 *
 * Returns: (transfer full): what tells it from others, or, if the server refused it, the
 *   server's words
 */
char *
usher_target_item_dup_details (UsherTargetItem *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) parts = NULL;

  add_part (builder, g_strdup_printf ("%d", self->session->id.pid));
  if (self->says != NULL)
    add_part (builder, g_strdup (self->says));
  else
    {
      add_part (builder, usher_text_show_line (self->session->database, NAME_CHARS));
      add_part (builder, usher_text_show_line (self->session->client, NAME_CHARS));
      add_part (builder, describe_state (self));
    }
  parts = g_strv_builder_end (builder);
  return g_strjoinv (" · ", parts);
}

/**
 * usher_target_item_has_words:
 *
 * Returns: %TRUE if the details hold what the server said
 */
gboolean
usher_target_item_has_words (UsherTargetItem *self)
{
  return self->says != NULL;
}

/* What is to be expected. */
static char *
describe_prospect (UsherTargetItem *self)
{
  g_autofree char *age = NULL;

  if (self->gone)
    return g_strdup (usher_outcome_label (USHER_OUTCOME_ALREADY_GONE));
  if (self->session->may != USHER_MAY_YES)
    /* Translators: the server is expected not to permit it; the last part of a row */
    return g_strdup (_ ("likely refused"));
  if (usher_identity_is_weak (&self->session->id))
    /* Translators: we are not permitted to see since when the session is there */
    return g_strdup (_ ("start hidden"));
  if (self->kind != USHER_OPERATION_TERMINATE || !usher_session_in_transaction (self->session))
    return g_strdup ("");

  age = usher_duration_format (self->seen_at - self->session->xact_start);
  /* Translators: a transaction of that age comes to nothing; the last part of a row */
  return g_strdup_printf (_ ("rolls back %s"), age);
}

/**
 * usher_target_item_dup_fate:
 *
 * Returns: (transfer full): what will become of it, or what became of it; "" if there is
 *   nothing to say
 */
char *
usher_target_item_dup_fate (UsherTargetItem *self)
{
  return self->acted ? g_strdup (usher_outcome_label (self->outcome)) : describe_prospect (self);
}

/**
 * usher_target_item_dup_tip:
 *
 * Returns: (transfer full) (nullable): the rule, where the server refuses, or else the query
 */
char *
usher_target_item_dup_tip (UsherTargetItem *self)
{
  const char *rule = usher_may_explain (self->session->may);

  if (rule != NULL)
    return g_strdup (rule);
  return usher_cell_tip (self->session, USHER_COLUMN_QUERY, self->seen_at);
}
