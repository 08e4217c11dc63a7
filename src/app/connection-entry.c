/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "connection-entry.h"

#include <glib/gi18n-lib.h>

#include "farewell.h"
#include "practice-opening.h"
#include "returns.h"
#include "server-branch.h"
#include "ssh-dialog.h"

struct _UsherConnectionEntry
{
  GObject parent_instance;

  UsherEntryKind kind;
  UsherProfile *profile;        /* (owned) (nullable): of a saved one */
  UsherAddress *address;        /* (owned) (nullable): of one that is not saved */
  char *name;                   /* (owned) */
  UsherTreeNode *branch;        /* (owned) */
  UsherServer *server;          /* (owned) (nullable): while it is wanted */
  GSignalGroup *server_signals; /* (owned) */
  guint interval;               /* seconds, for the server to come */
  gboolean visible;

  UsherPracticeServer *practice;      /* (owned) (nullable): what the server runs on */
  GCancellable *practice_cancellable; /* (owned) (nullable): while it starts */
  GError *practice_error;             /* (owned) (nullable): why it did not */
};

enum
{
  CHANGED,
  LEFT,
  REFRESHED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UsherConnectionEntry, usher_connection_entry, G_TYPE_OBJECT)

static void
show_state (UsherConnectionEntry *self)
{
  const UsherBranchLook look = {
    .name = self->name,
    .environment = usher_connection_entry_get_environment (self),
    .state = usher_connection_entry_get_state (self),
    .info = self->server != NULL ? usher_server_get_info (self->server) : NULL,
  };

  usher_server_branch_set_look (self->branch, &look);
}

static void
tell_change (UsherConnectionEntry *self)
{
  show_state (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_state_changed (UsherConnectionEntry *self)
{
  /* The person gave up connecting, and wants to be where they were. */
  if (usher_server_get_state (self->server) == USHER_SERVER_CLOSED)
    usher_connection_entry_leave (self);
  else
    tell_change (self);
}

static void
on_refreshed (UsherConnectionEntry *self)
{
  g_signal_emit (self, signals[REFRESHED], 0);
}

static void
on_ssh_question (UsherServer *server, UsherSshQuestion *question)
{
  usher_ssh_dialog_ask (server, question);
}

static void
take_server (UsherConnectionEntry *self, UsherServer *server)
{
  self->server = server;
  usher_server_set_interval (server, self->interval);
  usher_server_set_visible (server, self->visible);
  /* Before others hear of a picture, it is known who came back in it. */
  usher_returns_of (server);
  g_signal_group_set_target (self->server_signals, server);
  usher_server_connect (server);
  tell_change (self);
}

/* Practice */

static void
on_practice_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UsherConnectionEntry) self = data;
  g_autoptr (GError) error = NULL;
  UsherPracticeServer *practice = usher_practice_opening_finish (result, &error);
  UsherServer *server;

  /* Nobody wants it any more. */
  if (self->practice_cancellable != g_task_get_cancellable (G_TASK (result)))
    {
      if (practice != NULL)
        usher_farewell (NULL, practice);
      return;
    }
  g_clear_object (&self->practice_cancellable);
  if (practice == NULL)
    {
      self->practice_error = g_steal_pointer (&error);
      tell_change (self);
      return;
    }
  self->practice = practice;
  server = usher_server_new (usher_practice_server_get_address (practice));
  usher_server_set_label (server, self->name);
  take_server (self, server);
}

static void
start_practice (UsherConnectionEntry *self)
{
  g_clear_error (&self->practice_error);
  self->practice_cancellable = g_cancellable_new ();
  usher_practice_opening_start (self->practice_cancellable, on_practice_opened,
                                g_object_ref (self));
  tell_change (self);
}

/* Coming and going */

static void
open_first (UsherConnectionEntry *self)
{
  if (self->kind == USHER_ENTRY_PRACTICE)
    start_practice (self);
  else if (self->kind == USHER_ENTRY_SAVED)
    take_server (self, usher_server_new_for_profile (self->profile));
  else
    take_server (self, usher_server_new (self->address));
}

/**
 * usher_connection_entry_open:
 *
 * Connects, unless it is connected or about to be. What was lost is tried now.
 */
void
usher_connection_entry_open (UsherConnectionEntry *self)
{
  if (self->practice_cancellable != NULL)
    return;
  if (self->server == NULL)
    open_first (self);
  else
    usher_server_retry_now (self->server);
}

/* Closes behind everybody's back what there is. */
static gboolean
drop_server (UsherConnectionEntry *self)
{
  gboolean had =
      self->server != NULL || self->practice_cancellable != NULL || self->practice_error != NULL;

  g_cancellable_cancel (self->practice_cancellable);
  g_clear_object (&self->practice_cancellable);
  g_clear_error (&self->practice_error);
  g_signal_group_set_target (self->server_signals, NULL);
  usher_farewell (g_steal_pointer (&self->server), g_steal_pointer (&self->practice));
  return had;
}

/**
 * usher_connection_entry_leave:
 *
 * Disconnects, or gives up connecting. Nothing is awaited.
 */
void
usher_connection_entry_leave (UsherConnectionEntry *self)
{
  g_autoptr (UsherConnectionEntry) kept = g_object_ref (self);

  if (!drop_server (self))
    return;
  g_list_store_remove_all (usher_tree_node_get_children (self->branch));
  tell_change (self);
  g_signal_emit (self, signals[LEFT], 0);
}

/**
 * usher_connection_entry_watch:
 * @interval: seconds from the end of one refresh to the next
 * @visible: %FALSE while nobody can see it: no refresh then
 *
 * Says how closely its server is to be watched, now or when there is one.
 */
void
usher_connection_entry_watch (UsherConnectionEntry *self, guint interval, gboolean visible)
{
  self->interval = interval;
  self->visible = visible;
  if (self->server == NULL)
    return;
  usher_server_set_interval (self->server, interval);
  usher_server_set_visible (self->server, visible);
}

static gboolean
is_typed (UsherProfile *profile)
{
  UsherPasswordSource source = usher_profile_get_password_source (profile);

  return source == USHER_PASSWORD_ASK || source == USHER_PASSWORD_KEYRING;
}

/* A group is a matter of the tree alone, and whether a password is remembered one of the next
 * time. */
static gboolean
concerns_server (UsherProfile *before, UsherProfile *after)
{
  g_autoptr (UsherProfileDraft) draft = usher_profile_to_draft (before);
  g_autoptr (UsherProfile) moved = NULL;

  g_free (draft->group);
  draft->group = g_strdup (usher_profile_get_group (after));
  if (is_typed (before) && is_typed (after))
    draft->password_source = usher_profile_get_password_source (after);
  moved = usher_profile_new (draft);
  return !usher_profile_equal (moved, after);
}

static void
take_profile (UsherConnectionEntry *self, UsherProfile *profile)
{
  g_set_object (&self->profile, profile);
  g_free (self->name);
  self->name = g_strdup (usher_profile_get_name (profile));
}

/**
 * usher_connection_entry_set_profile:
 * @profile: what a saved connection is saved as from now on
 *
 * One that is connected is connected anew: what it says holds at once, guards above all.
 */
void
usher_connection_entry_set_profile (UsherConnectionEntry *self, UsherProfile *profile)
{
  gboolean reopen = self->server != NULL && concerns_server (self->profile, profile);

  take_profile (self, profile);
  if (reopen)
    {
      usher_connection_entry_leave (self);
      usher_connection_entry_open (self);
      return;
    }
  if (self->server != NULL)
    usher_server_set_remembers_password (self->server, usher_profile_get_password_source (profile)
                                                           == USHER_PASSWORD_KEYRING);
  tell_change (self);
}

/* What is known of it */

UsherEntryKind
usher_connection_entry_get_kind (UsherConnectionEntry *self)
{
  return self->kind;
}

/**
 * usher_connection_entry_get_profile:
 *
 * Returns: (transfer none) (nullable): what it is saved as, if it is
 */
UsherProfile *
usher_connection_entry_get_profile (UsherConnectionEntry *self)
{
  return self->profile;
}

/**
 * usher_connection_entry_get_address:
 *
 * Returns: (transfer none) (nullable): where it is; %NULL for a practice server
 */
UsherAddress *
usher_connection_entry_get_address (UsherConnectionEntry *self)
{
  return self->profile != NULL ? usher_profile_get_address (self->profile) : self->address;
}

/**
 * usher_connection_entry_get_name:
 *
 * Returns: (transfer none): what to call it, untrusted
 */
const char *
usher_connection_entry_get_name (UsherConnectionEntry *self)
{
  return self->name;
}

UsherEnvironment
usher_connection_entry_get_environment (UsherConnectionEntry *self)
{
  return self->profile != NULL ? usher_profile_get_environment (self->profile)
                               : USHER_ENVIRONMENT_NONE;
}

/**
 * usher_connection_entry_get_server:
 *
 * Returns: (transfer none) (nullable): its server, while it is wanted
 */
UsherServer *
usher_connection_entry_get_server (UsherConnectionEntry *self)
{
  return self->server;
}

UsherServerState
usher_connection_entry_get_state (UsherConnectionEntry *self)
{
  if (self->server != NULL)
    return usher_server_get_state (self->server);
  if (self->practice_cancellable != NULL)
    return USHER_SERVER_CONNECTING;
  return self->practice_error != NULL ? USHER_SERVER_FAILED : USHER_SERVER_CLOSED;
}

/**
 * usher_connection_entry_get_error:
 *
 * Returns: (transfer none) (nullable): why it is not connected
 */
const GError *
usher_connection_entry_get_error (UsherConnectionEntry *self)
{
  return self->server != NULL ? usher_server_get_error (self->server) : self->practice_error;
}

/**
 * usher_connection_entry_get_branch:
 *
 * Returns: (transfer none): its row of the tree, the same for as long as the entry lives
 */
UsherTreeNode *
usher_connection_entry_get_branch (UsherConnectionEntry *self)
{
  return self->branch;
}

/* Life */

static void
usher_connection_entry_dispose (GObject *object)
{
  UsherConnectionEntry *self = USHER_CONNECTION_ENTRY (object);

  if (self->server_signals != NULL)
    drop_server (self);
  g_clear_object (&self->server_signals);
  g_clear_object (&self->branch);
  g_clear_object (&self->profile);
  g_clear_pointer (&self->address, usher_address_unref);
  g_clear_pointer (&self->name, g_free);

  G_OBJECT_CLASS (usher_connection_entry_parent_class)->dispose (object);
}

static void
usher_connection_entry_class_init (UsherConnectionEntryClass *klass)
{
  static const char *const names[N_SIGNALS] = {
    [CHANGED] = "changed", [LEFT] = "left", [REFRESHED] = "refreshed"
  };

  G_OBJECT_CLASS (klass)->dispose = usher_connection_entry_dispose;

  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i], G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                               NULL, NULL, G_TYPE_NONE, 0);
}

static void
usher_connection_entry_init (UsherConnectionEntry *self)
{
  self->interval = 2;
  self->visible = TRUE;
  self->branch = usher_server_branch_new ();
  self->server_signals = g_signal_group_new (USHER_TYPE_SERVER);
  g_signal_group_connect_swapped (self->server_signals, "notify::state",
                                  G_CALLBACK (on_state_changed), self);
  g_signal_group_connect_swapped (self->server_signals, "notify::action-error",
                                  G_CALLBACK (tell_change), self);
  g_signal_group_connect_swapped (self->server_signals, "refreshed", G_CALLBACK (on_refreshed),
                                  self);
  g_signal_group_connect (self->server_signals, "ssh-question", G_CALLBACK (on_ssh_question), self);
}

/**
 * usher_connection_entry_new_saved:
 *
 * Returns: (transfer full): a saved connection that is not connected yet
 */
UsherConnectionEntry *
usher_connection_entry_new_saved (UsherProfile *profile)
{
  UsherConnectionEntry *self = g_object_new (USHER_TYPE_CONNECTION_ENTRY, NULL);

  self->kind = USHER_ENTRY_SAVED;
  take_profile (self, profile);
  show_state (self);
  return self;
}

/**
 * usher_connection_entry_new_for_address:
 *
 * Returns: (transfer full): a connection that nobody saved, not connected yet
 */
UsherConnectionEntry *
usher_connection_entry_new_for_address (UsherAddress *address)
{
  UsherConnectionEntry *self = g_object_new (USHER_TYPE_CONNECTION_ENTRY, NULL);

  self->kind = USHER_ENTRY_ADDRESS;
  self->address = usher_address_ref (address);
  self->name = usher_address_describe (address);
  show_state (self);
  return self;
}

/**
 * usher_connection_entry_new_practice:
 *
 * Returns: (transfer full): a practice server that is not started yet, and ends when it is left
 */
UsherConnectionEntry *
usher_connection_entry_new_practice (void)
{
  UsherConnectionEntry *self = g_object_new (USHER_TYPE_CONNECTION_ENTRY, NULL);

  self->kind = USHER_ENTRY_PRACTICE;
  self->name = g_strdup (_ ("Practice server"));
  show_state (self);
  return self;
}
