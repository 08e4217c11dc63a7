/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "connection-dialog.h"

#include <glib/gi18n-lib.h>

#include "address-fields.h"
#include "address-uri.h"
#include "edit-conflict.h"
#include "file-button.h"
#include "group-row.h"
#include "keyword-row.h"
#include "password-group.h"
#include "profile-merge.h"
#include "trial-view.h"
#include "tunnel-group.h"

struct _UsherConnectionDialog
{
  AdwWindow parent_instance;

  GtkWidget *page;
  AdwPreferencesGroup *address_group;
  GtkEditable *address_row;
  GtkEditable *name_row;
  UsherGroupRow *group_row;
  UsherPasswordGroup *password_group;
  AdwComboRow *environment_row;
  GtkSwitch *look_only;
  UsherKeywordChoice *tls_row;
  UsherTunnelGroup *tunnel_group;
  GtkEditable *role_row;
  GtkEditable *more_row;
  UsherTrialView *trial_view;
  GtkButton *save_button;

  UsherProfileStore *store;   /* (owned) */
  UsherProfile *before;       /* (owned) (nullable): what is edited, as it was saved then */
  UsherAddressFields *fields; /* (owned) (nullable): until it is disposed of */
  GCancellable *cancellable;  /* (owned): goes with the dialog */
  gboolean saving;            /* the store is asked what is saved by now */
};

enum
{
  SAVED,
  CONNECT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UsherConnectionDialog, usher_connection_dialog, ADW_TYPE_WINDOW)

/* The fields */

static void
update_actions (UsherConnectionDialog *self)
{
  gboolean fine = usher_password_group_check (self->password_group);

  fine = usher_tunnel_group_check (self->tunnel_group) && fine;
  fine = usher_address_fields_is_valid (self->fields) && fine;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "dialog.save", fine && !self->saving);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "dialog.test", fine);
}

/* What was tried is not what stands there any more. */
static void
on_changed (UsherConnectionDialog *self)
{
  /* While the template is made, and while it goes. */
  if (self->fields == NULL)
    return;
  usher_trial_view_forget (self->trial_view);
  update_actions (self);
}

static void
on_password_pasted (UsherConnectionDialog *self, const char *password)
{
  usher_password_group_set_password (self->password_group, password);
}

static void
on_password_accepted (UsherConnectionDialog *self, const char *password)
{
  g_signal_handlers_block_by_func (self->password_group, on_changed, self);
  usher_password_group_set_password (self->password_group, password);
  g_signal_handlers_unblock_by_func (self->password_group, on_changed, self);
}

/* The draft */

static void
show_text (GtkEditable *row, const char *text)
{
  gtk_editable_set_text (row, text != NULL ? text : "");
}

static void
show_draft (UsherConnectionDialog *self, const UsherProfileDraft *draft)
{
  show_text (self->name_row, draft->name);
  show_text (GTK_EDITABLE (self->group_row), draft->group);
  show_text (self->role_row, draft->role);
  adw_combo_row_set_selected (self->environment_row, draft->environment);
  gtk_switch_set_active (self->look_only, draft->look_only);
  usher_tunnel_group_show (self->tunnel_group, draft->tunnel);
  usher_password_group_show (self->password_group, draft);
  /* Weaker is what somebody chose. */
  usher_address_fields_show (self->fields, draft->address, self->before == NULL);
}

static UsherProfileDraft *
new_draft (UsherProfile *before)
{
  UsherProfileDraft *draft;

  if (before != NULL)
    return usher_profile_to_draft (before);
  draft = usher_profile_draft_new ();
  draft->address = usher_address_new ();
  draft->password_source = USHER_PASSWORD_KEYRING;
  return draft;
}

static void
read_text (char **text, gpointer row)
{
  g_free (*text);
  *text = g_strdup (gtk_editable_get_text (row));
}

/* What has no field here stays as it was. */
static UsherProfile *
make_profile (UsherConnectionDialog *self)
{
  g_autoptr (UsherProfileDraft) draft = new_draft (self->before);

  read_text (&draft->name, self->name_row);
  read_text (&draft->group, self->group_row);
  read_text (&draft->role, self->role_row);
  draft->environment = (UsherEnvironment)adw_combo_row_get_selected (self->environment_row);
  draft->look_only = gtk_switch_get_active (self->look_only);
  usher_address_unref (draft->address);
  draft->address = usher_address_ref (usher_address_fields_get_address (self->fields));
  g_clear_pointer (&draft->tunnel, usher_tunnel_spec_free);
  draft->tunnel = usher_tunnel_group_read (self->tunnel_group);
  usher_password_group_write (self->password_group, draft);
  return usher_profile_new (draft);
}

/* Saving */

static void
finish (UsherConnectionDialog *self, UsherProfile *profile)
{
  g_autoptr (UsherConnectionDialog) kept = g_object_ref (self);
  const char *password = usher_password_group_get_password (self->password_group);

  if (self->before == NULL)
    usher_profile_store_add (self->store, profile);
  else
    usher_profile_store_replace (self->store, profile);
  g_signal_emit (self, signals[SAVED], 0, profile, password);
  if (self->before == NULL)
    g_signal_emit (self, signals[CONNECT], 0, profile, password);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
set_saving (UsherConnectionDialog *self, gboolean saving)
{
  self->saving = saving;
  update_actions (self);
}

static UsherProfile *
find_theirs (UsherConnectionDialog *self)
{
  return usher_profile_store_find (self->store, usher_profile_get_id (self->before));
}

/* What is saved by now may have changed once more while the person thought about it. */
static void
on_decided (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UsherConnectionDialog) self = data;
  UsherEditChoice choice = usher_edit_conflict_ask_finish (result);
  g_autoptr (UsherProfile) mine = NULL;
  g_autoptr (UsherProfile) merged = NULL;
  UsherProfile *theirs;

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  set_saving (self, FALSE);
  if (choice == USHER_EDIT_USE_THEIRS)
    gtk_window_destroy (GTK_WINDOW (self));
  if (choice != USHER_EDIT_KEEP_MINE)
    return;
  mine = make_profile (self);
  theirs = find_theirs (self);
  merged = theirs != NULL ? usher_profile_merge (self->before, mine, theirs) : g_object_ref (mine);
  finish (self, merged);
}

static void
save (UsherConnectionDialog *self)
{
  g_autoptr (UsherProfile) mine = make_profile (self);
  UsherProfile *theirs = find_theirs (self);

  if (theirs != NULL
      && (usher_profile_equal (theirs, self->before) || usher_profile_equal (theirs, mine)))
    finish (self, mine);
  else if (theirs != NULL && usher_profile_equal (mine, self->before))
    finish (self, theirs);
  else
    usher_edit_conflict_ask (GTK_WINDOW (self), self->before, theirs, self->cancellable, on_decided,
                             g_object_ref (self));
}

/* A store that cannot be read says so itself; what is known of it has to do. */
static void
on_store_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UsherConnectionDialog) self = data;

  usher_profile_store_read_finish (USHER_PROFILE_STORE (source), result, NULL);
  if (!g_cancellable_is_cancelled (self->cancellable))
    save (self);
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  UsherConnectionDialog *self = USHER_CONNECTION_DIALOG (widget);
  g_autoptr (UsherProfile) profile = NULL;

  if (self->before == NULL)
    {
      profile = make_profile (self);
      finish (self, profile);
      return;
    }
  set_saving (self, TRUE);
  usher_profile_store_read_async (self->store, self->cancellable, on_store_read,
                                  g_object_ref (self));
}

/* Trying */

static void
scroll_to_top (UsherConnectionDialog *self)
{
  GtkWidget *scroller =
      gtk_widget_get_ancestor (GTK_WIDGET (self->trial_view), GTK_TYPE_SCROLLED_WINDOW);

  if (scroller != NULL)
    gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller)),
                              0);
}

static void
test_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  UsherConnectionDialog *self = USHER_CONNECTION_DIALOG (widget);
  g_autoptr (UsherProfile) profile = make_profile (self);

  usher_trial_view_run (self->trial_view, profile,
                        usher_password_group_get_password (self->password_group));
  scroll_to_top (self);
}

static void
usher_connection_dialog_dispose (GObject *object)
{
  UsherConnectionDialog *self = USHER_CONNECTION_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->fields);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (usher_connection_dialog_parent_class)->dispose (object);
}

static void
usher_connection_dialog_finalize (GObject *object)
{
  UsherConnectionDialog *self = USHER_CONNECTION_DIALOG (object);

  g_clear_object (&self->before);
  g_object_unref (self->cancellable);

  G_OBJECT_CLASS (usher_connection_dialog_parent_class)->finalize (object);
}

static void
usher_connection_dialog_class_init (UsherConnectionDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GType password = G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE;

  object_class->dispose = usher_connection_dialog_dispose;
  object_class->finalize = usher_connection_dialog_finalize;

  signals[SAVED] = g_signal_new ("saved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 2, USHER_TYPE_PROFILE, password);
  signals[CONNECT] = g_signal_new ("connect", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 2, USHER_TYPE_PROFILE, password);

  g_type_ensure (USHER_TYPE_FILE_BUTTON);
  g_type_ensure (USHER_TYPE_GROUP_ROW);
  g_type_ensure (USHER_TYPE_KEYWORD_ROW);
  g_type_ensure (USHER_TYPE_KEYWORD_CHOICE);
  g_type_ensure (USHER_TYPE_PASSWORD_GROUP);
  g_type_ensure (USHER_TYPE_TRIAL_VIEW);
  g_type_ensure (USHER_TYPE_TUNNEL_GROUP);
  gtk_widget_class_install_action (widget_class, "dialog.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "dialog.test", NULL, test_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/pgusher/Usher/ui/connection-dialog.ui");
#define BIND(child)                                                                                \
  gtk_widget_class_bind_template_child (widget_class, UsherConnectionDialog, child)
  BIND (page);
  BIND (address_group);
  BIND (address_row);
  BIND (name_row);
  BIND (group_row);
  BIND (password_group);
  BIND (environment_row);
  BIND (look_only);
  BIND (tls_row);
  BIND (tunnel_group);
  BIND (role_row);
  BIND (more_row);
  BIND (trial_view);
  BIND (save_button);
#undef BIND
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_password_accepted);
}

/* Return connects or saves, but where the trial asks for a password. */
static void
let_rows_activate (GtkWidget *root)
{
  if (USHER_IS_TRIAL_VIEW (root))
    return;
  if (ADW_IS_ENTRY_ROW (root))
    adw_entry_row_set_activates_default (ADW_ENTRY_ROW (root), TRUE);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    let_rows_activate (child);
}

static void
usher_connection_dialog_init (UsherConnectionDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  let_rows_activate (self->page);
  self->fields = usher_address_fields_new (self->page, self->address_group, self->address_row,
                                           self->tls_row, self->more_row);
  g_signal_connect_object (self->fields, "changed", G_CALLBACK (on_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->fields, "password", G_CALLBACK (on_password_pasted), self,
                           G_CONNECT_SWAPPED);
}

/**
 * usher_connection_dialog_new:
 * @parent: (nullable): the window it belongs to
 * @store: where the connection is saved
 * @profile: (nullable): the connection to change; %NULL for a new one
 *
 * Returns: (transfer none): a modal dialog, to be presented
 */
UsherConnectionDialog *
usher_connection_dialog_new (GtkWindow *parent, UsherProfileStore *store, UsherProfile *profile)
{
  UsherConnectionDialog *self =
      g_object_new (USHER_TYPE_CONNECTION_DIALOG, "transient-for", parent, NULL);
  g_autoptr (UsherProfileDraft) draft = new_draft (profile);
  g_auto (GStrv) groups = usher_profile_store_list_groups (store);

  self->store = g_object_ref (store);
  g_set_object (&self->before, profile);
  gtk_window_set_title (GTK_WINDOW (self),
                        profile == NULL ? _ ("New Connection") : _ ("Edit Connection"));
  gtk_button_set_label (self->save_button, profile == NULL ? _ ("Connect") : _ ("Save"));
  usher_group_row_set_groups (self->group_row, (const char *const *)groups);
  show_draft (self, draft);
  gtk_widget_grab_focus (GTK_WIDGET (profile == NULL ? self->address_row : self->name_row));
  return self;
}

/**
 * usher_connection_dialog_set_address:
 * @address: an address to begin a new connection with, as if it were pasted
 */
void
usher_connection_dialog_set_address (UsherConnectionDialog *self, UsherAddress *address)
{
  g_autofree char *text = usher_address_to_uri (address);

  gtk_editable_set_text (self->address_row, text);
}
