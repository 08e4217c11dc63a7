/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "summary-tiles.h"

#include <glib/gi18n-lib.h>

#include "steady-label.h"
#include "wrap-layout.h"

typedef struct
{
  GtkToggleButton *button;
  UsherSteadyLabel *figure;
  UsherSteadyLabel *caption;
} Tile;

struct _UsherSummaryTiles
{
  GtkWidget parent_instance;

  Tile tiles[USHER_N_TILES];
};

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UsherSummaryTiles, usher_summary_tiles, GTK_TYPE_WIDGET)

static const struct
{
  const char *style; /* (nullable): the colour of a figure that is not 0 */
  const char *tip;
} traits[USHER_N_TILES] = {
  [USHER_TILE_CONNECTIONS] = { NULL, N_ ("Show the sessions in every state") },
  [USHER_TILE_ACTIVE] = { NULL, N_ ("Show only sessions that run a query") },
  [USHER_TILE_IDLE_IN_TRANSACTION] = { "transaction", N_ ("Show only sessions that do nothing and "
                                                          "keep a transaction open") },
  [USHER_TILE_BLOCKED] = { "blocked", N_ ("Show only sessions that wait for another’s lock") },
  [USHER_TILE_OLDEST] = { NULL, N_ ("Show only sessions with an open transaction") },
};

static void
toggled_cb (UsherSummaryTiles *self, GtkToggleButton *button)
{
  UsherTile tile = USHER_TILE_CONNECTIONS;

  if (gtk_toggle_button_get_active (button))
    for (UsherTile i = 0; i < USHER_N_TILES; i++)
      if (self->tiles[i].button == button)
        tile = i;
  usher_summary_tiles_set_chosen (self, tile);
  g_signal_emit (self, signals[CHOSEN], 0, (int)tile);
}

static UsherSteadyLabel *
add_label (GtkBox *box, const char *style)
{
  GtkWidget *label = usher_steady_label_new ();

  gtk_widget_add_css_class (label, style);
  gtk_box_append (box, label);
  return USHER_STEADY_LABEL (label);
}

static void
add_tile (UsherSummaryTiles *self, UsherTile tile)
{
  GtkWidget *button = gtk_toggle_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->tiles[tile].button = GTK_TOGGLE_BUTTON (button);
  self->tiles[tile].figure = add_label (GTK_BOX (box), "figure");
  self->tiles[tile].caption = add_label (GTK_BOX (box), "caption");
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _ (traits[tile].tip));
  gtk_widget_set_parent (button, GTK_WIDGET (self));
  g_signal_connect_swapped (button, "toggled", G_CALLBACK (toggled_cb), self);
}

static void
usher_summary_tiles_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (usher_summary_tiles_parent_class)->dispose (object);
}

static void
usher_summary_tiles_class_init (UsherSummaryTilesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_summary_tiles_dispose;
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  gtk_widget_class_set_layout_manager_type (widget_class, USHER_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "summarytiles");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_TOOLBAR);
}

static void
usher_summary_tiles_init (UsherSummaryTiles *self)
{
  for (UsherTile tile = 0; tile < USHER_N_TILES; tile++)
    add_tile (self, tile);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Summary"), -1);
  usher_summary_tiles_set_snapshot (self, NULL);
}

/* Figure and caption are two lines of one name. */
static void
set_tile (UsherSummaryTiles *self, UsherTile tile, const char *figure, const char *caption)
{
  g_autofree char *name = g_strdup_printf ("%s %s", figure, caption);

  usher_steady_label_set_text (self->tiles[tile].caption, caption);
  if (usher_steady_label_set_text (self->tiles[tile].figure, figure))
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->tiles[tile].button),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
set_count (UsherSummaryTiles *self, UsherTile tile, guint n, const char *caption)
{
  g_autofree char *figure = g_strdup_printf ("%u", n);

  set_tile (self, tile, figure, caption);
  if (traits[tile].style == NULL)
    return;
  if (gtk_widget_has_css_class (GTK_WIDGET (self->tiles[tile].figure), traits[tile].style)
      == (n > 0))
    return;
  if (n > 0)
    gtk_widget_add_css_class (GTK_WIDGET (self->tiles[tile].figure), traits[tile].style);
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->tiles[tile].figure), traits[tile].style);
}

static void
set_connections (UsherSummaryTiles *self, guint used, guint usable)
{
  g_autofree char *figure = NULL;

  if (usable > 0)
    /* Translators: how many connections are in use, of how many there may be: "214 / 300" */
    figure = g_strdup_printf (_ ("%u / %u"), used, usable);
  else
    figure = g_strdup_printf ("%u", used);
  /* Translators: below a figure such as "214 / 300" */
  set_tile (self, USHER_TILE_CONNECTIONS, figure, _ ("connections"));
}

static void
set_oldest (UsherSummaryTiles *self, gint64 start, gint64 now)
{
  g_autofree char *age = NULL;

  if (start != USHER_NO_TIME)
    age = usher_duration_format (now - start);
  /* Translators: below the age of the oldest open transaction, such as "14 min 3 s" */
  set_tile (self, USHER_TILE_OLDEST, age != NULL ? age : "–", _ ("oldest transaction"));
}

/**
 * usher_summary_tiles_set_snapshot:
 * @self: the tiles
 * @snapshot: (nullable): the picture that they sum up
 */
void
usher_summary_tiles_set_snapshot (UsherSummaryTiles *self, UsherSnapshot *snapshot)
{
  static const UsherSummary nothing = { .oldest_xact_start = USHER_NO_TIME };
  const UsherSummary *summary = snapshot != NULL ? &snapshot->summary : &nothing;

  set_connections (self, summary->connections_used, summary->connections_usable);
  /* Translators: below the number of sessions in that state */
  set_count (self, USHER_TILE_ACTIVE, summary->n_active, C_ ("tile", "active"));
  set_count (self, USHER_TILE_IDLE_IN_TRANSACTION, summary->n_idle_in_transaction,
             C_ ("tile", "idle in transaction"));
  set_count (self, USHER_TILE_BLOCKED, summary->n_blocked, C_ ("tile", "blocked"));
  set_oldest (self, summary->oldest_xact_start, snapshot != NULL ? snapshot->server_time : 0);
}

/**
 * usher_summary_tiles_set_chosen:
 * @self: the tiles
 * @tile: the one to look pressed; %USHER_TILE_CONNECTIONS: none
 *
 * Shows what is chosen, without "chosen".
 */
void
usher_summary_tiles_set_chosen (UsherSummaryTiles *self, UsherTile tile)
{
  for (UsherTile i = 0; i < USHER_N_TILES; i++)
    {
      GtkToggleButton *button = self->tiles[i].button;

      g_signal_handlers_block_by_func (button, toggled_cb, self);
      gtk_toggle_button_set_active (button, i == tile && tile != USHER_TILE_CONNECTIONS);
      g_signal_handlers_unblock_by_func (button, toggled_cb, self);
    }
}

/* What a tile stands for */

static const guint tile_states[USHER_N_TILES] = {
  [USHER_TILE_ACTIVE] = 1u << USHER_STATE_ACTIVE,
  [USHER_TILE_IDLE_IN_TRANSACTION] =
      1u << USHER_STATE_IDLE_IN_TRANSACTION | 1u << USHER_STATE_ABORTED,
  [USHER_TILE_BLOCKED] = 1u << USHER_STATE_BLOCKED,
};

/**
 * usher_tile_get_states:
 * @tile: a tile
 *
 * Returns: the states of the sessions that it counts, bits 1 << UsherSessionState; 0 for all
 */
guint
usher_tile_get_states (UsherTile tile)
{
  return tile_states[tile];
}

/**
 * usher_tile_find:
 * @spec: what is shown
 *
 * Returns: the tile that stands for it; that of all connections where none does
 */
UsherTile
usher_tile_find (const UsherArrangementSpec *spec)
{
  if (spec->in_transaction_only)
    return spec->states == 0 ? USHER_TILE_OLDEST : USHER_TILE_CONNECTIONS;
  for (UsherTile tile = 0; tile < USHER_N_TILES; tile++)
    if (spec->states != 0 && spec->states == tile_states[tile])
      return tile;
  return USHER_TILE_CONNECTIONS;
}
