/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "session-cell.h"

#include "cell-text.h"
#include "session-columns.h"

/* A table keeps some two thousand cells alive, and every one hears of every refresh. So a
 * cell looks first whether the record is the one it shows already, and a GtkInscription,
 * whose size does not depend on its text, is never measured again for a new text. */
struct _UsherSessionCell
{
  GtkWidget parent_instance;

  UsherColumn column;
  GtkWidget *icon; /* (nullable): of the state */
  GtkWidget *inscription;

  GSignalGroup *follow;   /* (owned) on the slot */
  UsherSessionSlot *slot; /* (nullable): not owned, the group's target */
  UsherSession *shown;    /* (owned) (nullable) what the cell says now */
  gboolean shown_ended;
};

G_DEFINE_FINAL_TYPE (UsherSessionCell, usher_session_cell, GTK_TYPE_WIDGET)

static void
set_style (UsherSessionCell *self, const char *style, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (GTK_WIDGET (self), style);
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), style);
}

static void
show_text (UsherSessionCell *self, const char *text)
{
  if (g_strcmp0 (text, usher_session_cell_get_text (self)) == 0)
    return;
  gtk_inscription_set_text (GTK_INSCRIPTION (self->inscription), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->inscription), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  text, -1);
}

/* The strings are static: other pointers, other looks. GtkImage would ask for a new size
 * even for the icon it has. */
static void
show_state (UsherSessionCell *self, const UsherSession *before, const UsherSession *session)
{
  const char *old_style = before != NULL ? usher_state_style (before) : NULL;
  const char *style = usher_state_style (session);

  if (before == NULL || usher_state_icon (before) != usher_state_icon (session))
    gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), usher_state_icon (session));
  if (style == old_style)
    return;
  if (old_style != NULL)
    set_style (self, old_style, FALSE);
  set_style (self, style, TRUE);
}

/* What is not said by words alone. */
static void
show_look (UsherSessionCell *self, const UsherSession *session, gboolean ended)
{
  if (self->icon != NULL)
    show_state (self, self->shown, session);
  set_style (self, "ended", ended);
  set_style (self, "usher", session->is_usher);
  set_style (self, "hidden", usher_cell_is_hidden (session, self->column));
}

static void
slot_changed_cb (UsherSessionSlot *slot, UsherSessionCell *self)
{
  UsherSession *session = usher_session_slot_get_session (slot);
  gboolean ended = usher_session_slot_get_ended (slot);
  gboolean same = session == self->shown && ended == self->shown_ended;
  g_autofree char *text = NULL;

  if (session == NULL || (same && !usher_column_get_traits (self->column)->ticks))
    return;

  text = usher_cell_text (session, self->column, usher_session_slot_get_now (slot));
  show_text (self, text);
  if (same)
    return;
  show_look (self, session, ended);
  g_clear_pointer (&self->shown, usher_session_unref);
  self->shown = usher_session_ref (session);
  self->shown_ended = ended;
}

static gboolean
usher_session_cell_query_tooltip (GtkWidget *widget,
                                  int x,
                                  int y,
                                  gboolean by_keyboard,
                                  GtkTooltip *tooltip)
{
  UsherSessionCell *self = USHER_SESSION_CELL (widget);
  g_autofree char *tip = NULL;

  if (self->slot == NULL || self->shown == NULL)
    return FALSE;
  tip = usher_cell_tip (self->shown, self->column, usher_session_slot_get_now (self->slot));
  gtk_tooltip_set_text (tooltip, tip);
  return tip != NULL;
}

static void
usher_session_cell_dispose (GObject *object)
{
  UsherSessionCell *self = USHER_SESSION_CELL (object);

  self->slot = NULL;
  g_clear_object (&self->follow);
  g_clear_pointer (&self->icon, gtk_widget_unparent);
  g_clear_pointer (&self->inscription, gtk_widget_unparent);
  g_clear_pointer (&self->shown, usher_session_unref);
  G_OBJECT_CLASS (usher_session_cell_parent_class)->dispose (object);
}

static void
usher_session_cell_class_init (UsherSessionCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_session_cell_dispose;
  widget_class->query_tooltip = usher_session_cell_query_tooltip;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "sessioncell");
}

static void
usher_session_cell_init (UsherSessionCell *self)
{
  self->follow = g_signal_group_new (USHER_TYPE_SESSION_SLOT);
  g_signal_group_connect (self->follow, "changed", G_CALLBACK (slot_changed_cb), self);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
}

static void
add_icon (UsherSessionCell *self)
{
  self->icon = gtk_image_new ();
  gtk_widget_set_parent (self->icon, GTK_WIDGET (self));
}

static void
add_inscription (UsherSessionCell *self)
{
  GtkInscription *inscription = GTK_INSCRIPTION (gtk_inscription_new (NULL));

  gtk_inscription_set_text_overflow (inscription, GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_xalign (inscription, usher_column_get_traits (self->column)->at_end);
  gtk_inscription_set_min_chars (inscription, 0);
  gtk_inscription_set_nat_chars (inscription, 0);
  self->inscription = GTK_WIDGET (inscription);
  gtk_widget_set_hexpand (self->inscription, TRUE);
  gtk_widget_set_parent (self->inscription, GTK_WIDGET (self));
}

GtkWidget *
usher_session_cell_new (UsherColumn column)
{
  UsherSessionCell *self = g_object_new (USHER_TYPE_SESSION_CELL, NULL);

  self->column = column;
  gtk_widget_add_css_class (GTK_WIDGET (self), usher_column_get_traits (column)->id);
  if (column == USHER_COLUMN_STATE)
    add_icon (self);
  add_inscription (self);
  return GTK_WIDGET (self);
}

UsherColumn
usher_session_cell_get_column (UsherSessionCell *self)
{
  return self->column;
}

const char *
usher_session_cell_get_text (UsherSessionCell *self)
{
  return gtk_inscription_get_text (GTK_INSCRIPTION (self->inscription));
}

UsherSessionSlot *
usher_session_cell_get_slot (UsherSessionCell *self)
{
  return self->slot;
}

/**
 * usher_session_cell_set_slot:
 * @self: the cell
 * @slot: (nullable): the place to follow; whoever binds the cell keeps it alive until it
 *   sets another one or %NULL
 */
void
usher_session_cell_set_slot (UsherSessionCell *self, UsherSessionSlot *slot)
{
  self->slot = slot;
  g_signal_group_set_target (self->follow, slot);
  if (slot != NULL)
    slot_changed_cb (slot, self);
}

static gboolean
is_named (GtkWidget *widget, const char *css_name)
{
  return g_strcmp0 (gtk_widget_get_css_name (widget), css_name) == 0;
}

/**
 * usher_session_cell_find:
 * @widget: (nullable): what a pointer is over
 *
 * Returns: (nullable) (transfer none): the cell that @widget is in; in the padding of a row,
 *   the first cell of that row; %NULL outside of rows
 */
UsherSessionCell *
usher_session_cell_find (GtkWidget *widget)
{
  GtkWidget *cell;

  if (widget == NULL)
    return NULL;
  cell = gtk_widget_get_ancestor (widget, USHER_TYPE_SESSION_CELL);
  if (cell != NULL)
    return USHER_SESSION_CELL (cell);
  if (is_named (widget, "row"))
    widget = gtk_widget_get_first_child (widget);
  if (widget == NULL || !is_named (widget, "cell"))
    return NULL;
  cell = gtk_widget_get_first_child (widget);
  return USHER_IS_SESSION_CELL (cell) ? USHER_SESSION_CELL (cell) : NULL;
}
