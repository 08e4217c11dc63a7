/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "cell-pen.h"

#include <pango/pangocairo.h>

#define ICON_SIZE  16
#define ICON_SPACE 22

/* Drawings that are kept: several times what is in view. */
#define N_KEPT 400

/* All that a drawing depends on, beside the font. The names of icons are static. */
typedef struct
{
  char *text; /* (owned), but borrowed by what is only looked up */
  const char *icon;
  GdkRGBA color;
  int width;
  int height;
  int scale;
  guint slanted : 1;
  guint struck : 1;
  guint mirrored : 1;
} Drawn;

struct _UsherCellPen
{
  gboolean at_end;
  gboolean tabular;

  PangoLayout *layout; /* (owned) (nullable): of some cell's font, NULL before the first */
  double resolution;   /* of that font, too */
  int line_height;     /* pixels */

  /* Both (owned) (element-type Drawn GskRenderNode). What was not asked for while @recent
   * filled up is forgotten with @older. */
  GHashTable *recent;
  GHashTable *older;
};

static guint
drawn_hash (gconstpointer drawn)
{
  const Drawn *self = drawn;

  return g_str_hash (self->text) * 31 + (guint)self->width;
}

static gboolean
drawn_equal (gconstpointer a, gconstpointer b)
{
  const Drawn *x = a, *y = b;

  return x->width == y->width && x->height == y->height && x->scale == y->scale
         && x->icon == y->icon && x->slanted == y->slanted && x->struck == y->struck
         && x->mirrored == y->mirrored && gdk_rgba_equal (&x->color, &y->color)
         && g_str_equal (x->text, y->text);
}

static void
drawn_free (gpointer drawn)
{
  Drawn *self = drawn;

  g_free (self->text);
  g_free (self);
}

static GHashTable *
make_memory (void)
{
  return g_hash_table_new_full (drawn_hash, drawn_equal, drawn_free,
                                (GDestroyNotify)gsk_render_node_unref);
}

/**
 * usher_cell_pen_new:
 * @at_end: whether its text is aligned at the end of the cell
 * @tabular: whether all digits are to be equally wide
 *
 * Returns: (transfer full): a pen for the cells of one column
 */
UsherCellPen *
usher_cell_pen_new (gboolean at_end, gboolean tabular)
{
  UsherCellPen *self = g_rc_box_new0 (UsherCellPen);

  self->at_end = at_end;
  self->tabular = tabular;
  self->recent = make_memory ();
  self->older = make_memory ();
  return self;
}

UsherCellPen *
usher_cell_pen_ref (UsherCellPen *self)
{
  return g_rc_box_acquire (self);
}

static void
clear (gpointer pen)
{
  UsherCellPen *self = pen;

  g_clear_object (&self->layout);
  g_hash_table_unref (self->recent);
  g_hash_table_unref (self->older);
}

void
usher_cell_pen_unref (UsherCellPen *self)
{
  g_rc_box_release_full (self, clear);
}

/* The font */

static gboolean
has_font_of (UsherCellPen *self, PangoContext *context)
{
  return self->layout != NULL && self->resolution == pango_cairo_context_get_resolution (context)
         && pango_font_description_equal (
             pango_context_get_font_description (pango_layout_get_context (self->layout)),
             pango_context_get_font_description (context));
}

static int
measure_line (PangoContext *context)
{
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
  int height = pango_font_metrics_get_ascent (metrics) + pango_font_metrics_get_descent (metrics);

  pango_font_metrics_unref (metrics);
  return PANGO_PIXELS_CEIL (height);
}

/* Returns: (transfer full): a context of its own, since that of a cell changes */
static PangoContext *
copy_context (PangoContext *context)
{
  PangoContext *copy = pango_font_map_create_context (pango_context_get_font_map (context));

  pango_context_set_font_description (copy, pango_context_get_font_description (context));
  pango_context_set_language (copy, pango_context_get_language (context));
  pango_context_set_round_glyph_positions (copy, pango_context_get_round_glyph_positions (context));
  pango_cairo_context_set_font_options (copy, pango_cairo_context_get_font_options (context));
  pango_cairo_context_set_resolution (copy, pango_cairo_context_get_resolution (context));
  return copy;
}

/* All cells of a column have the same font, until the person chooses another one. */
static void
take_font (UsherCellPen *self, PangoContext *context)
{
  PangoContext *own = copy_context (context);

  g_clear_object (&self->layout);
  self->layout = pango_layout_new (own);
  pango_layout_set_ellipsize (self->layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_single_paragraph_mode (self->layout, TRUE);
  self->resolution = pango_cairo_context_get_resolution (own);
  self->line_height = measure_line (own);
  g_hash_table_remove_all (self->recent);
  g_hash_table_remove_all (self->older);
  g_object_unref (own);
}

static void
ensure_font (UsherCellPen *self, GtkWidget *cell)
{
  PangoContext *context = gtk_widget_get_pango_context (cell);

  if (!has_font_of (self, context))
    take_font (self, context);
}

/**
 * usher_cell_pen_get_line_height:
 * @self: the pen
 * @cell: a cell of its column
 *
 * Returns: in pixels, what a line needs, whatever is in it
 */
int
usher_cell_pen_get_line_height (UsherCellPen *self, GtkWidget *cell)
{
  ensure_font (self, cell);
  return self->line_height;
}

/* Drawing */

static PangoAttrList *
make_attributes (UsherCellPen *self, const Drawn *wanted)
{
  PangoAttrList *attributes = pango_attr_list_new ();

  if (self->tabular)
    pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum"));
  if (wanted->slanted)
    pango_attr_list_insert (attributes, pango_attr_style_new (PANGO_STYLE_ITALIC));
  if (wanted->struck)
    pango_attr_list_insert (attributes, pango_attr_strikethrough_new (TRUE));
  return attributes;
}

/* Pango aligns a text by its own direction, the table all cells of a column by that of the
 * window: so this does not depend on where Pango put it. */
static void
draw_text (UsherCellPen *self, GtkSnapshot *snapshot, const Drawn *wanted, int left, int width)
{
  g_autoptr (PangoAttrList) attributes = make_attributes (self, wanted);
  gboolean at_right = (self->at_end != 0) != wanted->mirrored;
  PangoRectangle extents;
  int top;

  if (wanted->text[0] == '\0' || width <= 0)
    return;
  pango_layout_set_attributes (self->layout, attributes);
  pango_layout_set_width (self->layout, width * PANGO_SCALE);
  pango_layout_set_text (self->layout, wanted->text, -1);
  pango_layout_get_pixel_extents (self->layout, NULL, &extents);
  left += (at_right ? width - extents.width : 0) - extents.x;
  top = (wanted->height - extents.height) / 2;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (left, top));
  gtk_snapshot_append_layout (snapshot, self->layout, &wanted->color);
  gtk_snapshot_restore (snapshot);
}

static void
draw_icon (GtkWidget *cell, GtkSnapshot *snapshot, const Drawn *wanted)
{
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gtk_widget_get_display (cell));
  int left = wanted->mirrored ? wanted->width - ICON_SIZE : 0;
  int top = (wanted->height - ICON_SIZE) / 2;
  g_autoptr (GtkIconPaintable) icon =
      gtk_icon_theme_lookup_icon (theme, wanted->icon, NULL, ICON_SIZE, wanted->scale,
                                  gtk_widget_get_direction (cell), GTK_ICON_LOOKUP_FORCE_SYMBOLIC);

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (left, top));
  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (icon), snapshot, ICON_SIZE,
                                            ICON_SIZE, &wanted->color, 1);
  gtk_snapshot_restore (snapshot);
}

/* Returns: (transfer full) (nullable): %NULL where there is nothing to be seen */
static GskRenderNode *
draw (UsherCellPen *self, GtkWidget *cell, const Drawn *wanted)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  int space = wanted->icon != NULL ? ICON_SPACE : 0;

  if (wanted->icon != NULL)
    draw_icon (cell, snapshot, wanted);
  draw_text (self, snapshot, wanted, wanted->mirrored ? 0 : space, wanted->width - space);
  return gtk_snapshot_free_to_node (snapshot);
}

/* Takes @node, and returns it. */
static GskRenderNode *
remember (UsherCellPen *self, Drawn *drawn, GskRenderNode *node)
{
  if (g_hash_table_size (self->recent) >= N_KEPT)
    {
      g_hash_table_unref (self->older);
      self->older = self->recent;
      self->recent = make_memory ();
    }
  g_hash_table_insert (self->recent, drawn, node);
  return node;
}

/* Returns: (transfer none) (nullable): how it was drawn before */
static GskRenderNode *
recall (UsherCellPen *self, const Drawn *wanted)
{
  GskRenderNode *node = g_hash_table_lookup (self->recent, wanted);
  gpointer drawn, older;

  if (node == NULL && g_hash_table_steal_extended (self->older, wanted, &drawn, &older))
    node = remember (self, drawn, older);
  return node;
}

static GskRenderNode *
draw_once (UsherCellPen *self, GtkWidget *cell, const Drawn *wanted)
{
  GskRenderNode *node = recall (self, wanted);
  Drawn *drawn;

  if (node != NULL)
    return node;
  node = draw (self, cell, wanted);
  if (node == NULL)
    return NULL;
  drawn = g_memdup2 (wanted, sizeof *wanted);
  drawn->text = g_strdup (wanted->text);
  return remember (self, drawn, node);
}

static GdkRGBA
find_color (GtkWidget *cell, const char *name)
{
  GtkStyleContext *style = gtk_widget_get_style_context (cell);
  GdkRGBA color;

  if (name == NULL || !gtk_style_context_lookup_color (style, name, &color))
    gtk_style_context_get_color (style, &color);
  return color;
}

/**
 * usher_cell_pen_draw:
 * @self: the pen
 * @cell: a cell of its column
 * @snapshot: where to draw
 * @text: one line of plain text
 * @look: how it looks
 *
 * Draws @text, cut off where it is too long, over the whole of @cell.
 */
void
usher_cell_pen_draw (UsherCellPen *self,
                     GtkWidget *cell,
                     GtkSnapshot *snapshot,
                     const char *text,
                     const UsherCellLook *look)
{
  Drawn wanted = {
    .text = (char *)text,
    .icon = look->icon,
    .color = find_color (cell, look->color),
    .width = gtk_widget_get_width (cell),
    .height = gtk_widget_get_height (cell),
    .scale = gtk_widget_get_scale_factor (cell),
    .slanted = look->slanted,
    .struck = look->struck,
    .mirrored = gtk_widget_get_direction (cell) == GTK_TEXT_DIR_RTL,
  };
  GskRenderNode *node;

  ensure_font (self, cell);
  node = draw_once (self, cell, &wanted);
  if (node != NULL)
    gtk_snapshot_append_node (snapshot, node);
}
