/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "clean-up-obstacles.h"

#include <glib/gi18n-lib.h>

#include "clean-up-rows.h"
#include "text.h"

#define NAME_CHARS 60

struct _UsherCleanUpObstacles
{
  AdwBin parent_instance;

  AdwPreferencesGroup *group;
  GPtrArray *rows; /* (owned) of GtkWidget (unowned): in the group */
  GtkLabel *trouble;

  UsherCleanUp *clean_up; /* (owned) */
  UsherCleanUpRow *row;   /* (owned) */
  char *shown;            /* (owned) (nullable): which rows there are */
};

G_DEFINE_FINAL_TYPE (UsherCleanUpObstacles, usher_clean_up_obstacles, ADW_TYPE_BIN)

/* Clearing */

typedef struct
{
  UsherCleanUpObstacles *self; /* (unowned): the button is in it */
  UsherObstacle *obstacle;     /* (owned) */
  UsherRemedies remedy;
} Remedy;

static void
remedy_free (gpointer data, GClosure *closure)
{
  Remedy *remedy = data;

  g_object_unref (remedy->obstacle);
  g_free (remedy);
}

static void
on_cleared (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherCleanUpObstacles) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean cleared = usher_clean_up_clear_finish (USHER_CLEAN_UP (object), result, &error);

  gtk_widget_set_sensitive (GTK_WIDGET (self->group), TRUE);
  gtk_label_set_text (self->trouble, cleared ? "" : error->message);
  gtk_widget_set_visible (GTK_WIDGET (self->trouble), !cleared);
  usher_clean_up_look (self->clean_up);
}

static void
clear (Remedy *remedy)
{
  UsherCleanUpObstacles *self = remedy->self;

  gtk_widget_set_sensitive (GTK_WIDGET (self->group), FALSE);
  usher_clean_up_clear_async (self->clean_up, self->row, remedy->obstacle, remedy->remedy, NULL,
                              on_cleared, g_object_ref (self));
}

/* Asked once more: what a prepared transaction wrote is lost, or comes true, for good. */
static void
on_answered (AdwMessageDialog *dialog, const char *response, gpointer data)
{
  if (g_str_equal (response, "do"))
    clear (data);
}

static void
on_remedy_clicked (GtkButton *button, gpointer data)
{
  const Remedy *asked = data;
  Remedy *remedy = g_memdup2 (asked, sizeof *asked);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (button));
  g_autofree char *sql = usher_obstacle_get_sql (asked->obstacle, asked->remedy);
  g_autofree char *shown = usher_text_show (sql != NULL ? sql : "");
  GtkWidget *dialog =
      adw_message_dialog_new (GTK_WINDOW (root), usher_obstacle_get_title (asked->obstacle), shown);

  g_object_ref (remedy->obstacle);
  g_object_set_data_full (G_OBJECT (dialog), "usher-obstacles", g_object_ref (asked->self),
                          g_object_unref);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "keep", _ ("Keep It"), "do",
                                    usher_clean_up_words_remedy (asked->remedy), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "do",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "keep");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "keep");
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_answered), remedy, remedy_free,
                         G_CONNECT_DEFAULT);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
add_remedy (UsherCleanUpObstacles *self,
            AdwActionRow *row,
            UsherObstacle *obstacle,
            UsherRemedies which)
{
  Remedy *remedy;
  GtkWidget *button;

  if ((usher_obstacle_get_remedies (obstacle) & which) == 0)
    return;
  remedy = g_new0 (Remedy, 1);
  remedy->self = self;
  remedy->obstacle = g_object_ref (obstacle);
  remedy->remedy = which;
  button = gtk_button_new_with_label (usher_clean_up_words_remedy (which));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_data (button, "clicked", G_CALLBACK (on_remedy_clicked), remedy, remedy_free,
                         G_CONNECT_DEFAULT);
  adw_action_row_add_suffix (row, button);
}

/* The rows */

static void
add_row (UsherCleanUpObstacles *self, GtkWidget *row)
{
  adw_preferences_group_add (self->group, row);
  g_ptr_array_add (self->rows, row);
}

static void
add_obstacle (UsherCleanUpObstacles *self, UsherObstacle *obstacle)
{
  g_autofree char *text = usher_clean_up_words_obstacle (obstacle);
  AdwActionRow *row = usher_clean_up_look_row_new (
      usher_clean_up_look_of_effect (usher_obstacle_get_effect (obstacle)),
      usher_obstacle_get_title (obstacle), text);

  add_remedy (self, row, obstacle, USHER_REMEDY_COMMIT);
  add_remedy (self, row, obstacle, USHER_REMEDY_ROLL_BACK);
  add_remedy (self, row, obstacle, USHER_REMEDY_UNSET_TEMPLATE);
  add_row (self, GTK_WIDGET (row));
}

static void
add_none (UsherCleanUpObstacles *self)
{
  const UsherCleanUpLook look = { "emblem-ok-symbolic", "success", "" };

  add_row (self,
           GTK_WIDGET (usher_clean_up_look_row_new (look, _ ("Nothing stands in the way"), "")));
}

static gboolean
is_shown (UsherObstacle *obstacle)
{
  return usher_obstacle_get_effect (obstacle) != USHER_EFFECT_NONE;
}

/* Rows are only made anew when they are others: a button under the pointer, or one that has the
 * focus, must not go away every other second, as an age in words changes. */
static char *
sum_up (GListModel *obstacles)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (obstacles); i++)
    {
      g_autoptr (UsherObstacle) obstacle = g_list_model_get_item (obstacles, i);

      g_string_append_printf (text, "%d\x1f%d\x1f%s\x1e", usher_obstacle_get_effect (obstacle),
                              usher_obstacle_get_remedies (obstacle),
                              usher_obstacle_get_title (obstacle));
    }
  return g_string_free (text, FALSE);
}

static void
show_words (UsherCleanUpObstacles *self)
{
  GListModel *obstacles = usher_clean_up_row_get_obstacles (self->row);
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (obstacles); i++)
    {
      g_autoptr (UsherObstacle) obstacle = g_list_model_get_item (obstacles, i);
      g_autofree char *text = usher_clean_up_words_obstacle (obstacle);

      if (is_shown (obstacle))
        usher_clean_up_look_row_set (
            ADW_ACTION_ROW (g_ptr_array_index (self->rows, n++)),
            usher_clean_up_look_of_effect (usher_obstacle_get_effect (obstacle)), text);
    }
}

static void
show_rows (UsherCleanUpObstacles *self)
{
  GListModel *obstacles = usher_clean_up_row_get_obstacles (self->row);

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->group, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; i < g_list_model_get_n_items (obstacles); i++)
    {
      g_autoptr (UsherObstacle) obstacle = g_list_model_get_item (obstacles, i);

      if (is_shown (obstacle))
        add_obstacle (self, obstacle);
    }
  if (self->rows->len == 0)
    add_none (self);
}

/**
 * usher_clean_up_obstacles_update:
 * @self: the obstacles
 * @looked: how fresh they are
 *
 * Shows what stands in the way now.
 */
void
usher_clean_up_obstacles_update (UsherCleanUpObstacles *self, const char *looked)
{
  g_autofree char *now = sum_up (usher_clean_up_row_get_obstacles (self->row));
  g_autofree char *safe = g_markup_escape_text (looked, -1);

  adw_preferences_group_set_description (self->group, safe);
  if (usher_clean_up_get_looked_at (self->clean_up) == 0)
    return;
  if (g_strcmp0 (now, self->shown) == 0)
    {
      show_words (self);
      return;
    }
  g_free (self->shown);
  self->shown = g_steal_pointer (&now);
  show_rows (self);
}

static void
usher_clean_up_obstacles_finalize (GObject *object)
{
  UsherCleanUpObstacles *self = USHER_CLEAN_UP_OBSTACLES (object);

  g_ptr_array_unref (self->rows);
  g_object_unref (self->clean_up);
  g_object_unref (self->row);
  g_free (self->shown);

  G_OBJECT_CLASS (usher_clean_up_obstacles_parent_class)->finalize (object);
}

static void
usher_clean_up_obstacles_class_init (UsherCleanUpObstaclesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = usher_clean_up_obstacles_finalize;
}

static void
usher_clean_up_obstacles_init (UsherCleanUpObstacles *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->rows = g_ptr_array_new ();
  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  self->trouble = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->trouble, TRUE);
  gtk_label_set_xalign (self->trouble, 0);
  gtk_widget_add_css_class (GTK_WIDGET (self->trouble), "error");
  gtk_widget_set_visible (GTK_WIDGET (self->trouble), FALSE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->group));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->trouble));
  adw_bin_set_child (ADW_BIN (self), box);
}

/* A group reads its title as markup. */
static char *
make_title (UsherCleanUpRow *row, gboolean several)
{
  g_autofree char *name = usher_text_show_line (usher_clean_up_row_get_name (row), NAME_CHARS);
  g_autofree char *title = NULL;

  if (!several)
    return g_strdup (_ ("What stands in the way"));
  /* Translators: %s is the name of a database */
  title = g_strdup_printf (_ ("What stands in the way of “%s”"), name);
  return g_markup_escape_text (title, -1);
}

/**
 * usher_clean_up_obstacles_new:
 * @clean_up: the clean-up
 * @row: one of its databases
 * @several: whether there are others
 *
 * Returns: (transfer floating): what stands in its way
 */
GtkWidget *
usher_clean_up_obstacles_new (UsherCleanUp *clean_up, UsherCleanUpRow *row, gboolean several)
{
  UsherCleanUpObstacles *self = g_object_new (USHER_TYPE_CLEAN_UP_OBSTACLES, NULL);
  g_autofree char *title = make_title (row, several);

  self->clean_up = g_object_ref (clean_up);
  self->row = g_object_ref (row);
  adw_preferences_group_set_title (self->group, title);
  return GTK_WIDGET (self);
}

static void
add_steps_of (UsherCleanUpRow *row, gboolean several, GtkBox *steps)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  GListModel *list = usher_clean_up_row_get_steps (row);
  g_autofree char *name = usher_text_show_line (usher_clean_up_row_get_name (row), NAME_CHARS);
  g_autofree char *title = g_markup_escape_text (several ? name : _ ("Steps"), -1);

  adw_preferences_group_set_title (group, title);
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (UsherPlanStep) step = g_list_model_get_item (list, i);

      adw_preferences_group_add (group, GTK_WIDGET (usher_clean_up_step_row_new (step)));
    }
  gtk_box_append (steps, GTK_WIDGET (group));
}

/**
 * usher_clean_up_add_steps:
 * @clean_up: a clean-up that is about to begin
 * @outcomes: gets a row for each database
 * @steps: gets the steps of each
 */
void
usher_clean_up_add_steps (UsherCleanUp *clean_up, GtkBox *outcomes, GtkBox *steps)
{
  GListModel *rows = usher_clean_up_get_rows (clean_up);
  guint n = g_list_model_get_n_items (rows);
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  adw_preferences_group_set_title (group, _ ("Outcome"));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (UsherCleanUpRow) row = g_list_model_get_item (rows, i);

      adw_preferences_group_add (group, GTK_WIDGET (usher_clean_up_outcome_row_new (row)));
      add_steps_of (row, n > 1, steps);
    }
  gtk_box_append (outcomes, GTK_WIDGET (group));
}
