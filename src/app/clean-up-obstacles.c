/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "clean-up-obstacles.h"

#include <glib/gi18n-lib.h>

#include "clean-up-obstacle-row.h"
#include "clean-up-rows.h"
#include "clean-up-words.h"
#include "text.h"

#define NAME_CHARS 60

struct _UsherCleanUpObstacles
{
  AdwBin parent_instance;

  AdwPreferencesGroup *group;
  GtkListBox *list;
  GPtrArray *rows;    /* (owned) of UsherCleanUpObstacleRow (unowned): the first of the list */
  GStrv passed;       /* (owned) (nullable): what the rows after them say */
  gboolean is_single; /* there is no other database, and room to say what is fine */

  UsherCleanUp *clean_up;    /* (owned) */
  UsherCleanUpRow *database; /* (owned) */
};

G_DEFINE_FINAL_TYPE (UsherCleanUpObstacles, usher_clean_up_obstacles, ADW_TYPE_BIN)

/* Returns: (transfer full) (element-type UsherObstacle): those that mean something here */
static GPtrArray *
collect (UsherCleanUpObstacles *self)
{
  GListModel *obstacles = usher_clean_up_row_get_obstacles (self->database);
  GPtrArray *wanted = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (obstacles); i++)
    {
      g_autoptr (UsherObstacle) obstacle = g_list_model_get_item (obstacles, i);

      if (usher_obstacle_get_effect (obstacle) != USHER_EFFECT_NONE)
        g_ptr_array_add (wanted, g_steal_pointer (&obstacle));
    }
  return wanted;
}

/* Rows stay the same as long as what they tell of is there: a button under the pointer, or one
 * that has the focus, must not go away every other second, as a number of sessions changes. */

static gboolean
is_about (UsherCleanUpObstacleRow *row, UsherObstacle *obstacle)
{
  return usher_obstacle_is_about_same (usher_clean_up_obstacle_row_get_obstacle (row), obstacle);
}

static gboolean
is_wanted (UsherCleanUpObstacleRow *row, GPtrArray *wanted)
{
  for (guint i = 0; i < wanted->len; i++)
    if (is_about (row, wanted->pdata[i]))
      return TRUE;
  return FALSE;
}

static void
take_away (UsherCleanUpObstacles *self, guint index)
{
  gtk_list_box_remove (self->list, self->rows->pdata[index]);
  g_ptr_array_remove_index (self->rows, index);
}

/* What is in another place than before goes too, and is made anew. */
static void
put (UsherCleanUpObstacles *self, guint index, UsherObstacle *obstacle)
{
  GtkWidget *row;

  for (guint i = index; i < self->rows->len; i++)
    if (is_about (self->rows->pdata[i], obstacle))
      {
        if (i == index)
          {
            usher_clean_up_obstacle_row_set_obstacle (self->rows->pdata[i], obstacle);
            return;
          }
        take_away (self, i);
        break;
      }
  row = usher_clean_up_obstacle_row_new (self->clean_up, self->database, obstacle);
  g_ptr_array_insert (self->rows, (int)index, row);
  gtk_list_box_insert (self->list, row, (int)index);
}

static void
show_obstacles (UsherCleanUpObstacles *self, GPtrArray *wanted)
{
  for (guint i = self->rows->len; i-- > 0;)
    if (!is_wanted (self->rows->pdata[i], wanted))
      take_away (self, i);
  for (guint i = 0; i < wanted->len; i++)
    put (self, i, wanted->pdata[i]);
}

static void
show_passed (UsherCleanUpObstacles *self, GPtrArray *wanted)
{
  const UsherCleanUpLook look = { "emblem-ok-symbolic", "success", _ ("Fine") };
  UsherCleanUpKind kind = usher_clean_up_get_kind (self->clean_up);
  g_auto (GStrv) passed = usher_clean_up_words_passed (wanted, kind, /* in_full */ self->is_single);
  GtkListBoxRow *row;

  if (self->passed != NULL
      && g_strv_equal ((const char *const *)passed, (const char *const *)self->passed))
    return;
  while ((row = gtk_list_box_get_row_at_index (self->list, (int)self->rows->len)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  for (guint i = 0; passed[i] != NULL; i++)
    gtk_list_box_append (self->list,
                         GTK_WIDGET (usher_clean_up_look_row_new (look, passed[i], "")));
  g_strfreev (self->passed);
  self->passed = g_steal_pointer (&passed);
}

/**
 * usher_clean_up_obstacles_set_looked:
 * @self: the obstacles
 * @looked: how fresh they are, plain text
 */
void
usher_clean_up_obstacles_set_looked (UsherCleanUpObstacles *self, const char *looked)
{
  g_autofree char *safe = g_markup_escape_text (looked, -1);

  adw_preferences_group_set_description (self->group, safe);
}

/**
 * usher_clean_up_obstacles_update:
 * @self: the obstacles
 *
 * Shows what stands in the way now.
 */
void
usher_clean_up_obstacles_update (UsherCleanUpObstacles *self)
{
  g_autoptr (GPtrArray) wanted = NULL;

  if (usher_clean_up_get_looked_at (self->clean_up) == 0)
    return;
  wanted = collect (self);
  show_obstacles (self, wanted);
  show_passed (self, wanted);
  gtk_widget_set_visible (GTK_WIDGET (self->list), TRUE);
}

UsherCleanUpRow *
usher_clean_up_obstacles_get_database (UsherCleanUpObstacles *self)
{
  return self->database;
}

static void
usher_clean_up_obstacles_finalize (GObject *object)
{
  UsherCleanUpObstacles *self = USHER_CLEAN_UP_OBSTACLES (object);

  g_ptr_array_unref (self->rows);
  g_object_unref (self->clean_up);
  g_object_unref (self->database);
  g_strfreev (self->passed);

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
  self->rows = g_ptr_array_new ();
  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_widget_set_visible (GTK_WIDGET (self->list), FALSE);
  adw_preferences_group_add (self->group, GTK_WIDGET (self->list));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->group));
}

static char *
make_title (UsherCleanUpRow *database, gboolean several)
{
  g_autofree char *name = usher_text_show_line (usher_clean_up_row_get_name (database), NAME_CHARS);

  if (!several)
    return g_strdup (_ ("What stands in the way"));
  /* Translators: %s is the name of a database */
  return g_strdup_printf (_ ("What stands in the way of “%s”"), name);
}

/**
 * usher_clean_up_obstacles_new:
 * @clean_up: the clean-up
 * @database: one of its databases
 * @several: whether there are others
 *
 * Returns: (transfer floating): what stands in its way
 */
GtkWidget *
usher_clean_up_obstacles_new (UsherCleanUp *clean_up, UsherCleanUpRow *database, gboolean several)
{
  UsherCleanUpObstacles *self = g_object_new (USHER_TYPE_CLEAN_UP_OBSTACLES, NULL);
  g_autofree char *title = make_title (database, several);
  g_autofree char *safe = g_markup_escape_text (title, -1);

  self->clean_up = g_object_ref (clean_up);
  self->database = g_object_ref (database);
  self->is_single = !several;
  /* A group reads its title as markup. */
  adw_preferences_group_set_title (self->group, safe);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  -1);
  return GTK_WIDGET (self);
}
