/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "connection-drag.h"

typedef struct
{
  UsherConnectionRow *row; /* (unowned): it holds this */
  UsherRowToEntry to_entry;
  UsherRowDropped dropped;
  gpointer user_data;
} Drag;

static GdkContentProvider *
on_prepare (GtkDragSource *source, double x, double y, gpointer data)
{
  Drag *drag = data;
  UsherConnectionEntry *entry = drag->to_entry (drag->row, drag->user_data);

  /* What is not saved has no place of its own. */
  if (entry == NULL || usher_connection_entry_get_kind (entry) != USHER_ENTRY_SAVED)
    return NULL;
  return gdk_content_provider_new_typed (USHER_TYPE_CONNECTION_ENTRY, entry);
}

static void
on_begin (GtkDragSource *source, GdkDrag *gdk_drag, gpointer data)
{
  Drag *drag = data;
  g_autoptr (GdkPaintable) picture = gtk_widget_paintable_new (GTK_WIDGET (drag->row));

  gtk_drag_source_set_icon (source, picture, 0, 0);
}

static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, gpointer data)
{
  Drag *drag = data;
  gboolean below = y > gtk_widget_get_height (GTK_WIDGET (drag->row)) / 2.0;

  drag->dropped (drag->row, g_value_get_object (value), below, drag->user_data);
  return TRUE;
}

/**
 * usher_connection_drag_attach:
 * @row: a row that is reused for many connections
 * @to_entry: tells what it stands for
 * @dropped: called when one was dropped on it
 *
 * Lets a row be dragged and dropped on.
 */
void
usher_connection_drag_attach (UsherConnectionRow *row,
                              UsherRowToEntry to_entry,
                              UsherRowDropped dropped,
                              gpointer user_data)
{
  GtkDragSource *source = gtk_drag_source_new ();
  GtkDropTarget *target = gtk_drop_target_new (USHER_TYPE_CONNECTION_ENTRY, GDK_ACTION_MOVE);
  Drag *drag = g_new (Drag, 1);

  *drag = (Drag){ row, to_entry, dropped, user_data };
  g_object_set_data_full (G_OBJECT (row), "usher-drag", drag, g_free);

  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect (source, "prepare", G_CALLBACK (on_prepare), drag);
  g_signal_connect (source, "drag-begin", G_CALLBACK (on_begin), drag);
  gtk_widget_add_controller (GTK_WIDGET (row), GTK_EVENT_CONTROLLER (source));

  g_signal_connect (target, "drop", G_CALLBACK (on_drop), drag);
  gtk_widget_add_controller (GTK_WIDGET (row), GTK_EVENT_CONTROLLER (target));
}
