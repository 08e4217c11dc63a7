/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "wrap-layout.h"

/* GTK's own idea of a width without limit, which Pango can count in its units, too. */
#define WIDEST (1 << 20)

struct _UsherWrapLayout
{
  GtkLayoutManager parent_instance;

  int spacing;
  int line_spacing;
};

enum
{
  PROP_SPACING = 1,
  PROP_LINE_SPACING,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (UsherWrapLayout, usher_wrap_layout, GTK_TYPE_LAYOUT_MANAGER)

/* The children from @first to before @end, with what their line needs. */
typedef struct
{
  GtkWidget *first;
  GtkWidget *end; /* (nullable): the first of the next line */
  int width;
  int height;
  int n_expand;
} Line;

static GtkWidget *
next_shown (GtkWidget *child)
{
  while (child != NULL && !gtk_widget_should_layout (child))
    child = gtk_widget_get_next_sibling (child);
  return child;
}

static int
measure_width (GtkWidget *child, int for_width)
{
  int minimum, natural;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  return MAX (minimum, MIN (natural, for_width));
}

static int
measure_height (GtkWidget *child, int width)
{
  int natural;

  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, NULL, &natural, NULL, NULL);
  return natural;
}

/* Takes as many children from @child on as fit into @width; one at least. */
static Line
fill_line (UsherWrapLayout *self, GtkWidget *child, int width)
{
  Line line = { .first = child };

  for (; child != NULL; child = next_shown (gtk_widget_get_next_sibling (child)))
    {
      int needed = measure_width (child, width) + (child != line.first ? self->spacing : 0);

      if (child != line.first && line.width + needed > width)
        break;
      line.width += needed;
      line.n_expand += gtk_widget_compute_expand (child, GTK_ORIENTATION_HORIZONTAL);
    }
  line.end = child;
  return line;
}

/* An expanding child's share of what the line leaves. */
static int
share (const Line *line, GtkWidget *child, int width)
{
  if (line->n_expand == 0 || !gtk_widget_compute_expand (child, GTK_ORIENTATION_HORIZONTAL))
    return 0;
  return MAX (0, width - line->width) / line->n_expand;
}

static int
measure_line (Line *line, int width)
{
  for (GtkWidget *child = line->first; child != line->end;
       child = next_shown (gtk_widget_get_next_sibling (child)))
    {
      int child_width = measure_width (child, width) + share (line, child, width);

      line->height = MAX (line->height, measure_height (child, child_width));
    }
  return line->height;
}

static void
measure_lines (UsherWrapLayout *self, GtkWidget *widget, int width, int *height)
{
  GtkWidget *child = next_shown (gtk_widget_get_first_child (widget));

  *height = 0;
  while (child != NULL)
    {
      Line line = fill_line (self, child, width);

      *height += measure_line (&line, width);
      child = line.end;
      if (child != NULL)
        *height += self->line_spacing;
    }
}

static void
measure_widths (UsherWrapLayout *self, GtkWidget *widget, int *minimum, int *natural)
{
  *minimum = *natural = 0;
  for (GtkWidget *child = next_shown (gtk_widget_get_first_child (widget)); child != NULL;
       child = next_shown (gtk_widget_get_next_sibling (child)))
    {
      int child_minimum, child_natural;

      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &child_minimum, &child_natural,
                          NULL, NULL);
      *minimum = MAX (*minimum, child_minimum);
      *natural += child_natural + (*natural > 0 ? self->spacing : 0);
    }
}

/* Asked for no width. The least that it can be is what it needs in the widest; GTK 4.18 warns
 * of a window that gets by with less than it said. GTK 4.8 warns of the widest while a strip
 * slides in, and is content with what is needed in the narrowest. */
static int
choose_width (UsherWrapLayout *self, GtkWidget *widget)
{
  int minimum, natural;

  if (gtk_check_version (4, 10, 0) == NULL)
    return WIDEST;
  measure_widths (self, widget, &minimum, &natural);
  return minimum;
}

static GtkSizeRequestMode
usher_wrap_layout_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
usher_wrap_layout_measure (GtkLayoutManager *manager,
                           GtkWidget *widget,
                           GtkOrientation orientation,
                           int for_size,
                           int *minimum,
                           int *natural,
                           int *minimum_baseline,
                           int *natural_baseline)
{
  UsherWrapLayout *self = USHER_WRAP_LAYOUT (manager);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      measure_widths (self, widget, minimum, natural);
      return;
    }
  if (for_size < 0)
    for_size = choose_width (self, widget);
  measure_lines (self, widget, for_size, minimum);
  *natural = *minimum;
}

static void
allocate_line (UsherWrapLayout *self, GtkWidget *widget, const Line *line, int width, int y)
{
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int x = 0;

  for (GtkWidget *child = line->first; child != line->end;
       child = next_shown (gtk_widget_get_next_sibling (child)))
    {
      int child_width = measure_width (child, width) + share (line, child, width);
      GtkAllocation place = { mirrored ? width - x - child_width : x, y, child_width,
                              line->height };

      gtk_widget_size_allocate (child, &place, -1);
      x += child_width + self->spacing;
    }
}

static void
usher_wrap_layout_allocate (GtkLayoutManager *manager,
                            GtkWidget *widget,
                            int width,
                            int height,
                            int baseline)
{
  UsherWrapLayout *self = USHER_WRAP_LAYOUT (manager);
  GtkWidget *child = next_shown (gtk_widget_get_first_child (widget));
  int y = 0;

  while (child != NULL)
    {
      Line line = fill_line (self, child, width);

      measure_line (&line, width);
      allocate_line (self, widget, &line, width, y);
      y += line.height + self->line_spacing;
      child = line.end;
    }
}

static void
usher_wrap_layout_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  UsherWrapLayout *self = USHER_WRAP_LAYOUT (object);

  if (id == PROP_SPACING)
    g_value_set_int (value, self->spacing);
  else if (id == PROP_LINE_SPACING)
    g_value_set_int (value, self->line_spacing);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
usher_wrap_layout_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  UsherWrapLayout *self = USHER_WRAP_LAYOUT (object);

  if (id == PROP_SPACING)
    self->spacing = g_value_get_int (value);
  else if (id == PROP_LINE_SPACING)
    self->line_spacing = g_value_get_int (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (self));
}

static void
usher_wrap_layout_class_init (UsherWrapLayoutClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = usher_wrap_layout_get_property;
  object_class->set_property = usher_wrap_layout_set_property;
  layout_class->get_request_mode = usher_wrap_layout_get_request_mode;
  layout_class->measure = usher_wrap_layout_measure;
  layout_class->allocate = usher_wrap_layout_allocate;

  properties[PROP_SPACING] = g_param_spec_int ("spacing", NULL, NULL, 0, G_MAXINT, 0, flags);
  properties[PROP_LINE_SPACING] =
      g_param_spec_int ("line-spacing", NULL, NULL, 0, G_MAXINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
usher_wrap_layout_init (UsherWrapLayout *self)
{
}
