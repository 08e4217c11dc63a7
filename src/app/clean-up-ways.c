/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "clean-up-ways.h"

struct _UsherCleanUpWays
{
  AdwBin parent_instance;

  AdwComboRow *blocking;
  GtkWidget *force_row;
  GtkSwitch *force;
  GtkWidget *try_row;
  GtkSwitch *try_anyway;

  UsherCleanUp *clean_up; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (UsherCleanUpWays, usher_clean_up_ways, ADW_TYPE_BIN)

enum
{
  TRIES_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
blocking_cb (UsherCleanUpWays *self)
{
  guint selected = adw_combo_row_get_selected (self->blocking);

  if (self->clean_up == NULL || selected >= USHER_N_BLOCKINGS)
    return;
  usher_clean_up_set_blocking (self->clean_up, (UsherBlocking)selected);
  usher_clean_up_ways_update (self);
}

static void
force_cb (UsherCleanUpWays *self)
{
  if (self->clean_up != NULL)
    usher_clean_up_set_force (self->clean_up, gtk_switch_get_active (self->force));
}

static void
try_cb (UsherCleanUpWays *self)
{
  g_signal_emit (self, signals[TRIES_CHANGED], 0);
}

static void
usher_clean_up_ways_dispose (GObject *object)
{
  g_clear_object (&USHER_CLEAN_UP_WAYS (object)->clean_up);

  G_OBJECT_CLASS (usher_clean_up_ways_parent_class)->dispose (object);
}

static void
usher_clean_up_ways_class_init (UsherCleanUpWaysClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_clean_up_ways_dispose;
  signals[TRIES_CHANGED] = g_signal_new ("tries-changed", G_TYPE_FROM_CLASS (klass),
                                         G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/pgusher/Usher/ui/clean-up-ways.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherCleanUpWays, blocking);
  gtk_widget_class_bind_template_child (widget_class, UsherCleanUpWays, force_row);
  gtk_widget_class_bind_template_child (widget_class, UsherCleanUpWays, force);
  gtk_widget_class_bind_template_child (widget_class, UsherCleanUpWays, try_row);
  gtk_widget_class_bind_template_child (widget_class, UsherCleanUpWays, try_anyway);
  gtk_widget_class_bind_template_callback (widget_class, blocking_cb);
  gtk_widget_class_bind_template_callback (widget_class, force_cb);
  gtk_widget_class_bind_template_callback (widget_class, try_cb);
}

static void
usher_clean_up_ways_init (UsherCleanUpWays *self)
{
  g_autoptr (GtkStringList) ways = gtk_string_list_new (NULL);

  gtk_widget_init_template (GTK_WIDGET (self));
  for (UsherBlocking blocking = 0; blocking < USHER_N_BLOCKINGS; blocking++)
    gtk_string_list_append (ways, usher_blocking_label (blocking));
  adw_combo_row_set_model (self->blocking, G_LIST_MODEL (ways));
}

/**
 * usher_clean_up_ways_set_clean_up:
 * @self: the ways
 * @clean_up: one that was not started
 */
void
usher_clean_up_ways_set_clean_up (UsherCleanUpWays *self, UsherCleanUp *clean_up)
{
  g_set_object (&self->clean_up, clean_up);
  gtk_switch_set_active (self->force, usher_clean_up_get_force (clean_up));
  gtk_switch_set_active (self->try_anyway, FALSE);
  usher_clean_up_ways_update (self);
}

/**
 * usher_clean_up_ways_update:
 * @self: the ways
 *
 * Shows what is chosen, and what there is to choose.
 */
void
usher_clean_up_ways_update (UsherCleanUpWays *self)
{
  UsherCleanUpKind kind = usher_clean_up_get_kind (self->clean_up);
  UsherBlocking blocking = usher_clean_up_get_blocking (self->clean_up);

  if (adw_combo_row_get_selected (self->blocking) != blocking)
    adw_combo_row_set_selected (self->blocking, blocking);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->blocking), usher_blocking_explain (blocking));
  gtk_widget_set_visible (self->force_row,
                          kind == USHER_CLEAN_UP_DROP && usher_clean_up_can_force (self->clean_up));
  gtk_widget_set_visible (
      self->try_row,
      !usher_clean_up_is_ready (self->clean_up) && usher_clean_up_can_try (self->clean_up)
          && !usher_server_get_look_only (usher_clean_up_get_server (self->clean_up)));
}

/**
 * usher_clean_up_ways_get_tries:
 * @self: the ways
 *
 * Returns: whether the person wants to see what the server says to it, whatever Usher expects
 */
gboolean
usher_clean_up_ways_get_tries (UsherCleanUpWays *self)
{
  return gtk_switch_get_active (self->try_anyway);
}
