/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "connection-drag.h"

#include "connection-order.h"

typedef struct
{
  UsherConnectionRow *row; /* (unowned): it holds this */
  const UsherDragMoves *moves;
} Drag;

/* Where on a row something is, or is to be, dropped. */
typedef enum
{
  PLACE_NONE,
  PLACE_ABOVE,
  PLACE_INTO,
  PLACE_BELOW,
} Place;

static const char *const place_classes[] = {
  [PLACE_NONE] = NULL,
  [PLACE_ABOVE] = "drop-above",
  [PLACE_INTO] = "drop-into",
  [PLACE_BELOW] = "drop-below",
};

/* What the rows stand for */

static gboolean
is_group (UsherTreeNode *node)
{
  return usher_tree_node_get_kind (node) == USHER_NODE_GROUP;
}

/* (nullable): what is not saved has no place of its own. */
static UsherConnectionEntry *
find_saved (const UsherDragMoves *moves, UsherTreeNode *node)
{
  UsherConnectionEntry *entry = usher_connection_list_find_branch (moves->list, node);

  return entry != NULL && usher_connection_entry_get_kind (entry) == USHER_ENTRY_SAVED ? entry
                                                                                       : NULL;
}

static const char *
group_of (UsherConnectionEntry *entry)
{
  return usher_profile_get_group (usher_connection_entry_get_profile (entry));
}

static const char *
id_of (UsherConnectionEntry *entry)
{
  return usher_profile_get_id (usher_connection_entry_get_profile (entry));
}

/* The places */

/* A connection goes into a group nearly wherever on its row it is; a group goes beside. */
static Place
choose_on_group (UsherTreeNode *dragged, double fraction)
{
  if (is_group (dragged))
    return fraction < 0.5 ? PLACE_ABOVE : PLACE_BELOW;
  return fraction < 0.25 ? PLACE_ABOVE : PLACE_INTO;
}

/* @fraction: of the row's height. No group goes into another. */
static Place
choose_place (Drag *drag, UsherTreeNode *dragged, double fraction)
{
  UsherTreeNode *node = usher_connection_row_get_node (drag->row);
  UsherConnectionEntry *entry = find_saved (drag->moves, node);

  if (node == dragged)
    return PLACE_NONE;
  if (is_group (node))
    return choose_on_group (dragged, fraction);
  if (entry == NULL || (is_group (dragged) && *group_of (entry) != '\0'))
    return PLACE_NONE;
  return fraction < 0.5 ? PLACE_ABOVE : PLACE_BELOW;
}

static double
fraction_of (Drag *drag, double y)
{
  return y / MAX (1, gtk_widget_get_height (GTK_WIDGET (drag->row)));
}

static void
show_place (Drag *drag, Place place)
{
  for (Place each = PLACE_ABOVE; each <= PLACE_BELOW; each++)
    if (each == place)
      gtk_widget_add_css_class (GTK_WIDGET (drag->row), place_classes[each]);
    else
      gtk_widget_remove_css_class (GTK_WIDGET (drag->row), place_classes[each]);
}

static const char *
find_before (Drag *drag, Place place)
{
  UsherConnectionList *list = drag->moves->list;
  UsherTreeNode *node = usher_connection_row_get_node (drag->row);
  UsherConnectionEntry *entry = find_saved (drag->moves, node);

  if (place == PLACE_INTO)
    return NULL;
  if (is_group (node))
    return place == PLACE_ABOVE
               ? usher_connection_order_first (list, usher_tree_node_get_name (node))
               : usher_connection_order_next_group (list, usher_tree_node_get_name (node));
  return place == PLACE_ABOVE ? id_of (entry) : usher_connection_order_next (list, entry);
}

static const char *
find_group (Drag *drag, Place place)
{
  UsherTreeNode *node = usher_connection_row_get_node (drag->row);

  if (place == PLACE_INTO)
    return usher_tree_node_get_name (node);
  return is_group (node) ? "" : group_of (find_saved (drag->moves, node));
}

static void
move_entry (const UsherDragMoves *moves,
            UsherTreeNode *dragged,
            const char *group,
            const char *before)
{
  UsherConnectionEntry *entry = find_saved (moves, dragged);

  /* It may be gone by now: another Usher removed it. */
  if (entry != NULL)
    moves->move_entry (moves->user_data, entry, group, before);
}

/* What is dragged */

static GdkContentProvider *
on_prepare (GtkDragSource *source, double x, double y, gpointer data)
{
  Drag *drag = data;
  UsherTreeNode *node = usher_connection_row_get_node (drag->row);

  if (!is_group (node) && find_saved (drag->moves, node) == NULL)
    return NULL;
  return gdk_content_provider_new_typed (USHER_TYPE_TREE_NODE, node);
}

static void
on_begin (GtkDragSource *source, GdkDrag *gdk_drag, gpointer data)
{
  Drag *drag = data;
  g_autoptr (GdkPaintable) picture = gtk_widget_paintable_new (GTK_WIDGET (drag->row));

  gtk_drag_source_set_icon (source, picture, 0, 0);
}

/* Where it is dropped */

static GdkDragAction
on_motion (GtkDropTarget *target, double x, double y, gpointer data)
{
  Drag *drag = data;
  const GValue *value = gtk_drop_target_get_value (target);
  Place place = PLACE_NONE;

  if (value != NULL)
    place = choose_place (drag, g_value_get_object (value), fraction_of (drag, y));
  show_place (drag, place);
  return value == NULL || place != PLACE_NONE ? GDK_ACTION_MOVE : 0;
}

static void
on_leave (GtkDropTarget *target, gpointer data)
{
  show_place (data, PLACE_NONE);
}

static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, gpointer data)
{
  Drag *drag = data;
  UsherTreeNode *dragged = g_value_get_object (value);
  Place place = choose_place (drag, dragged, fraction_of (drag, y));

  show_place (drag, PLACE_NONE);
  if (place == PLACE_NONE)
    return FALSE;
  if (is_group (dragged))
    drag->moves->move_group (drag->moves->user_data, usher_tree_node_get_name (dragged),
                             find_before (drag, place));
  else
    move_entry (drag->moves, dragged, find_group (drag, place), find_before (drag, place));
  return TRUE;
}

/* What no row takes is offered to what they are in. */
static gboolean
is_on_rest (GtkDropTarget *target, double x, double y)
{
  GtkWidget *view = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (target));

  return gtk_widget_pick (view, x, y, GTK_PICK_DEFAULT) == view;
}

static GdkDragAction
on_motion_on_rest (GtkDropTarget *target, double x, double y, gpointer data)
{
  return is_on_rest (target, x, y) ? GDK_ACTION_MOVE : 0;
}

static gboolean
on_drop_on_rest (GtkDropTarget *target, const GValue *value, double x, double y, gpointer data)
{
  const UsherDragMoves *moves = data;
  UsherTreeNode *dragged = g_value_get_object (value);

  if (!is_on_rest (target, x, y))
    return FALSE;
  if (is_group (dragged))
    moves->move_group (moves->user_data, usher_tree_node_get_name (dragged), NULL);
  else
    move_entry (moves, dragged, "", NULL);
  return TRUE;
}

/**
 * usher_connection_drag_attach_row:
 * @row: a row that is reused for many nodes
 * @moves: (unowned): outlives it
 *
 * Lets a row be dragged and dropped on.
 */
void
usher_connection_drag_attach_row (UsherConnectionRow *row, const UsherDragMoves *moves)
{
  GtkDragSource *source = gtk_drag_source_new ();
  GtkDropTarget *target = gtk_drop_target_new (USHER_TYPE_TREE_NODE, GDK_ACTION_MOVE);
  Drag *drag = g_new (Drag, 1);

  *drag = (Drag){ row, moves };
  g_object_set_data_full (G_OBJECT (row), "usher-drag", drag, g_free);

  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect (source, "prepare", G_CALLBACK (on_prepare), drag);
  g_signal_connect (source, "drag-begin", G_CALLBACK (on_begin), drag);
  gtk_widget_add_controller (GTK_WIDGET (row), GTK_EVENT_CONTROLLER (source));

  gtk_drop_target_set_preload (target, TRUE);
  g_signal_connect (target, "motion", G_CALLBACK (on_motion), drag);
  g_signal_connect (target, "leave", G_CALLBACK (on_leave), drag);
  g_signal_connect (target, "drop", G_CALLBACK (on_drop), drag);
  gtk_widget_add_controller (GTK_WIDGET (row), GTK_EVENT_CONTROLLER (target));
}

/**
 * usher_connection_drag_attach_rest:
 * @view: what the rows are in
 * @moves: (unowned): outlives it
 *
 * Lets things be dropped where no row is: they come to the end, in no group.
 */
void
usher_connection_drag_attach_rest (GtkWidget *view, const UsherDragMoves *moves)
{
  GtkDropTarget *target = gtk_drop_target_new (USHER_TYPE_TREE_NODE, GDK_ACTION_MOVE);

  g_signal_connect (target, "motion", G_CALLBACK (on_motion_on_rest), (gpointer)moves);
  g_signal_connect (target, "drop", G_CALLBACK (on_drop_on_rest), (gpointer)moves);
  gtk_widget_add_controller (view, GTK_EVENT_CONTROLLER (target));
}
