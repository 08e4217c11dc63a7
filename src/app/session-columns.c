/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "session-columns.h"

#include <glib/gi18n-lib.h>

static const UsherColumnTraits all_traits[USHER_N_COLUMNS] = {
  /* Translators: the headers of the table of sessions */
  [USHER_COLUMN_PID] = { "pid", N_ ("PID"), 58, TRUE, TRUE, FALSE },
  [USHER_COLUMN_DATABASE] = { "database", N_ ("Database"), 76, FALSE, FALSE, FALSE },
  [USHER_COLUMN_STATE] = { "state", N_ ("State"), 146, FALSE, FALSE, FALSE },
  /* Translators: header of a column: for how long it has been in this state */
  [USHER_COLUMN_FOR] = { "for", N_ ("For"), 84, TRUE, TRUE, TRUE },
  /* Translators: header of a column: for how long a transaction has been open */
  [USHER_COLUMN_TRANSACTION] = { "transaction", N_ ("Transaction"), 98, TRUE, TRUE, TRUE },
  [USHER_COLUMN_USER] = { "user", N_ ("User"), 80, FALSE, FALSE, FALSE },
  [USHER_COLUMN_APPLICATION] = { "application", N_ ("Application"), 84, FALSE, FALSE, FALSE },
  [USHER_COLUMN_CLIENT] = { "client", N_ ("Client"), 80, FALSE, TRUE, FALSE },
  [USHER_COLUMN_WAIT] = { "wait", N_ ("Wait"), 56, FALSE, FALSE, FALSE },
  [USHER_COLUMN_BLOCKED_BY] = { "blocked-by", N_ ("Blocked by"), 78, TRUE, TRUE, FALSE },
  [USHER_COLUMN_QUERY] = { "query", N_ ("Query"), 180, FALSE, FALSE, FALSE },
};

const UsherColumnTraits *
usher_column_get_traits (UsherColumn column)
{
  g_return_val_if_fail ((guint)column < USHER_N_COLUMNS, NULL);
  return &all_traits[column];
}

/**
 * usher_column_from_id:
 * @id: what settings say
 * @column: (out): which column that is
 *
 * Returns: %FALSE if there is no such column
 */
gboolean
usher_column_from_id (const char *id, UsherColumn *column)
{
  for (guint i = 0; i < USHER_N_COLUMNS; i++)
    if (g_str_equal (all_traits[i].id, id))
      {
        *column = i;
        return TRUE;
      }
  return FALSE;
}

static GQuark
column_quark (void)
{
  return g_quark_from_static_string ("usher-column");
}

/**
 * usher_session_columns_identify:
 * @column: a column of a view that usher_session_columns_add() filled
 *
 * Returns: which one it is. (GtkColumnViewColumn has an id of its own from GTK 4.10 on.)
 */
UsherColumn
usher_session_columns_identify (GtkColumnViewColumn *column)
{
  return GPOINTER_TO_UINT (g_object_get_qdata (G_OBJECT (column), column_quark ()));
}

/**
 * usher_session_columns_find:
 * @view: a view that usher_session_columns_add() filled
 * @column: which one
 *
 * Returns: (transfer none): the column, wherever it was dragged to
 */
GtkColumnViewColumn *
usher_session_columns_find (GtkColumnView *view, UsherColumn column)
{
  GListModel *columns = gtk_column_view_get_columns (view);

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) candidate = g_list_model_get_item (columns, i);

      if (usher_session_columns_identify (candidate) == column)
        return candidate; /* the view holds it */
    }
  g_return_val_if_reached (NULL);
}

/* Cells */

typedef struct
{
  UsherColumn column;
  UsherCellPen *pen;      /* (owned) */
  UsherSessionRows *rows; /* (owned) */
} CellMaker;

/* Before GTK 4.12 a cell hears of a click, and so does its row: with Ctrl the one would undo
 * what the other did. So cells take no part in selecting. */
static void
setup_cell_cb (GtkListItemFactory *factory, GtkListItem *item, CellMaker *maker)
{
  gtk_list_item_set_selectable (item, FALSE);
  gtk_list_item_set_activatable (item, FALSE);
  gtk_list_item_set_child (item, usher_session_cell_new (maker->column, maker->pen));
}

static void
bind_cell_cb (GtkListItemFactory *factory, GtkListItem *item, CellMaker *maker)
{
  usher_session_rows_bind (maker->rows, USHER_SESSION_CELL (gtk_list_item_get_child (item)),
                           gtk_list_item_get_item (item));
}

static void
unbind_cell_cb (GtkListItemFactory *factory, GtkListItem *item, CellMaker *maker)
{
  usher_session_rows_unbind (maker->rows, USHER_SESSION_CELL (gtk_list_item_get_child (item)));
}

static void
cell_maker_free (gpointer data, GClosure *closure)
{
  CellMaker *maker = data;

  usher_cell_pen_unref (maker->pen);
  usher_session_rows_unref (maker->rows);
  g_free (maker);
}

static GtkListItemFactory *
make_factory (UsherColumn column, UsherSessionRows *rows)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  CellMaker *maker = g_new (CellMaker, 1);

  maker->column = column;
  maker->pen = usher_cell_pen_new (all_traits[column].at_end, all_traits[column].tabular);
  maker->rows = usher_session_rows_ref (rows);
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cell_cb), maker);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cell_cb), maker);
  g_signal_connect_data (factory, "unbind", G_CALLBACK (unbind_cell_cb), maker, cell_maker_free, 0);
  return factory;
}

/* Sorting: the rows are sorted elsewhere, but a header can only be clicked if its column has
 * a sorter, and before GTK 4.10 the view does not tell which one was clicked. So the sorters
 * compare nothing. The view's sorter asks the one of the clicked column first, and that
 * leaves its name on the first of the two objects that it was to compare. */

static GQuark
asked_quark (void)
{
  return g_quark_from_static_string ("usher-asked-column");
}

static int
leave_name (gconstpointer a, gconstpointer b, gpointer column)
{
  /* One more, since a qdata of 0 is none. */
  g_object_set_qdata ((GObject *)a, asked_quark (),
                      GUINT_TO_POINTER (GPOINTER_TO_UINT (column) + 1));
  return -1;
}

static GtkSorter *
make_sorter (UsherColumn column)
{
  return GTK_SORTER (gtk_custom_sorter_new (leave_name, GUINT_TO_POINTER (column), NULL));
}

/**
 * usher_session_columns_get_sort:
 * @view: a view that usher_session_columns_add() filled
 * @column: (out): what it is sorted by
 * @descending: (out): which way
 *
 * Returns: %FALSE if no header has an arrow
 */
gboolean
usher_session_columns_get_sort (GtkColumnView *view, UsherColumn *column, gboolean *descending)
{
  g_autoptr (GObject) a = g_object_new (G_TYPE_OBJECT, NULL);
  g_autoptr (GObject) b = g_object_new (G_TYPE_OBJECT, NULL);
  GtkOrdering order = gtk_sorter_compare (gtk_column_view_get_sorter (view), a, b);
  guint asked = GPOINTER_TO_UINT (g_object_get_qdata (a, asked_quark ()));

  if (asked == 0)
    return FALSE;
  *column = asked - 1;
  *descending = order == GTK_ORDERING_LARGER;
  return TRUE;
}

void
usher_session_columns_set_sort (GtkColumnView *view, UsherColumn column, gboolean descending)
{
  gtk_column_view_sort_by_column (view, usher_session_columns_find (view, column),
                                  descending ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
}

static void
add_column (GtkColumnView *view, UsherColumn column, UsherSessionRows *rows)
{
  const UsherColumnTraits *traits = &all_traits[column];
  g_autoptr (GtkColumnViewColumn) added =
      gtk_column_view_column_new (_ (traits->title), make_factory (column, rows));
  g_autoptr (GtkSorter) sorter = make_sorter (column);

  g_object_set_qdata (G_OBJECT (added), column_quark (), GUINT_TO_POINTER (column));
  gtk_column_view_column_set_sorter (added, sorter);
  gtk_column_view_column_set_resizable (added, TRUE);
  gtk_column_view_column_set_fixed_width (added, traits->width);
  gtk_column_view_column_set_expand (added, column == USHER_COLUMN_QUERY);
  gtk_column_view_append_column (view, added);
}

/**
 * usher_session_columns_add:
 * @view: an empty view
 * @rows: whom the cells are given to
 *
 * Adds all columns, in the order of #UsherColumn, with factories that make #UsherSessionCell.
 */
void
usher_session_columns_add (GtkColumnView *view, UsherSessionRows *rows)
{
  for (guint i = 0; i < USHER_N_COLUMNS; i++)
    add_column (view, i, rows);
}
