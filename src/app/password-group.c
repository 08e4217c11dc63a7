/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "password-group.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "password-row.h"
#include "row-mark.h"

/* As the choice lists them. */
typedef enum
{
  FROM_PERSON,
  FROM_LIBPQ,
  FROM_COMMAND,
} From;

struct _UsherPasswordGroup
{
  AdwPreferencesGroup parent_instance;

  AdwComboRow *source_row;
  GtkEditable *password_row;
  AdwActionRow *remember_row;
  GtkSwitch *remember;
  GtkEditable *command_row;

  gboolean was_remembered; /* when the dialog began */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UsherPasswordGroup, usher_password_group, ADW_TYPE_PREFERENCES_GROUP)

static From
get_from (UsherPasswordGroup *self)
{
  return (From)adw_combo_row_get_selected (self->source_row);
}

static UsherPasswordSource
get_source (UsherPasswordGroup *self)
{
  switch (get_from (self))
    {
    case FROM_LIBPQ:
      return USHER_PASSWORD_LIBPQ;
    case FROM_COMMAND:
      return USHER_PASSWORD_COMMAND;
    case FROM_PERSON:
    default:
      return gtk_switch_get_active (self->remember) ? USHER_PASSWORD_KEYRING : USHER_PASSWORD_ASK;
    }
}

static const char *
words_for_source (From from)
{
  switch (from)
    {
    case FROM_LIBPQ:
      return _ ("The password file, PGPASSWORD or the service file");
    case FROM_COMMAND:
      return _ ("It is run without a shell; {host}, {port}, {user} and {database} are filled in");
    case FROM_PERSON:
    default:
      return "";
    }
}

static const char *
words_for_remember (UsherPasswordGroup *self)
{
  if (gtk_switch_get_active (self->remember))
    return _ ("Once it has worked it is not asked for again");
  if (self->was_remembered)
    return _ ("It is asked for each time, and what the keyring has is forgotten");
  return _ ("It is asked for each time");
}

static void
update (UsherPasswordGroup *self)
{
  From from = get_from (self);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->source_row), words_for_source (from));
  adw_action_row_set_subtitle (self->remember_row, words_for_remember (self));
  gtk_widget_set_visible (GTK_WIDGET (self->password_row), from == FROM_PERSON);
  gtk_widget_set_visible (GTK_WIDGET (self->remember_row), from == FROM_PERSON);
  gtk_widget_set_visible (GTK_WIDGET (self->command_row), from == FROM_COMMAND);
  g_signal_emit (self, signals[CHANGED], 0);
}

static char **
get_command (UsherPasswordGroup *self)
{
  char **command = NULL;

  g_shell_parse_argv (gtk_editable_get_text (self->command_row), NULL, &command, NULL);
  return command;
}

static void
usher_password_group_class_init (UsherPasswordGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/pgusher/Usher/ui/password-group.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherPasswordGroup, source_row);
  gtk_widget_class_bind_template_child (widget_class, UsherPasswordGroup, password_row);
  gtk_widget_class_bind_template_child (widget_class, UsherPasswordGroup, remember_row);
  gtk_widget_class_bind_template_child (widget_class, UsherPasswordGroup, remember);
  gtk_widget_class_bind_template_child (widget_class, UsherPasswordGroup, command_row);
  gtk_widget_class_bind_template_callback (widget_class, update);
}

static void
usher_password_group_init (UsherPasswordGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  usher_password_row_name_button (self->password_row);
}

static char *
quote_command (char **command)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; command != NULL && command[i] != NULL; i++)
    {
      gboolean plain = *command[i] != '\0'
                       && strspn (command[i], "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                              "0123456789_-./:,@%+={}")
                              == strlen (command[i]);
      g_autofree char *quoted = plain ? g_strdup (command[i]) : g_shell_quote (command[i]);

      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", quoted);
    }
  return g_string_free (text, FALSE);
}

static From
from_of (UsherPasswordSource source)
{
  switch (source)
    {
    case USHER_PASSWORD_LIBPQ:
      return FROM_LIBPQ;
    case USHER_PASSWORD_COMMAND:
      return FROM_COMMAND;
    case USHER_PASSWORD_ASK:
    case USHER_PASSWORD_KEYRING:
    default:
      return FROM_PERSON;
    }
}

/**
 * usher_password_group_show:
 * @draft: what to begin with
 */
void
usher_password_group_show (UsherPasswordGroup *self, const UsherProfileDraft *draft)
{
  g_autofree char *command = quote_command (draft->password_command);

  self->was_remembered = draft->id != NULL && draft->password_source == USHER_PASSWORD_KEYRING;
  gtk_editable_set_text (self->command_row, command);
  gtk_switch_set_active (self->remember, draft->password_source != USHER_PASSWORD_ASK);
  adw_combo_row_set_selected (self->source_row, from_of (draft->password_source));
  update (self);
}

/**
 * usher_password_group_write:
 * @draft: gets where the password comes from, and nothing of what it is
 */
void
usher_password_group_write (UsherPasswordGroup *self, UsherProfileDraft *draft)
{
  draft->password_source = get_source (self);
  g_strfreev (draft->password_command);
  draft->password_command = get_command (self);
}

/**
 * usher_password_group_check:
 *
 * Marks what cannot be used. Returns: whether there is no such thing
 */
gboolean
usher_password_group_check (UsherPasswordGroup *self)
{
  g_auto (GStrv) command = get_command (self);
  gboolean wrong = get_from (self) == FROM_COMMAND && command == NULL;

  usher_row_mark (self->command_row, wrong);
  return !wrong;
}

/**
 * usher_password_group_get_password:
 *
 * Returns: (transfer none) (nullable): what was typed, if that is where the password comes from
 */
const char *
usher_password_group_get_password (UsherPasswordGroup *self)
{
  const char *password = gtk_editable_get_text (self->password_row);

  return *password != '\0' && get_from (self) == FROM_PERSON ? password : NULL;
}

/**
 * usher_password_group_set_password:
 * @password: what was typed elsewhere
 */
void
usher_password_group_set_password (UsherPasswordGroup *self, const char *password)
{
  gtk_editable_set_text (self->password_row, password);
}
