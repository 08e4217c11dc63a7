/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "clean-up-rows.h"

#include <glib/gi18n-lib.h>

#include "clean-up-words.h"
#include "text.h"

#define NAME_CHARS 60

/* Where a row keeps its parts. */
#define ICON "usher-icon"
#define WORD "usher-word"
/* All that it says. */
#define SAID "usher-said"

/**
 * usher_clean_up_look_row_prepare:
 * @row: a row without anything in it
 *
 * Gives it a place for its icon and for its word.
 *
 * Returns: (transfer none): a box under the word, for more
 */
GtkBox *
usher_clean_up_look_row_prepare (AdwActionRow *row)
{
  GtkWidget *icon = gtk_image_new ();
  GtkWidget *end = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *word = gtk_label_new (NULL);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  /* It is named by more than its title. */
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  adw_action_row_set_title_lines (row, 0);
  adw_action_row_set_subtitle_lines (row, 0);
  adw_action_row_add_prefix (row, icon);
  gtk_widget_set_valign (end, GTK_ALIGN_CENTER);
  gtk_widget_set_margin_top (end, 8);
  gtk_widget_set_margin_bottom (end, 8);
  gtk_label_set_xalign (GTK_LABEL (word), 1);
  gtk_box_append (GTK_BOX (end), word);
  adw_action_row_add_suffix (row, end);
  g_object_set_data (G_OBJECT (row), ICON, icon);
  g_object_set_data (G_OBJECT (row), WORD, word);
  return GTK_BOX (end);
}

/**
 * usher_clean_up_look_row_new:
 * @look: its icon and its word
 * @title: its title, plain text
 * @text: what stands below the title, plain text
 *
 * Returns: (transfer floating): a row
 */
AdwActionRow *
usher_clean_up_look_row_new (UsherCleanUpLook look, const char *title, const char *text)
{
  AdwActionRow *row = ADW_ACTION_ROW (adw_action_row_new ());

  usher_clean_up_look_row_prepare (row);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  usher_clean_up_look_row_set (row, look, text);
  return row;
}

/**
 * usher_clean_up_look_row_set:
 * @row: such a row
 * @look: its icon and its word now
 * @text: what stands below the title now
 */
void
usher_clean_up_look_row_set (AdwActionRow *row, UsherCleanUpLook look, const char *text)
{
  GtkWidget *icon = g_object_get_data (G_OBJECT (row), ICON);
  GtkWidget *word = g_object_get_data (G_OBJECT (row), WORD);
  const char *classes[] = { look.style, NULL };
  const char *title = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row));
  g_autofree char *all = NULL;

  if (*text != '\0')
    /* Translators: what a screen reader says of a row: what it is, how it stands, details */
    all = g_strdup_printf (_ ("%s, %s, %s"), title, look.word, text);
  else
    /* Translators: what a screen reader says of a row: what it is, how it stands */
    all = g_strdup_printf (_ ("%s, %s"), title, look.word);
  if (g_strcmp0 (all, g_object_get_data (G_OBJECT (row), SAID)) == 0)
    return;
  gtk_image_set_from_icon_name (GTK_IMAGE (icon), look.icon);
  gtk_widget_set_css_classes (icon, classes);
  gtk_label_set_text (GTK_LABEL (word), look.word);
  adw_action_row_set_subtitle (row, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, all, -1);
  g_object_set_data_full (G_OBJECT (row), SAID, g_steal_pointer (&all), g_free);
}

static void
show_step (AdwActionRow *row, UsherPlanStep *step)
{
  g_autofree char *text = usher_clean_up_words_step (step);

  usher_clean_up_look_row_set (row, usher_clean_up_look_of_step (usher_plan_step_get_state (step)),
                               text);
}

/**
 * usher_clean_up_step_row_new:
 * @step: a step
 *
 * Returns: (transfer floating): a row that follows it
 */
AdwActionRow *
usher_clean_up_step_row_new (UsherPlanStep *step)
{
  AdwActionRow *row = usher_clean_up_look_row_new (usher_clean_up_look_of_step (USHER_STEP_WAITING),
                                                   usher_plan_step_get_title (step), "");

  g_signal_connect_object (step, "changed", G_CALLBACK (show_step), row, G_CONNECT_SWAPPED);
  show_step (row, step);
  return row;
}

static void
show_outcome (AdwActionRow *row, UsherCleanUpRow *database)
{
  g_autofree char *text = usher_clean_up_words_outcome (database);

  usher_clean_up_look_row_set (
      row, usher_clean_up_look_of_outcome (usher_clean_up_row_get_outcome (database)), text);
}

/**
 * usher_clean_up_outcome_row_new:
 * @database: a database of a clean-up
 *
 * Returns: (transfer floating): a row that follows how it comes out
 */
AdwActionRow *
usher_clean_up_outcome_row_new (UsherCleanUpRow *database)
{
  g_autofree char *name = usher_text_show_line (usher_clean_up_row_get_name (database), NAME_CHARS);
  AdwActionRow *row = usher_clean_up_look_row_new (
      usher_clean_up_look_of_outcome (USHER_CLEAN_UP_WAITING), name, "");

  g_signal_connect_object (database, "changed", G_CALLBACK (show_outcome), row, G_CONNECT_SWAPPED);
  show_outcome (row, database);
  return row;
}
