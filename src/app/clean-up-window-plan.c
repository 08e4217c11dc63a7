/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "clean-up-window-private.h"

#include <glib/gi18n-lib.h>

#include "clean-up-obstacles.h"
#include "clean-up-words.h"

static guint
count_sessions (UsherCleanUpWindow *self)
{
  guint n = 0;

  for (guint i = 0; i < usher_clean_up_window_count_databases (self); i++)
    n += usher_clean_up_row_get_n_sessions (usher_clean_up_window_get_row (self, i));
  return n;
}

static gboolean
looks_only (UsherCleanUpWindow *self)
{
  return usher_server_get_look_only (usher_clean_up_get_server (self->clean_up));
}

/* The server has the last word, if the person wants to hear it. */
static gboolean
may_begin (UsherCleanUpWindow *self)
{
  if (looks_only (self))
    return FALSE;
  return usher_clean_up_is_ready (self->clean_up)
         || (usher_clean_up_can_try (self->clean_up) && usher_clean_up_ways_get_tries (self->ways));
}

static void
show_button (UsherCleanUpWindow *self)
{
  UsherCleanUpKind kind = usher_clean_up_get_kind (self->clean_up);
  guint n_sessions = count_sessions (self);
  g_autofree char *label =
      usher_clean_up_words_button (kind, usher_clean_up_window_count_databases (self), n_sessions);
  gboolean destroys = kind == USHER_CLEAN_UP_DROP || n_sessions > 0;
  const char *classes[] = { destroys ? "destructive-action" : "suggested-action", NULL };

  gtk_button_set_label (self->act_button, label);
  gtk_widget_set_css_classes (GTK_WIDGET (self->act_button), classes);
  gtk_widget_set_sensitive (GTK_WIDGET (self->act_button),
                            may_begin (self) && usher_name_check_get_matches (self->check));
}

static void
show_plan (UsherCleanUpWindow *self)
{
  g_autofree char *plan = usher_clean_up_to_sql (self->clean_up);

  if (g_strcmp0 (plan, self->plan) == 0)
    return;
  g_free (self->plan);
  self->plan = g_steal_pointer (&plan);
  usher_script_view_take_sql (self->script, g_strdup (self->plan));
}

/*< private >
 * usher_clean_up_window_show_age:
 * @data: (type UsherCleanUpWindow): the window
 *
 * Says how fresh the picture is. A #GSourceFunc.
 */
gboolean
usher_clean_up_window_show_age (gpointer data)
{
  UsherCleanUpWindow *self = data;
  g_autofree char *looked =
      usher_clean_up_words_looked (usher_clean_up_get_looked_at (self->clean_up),
                                   usher_clean_up_get_look_error (self->clean_up));
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->obstacles));

  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    usher_clean_up_obstacles_set_looked (USHER_CLEAN_UP_OBSTACLES (child), looked);
  return G_SOURCE_CONTINUE;
}

static void
show_obstacles (UsherCleanUpWindow *self)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->obstacles));

  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    usher_clean_up_obstacles_update (USHER_CLEAN_UP_OBSTACLES (child));
  usher_clean_up_window_show_age (self);
}

/* Returns: (nullable): what must not be overlooked now */
static const char *
find_notice (UsherCleanUpWindow *self)
{
  if (self->phase == USHER_CLEAN_UP_UNDER_WAY)
    return usher_clean_up_get_stop_warning (self->clean_up);
  return looks_only (self) ? _ ("This connection is set to look only.") : NULL;
}

/*< private >
 * usher_clean_up_window_update:
 * @self: the window
 *
 * Shows what has changed in the clean-up.
 */
void
usher_clean_up_window_update (UsherCleanUpWindow *self)
{
  if (self->clean_up == NULL)
    return;
  show_obstacles (self);
  usher_clean_up_window_show_text (self->notice, find_notice (self));
  if (self->phase != USHER_CLEAN_UP_PLANNING)
    return;
  usher_clean_up_kinds_update (self->kinds);
  usher_clean_up_ways_update (self->ways);
  show_plan (self);
  show_button (self);
}
