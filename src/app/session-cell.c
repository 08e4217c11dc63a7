/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "session-cell.h"

#include "cell-text.h"
#include "session-columns.h"

/* It draws by itself. A child that draws its text, or a style class that gives it its
 * colour, has GTK lay out the whole table anew for every session that changes its state. */
struct _UsherSessionCell
{
  GtkWidget parent_instance;

  UsherColumn column;
  UsherCellPen *pen;      /* (owned) */
  UsherSessionSlot *slot; /* (nullable): not owned */

  UsherSession *session; /* (owned) (nullable) what the cell tells of */
  gboolean ended;
  char *text; /* (owned) (nullable) what it says */
  UsherCellLook look;
};

G_DEFINE_FINAL_TYPE (UsherSessionCell, usher_session_cell, GTK_TYPE_WIDGET)

/* What it tells */

/* Time goes by for those that live. */
static gboolean
is_up_to_date (UsherSessionCell *self, const UsherSession *session, gboolean ended)
{
  return session == self->session && ended == self->ended
         && (ended || !usher_column_get_traits (self->column)->ticks);
}

static char *
make_text (UsherSessionCell *self, gint64 now)
{
  if (self->column == USHER_COLUMN_STATE && self->ended)
    return g_strdup (usher_state_word (self->session, TRUE));
  return usher_cell_text (self->session, self->column, now);
}

/* The texts in it are static: other pointers, other looks. */
static gboolean
looks_equal (const UsherCellLook *a, const UsherCellLook *b)
{
  return a->color == b->color && a->icon == b->icon && a->slanted == b->slanted
         && a->struck == b->struck;
}

static void
take_session (UsherSessionCell *self, UsherSession *session, gboolean ended)
{
  UsherCellLook look = usher_cell_look (session, self->column, ended);

  usher_session_ref (session);
  g_clear_pointer (&self->session, usher_session_unref);
  self->session = session;
  self->ended = ended;
  if (looks_equal (&look, &self->look))
    return;
  self->look = look;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Takes @text. */
static void
take_text (UsherSessionCell *self, char *text)
{
  if (g_strcmp0 (text, self->text) == 0)
    {
      g_free (text);
      return;
    }
  g_free (self->text);
  self->text = text;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

/* The widget */

static void
usher_session_cell_map (GtkWidget *widget)
{
  usher_session_cell_update (USHER_SESSION_CELL (widget));
  GTK_WIDGET_CLASS (usher_session_cell_parent_class)->map (widget);
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

  if (self->slot == NULL || self->session == NULL)
    return FALSE;
  tip = usher_cell_tip (self->session, self->column, usher_session_slot_get_now (self->slot));
  gtk_tooltip_set_text (tooltip, tip);
  return tip != NULL;
}

/* As wide as its column is, and as high as a line. */
static void
usher_session_cell_measure (GtkWidget *widget,
                            GtkOrientation orientation,
                            int for_size,
                            int *minimum,
                            int *natural,
                            int *minimum_baseline,
                            int *natural_baseline)
{
  UsherSessionCell *self = USHER_SESSION_CELL (widget);

  if (orientation == GTK_ORIENTATION_VERTICAL)
    *minimum = *natural = usher_cell_pen_get_line_height (self->pen, widget);
}

static void
usher_session_cell_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  UsherSessionCell *self = USHER_SESSION_CELL (widget);

  if (self->text != NULL)
    usher_cell_pen_draw (self->pen, widget, snapshot, self->text, &self->look);
}

static void
usher_session_cell_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (usher_session_cell_parent_class)->css_changed (widget, change);
  gtk_widget_queue_draw (widget);
}

static void
usher_session_cell_finalize (GObject *object)
{
  UsherSessionCell *self = USHER_SESSION_CELL (object);

  g_clear_pointer (&self->pen, usher_cell_pen_unref);
  g_clear_pointer (&self->session, usher_session_unref);
  g_clear_pointer (&self->text, g_free);
  G_OBJECT_CLASS (usher_session_cell_parent_class)->finalize (object);
}

static void
usher_session_cell_class_init (UsherSessionCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = usher_session_cell_finalize;
  widget_class->css_changed = usher_session_cell_css_changed;
  widget_class->map = usher_session_cell_map;
  widget_class->measure = usher_session_cell_measure;
  widget_class->query_tooltip = usher_session_cell_query_tooltip;
  widget_class->snapshot = usher_session_cell_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LABEL);
  gtk_widget_class_set_css_name (widget_class, "sessioncell");
}

static void
usher_session_cell_init (UsherSessionCell *self)
{
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
}

/**
 * usher_session_cell_new:
 * @column: what it tells of a session
 * @pen: what draws it, the same for all cells of that column
 *
 * Returns: (transfer floating): a cell without a slot
 */
GtkWidget *
usher_session_cell_new (UsherColumn column, UsherCellPen *pen)
{
  UsherSessionCell *self = g_object_new (USHER_TYPE_SESSION_CELL, NULL);

  self->column = column;
  self->pen = usher_cell_pen_ref (pen);
  gtk_widget_add_css_class (GTK_WIDGET (self), usher_column_get_traits (column)->id);
  return GTK_WIDGET (self);
}

UsherColumn
usher_session_cell_get_column (UsherSessionCell *self)
{
  return self->column;
}

/**
 * usher_session_cell_get_text:
 * @self: the cell
 *
 * Returns: (nullable): what the cell says, to eyes and ears; %NULL before it had a slot
 */
const char *
usher_session_cell_get_text (UsherSessionCell *self)
{
  return self->text;
}

const UsherCellLook *
usher_session_cell_get_look (UsherSessionCell *self)
{
  return &self->look;
}

UsherSessionSlot *
usher_session_cell_get_slot (UsherSessionCell *self)
{
  return self->slot;
}

/**
 * usher_session_cell_set_slot:
 * @self: the cell
 * @slot: (nullable): the place to tell of; whoever binds the cell keeps it alive until it
 *   sets another one or %NULL
 */
void
usher_session_cell_set_slot (UsherSessionCell *self, UsherSessionSlot *slot)
{
  self->slot = slot;
  usher_session_cell_update (self);
}

/**
 * usher_session_cell_update:
 * @self: the cell
 *
 * Tells what there is to tell of its slot now. A cell that comes into view does so by itself.
 */
void
usher_session_cell_update (UsherSessionCell *self)
{
  UsherSession *session = self->slot != NULL ? usher_session_slot_get_session (self->slot) : NULL;
  gboolean ended = session != NULL && usher_session_slot_get_ended (self->slot);

  if (session == NULL || is_up_to_date (self, session, ended))
    return;
  if (session != self->session || ended != self->ended)
    take_session (self, session, ended);
  take_text (self, make_text (self, usher_session_slot_get_now (self->slot)));
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
