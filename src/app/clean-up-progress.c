/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "clean-up-progress.h"

#include <glib/gi18n-lib.h>

#include "clean-up-rows.h"
#include "text.h"

#define NAME_CHARS 60

/**
 * usher_clean_up_outcomes_new:
 * @clean_up: a clean-up that is about to begin
 *
 * Returns: (transfer floating): a row for each of its databases
 */
GtkWidget *
usher_clean_up_outcomes_new (UsherCleanUp *clean_up)
{
  GListModel *databases = usher_clean_up_get_rows (clean_up);
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  adw_preferences_group_set_title (group, _ ("Outcome"));
  for (guint i = 0; i < g_list_model_get_n_items (databases); i++)
    {
      g_autoptr (UsherCleanUpRow) database = g_list_model_get_item (databases, i);

      adw_preferences_group_add (group, GTK_WIDGET (usher_clean_up_outcome_row_new (database)));
    }
  return GTK_WIDGET (group);
}

/* A group reads its title as markup. */
static char *
make_title (UsherCleanUpRow *database, gboolean several)
{
  g_autofree char *name = usher_text_show_line (usher_clean_up_row_get_name (database), NAME_CHARS);
  g_autofree char *title = NULL;

  if (!several)
    return g_strdup (_ ("Steps"));
  /* Translators: %s is the name of a database */
  title = g_strdup_printf (_ ("Steps for “%s”"), name);
  return g_markup_escape_text (title, -1);
}

static GtkWidget *
new_steps (UsherCleanUpRow *database, gboolean several)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  GListModel *steps = usher_clean_up_row_get_steps (database);
  g_autofree char *title = make_title (database, several);

  adw_preferences_group_set_title (group, title);
  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (UsherPlanStep) step = g_list_model_get_item (steps, i);

      adw_preferences_group_add (group, GTK_WIDGET (usher_clean_up_step_row_new (step)));
    }
  return GTK_WIDGET (group);
}

/**
 * usher_clean_up_steps_new:
 * @clean_up: a clean-up that is about to begin
 *
 * Returns: (transfer floating): the steps for each of its databases
 */
GtkWidget *
usher_clean_up_steps_new (UsherCleanUp *clean_up)
{
  GListModel *databases = usher_clean_up_get_rows (clean_up);
  guint n = g_list_model_get_n_items (databases);
  GtkBox *box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 24));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (UsherCleanUpRow) database = g_list_model_get_item (databases, i);

      gtk_box_append (box, new_steps (database, n > 1));
    }
  return GTK_WIDGET (box);
}
