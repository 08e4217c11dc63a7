/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "column-memory.h"

#include "session-columns.h"

#define KEY_ORDER      "column-order"
#define KEY_HIDDEN     "columns-hidden"
#define KEY_WIDTHS     "column-widths"
#define KEY_SORT       "sort-column"
#define KEY_DESCENDING "sort-descending"

/* An edge that is dragged reports every pixel. */
#define SAVE_DELAY_MS 400

struct _UsherColumnMemory
{
  GObject parent_instance;

  GtkColumnView *view; /* not owned: whoever owns us owns it */
  GSettings *settings; /* (owned) */
  guint save_id;       /* 0: nothing to save */
};

G_DEFINE_FINAL_TYPE (UsherColumnMemory, usher_column_memory, G_TYPE_OBJECT)

/* Loading. Settings are somebody's own to edit: what is unknown in them is passed over. */

static void
load_order (UsherColumnMemory *self)
{
  g_auto (GStrv) ids = g_settings_get_strv (self->settings, KEY_ORDER);
  guint place = 0;
  UsherColumn column;

  for (guint i = 0; ids[i] != NULL; i++)
    if (usher_column_from_id (ids[i], &column))
      {
        g_autoptr (GtkColumnViewColumn) moved =
            g_object_ref (usher_session_columns_find (self->view, column));

        gtk_column_view_insert_column (self->view, place++, moved);
      }
}

static void
load_hidden (UsherColumnMemory *self)
{
  g_auto (GStrv) ids = g_settings_get_strv (self->settings, KEY_HIDDEN);
  UsherColumn column;

  for (guint i = 0; ids[i] != NULL; i++)
    if (usher_column_from_id (ids[i], &column))
      gtk_column_view_column_set_visible (usher_session_columns_find (self->view, column), FALSE);
}

static void
load_widths (UsherColumnMemory *self)
{
  g_autoptr (GVariant) widths = g_settings_get_value (self->settings, KEY_WIDTHS);
  GVariantIter iter;
  const char *id;
  gint32 width;
  UsherColumn column;

  g_variant_iter_init (&iter, widths);
  while (g_variant_iter_next (&iter, "{&si}", &id, &width))
    if (usher_column_from_id (id, &column) && width > 0)
      gtk_column_view_column_set_fixed_width (usher_session_columns_find (self->view, column),
                                              width);
}

static void
load_sort (UsherColumnMemory *self)
{
  g_autofree char *id = g_settings_get_string (self->settings, KEY_SORT);
  UsherColumn column;

  if (usher_column_from_id (id, &column))
    usher_session_columns_set_sort (self->view, column,
                                    g_settings_get_boolean (self->settings, KEY_DESCENDING));
}

/* Saving */

static void
save_column (GtkColumnViewColumn *column,
             GStrvBuilder *order,
             GStrvBuilder *hidden,
             GVariantBuilder *widths)
{
  const UsherColumnTraits *traits =
      usher_column_get_traits (usher_session_columns_identify (column));
  int width = gtk_column_view_column_get_fixed_width (column);

  g_strv_builder_add (order, traits->id);
  if (!gtk_column_view_column_get_visible (column))
    g_strv_builder_add (hidden, traits->id);
  if (width > 0 && width != traits->width)
    g_variant_builder_add (widths, "{si}", traits->id, width);
}

static void
save_columns (UsherColumnMemory *self)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);
  g_autoptr (GStrvBuilder) order = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) hidden = g_strv_builder_new ();
  g_auto (GVariantBuilder) widths = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{si}"));

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      save_column (column, order, hidden, &widths);
    }

  g_auto (GStrv) order_ids = g_strv_builder_end (order);
  g_auto (GStrv) hidden_ids = g_strv_builder_end (hidden);
  g_settings_set_strv (self->settings, KEY_ORDER, (const char *const *)order_ids);
  g_settings_set_strv (self->settings, KEY_HIDDEN, (const char *const *)hidden_ids);
  g_settings_set_value (self->settings, KEY_WIDTHS, g_variant_builder_end (&widths));
}

static void
save_sort (UsherColumnMemory *self)
{
  UsherColumn column;
  gboolean descending;

  if (!usher_session_columns_get_sort (self->view, &column, &descending))
    return;
  g_settings_set_string (self->settings, KEY_SORT, usher_column_get_traits (column)->id);
  g_settings_set_boolean (self->settings, KEY_DESCENDING, descending);
}

/**
 * usher_column_memory_save:
 * @self: the memory
 *
 * Writes down what has changed and was not written yet.
 */
void
usher_column_memory_save (UsherColumnMemory *self)
{
  if (self->save_id == 0)
    return;
  g_clear_handle_id (&self->save_id, g_source_remove);
  save_columns (self);
  save_sort (self);
}

static gboolean
save_cb (gpointer data)
{
  usher_column_memory_save (data); /* which removes us */
  return G_SOURCE_CONTINUE;
}

static void
save_soon (UsherColumnMemory *self)
{
  if (self->save_id == 0)
    self->save_id = g_timeout_add (SAVE_DELAY_MS, save_cb, self);
}

static void
watch_columns (UsherColumnMemory *self)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GObject) column = g_list_model_get_item (columns, i);

      g_signal_connect_object (column, "notify::visible", G_CALLBACK (save_soon), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (column, "notify::fixed-width", G_CALLBACK (save_soon), self,
                               G_CONNECT_SWAPPED);
    }
  g_signal_connect_object (columns, "items-changed", G_CALLBACK (save_soon), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_column_view_get_sorter (self->view), "changed",
                           G_CALLBACK (save_soon), self, G_CONNECT_SWAPPED);
}

static void
usher_column_memory_dispose (GObject *object)
{
  UsherColumnMemory *self = USHER_COLUMN_MEMORY (object);

  if (self->settings != NULL)
    usher_column_memory_save (self);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (usher_column_memory_parent_class)->dispose (object);
}

static void
usher_column_memory_class_init (UsherColumnMemoryClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = usher_column_memory_dispose;
}

static void
usher_column_memory_init (UsherColumnMemory *self)
{
}

/**
 * usher_column_memory_new:
 * @view: a view with all its columns; it outlives the memory
 * @settings: (transfer none): where to remember
 *
 * Puts the columns as they were left, and writes down what is changed from now on. What was
 * changed last is written when the memory is given up.
 *
 * Returns: (transfer full): the memory
 */
UsherColumnMemory *
usher_column_memory_new (GtkColumnView *view, GSettings *settings)
{
  UsherColumnMemory *self = g_object_new (USHER_TYPE_COLUMN_MEMORY, NULL);

  self->view = view;
  self->settings = g_object_ref (settings);
  load_order (self);
  load_hidden (self);
  load_widths (self);
  load_sort (self);
  watch_columns (self);
  return self;
}
