/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "selection-bar.h"

#include <glib/gi18n-lib.h>

#include "wrap-layout.h"

struct _UsherSelectionBar
{
  GtkWidget parent_instance;

  GtkRevealer *revealer;
  GtkLabel *count_label;
  GtkLabel *consequences_label;
  GtkWidget *cancel_button;
  GtkWidget *terminate_button;

  gboolean look_only;
};

G_DEFINE_FINAL_TYPE (UsherSelectionBar, usher_selection_bar, GTK_TYPE_WIDGET)

static void
usher_selection_bar_dispose (GObject *object)
{
  UsherSelectionBar *self = USHER_SELECTION_BAR (object);

  if (self->revealer != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->revealer));
  self->revealer = NULL;
  G_OBJECT_CLASS (usher_selection_bar_parent_class)->dispose (object);
}

static void
usher_selection_bar_class_init (UsherSelectionBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_selection_bar_dispose;
  g_type_ensure (USHER_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/pgusher/Usher/ui/selection-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherSelectionBar, revealer);
  gtk_widget_class_bind_template_child (widget_class, UsherSelectionBar, count_label);
  gtk_widget_class_bind_template_child (widget_class, UsherSelectionBar, consequences_label);
  gtk_widget_class_bind_template_child (widget_class, UsherSelectionBar, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, UsherSelectionBar, terminate_button);
}

static void
usher_selection_bar_init (UsherSelectionBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* Takes @sentence; where there are none of what it says, it is not said. */
static void
add_sentence (GPtrArray *sentences, guint n, char *sentence)
{
  if (n > 0)
    g_ptr_array_add (sentences, sentence);
  else
    g_free (sentence);
}

static void
add_consequences (GPtrArray *sentences, UsherTargets *targets)
{
  UsherConsequences sum;

  usher_targets_weigh (targets, &sum);
  add_sentence (
      sentences, sum.n_transactions,
      g_strdup_printf (ngettext ("%u open transaction will be rolled back",
                                 "%u open transactions will be rolled back", sum.n_transactions),
                       sum.n_transactions));
  add_sentence (sentences, sum.n_released,
                g_strdup_printf (ngettext ("%u waiting session can go on",
                                           "%u waiting sessions can go on", sum.n_released),
                                 sum.n_released));
  add_sentence (sentences, sum.n_replication,
                g_strdup_printf (ngettext ("%u is a replication connection",
                                           "%u are replication connections", sum.n_replication),
                                 sum.n_replication));
  add_sentence (
      sentences, sum.n_backups,
      g_strdup_printf (ngettext ("%u is a running backup", "%u are running backups", sum.n_backups),
                       sum.n_backups));
  add_sentence (sentences, sum.n_refused,
                g_strdup_printf (ngettext ("%u will be refused by the server",
                                           "%u will be refused by the server", sum.n_refused),
                                 sum.n_refused));
}

/* Every item is a statement of its own; the dots only keep them apart. */
static char *
describe (guint n_selected, guint n_ended, UsherTargets *targets)
{
  g_autoptr (GPtrArray) sentences = g_ptr_array_new_with_free_func (g_free);
  guint n_own = n_selected - n_ended - usher_targets_get_n (targets);

  add_consequences (sentences, targets);
  add_sentence (sentences, n_ended,
                g_strdup_printf (
                    ngettext ("%u has already ended", "%u have already ended", n_ended), n_ended));
  add_sentence (
      sentences, n_own,
      g_strdup_printf (
          ngettext ("%u is Usher’s own and stays", "%u are Usher’s own and stay", n_own), n_own));
  g_ptr_array_add (sentences, NULL);
  return g_strjoinv (" · ", (char **)sentences->pdata);
}

/* A button that does nothing says why. */
static void
explain (UsherSelectionBar *self, guint n_targets)
{
  const char *why = NULL;

  if (self->look_only)
    why = _ ("This connection is set to look only.");
  else if (n_targets == 0)
    why = _ ("Nothing that is selected can be ended: it is Usher’s own, or gone.");
  gtk_widget_set_tooltip_text (self->cancel_button, why);
  gtk_widget_set_tooltip_text (self->terminate_button, why);
}

/**
 * usher_selection_bar_set_look_only:
 * @self: the bar
 * @look_only: whether nothing may be done to any session, which is said from the next
 *   usher_selection_bar_show() on
 */
void
usher_selection_bar_set_look_only (UsherSelectionBar *self, gboolean look_only)
{
  self->look_only = look_only;
}

/**
 * usher_selection_bar_show:
 * @self: the bar
 * @n_selected: how many sessions are selected, at least one
 * @n_ended: how many of them have ended
 * @targets: the others, but for Usher's own
 */
void
usher_selection_bar_show (UsherSelectionBar *self,
                          guint n_selected,
                          guint n_ended,
                          UsherTargets *targets)
{
  g_autofree char *consequences = describe (n_selected, n_ended, targets);
  g_autofree char *count = g_strdup_printf (
      ngettext ("%u session selected", "%u sessions selected", n_selected), n_selected);

  gtk_label_set_text (self->count_label, count);
  gtk_label_set_text (self->consequences_label, consequences);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->consequences_label), consequences);
  explain (self, usher_targets_get_n (targets));
  gtk_revealer_set_reveal_child (self->revealer, TRUE);
}

void
usher_selection_bar_hide (UsherSelectionBar *self)
{
  gtk_revealer_set_reveal_child (self->revealer, FALSE);
}

gboolean
usher_selection_bar_is_shown (UsherSelectionBar *self)
{
  return gtk_revealer_get_reveal_child (self->revealer);
}
