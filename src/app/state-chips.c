/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "state-chips.h"

#include <glib/gi18n-lib.h>

#include "steady-label.h"
#include "wrap-layout.h"

/* The order of the chips: the usual states, then those that are there only now and then. */
static const UsherSessionState order[] = {
  USHER_STATE_ACTIVE,     USHER_STATE_IDLE_IN_TRANSACTION,
  USHER_STATE_ABORTED,    USHER_STATE_BLOCKED,
  USHER_STATE_IDLE,       USHER_STATE_FASTPATH,
  USHER_STATE_STARTING,   USHER_STATE_DISABLED,
  USHER_STATE_BACKGROUND, USHER_STATE_HIDDEN,
};
G_STATIC_ASSERT (G_N_ELEMENTS (order) == USHER_N_STATES);

#define USUAL_STATES                                                                               \
  (1u << USHER_STATE_ACTIVE | 1u << USHER_STATE_IDLE_IN_TRANSACTION | 1u << USHER_STATE_BLOCKED    \
   | 1u << USHER_STATE_IDLE)

struct _UsherStateChips
{
  GtkWidget parent_instance;

  GtkToggleButton *all;
  GtkToggleButton *chips[USHER_N_STATES];
  guint states; /* what is chosen */
  guint n_state[USHER_N_STATES];
};

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UsherStateChips, usher_state_chips, GTK_TYPE_WIDGET)

static void toggled_cb (UsherStateChips *self, GtkToggleButton *chip);

static void
set_active (UsherStateChips *self, GtkToggleButton *chip, gboolean active)
{
  g_signal_handlers_block_by_func (chip, toggled_cb, self);
  gtk_toggle_button_set_active (chip, active);
  g_signal_handlers_unblock_by_func (chip, toggled_cb, self);
}

/* A rare state has a chip while there is something to choose or to let go of. */
static void
show_chips (UsherStateChips *self)
{
  set_active (self, self->all, self->states == 0);
  for (guint state = 0; state < USHER_N_STATES; state++)
    {
      gboolean chosen = (self->states & 1u << state) != 0;
      gboolean usual = (USUAL_STATES & 1u << state) != 0;

      set_active (self, self->chips[state], chosen);
      gtk_widget_set_visible (GTK_WIDGET (self->chips[state]),
                              chosen || usual || self->n_state[state] > 0);
    }
}

static guint
find_bit (UsherStateChips *self, GtkToggleButton *chip)
{
  for (guint state = 0; state < USHER_N_STATES; state++)
    if (self->chips[state] == chip)
      return 1u << state;
  return 0;
}

static void
toggled_cb (UsherStateChips *self, GtkToggleButton *chip)
{
  guint states = chip == self->all ? 0 : self->states ^ find_bit (self, chip);

  usher_state_chips_set_chosen (self, states);
  g_signal_emit (self, signals[CHOSEN], 0, states);
}

static GtkToggleButton *
add_chip (UsherStateChips *self)
{
  GtkWidget *chip = gtk_toggle_button_new ();

  gtk_button_set_child (GTK_BUTTON (chip), usher_steady_label_new ());
  gtk_widget_add_css_class (chip, "chip");
  gtk_widget_set_parent (chip, GTK_WIDGET (self));
  g_signal_connect_swapped (chip, "toggled", G_CALLBACK (toggled_cb), self);
  return GTK_TOGGLE_BUTTON (chip);
}

static void
usher_state_chips_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (usher_state_chips_parent_class)->dispose (object);
}

static void
usher_state_chips_class_init (UsherStateChipsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_state_chips_dispose;
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  gtk_widget_class_set_layout_manager_type (widget_class, USHER_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "statechips");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_TOOLBAR);
}

static void
usher_state_chips_init (UsherStateChips *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  g_object_set (layout, "spacing", 6, "line-spacing", 6, NULL);
  self->all = add_chip (self);
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    self->chips[order[i]] = add_chip (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("States"), -1);
  usher_state_chips_set_counts (self, NULL);
}

static void
set_label (GtkToggleButton *chip, const char *word, guint n)
{
  GtkWidget *child = gtk_button_get_child (GTK_BUTTON (chip));
  /* Translators: the name of a state, and how many sessions are in it: "Active 4" */
  g_autofree char *label = g_strdup_printf (_ ("%s %u"), word, n);

  if (usher_steady_label_set_text (USHER_STEADY_LABEL (child), label))
    gtk_accessible_update_property (GTK_ACCESSIBLE (chip), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                    -1);
}

/**
 * usher_state_chips_set_counts:
 * @self: the chips
 * @arrangement: (nullable): where to count
 */
void
usher_state_chips_set_counts (UsherStateChips *self, UsherArrangement *arrangement)
{
  /* Translators: the chip that shows sessions in every state */
  set_label (self->all, C_ ("states", "All"), arrangement != NULL ? arrangement->n_in_scope : 0);
  for (guint state = 0; state < USHER_N_STATES; state++)
    {
      self->n_state[state] = arrangement != NULL ? arrangement->n_state[state] : 0;
      set_label (self->chips[state], usher_session_state_label (state), self->n_state[state]);
    }
  show_chips (self);
}

/**
 * usher_state_chips_set_chosen:
 * @self: the chips
 * @states: bits 1 << UsherSessionState, 0 for all
 *
 * Shows what is chosen, without "chosen".
 */
void
usher_state_chips_set_chosen (UsherStateChips *self, guint states)
{
  self->states = states;
  show_chips (self);
}
