/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "connection-dialog.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "address-uri.h"
#include "errors.h"
#include "keyword-choice.h"
#include "keyword-row.h"
#include "libpq-defaults.h"
#include "text.h"
#include "trial-view.h"

struct _UsherConnectionDialog
{
  AdwWindow parent_instance;

  AdwPreferencesPage *page;
  AdwPreferencesGroup *address_group;
  GtkEditable *address_row;
  GtkEditable *name_row;
  GtkEditable *group_row;
  AdwComboRow *password_source_row;
  GtkEditable *password_row;
  GtkEditable *command_row;
  AdwComboRow *environment_row;
  GtkSwitch *look_only;
  UsherKeywordChoice *tls_row;
  GtkEditable *tunnel_row;
  GtkEditable *tunnel_port_row;
  GtkEditable *role_row;
  GtkEditable *more_row;
  UsherTrialView *trial_view;
  GtkButton *save_button;

  UsherProfileStore *store;  /* (owned) */
  UsherProfileDraft *draft;  /* (owned): what the dialog began with */
  gboolean is_new;           /* it is not in the store */
  UsherAddress *address;     /* (owned): what the fields say, without the password */
  GPtrArray *rows;           /* (owned) (element-type UsherKeywordRow) */
  GPtrArray *choices;        /* (owned) (element-type UsherKeywordChoice) */
  GCancellable *cancellable; /* (owned): goes with the dialog */
  gboolean showing;          /* the fields are being filled by the dialog */
};

enum
{
  SAVED,
  CONNECT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UsherConnectionDialog, usher_connection_dialog, ADW_TYPE_WINDOW)

/* The address and its fields */

static void
mark (gpointer row, gboolean wrong)
{
  if (wrong)
    gtk_widget_add_css_class (row, "error");
  else
    gtk_widget_remove_css_class (row, "error");
  gtk_accessible_update_state (row, GTK_ACCESSIBLE_STATE_INVALID,
                               wrong ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}

static gboolean
is_marked (gpointer row)
{
  return gtk_widget_has_css_class (row, "error");
}

static void
set_text (GtkEditable *editable, const char *text)
{
  if (g_strcmp0 (gtk_editable_get_text (editable), text) != 0)
    gtk_editable_set_text (editable, text != NULL ? text : "");
}

static gboolean
get_port (GtkEditable *row, guint *port)
{
  guint64 number = 0;
  const char *text = gtk_editable_get_text (row);

  if (*text != '\0' && !g_ascii_string_to_unsigned (text, 10, 1, G_MAXUINT16, &number, NULL))
    return FALSE;
  *port = (guint)number;
  return TRUE;
}

static char **
get_command (UsherConnectionDialog *self)
{
  char **command = NULL;

  g_shell_parse_argv (gtk_editable_get_text (self->command_row), NULL, &command, NULL);
  return command;
}

static UsherPasswordSource
get_password_source (UsherConnectionDialog *self)
{
  return (UsherPasswordSource)adw_combo_row_get_selected (self->password_source_row);
}

static gboolean
check_command (UsherConnectionDialog *self)
{
  g_auto (GStrv) command = get_command (self);
  gboolean wrong = get_password_source (self) == USHER_PASSWORD_COMMAND && command == NULL;

  mark (self->command_row, wrong);
  return !wrong;
}

static gboolean
check_tunnel (UsherConnectionDialog *self)
{
  gboolean wrong_host = gtk_editable_get_text (self->tunnel_row)[0] == '-';
  guint port;
  gboolean wrong_port = !get_port (self->tunnel_port_row, &port);

  mark (self->tunnel_row, wrong_host);
  mark (self->tunnel_port_row, wrong_port);
  return !wrong_host && !wrong_port;
}

static void
update_actions (UsherConnectionDialog *self)
{
  gboolean fine = check_command (self);

  fine = check_tunnel (self) && fine;
  fine = !is_marked (self->address_row) && !is_marked (self->more_row) && fine;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "dialog.save", fine);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "dialog.test", fine);
}

/* What the choice of TLS comes to, said beside it. */
static const char *
words_for_tls (const char *mode)
{
  if (g_strcmp0 (mode, "verify-full") == 0)
    return _ ("Encrypted, and the server proves that it is the one you named");
  if (g_strcmp0 (mode, "verify-ca") == 0)
    return _ ("Encrypted, but another server of the same authority could answer");
  if (g_strcmp0 (mode, "require") == 0)
    return _ ("Encrypted, but any server could answer");
  if (g_strcmp0 (mode, "disable") == 0)
    return _ ("Not encrypted: whoever is on the way can read and change everything");
  return _ ("Perhaps not encrypted, and any server could answer");
}

static void
show_tls (UsherConnectionDialog *self)
{
  const char *mode = usher_address_get (self->address, "sslmode");
  GtkWidget *row = GTK_WIDGET (self->tls_row);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), words_for_tls (mode));
  if (g_strcmp0 (mode, "verify-full") == 0)
    gtk_widget_remove_css_class (row, "weak");
  else
    gtk_widget_add_css_class (row, "weak");
}

static gboolean
has_field (UsherConnectionDialog *self, const char *keyword)
{
  for (guint i = 0; i < self->rows->len; i++)
    if (g_strcmp0 (usher_keyword_row_get_keyword (self->rows->pdata[i]), keyword) == 0)
      return TRUE;
  for (guint i = 0; i < self->choices->len; i++)
    if (g_strcmp0 (usher_keyword_choice_get_keyword (self->choices->pdata[i]), keyword) == 0)
      return TRUE;
  return FALSE;
}

/* Returns: (transfer full): @address, either without what has a field, or with nothing else */
static UsherAddress *
pick (UsherConnectionDialog *self, UsherAddress *address, gboolean with_field)
{
  UsherAddress *rest = usher_address_new ();

  for (guint i = 0; i < usher_address_get_n (address); i++)
    {
      const char *keyword = usher_address_get_keyword (address, i);
      UsherAddress *longer;

      if (has_field (self, keyword) != with_field)
        continue;
      longer = usher_address_with (rest, keyword, usher_address_get (address, keyword));
      usher_address_unref (rest);
      rest = longer;
    }
  return rest;
}

static void
show_fields (UsherConnectionDialog *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    usher_keyword_row_show (self->rows->pdata[i], self->address);
  for (guint i = 0; i < self->choices->len; i++)
    usher_keyword_choice_show (self->choices->pdata[i], self->address);
}

static void
show_more (UsherConnectionDialog *self)
{
  g_autoptr (UsherAddress) rest = pick (self, self->address, FALSE);
  g_autofree char *text = usher_address_to_string (rest);

  set_text (self->more_row, text);
  mark (self->more_row, FALSE);
}

static void
say_of_address (UsherConnectionDialog *self, const GError *error)
{
  adw_preferences_group_set_description (
      self->address_group,
      error != NULL ? error->message : _ ("Paste a postgresql:// address, or fill in the fields"));
  mark (self->address_row, error != NULL);
}

static void
show_address (UsherConnectionDialog *self)
{
  g_autofree char *uri = usher_address_to_uri (self->address);

  set_text (self->address_row, usher_address_get_n (self->address) > 0 ? uri : "");
  say_of_address (self, NULL);
}

static void
set_hints (UsherConnectionDialog *self, UsherAddress *defaults)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      const char *keyword = usher_keyword_row_get_keyword (self->rows->pdata[i]);
      const char *hint = usher_address_get (defaults, keyword);

      if (hint == NULL && g_str_equal (keyword, "host"))
        hint = _ ("this computer");
      else if (hint == NULL && g_str_equal (keyword, "dbname"))
        hint = "postgres";
      usher_keyword_row_set_hint (self->rows->pdata[i], hint);
    }
  self->showing = TRUE;
  for (guint i = 0; i < self->choices->len; i++)
    usher_keyword_choice_set_hint (
        self->choices->pdata[i],
        usher_address_get (defaults, usher_keyword_choice_get_keyword (self->choices->pdata[i])));
  self->showing = FALSE;
}

static void
on_defaults (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (UsherAddress) defaults = usher_libpq_defaults_find_finish (result, NULL);

  if (defaults != NULL)
    set_hints (data, defaults);
}

/* A password that was pasted with the address goes to its own field, where it is hidden. */
static void
take_address (UsherConnectionDialog *self, UsherAddress *given)
{
  const char *password = usher_address_get (given, "password");

  if (password != NULL && g_utf8_validate (password, -1, NULL))
    set_text (self->password_row, password);
  g_clear_pointer (&self->address, usher_address_unref);
  self->address = usher_address_without_secrets (given);

  /* Weaker is what somebody chose. A service says by itself how careful it is. */
  if (self->is_new && usher_address_get (self->address, "sslmode") == NULL
      && usher_address_get (self->address, "service") == NULL)
    {
      g_autoptr (UsherAddress) plain = g_steal_pointer (&self->address);

      self->address = usher_address_with (plain, "sslmode", "verify-full");
    }
}

static gboolean
hide_password_cb (gpointer data)
{
  UsherConnectionDialog *self = data;

  if (!g_cancellable_is_cancelled (self->cancellable) && self->address != NULL)
    {
      self->showing = TRUE;
      show_address (self);
      gtk_editable_set_position (self->address_row, -1);
      self->showing = FALSE;
    }
  return G_SOURCE_REMOVE;
}

static void
on_address_changed (UsherConnectionDialog *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherAddress) address = NULL;

  if (self->showing)
    return;
  address = usher_address_parse (gtk_editable_get_text (self->address_row), &error);
  say_of_address (self, error);
  if (address != NULL)
    {
      self->showing = TRUE;
      take_address (self, address);
      show_fields (self);
      show_more (self);
      show_tls (self);
      self->showing = FALSE;
      if (usher_address_get (address, "password") != NULL)
        g_idle_add_full (G_PRIORITY_HIGH_IDLE, hide_password_cb, g_object_ref (self),
                         g_object_unref);
    }
  update_actions (self);
}

static void
set_address (UsherConnectionDialog *self, UsherAddress *address)
{
  g_clear_pointer (&self->address, usher_address_unref);
  self->address = address;
  self->showing = TRUE;
  show_address (self);
  show_tls (self);
  self->showing = FALSE;
  update_actions (self);
}

static void
on_row_changed (UsherConnectionDialog *self, UsherKeywordRow *row)
{
  if (!self->showing)
    set_address (self, usher_keyword_row_write (row, self->address));
}

static void
on_choice_changed (UsherConnectionDialog *self, GParamSpec *pspec, UsherKeywordChoice *choice)
{
  if (!self->showing)
    set_address (self, usher_keyword_choice_write (choice, self->address));
}

static UsherAddress *
join (UsherAddress *first, UsherAddress *second)
{
  UsherAddress *both = usher_address_ref (first);

  for (guint i = 0; i < usher_address_get_n (second); i++)
    {
      const char *keyword = usher_address_get_keyword (second, i);
      UsherAddress *longer =
          usher_address_with (both, keyword, usher_address_get (second, keyword));

      usher_address_unref (both);
      both = longer;
    }
  return both;
}

/* The keywords that have no field of their own; here a bare word is no service. */
static void
on_more_changed (UsherConnectionDialog *self)
{
  const char *text = gtk_editable_get_text (self->more_row);
  g_autoptr (UsherAddress) given = NULL;
  g_autoptr (UsherAddress) fields = NULL;
  g_autoptr (UsherAddress) safe = NULL;

  if (self->showing)
    return;
  if (strchr (text, '=') != NULL || strspn (text, " ") == strlen (text))
    given = usher_address_parse (text, NULL);
  mark (self->more_row, given == NULL);
  if (given != NULL)
    {
      fields = pick (self, self->address, TRUE);
      safe = usher_address_without_secrets (given);
      set_address (self, join (fields, safe));
      self->showing = TRUE;
      show_fields (self);
      self->showing = FALSE;
    }
  update_actions (self);
}

static void
on_password_source_changed (UsherConnectionDialog *self)
{
  UsherPasswordSource source = get_password_source (self);

  gtk_widget_set_visible (GTK_WIDGET (self->password_row),
                          source == USHER_PASSWORD_ASK || source == USHER_PASSWORD_KEYRING);
  gtk_widget_set_visible (GTK_WIDGET (self->command_row), source == USHER_PASSWORD_COMMAND);
  update_actions (self);
}

/* The draft */

static char *
quote_command (char **command)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; command != NULL && command[i] != NULL; i++)
    {
      gboolean plain = *command[i] != '\0'
                       && strspn (command[i], "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                              "0123456789_-./:,@%+=")
                              == strlen (command[i]);
      g_autofree char *quoted = plain ? g_strdup (command[i]) : g_shell_quote (command[i]);

      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", quoted);
    }
  return g_string_free (text, FALSE);
}

static void
show_tunnel (UsherConnectionDialog *self, const UsherTunnelSpec *tunnel)
{
  g_autofree char *port = NULL;

  if (tunnel == NULL)
    return;
  set_text (self->tunnel_row, tunnel->destination);
  if (tunnel->port != 0)
    port = g_strdup_printf ("%u", tunnel->port);
  set_text (self->tunnel_port_row, port);
}

static void
show_draft (UsherConnectionDialog *self)
{
  UsherProfileDraft *draft = self->draft;
  g_autofree char *command = quote_command (draft->password_command);

  self->showing = TRUE;
  set_text (self->name_row, draft->name);
  set_text (self->group_row, draft->group);
  set_text (self->role_row, draft->role);
  set_text (self->command_row, command);
  adw_combo_row_set_selected (self->password_source_row, draft->password_source);
  adw_combo_row_set_selected (self->environment_row, draft->environment);
  gtk_switch_set_active (self->look_only, draft->look_only);
  show_tunnel (self, draft->tunnel);
  take_address (self, draft->address);
  show_fields (self);
  show_more (self);
  show_address (self);
  show_tls (self);
  self->showing = FALSE;
  on_password_source_changed (self);
}

static UsherTunnelSpec *
read_tunnel (UsherConnectionDialog *self)
{
  const char *destination = gtk_editable_get_text (self->tunnel_row);
  guint port = 0;

  if (*destination == '\0' || !get_port (self->tunnel_port_row, &port))
    return NULL;
  return usher_tunnel_spec_new (destination, port);
}

static UsherProfile *
make_profile (UsherConnectionDialog *self)
{
  g_autoptr (UsherProfileDraft) draft = usher_profile_draft_new ();

  draft->id = g_strdup (self->draft->id);
  draft->name = g_strdup (gtk_editable_get_text (self->name_row));
  draft->group = g_strdup (gtk_editable_get_text (self->group_row));
  draft->environment = (UsherEnvironment)adw_combo_row_get_selected (self->environment_row);
  draft->look_only = gtk_switch_get_active (self->look_only);
  draft->address = usher_address_ref (self->address);
  draft->role = g_strdup (gtk_editable_get_text (self->role_row));
  draft->password_source = get_password_source (self);
  draft->password_command = get_command (self);
  draft->tunnel = read_tunnel (self);
  draft->extras = g_strdup (self->draft->extras);
  return usher_profile_new (draft);
}

static const char *
get_password (UsherConnectionDialog *self)
{
  const char *password = gtk_editable_get_text (self->password_row);

  return *password != '\0' && gtk_widget_get_visible (GTK_WIDGET (self->password_row)) ? password
                                                                                       : NULL;
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  UsherConnectionDialog *self = USHER_CONNECTION_DIALOG (widget);
  g_autoptr (UsherProfile) profile = make_profile (self);

  g_object_ref (self);
  if (self->is_new)
    usher_profile_store_add (self->store, profile);
  else
    usher_profile_store_replace (self->store, profile);
  g_signal_emit (self, signals[SAVED], 0, profile);
  if (self->is_new)
    g_signal_emit (self, signals[CONNECT], 0, profile, get_password (self));
  gtk_window_destroy (GTK_WINDOW (self));
  g_object_unref (self);
}

static void
test_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  UsherConnectionDialog *self = USHER_CONNECTION_DIALOG (widget);
  g_autoptr (UsherProfile) profile = make_profile (self);
  g_autoptr (UsherAddress) address =
      usher_address_with (self->address, "password", get_password (self));

  usher_trial_view_run (self->trial_view, profile, address);
}

static void
collect (UsherConnectionDialog *self, GtkWidget *root)
{
  if (USHER_IS_KEYWORD_ROW (root))
    {
      g_ptr_array_add (self->rows, root);
      g_signal_connect_object (root, "changed", G_CALLBACK (on_row_changed), self,
                               G_CONNECT_SWAPPED);
    }
  else if (USHER_IS_KEYWORD_CHOICE (root))
    {
      g_ptr_array_add (self->choices, root);
      g_signal_connect_object (root, "notify::selected", G_CALLBACK (on_choice_changed), self,
                               G_CONNECT_SWAPPED);
    }
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect (self, child);
}

static void
usher_connection_dialog_dispose (GObject *object)
{
  UsherConnectionDialog *self = USHER_CONNECTION_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_ptr_array_set_size (self->rows, 0);
  g_ptr_array_set_size (self->choices, 0);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (usher_connection_dialog_parent_class)->dispose (object);
}

static void
usher_connection_dialog_finalize (GObject *object)
{
  UsherConnectionDialog *self = USHER_CONNECTION_DIALOG (object);

  g_clear_pointer (&self->draft, usher_profile_draft_free);
  g_clear_pointer (&self->address, usher_address_unref);
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->choices);
  g_object_unref (self->cancellable);

  G_OBJECT_CLASS (usher_connection_dialog_parent_class)->finalize (object);
}

static void
usher_connection_dialog_class_init (UsherConnectionDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = usher_connection_dialog_dispose;
  object_class->finalize = usher_connection_dialog_finalize;

  signals[SAVED] = g_signal_new ("saved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 1, USHER_TYPE_PROFILE);
  signals[CONNECT] =
      g_signal_new ("connect", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 2, USHER_TYPE_PROFILE, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);

  g_type_ensure (USHER_TYPE_KEYWORD_ROW);
  g_type_ensure (USHER_TYPE_KEYWORD_CHOICE);
  g_type_ensure (USHER_TYPE_TRIAL_VIEW);
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
  BIND (password_source_row);
  BIND (password_row);
  BIND (command_row);
  BIND (environment_row);
  BIND (look_only);
  BIND (tls_row);
  BIND (tunnel_row);
  BIND (tunnel_port_row);
  BIND (role_row);
  BIND (more_row);
  BIND (trial_view);
  BIND (save_button);
#undef BIND
  gtk_widget_class_bind_template_callback (widget_class, on_address_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_more_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_password_source_changed);
  gtk_widget_class_bind_template_callback (widget_class, update_actions);
}

static void
usher_connection_dialog_init (UsherConnectionDialog *self)
{
  self->rows = g_ptr_array_new ();
  self->choices = g_ptr_array_new ();
  self->cancellable = g_cancellable_new ();
  self->address = usher_address_new ();
  self->draft = usher_profile_draft_new ();
  self->showing = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  collect (self, GTK_WIDGET (self->page));
}

static UsherProfileDraft *
new_draft (void)
{
  UsherProfileDraft *draft = usher_profile_draft_new ();

  draft->address = usher_address_new ();
  draft->password_source = USHER_PASSWORD_KEYRING;
  return draft;
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

  self->store = g_object_ref (store);
  self->is_new = profile == NULL;
  usher_profile_draft_free (self->draft);
  self->draft = profile != NULL ? usher_profile_to_draft (profile) : new_draft ();

  gtk_window_set_title (GTK_WINDOW (self),
                        self->is_new ? _ ("New Connection") : _ ("Edit Connection"));
  gtk_button_set_label (self->save_button, self->is_new ? _ ("Connect") : _ ("Save"));
  show_draft (self);
  usher_libpq_defaults_find_async (self->cancellable, on_defaults, self);
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
