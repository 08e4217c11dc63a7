/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "clean-up-obstacle-row.h"

#include <glib/gi18n-lib.h>

#include "clean-up-rows.h"
#include "clean-up-words.h"
#include "text.h"

struct _UsherCleanUpObstacleRow
{
  AdwActionRow parent_instance;

  GtkBox *buttons;
  GtkWindow *question; /* (unowned) (nullable): while it is open */

  UsherCleanUp *clean_up;    /* (owned) */
  UsherCleanUpRow *database; /* (owned) */
  UsherObstacle *obstacle;   /* (owned) (nullable) */
  UsherRemedies offered;     /* what the buttons are for */
  char *trouble;             /* (owned) (nullable): why it could not be cleared */
};

G_DEFINE_FINAL_TYPE (UsherCleanUpObstacleRow, usher_clean_up_obstacle_row, ADW_TYPE_ACTION_ROW)

static void
show_words (UsherCleanUpObstacleRow *self)
{
  g_autofree char *text = usher_clean_up_words_obstacle (self->obstacle);
  g_autofree char *all =
      self->trouble != NULL ? g_strjoin ("\n", text, self->trouble, NULL) : g_strdup (text);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self),
                                 usher_obstacle_get_title (self->obstacle));
  usher_clean_up_look_row_set (
      ADW_ACTION_ROW (self),
      usher_clean_up_look_of_effect (usher_obstacle_get_effect (self->obstacle)), all);
}

/* Clearing it */

static void
on_cleared (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherCleanUpObstacleRow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!usher_clean_up_clear_finish (USHER_CLEAN_UP (object), result, &error))
    self->trouble = usher_text_show (error->message);
  gtk_widget_set_sensitive (GTK_WIDGET (self->buttons), TRUE);
  show_words (self);
}

static void
clear (UsherCleanUpObstacleRow *self, UsherRemedies remedy)
{
  g_clear_pointer (&self->trouble, g_free);
  gtk_widget_set_sensitive (GTK_WIDGET (self->buttons), FALSE);
  usher_clean_up_clear_async (self->clean_up, self->database, self->obstacle, remedy, NULL,
                              on_cleared, g_object_ref (self));
}

static void
close_question (UsherCleanUpObstacleRow *self)
{
  if (self->question == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->question, self);
  gtk_window_destroy (self->question);
  g_clear_weak_pointer (&self->question);
}

static void
on_answered (UsherCleanUpObstacleRow *self, const char *response)
{
  GObject *question = G_OBJECT (self->question);
  UsherRemedies remedy = GPOINTER_TO_UINT (g_object_get_data (question, "usher-remedy"));

  g_clear_weak_pointer (&self->question);
  if (g_str_equal (response, "do"))
    clear (self, remedy);
}

/* Asked once more: what a prepared transaction wrote is lost, or comes true, for good. */
static void
ask (UsherCleanUpObstacleRow *self, UsherRemedies remedy)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autofree char *sql = usher_obstacle_get_sql (self->obstacle, remedy);
  g_autofree char *shown = usher_text_show (sql);
  GtkWidget *dialog =
      adw_message_dialog_new (GTK_WINDOW (root), usher_obstacle_get_title (self->obstacle), NULL);
  AdwMessageDialog *question = ADW_MESSAGE_DIALOG (dialog);

  adw_message_dialog_format_body (question, "%s\n\n%s",
                                  usher_clean_up_words_remedy_consequence (remedy), shown);
  adw_message_dialog_add_responses (question, "keep", _ ("Keep It"), "do",
                                    usher_clean_up_words_remedy (remedy), NULL);
  adw_message_dialog_set_response_appearance (question, "do", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (question, "keep");
  adw_message_dialog_set_close_response (question, "keep");
  g_object_set_data (G_OBJECT (dialog), "usher-remedy", GUINT_TO_POINTER (remedy));
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_answered), self, G_CONNECT_SWAPPED);
  g_set_weak_pointer (&self->question, GTK_WINDOW (dialog));
  gtk_window_present (GTK_WINDOW (dialog));
}

/* Everybody who is ended once and comes back is only helped against by keeping them out. */
static void
block (UsherCleanUp *clean_up)
{
  if (usher_clean_up_get_kind (clean_up) == USHER_CLEAN_UP_DISCONNECT)
    usher_clean_up_set_kind (clean_up, USHER_CLEAN_UP_KEEP_OUT);
  else
    usher_clean_up_set_blocking (clean_up, USHER_BLOCK_EVERYBODY);
}

static void
on_clicked (UsherCleanUpObstacleRow *self, GtkButton *button)
{
  UsherRemedies remedy = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "usher-remedy"));

  if (remedy == USHER_REMEDY_BLOCK)
    block (self->clean_up);
  else
    ask (self, remedy);
}

static void
offer (UsherCleanUpObstacleRow *self, UsherRemedies remedy)
{
  GtkWidget *button;

  if ((self->offered & remedy) == 0)
    return;
  button = gtk_button_new_with_label (usher_clean_up_words_remedy_button (remedy));
  g_object_set_data (G_OBJECT (button), "usher-remedy", GUINT_TO_POINTER (remedy));
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_clicked), self, G_CONNECT_SWAPPED);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  usher_obstacle_get_title (self->obstacle), -1);
  gtk_box_append (self->buttons, button);
}

/* Only made anew when others are wanted: one that has the focus, or is under the pointer, must
 * not go away every other second. */
static void
show_buttons (UsherCleanUpObstacleRow *self)
{
  static const UsherRemedies all[] = { USHER_REMEDY_COMMIT, USHER_REMEDY_ROLL_BACK,
                                       USHER_REMEDY_UNSET_TEMPLATE, USHER_REMEDY_BLOCK };
  gboolean looks_only = usher_server_get_look_only (usher_clean_up_get_server (self->clean_up));
  UsherRemedies wanted =
      looks_only ? USHER_REMEDY_NONE : usher_obstacle_get_remedies (self->obstacle);
  GtkWidget *button;

  if (wanted == self->offered)
    return;
  self->offered = wanted;
  while ((button = gtk_widget_get_first_child (GTK_WIDGET (self->buttons))) != NULL)
    gtk_box_remove (self->buttons, button);
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    offer (self, all[i]);
  gtk_widget_set_visible (GTK_WIDGET (self->buttons), wanted != USHER_REMEDY_NONE);
}

/* The object */

static void
usher_clean_up_obstacle_row_dispose (GObject *object)
{
  close_question (USHER_CLEAN_UP_OBSTACLE_ROW (object));

  G_OBJECT_CLASS (usher_clean_up_obstacle_row_parent_class)->dispose (object);
}

static void
usher_clean_up_obstacle_row_finalize (GObject *object)
{
  UsherCleanUpObstacleRow *self = USHER_CLEAN_UP_OBSTACLE_ROW (object);

  g_clear_object (&self->obstacle);
  g_object_unref (self->clean_up);
  g_object_unref (self->database);
  g_free (self->trouble);

  G_OBJECT_CLASS (usher_clean_up_obstacle_row_parent_class)->finalize (object);
}

/* What it asked about has gone. */
static void
usher_clean_up_obstacle_row_unroot (GtkWidget *widget)
{
  close_question (USHER_CLEAN_UP_OBSTACLE_ROW (widget));

  GTK_WIDGET_CLASS (usher_clean_up_obstacle_row_parent_class)->unroot (widget);
}

static void
usher_clean_up_obstacle_row_class_init (UsherCleanUpObstacleRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = usher_clean_up_obstacle_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = usher_clean_up_obstacle_row_finalize;
  GTK_WIDGET_CLASS (klass)->unroot = usher_clean_up_obstacle_row_unroot;
}

static void
usher_clean_up_obstacle_row_init (UsherCleanUpObstacleRow *self)
{
  GtkBox *end = usher_clean_up_look_row_prepare (ADW_ACTION_ROW (self));

  self->buttons = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
  gtk_widget_set_visible (GTK_WIDGET (self->buttons), FALSE);
  gtk_box_append (end, GTK_WIDGET (self->buttons));
}

/**
 * usher_clean_up_obstacle_row_new:
 * @clean_up: the clean-up
 * @database: one of its databases
 * @obstacle: what stands in its way
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
usher_clean_up_obstacle_row_new (UsherCleanUp *clean_up,
                                 UsherCleanUpRow *database,
                                 UsherObstacle *obstacle)
{
  UsherCleanUpObstacleRow *self = g_object_new (USHER_TYPE_CLEAN_UP_OBSTACLE_ROW, NULL);

  self->clean_up = g_object_ref (clean_up);
  self->database = g_object_ref (database);
  usher_clean_up_obstacle_row_set_obstacle (self, obstacle);
  return GTK_WIDGET (self);
}

UsherObstacle *
usher_clean_up_obstacle_row_get_obstacle (UsherCleanUpObstacleRow *self)
{
  return self->obstacle;
}

/**
 * usher_clean_up_obstacle_row_set_obstacle:
 * @self: a row
 * @obstacle: the same thing as it stands now
 */
void
usher_clean_up_obstacle_row_set_obstacle (UsherCleanUpObstacleRow *self, UsherObstacle *obstacle)
{
  g_set_object (&self->obstacle, obstacle);
  show_words (self);
  show_buttons (self);
}
