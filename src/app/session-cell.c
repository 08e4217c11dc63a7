/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "session-cell.h"

#include <glib/gi18n-lib.h>

#include "cell-text.h"
#include "session-columns.h"

#define ICON_SIZE  16
#define ICON_SPACE 22

/* A table keeps some two thousand cells alive, and every one hears of every refresh. So a
 * cell looks first whether the record is the one it has already. What it says is always up
 * to date; how it looks only while it is mapped, as GTK unmaps rows out of view. It draws through a
 * GtkInscription, whose size does not depend on its text; and it draws the icon by itself,
 * since a GtkImage has the whole table laid out anew for each change of its icon. */
struct _UsherSessionCell
{
  GtkWidget parent_instance;

  UsherColumn column;
  GSignalGroup *follow;   /* (owned) on the slot */
  UsherSessionSlot *slot; /* (nullable): not owned, the group's target */

  UsherSession *session; /* (owned) (nullable) what the cell tells of */
  gboolean ended;
  char *text;     /* (owned) (nullable) what it says */
  gboolean drawn; /* what follows agrees with that */

  GtkWidget *inscription;
  guint flags;           /* which of three style classes it has */
  const char *icon_name; /* (nullable): static, of the state */
  const char *style;     /* (nullable): static, likewise */
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

/* Most cells never have any of these. */
static void
set_flag (UsherSessionCell *self, guint flag, const char *style, gboolean on)
{
  if (((self->flags & flag) != 0) == on)
    return;
  self->flags ^= flag;
  set_style (self, style, on);
}

/* The names are static: other pointers, other looks. */
static void
draw_state (UsherSessionCell *self)
{
  const char *style = self->ended ? "quiet" : usher_state_style (self->session);

  self->icon_name = self->ended ? "usher-state-ended-symbolic" : usher_state_icon (self->session);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (style == self->style)
    return;
  if (self->style != NULL)
    set_style (self, self->style, FALSE);
  set_style (self, style, TRUE);
  self->style = style;
}

static void
catch_up (UsherSessionCell *self)
{
  if (self->drawn || self->session == NULL)
    return;
  self->drawn = TRUE;
  gtk_inscription_set_text (GTK_INSCRIPTION (self->inscription), self->text);
  if (self->column == USHER_COLUMN_STATE)
    draw_state (self);
  set_flag (self, 1 << 0, "ended", self->ended);
  set_flag (self, 1 << 1, "usher", self->session->is_usher);
  set_flag (self, 1 << 2, "hidden", usher_cell_is_hidden (self->session, self->column));
}

/* Following */

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
  self->drawn = FALSE;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->inscription), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  text, -1);
}

static void
take_session (UsherSessionCell *self, UsherSession *session, gboolean ended)
{
  if (session == self->session && ended == self->ended)
    return;
  usher_session_ref (session);
  g_clear_pointer (&self->session, usher_session_unref);
  self->session = session;
  self->ended = ended;
  self->drawn = FALSE;
}

static char *
make_text (UsherSessionCell *self, gint64 now)
{
  if (self->column == USHER_COLUMN_STATE && self->ended)
    /* Translators: in place of the state of a session that is gone */
    return g_strdup (_ ("Ended"));
  return usher_cell_text (self->session, self->column, now);
}

/* Time goes by for those that live. */
static gboolean
is_up_to_date (UsherSessionCell *self, const UsherSession *session, gboolean ended)
{
  return session == self->session && ended == self->ended
         && (ended || !usher_column_get_traits (self->column)->ticks);
}

static void
slot_changed_cb (UsherSessionSlot *slot, UsherSessionCell *self)
{
  UsherSession *session = usher_session_slot_get_session (slot);
  gboolean ended = usher_session_slot_get_ended (slot);

  if (is_up_to_date (self, session, ended))
    return;
  take_session (self, session, ended);
  take_text (self, make_text (self, usher_session_slot_get_now (slot)));
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    catch_up (self);
}

/* The widget */

static void
usher_session_cell_map (GtkWidget *widget)
{
  catch_up (USHER_SESSION_CELL (widget));
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

static int
get_icon_space (UsherSessionCell *self)
{
  return self->column == USHER_COLUMN_STATE ? ICON_SPACE : 0;
}

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

  gtk_widget_measure (self->inscription, orientation, -1, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum += get_icon_space (self);
      *natural += get_icon_space (self);
    }
}

static void
usher_session_cell_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  UsherSessionCell *self = USHER_SESSION_CELL (widget);
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int icon_space = get_icon_space (self);

  gtk_widget_size_allocate (
      self->inscription,
      &(GtkAllocation){ mirrored ? 0 : icon_space, 0, MAX (0, width - icon_space), height },
      baseline);
}

/* Only a look-up for GTK's icon theme, which keeps those that are in use. */
static GtkIconPaintable *
look_up_icon (UsherSessionCell *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gtk_widget_get_display (widget));

  return gtk_icon_theme_lookup_icon (
      theme, self->icon_name, NULL, ICON_SIZE, gtk_widget_get_scale_factor (widget),
      gtk_widget_get_direction (widget), GTK_ICON_LOOKUP_FORCE_SYMBOLIC);
}

static void
draw_icon (UsherSessionCell *self, GtkSnapshot *snapshot)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int x = mirrored ? gtk_widget_get_width (widget) - ICON_SIZE : 0;
  int y = (gtk_widget_get_height (widget) - ICON_SIZE) / 2;
  g_autoptr (GtkIconPaintable) icon = look_up_icon (self);
  GdkRGBA color;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, y));
  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (icon), snapshot, ICON_SIZE,
                                            ICON_SIZE, &color, 1);
  gtk_snapshot_restore (snapshot);
}

static void
usher_session_cell_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  UsherSessionCell *self = USHER_SESSION_CELL (widget);

  if (self->icon_name != NULL)
    draw_icon (self, snapshot);
  gtk_widget_snapshot_child (widget, self->inscription, snapshot);
}

static void
usher_session_cell_dispose (GObject *object)
{
  UsherSessionCell *self = USHER_SESSION_CELL (object);

  self->slot = NULL;
  g_clear_object (&self->follow);
  g_clear_pointer (&self->inscription, gtk_widget_unparent);
  g_clear_pointer (&self->session, usher_session_unref);
  g_clear_pointer (&self->text, g_free);
  G_OBJECT_CLASS (usher_session_cell_parent_class)->dispose (object);
}

static void
usher_session_cell_class_init (UsherSessionCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_session_cell_dispose;
  widget_class->map = usher_session_cell_map;
  widget_class->measure = usher_session_cell_measure;
  widget_class->query_tooltip = usher_session_cell_query_tooltip;
  widget_class->size_allocate = usher_session_cell_size_allocate;
  widget_class->snapshot = usher_session_cell_snapshot;
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
add_inscription (UsherSessionCell *self)
{
  GtkInscription *inscription = GTK_INSCRIPTION (gtk_inscription_new (NULL));

  gtk_inscription_set_text_overflow (inscription, GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_xalign (inscription, usher_column_get_traits (self->column)->at_end);
  gtk_inscription_set_min_chars (inscription, 0);
  gtk_inscription_set_nat_chars (inscription, 0);
  self->inscription = GTK_WIDGET (inscription);
  gtk_widget_set_parent (self->inscription, GTK_WIDGET (self));
}

/**
 * usher_session_cell_new:
 * @column: what it tells of a session
 *
 * Returns: (transfer floating): a cell without a slot
 */
GtkWidget *
usher_session_cell_new (UsherColumn column)
{
  UsherSessionCell *self = g_object_new (USHER_TYPE_SESSION_CELL, NULL);

  self->column = column;
  gtk_widget_add_css_class (GTK_WIDGET (self), usher_column_get_traits (column)->id);
  add_inscription (self);
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
