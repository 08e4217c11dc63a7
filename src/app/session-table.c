/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "session-table.h"

#include "column-memory.h"
#include "columns-menu.h"
#include "details-window.h"
#include "row-scroll.h"
#include "selection-verbs.h"
#include "session-cell.h"
#include "session-columns.h"
#include "settings.h"

struct _UsherSessionTable
{
  GtkWidget parent_instance;

  GtkColumnView *view;
  GtkPopover *menu;

  UsherSessionList *list;           /* (owned) */
  UsherSessionRows *rows;           /* (owned) */
  UsherSessionSelection *selection; /* (owned) */
  UsherColumnMemory *memory;        /* (owned) (nullable): without settings there is none */
  GMenuModel *columns_menu;         /* (owned) */
  GActionGroup *columns_actions;    /* (owned) */
};

enum
{
  PROP_MENU_OPEN = 1,
  N_PROPS
};

enum
{
  SELECTION_CHANGED,
  SORT_CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UsherSessionTable, usher_session_table, GTK_TYPE_WIDGET)

static void
selection_changed_cb (UsherSessionTable *self)
{
  g_signal_emit (self, signals[SELECTION_CHANGED], 0);
}

static void
sort_changed_cb (UsherSessionTable *self)
{
  g_signal_emit (self, signals[SORT_CHANGED], 0);
}

/* The menu of a row acts on the selection, so whatever is under the pointer is selected
 * first: the session, as long as it is there, not the place. */

static void
menu_visible_cb (UsherSessionTable *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MENU_OPEN]);
}

static void
open_menu_at (UsherSessionTable *self, double x, double y)
{
  gtk_popover_set_pointing_to (self->menu, &(GdkRectangle){ (int)x, (int)y, 1, 1 });
  gtk_popover_popup (self->menu);
}

/* Below @widget, inside of it. */
static void
open_menu_on (UsherSessionTable *self, GtkWidget *widget)
{
  graphene_point_t point = GRAPHENE_POINT_INIT (24, gtk_widget_get_height (widget));

  if (!gtk_widget_compute_point (widget, GTK_WIDGET (self), &point, &point))
    point = GRAPHENE_POINT_INIT (0, 0);
  open_menu_at (self, point.x, point.y);
}

/* Returns: whether a row is there, and so something is selected */
static gboolean
select_for_menu (UsherSessionTable *self, GtkWidget *widget)
{
  UsherSessionCell *cell = usher_session_cell_find (widget);
  UsherSessionSlot *slot = cell != NULL ? usher_session_cell_get_slot (cell) : NULL;
  UsherSession *session = slot != NULL ? usher_session_slot_get_session (slot) : NULL;

  if (session == NULL)
    return FALSE;
  if (!usher_session_selection_contains (self->selection, &session->id))
    usher_session_selection_select_only (self->selection, &session->id);
  return TRUE;
}

/**
 * usher_session_table_open_menu_for:
 * @self: the table
 * @widget: (nullable): what is under the pointer
 *
 * Opens the context menu for the selection, if @widget is in a row of it; else for that row
 * alone, which is selected then. Outside of rows nothing happens.
 */
void
usher_session_table_open_menu_for (UsherSessionTable *self, GtkWidget *widget)
{
  if (select_for_menu (self, widget))
    open_menu_on (self, widget);
}

static void
secondary_pressed_cb (UsherSessionTable *self,
                      int n_press,
                      double x,
                      double y,
                      GtkGestureClick *gesture)
{
  if (!select_for_menu (self, gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT)))
    return;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  open_menu_at (self, x, y);
}

/* From the keyboard. The focused row is a place only, so it is never selected for the
 * person: without a selection there is nothing to open a menu for. */
static void
show_menu (GtkWidget *widget, const char *action, GVariant *parameter)
{
  UsherSessionTable *self = USHER_SESSION_TABLE (widget);
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));

  if (usher_session_selection_get_n (self->selection) > 0)
    open_menu_on (self, focus != NULL && gtk_widget_is_ancestor (focus, widget) ? focus : widget);
}

static void
select_same (GtkWidget *widget, const char *action, GVariant *parameter)
{
  UsherSessionTable *self = USHER_SESSION_TABLE (widget);
  UsherColumn column;

  if (usher_column_from_id (g_variant_get_string (parameter, NULL), &column)
      && usher_session_table_get_arrangement (self) != NULL)
    usher_selection_add_same (self->selection, usher_session_table_get_arrangement (self), column);
}

static void
copy (GtkWidget *widget, const char *action, GVariant *parameter)
{
  UsherSessionTable *self = USHER_SESSION_TABLE (widget);
  g_autofree char *text = NULL;
  UsherColumn column;

  if (!usher_column_from_id (g_variant_get_string (parameter, NULL), &column)
      || usher_session_selection_get_n (self->selection) == 0)
    return;
  text = usher_selection_copy_text (self->selection, column);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
}

/* Of the session with the focus, if it is selected or nothing is; else of the first that is
 * selected. Looking does no harm, so this may go by the focus. */
static UsherSession *
find_for_details (UsherSessionTable *self)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  UsherSessionCell *cell = usher_session_cell_find (focus);
  UsherSessionSlot *slot = cell != NULL ? usher_session_cell_get_slot (cell) : NULL;
  UsherSession *focused = slot != NULL ? usher_session_slot_get_session (slot) : NULL;
  g_autoptr (GPtrArray) selected = usher_session_selection_get_sessions (self->selection);

  if (selected->len == 0)
    return focused;
  if (focused != NULL && usher_session_selection_contains (self->selection, &focused->id))
    return focused;
  return g_ptr_array_index (selected, 0); /* what is shown holds it */
}

static void
show_details (GtkWidget *widget, const char *action, GVariant *parameter)
{
  UsherSessionTable *self = USHER_SESSION_TABLE (widget);
  UsherSession *session = find_for_details (self);

  if (session != NULL)
    usher_details_window_show (GTK_WINDOW (gtk_widget_get_root (widget)), session,
                               usher_session_table_get_arrangement (self)->snapshot->server_time);
}

static void
clear_selection (GtkWidget *widget, const char *action, GVariant *parameter)
{
  usher_session_selection_clear (USHER_SESSION_TABLE (widget)->selection);
}

static void
set_up_columns (UsherSessionTable *self)
{
  g_autoptr (GSettings) settings = usher_settings_new ();

  usher_session_columns_add (self->view, self->rows);
  self->columns_menu = usher_columns_menu_new (self->view);
  self->columns_actions = usher_columns_actions_new (self->view);
  usher_columns_menu_attach (self->columns_menu, self->view);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "columns", self->columns_actions);
  usher_session_columns_set_sort (self->view, USHER_COLUMN_TRANSACTION, TRUE);
  if (settings != NULL)
    self->memory = usher_column_memory_new (self->view, settings);
}

/* The object */

static void
usher_session_table_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  UsherSessionTable *self = USHER_SESSION_TABLE (object);

  if (id == PROP_MENU_OPEN)
    g_value_set_boolean (value, usher_session_table_get_menu_open (self));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
usher_session_table_dispose (GObject *object)
{
  UsherSessionTable *self = USHER_SESSION_TABLE (object);
  GtkWidget *child;

  /* While the columns are still there: their end is not to be remembered, nor reported. */
  g_clear_object (&self->memory);
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (gtk_column_view_get_sorter (self->view), self);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->selection);
  g_clear_pointer (&self->rows, usher_session_rows_unref);
  g_clear_object (&self->list);
  g_clear_object (&self->columns_menu);
  g_clear_object (&self->columns_actions);
  G_OBJECT_CLASS (usher_session_table_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "session.show-menu", NULL, show_menu);
  gtk_widget_class_install_action (widget_class, "session.select-same", "s", select_same);
  gtk_widget_class_install_action (widget_class, "session.copy", "s", copy);
  gtk_widget_class_install_action (widget_class, "session.details", NULL, show_details);
  gtk_widget_class_install_action (widget_class, "session.clear-selection", NULL, clear_selection);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "session.show-menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK,
                                       "session.show-menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "session.clear-selection",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_ALT_MASK,
                                       "session.details", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "session.copy",
                                       "s", "pid");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "session.terminate", NULL);
}

static void
usher_session_table_class_init (UsherSessionTableClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = usher_session_table_get_property;
  object_class->dispose = usher_session_table_dispose;

  properties[PROP_MENU_OPEN] = g_param_spec_boolean ("menu-open", NULL, NULL, FALSE,
                                                     G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SELECTION_CHANGED] =
      g_signal_new ("selection-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                    NULL, NULL, G_TYPE_NONE, 0);
  signals[SORT_CHANGED] = g_signal_new ("sort-changed", G_TYPE_FROM_CLASS (klass),
                                        G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  install_actions (widget_class);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/pgusher/Usher/ui/session-table.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherSessionTable, view);
  gtk_widget_class_bind_template_child (widget_class, UsherSessionTable, menu);
  gtk_widget_class_bind_template_callback (widget_class, menu_visible_cb);
  gtk_widget_class_bind_template_callback (widget_class, secondary_pressed_cb);
}

static void
usher_session_table_init (UsherSessionTable *self)
{
  self->list = usher_session_list_new ();
  self->rows = usher_session_rows_new ();
  self->selection = usher_session_selection_new (self->list);

  gtk_widget_init_template (GTK_WIDGET (self));
  set_up_columns (self);
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (self->selection, "selection-changed", G_CALLBACK (selection_changed_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_column_view_get_sorter (self->view), "changed",
                           G_CALLBACK (sort_changed_cb), self, G_CONNECT_SWAPPED);
}

/**
 * usher_session_table_get_arrangement:
 * @self: the table
 *
 * Returns: (nullable) (transfer none): what it shows
 */
UsherArrangement *
usher_session_table_get_arrangement (UsherSessionTable *self)
{
  return usher_session_list_get_arrangement (self->list);
}

/**
 * usher_session_table_set_arrangement:
 * @self: the table
 * @arrangement: (nullable) (transfer none): what to show
 *
 * Shows it. Nothing scrolls; the selection goes with its sessions, and those that
 * @arrangement leaves out are selected no more.
 */
void
usher_session_table_set_arrangement (UsherSessionTable *self, UsherArrangement *arrangement)
{
  usher_session_list_set_arrangement (self->list, arrangement);
  usher_session_rows_update (self->rows);
  usher_session_selection_follow (self->selection);
}

UsherSessionSelection *
usher_session_table_get_selection (UsherSessionTable *self)
{
  return self->selection;
}

/**
 * usher_session_table_get_sort:
 * @self: the table
 * @column: (inout): what the headers say; left alone when they say nothing
 * @descending: (inout): likewise
 */
void
usher_session_table_get_sort (UsherSessionTable *self, UsherColumn *column, gboolean *descending)
{
  usher_session_columns_get_sort (self->view, column, descending);
}

/**
 * usher_session_table_scroll_to_top:
 * @self: the table
 *
 * After another filter or scope, what fits best is at the top.
 */
void
usher_session_table_scroll_to_top (UsherSessionTable *self)
{
  usher_row_scroll_to (self->view, 0);
}

/**
 * usher_session_table_keep_top:
 * @self: the table
 *
 * To be called before the table becomes higher or lower. GTK keeps the row that was clicked
 * last at the same fraction of the height, so all rows would move under the pointer; from
 * now on it keeps the first row that is whole.
 */
void
usher_session_table_keep_top (UsherSessionTable *self)
{
  usher_row_scroll_keep_top (self->view);
}

gboolean
usher_session_table_get_menu_open (UsherSessionTable *self)
{
  return gtk_widget_get_visible (GTK_WIDGET (self->menu));
}

/**
 * usher_session_table_get_columns_menu:
 * @self: the table
 *
 * Returns: (transfer none): a menu to show and hide columns; its actions are "columns.…"
 */
GMenuModel *
usher_session_table_get_columns_menu (UsherSessionTable *self)
{
  return self->columns_menu;
}

/**
 * usher_session_table_get_columns_actions:
 * @self: the table
 *
 * Returns: (transfer none): the actions of that menu, for a widget outside of the table
 */
GActionGroup *
usher_session_table_get_columns_actions (UsherSessionTable *self)
{
  return self->columns_actions;
}
