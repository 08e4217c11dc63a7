/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "session-rows.h"

#include "cell-text.h"

/* Out of view, rows are read only by assistive technology. So they follow a few at a time. */
#define N_OUT_OF_VIEW 16

typedef struct
{
  UsherSessionSlot *slot;                   /* not owned, the key */
  UsherSessionCell *cells[USHER_N_COLUMNS]; /* (nullable elements): not owned */
  guint n_cells;
  UsherSession *named; /* (owned) (nullable): whom its accessible name tells of */
  gboolean named_ended;
  GList link; /* in the queue */
} Row;

struct _UsherSessionRows
{
  GHashTable *rows; /* (owned) (element-type UsherSessionSlot Row) */
  GQueue queue;     /* (element-type Row): those that followed last stand at the end */
};

static void
row_free (gpointer data)
{
  Row *row = data;

  g_clear_pointer (&row->named, usher_session_unref);
  g_free (row);
}

UsherSessionRows *
usher_session_rows_new (void)
{
  UsherSessionRows *self = g_rc_box_new0 (UsherSessionRows);

  self->rows = g_hash_table_new_full (NULL, NULL, NULL, row_free);
  g_queue_init (&self->queue);
  return self;
}

UsherSessionRows *
usher_session_rows_ref (UsherSessionRows *self)
{
  return g_rc_box_acquire (self);
}

static void
clear (gpointer rows)
{
  UsherSessionRows *self = rows;

  g_hash_table_unref (self->rows);
}

void
usher_session_rows_unref (UsherSessionRows *self)
{
  g_rc_box_release_full (self, clear);
}

/* One row */

static UsherSessionCell *
first_cell (const Row *row)
{
  for (guint i = 0; i < USHER_N_COLUMNS; i++)
    if (row->cells[i] != NULL)
      return row->cells[i];
  g_return_val_if_reached (NULL);
}

static gboolean
is_in_view (const Row *row)
{
  return gtk_widget_get_mapped (GTK_WIDGET (first_cell (row)));
}

static GtkWidget *
find_widget (const Row *row)
{
  GtkWidget *cell = gtk_widget_get_parent (GTK_WIDGET (first_cell (row)));

  return cell != NULL ? gtk_widget_get_parent (cell) : NULL;
}

/* GTK names no row before 4.12. */
static void
name (Row *row)
{
  UsherSession *session = usher_session_slot_get_session (row->slot);
  gboolean ended = usher_session_slot_get_ended (row->slot);
  GtkWidget *widget = find_widget (row);
  g_autofree char *text = NULL;

  if (widget == NULL || (session == row->named && ended == row->named_ended))
    return;
  usher_session_ref (session);
  g_clear_pointer (&row->named, usher_session_unref);
  row->named = session;
  row->named_ended = ended;
  text = usher_row_name (session, ended);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static void
update (Row *row)
{
  for (guint i = 0; i < USHER_N_COLUMNS; i++)
    if (row->cells[i] != NULL)
      usher_session_cell_update (row->cells[i]);
  name (row);
}

/* All of them */

static Row *
ensure_row (UsherSessionRows *self, UsherSessionSlot *slot)
{
  Row *row = g_hash_table_lookup (self->rows, slot);

  if (row != NULL)
    return row;
  row = g_new0 (Row, 1);
  row->slot = slot;
  row->link.data = row;
  g_hash_table_insert (self->rows, slot, row);
  g_queue_push_tail_link (&self->queue, &row->link);
  return row;
}

/**
 * usher_session_rows_bind:
 * @self: the rows
 * @cell: a cell that is in none of them
 * @slot: the place that it is to tell of; kept alive until the cell is unbound
 */
void
usher_session_rows_bind (UsherSessionRows *self, UsherSessionCell *cell, UsherSessionSlot *slot)
{
  Row *row = ensure_row (self, slot);

  row->cells[usher_session_cell_get_column (cell)] = cell;
  row->n_cells++;
  usher_session_cell_set_slot (cell, slot);
  g_signal_connect_swapped (cell, "map", G_CALLBACK (name), row);
  name (row);
}

void
usher_session_rows_unbind (UsherSessionRows *self, UsherSessionCell *cell)
{
  Row *row = g_hash_table_lookup (self->rows, usher_session_cell_get_slot (cell));

  g_signal_handlers_disconnect_by_data (cell, row);
  usher_session_cell_set_slot (cell, NULL);
  row->cells[usher_session_cell_get_column (cell)] = NULL;
  if (--row->n_cells > 0)
    return;
  g_queue_unlink (&self->queue, &row->link);
  g_hash_table_remove (self->rows, row->slot);
}

/**
 * usher_session_rows_update:
 * @self: the rows
 *
 * To be called when the list shows another arrangement: what is in view follows at once.
 */
void
usher_session_rows_update (UsherSessionRows *self)
{
  guint n_out_of_view = 0;
  GList *link = self->queue.head;

  for (guint n = self->queue.length; n > 0; n--)
    {
      Row *row = link->data;
      GList *next = link->next;

      if (is_in_view (row) || n_out_of_view++ < N_OUT_OF_VIEW)
        {
          update (row);
          g_queue_unlink (&self->queue, &row->link);
          g_queue_push_tail_link (&self->queue, &row->link);
        }
      link = next;
    }
}
