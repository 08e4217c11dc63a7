/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "session-page.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "hidden-notice.h"
#include "returns-notice.h"
#include "selection-bar.h"
#include "session-feed.h"
#include "session-table.h"
#include "state-chips.h"
#include "summary-tiles.h"
#include "wrap-layout.h"

struct _UsherSessionPage
{
  GtkWidget parent_instance;

  GtkWidget *content;
  UsherSummaryTiles *tiles;
  UsherHiddenNotice *notice;
  UsherReturnsNotice *returns;
  UsherStateChips *chips;
  GtkEditable *filter_entry;
  GtkMenuButton *columns_button;
  GtkStack *stack;
  UsherSessionTable *table;
  GtkRevealer *filtered_revealer;
  GtkLabel *filtered_label;
  UsherSelectionBar *selection_bar;

  UsherSessionFeed *feed; /* (owned) */
  gboolean hold_asked;    /* a dialog is open */
  guint keep_top_id;      /* 0: nothing to do before the next frame */
};

enum
{
  ACT,
  ALL_WANTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UsherSessionPage, usher_session_page, GTK_TYPE_WIDGET)

/* Showing */

static UsherSessionSelection *
get_selection (UsherSessionPage *self)
{
  return usher_session_table_get_selection (self->table);
}

/* Frozen: copies of what is selected now, by identity. The focused row has no say. */
static UsherTargets *
freeze_targets (UsherSessionPage *self)
{
  UsherArrangement *shown = usher_session_table_get_arrangement (self->table);
  g_autoptr (GPtrArray) sessions = usher_session_selection_get_sessions (get_selection (self));

  return usher_targets_new (shown->snapshot, sessions);
}

static void
update_hold (UsherSessionPage *self)
{
  usher_session_feed_set_hold (self->feed,
                               self->hold_asked || usher_session_table_get_menu_open (self->table)
                                   || usher_session_selection_get_n (get_selection (self)) > 0);
}

static gboolean
keep_top_cb (gpointer page)
{
  UsherSessionPage *self = page;

  self->keep_top_id = 0;
  usher_session_table_keep_top (self->table);
  return G_SOURCE_REMOVE;
}

/* The bar comes or goes. Before the next frame, but after the click that did it: the view
 * is going to scroll to where the focus is. */
static void
keep_top_soon (UsherSessionPage *self)
{
  if (self->keep_top_id == 0)
    self->keep_top_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, keep_top_cb, self, NULL);
}

static gboolean
looks_only (UsherSessionPage *self)
{
  UsherServer *server = usher_session_feed_get_server (self->feed);

  return server != NULL && usher_server_get_look_only (server);
}

static void
update_selection (UsherSessionPage *self)
{
  UsherSessionSelection *selection = get_selection (self);
  guint n_selected = usher_session_selection_get_n (selection);
  guint n_targets = 0;
  gboolean can_act;

  if ((n_selected > 0) != usher_selection_bar_is_shown (self->selection_bar))
    keep_top_soon (self);
  if (n_selected == 0)
    usher_selection_bar_hide (self->selection_bar);
  else
    {
      g_autoptr (UsherTargets) targets = freeze_targets (self);

      n_targets = usher_targets_get_n (targets);
      usher_selection_bar_set_look_only (self->selection_bar, looks_only (self));
      usher_selection_bar_show (self->selection_bar, n_selected,
                                usher_session_selection_count_ended (selection), targets);
    }
  can_act = n_targets > 0 && !looks_only (self);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "session.terminate", can_act);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "session.cancel-query", can_act);
  update_hold (self);
}

/* Who would have to be granted what is hidden, and where. */
static void
update_notice (UsherSessionPage *self, UsherSnapshot *snapshot)
{
  UsherServer *server = usher_session_feed_get_server (self->feed);
  UsherConnectionInfo *info = server != NULL ? usher_server_get_info (server) : NULL;
  g_autofree char *place =
      server != NULL ? usher_address_describe (usher_server_get_address (server)) : NULL;

  usher_hidden_notice_set_role (self->notice, place, info != NULL ? info->current_user : NULL);
  usher_hidden_notice_set_n_hidden (self->notice,
                                    snapshot != NULL ? snapshot->summary.n_hidden : 0);
}

static const char *
choose_stack_page (UsherSessionPage *self, UsherArrangement *shown)
{
  UsherScope *scope = usher_session_feed_get_spec (self->feed)->scope;

  if (shown == NULL)
    return "nothing";
  if (scope != NULL && usher_scope_is_empty (scope))
    return "unchosen";
  if (shown->n_rows > 0)
    return "table";
  return shown->n_in_scope == 0 ? "empty" : "filtered";
}

static void
update_filtered_bar (UsherSessionPage *self, UsherArrangement *shown)
{
  guint n = shown != NULL ? shown->n_hidden_by_filters : 0;
  g_autofree char *text =
      g_strdup_printf (ngettext ("%u hidden by filters", "%u hidden by filters", n), n);

  if (n > 0 && !g_str_equal (text, gtk_label_get_text (self->filtered_label)))
    gtk_label_set_text (self->filtered_label, text);
  gtk_revealer_set_reveal_child (self->filtered_revealer, n > 0 && shown->n_rows > 0);
}

static void
update (UsherSessionPage *self)
{
  UsherArrangement *arrangement = usher_session_feed_get_arrangement (self->feed);
  UsherSnapshot *snapshot = arrangement != NULL ? arrangement->snapshot : NULL;
  const char *page = choose_stack_page (self, arrangement);

  usher_session_table_set_arrangement (self->table, arrangement);
  usher_summary_tiles_set_snapshot (self->tiles, snapshot);
  usher_state_chips_set_counts (self->chips, arrangement);
  update_notice (self, snapshot);
  gtk_stack_set_visible_child_name (self->stack, page);
  /* Where there is no list, there is nothing to count in it. */
  gtk_widget_set_visible (GTK_WIDGET (self->chips), !g_str_equal (page, "unchosen"));
  update_filtered_bar (self, arrangement);
  update_selection (self);
}

/* What the person does */

static void
sort_changed_cb (UsherSessionPage *self)
{
  UsherColumn column = usher_session_feed_get_spec (self->feed)->sort_column;
  gboolean descending = usher_session_feed_get_spec (self->feed)->descending;

  usher_session_table_get_sort (self->table, &column, &descending);
  usher_session_feed_set_sort (self->feed, column, descending);
}

/* Tiles and chips are two views of the same choice. */
static void
choose (UsherSessionPage *self, guint states, gboolean in_transaction_only)
{
  usher_session_feed_set_states (self->feed, states, in_transaction_only);
  usher_state_chips_set_chosen (self->chips, states);
  usher_summary_tiles_set_chosen (self->tiles,
                                  usher_tile_find (usher_session_feed_get_spec (self->feed)));
  usher_session_table_scroll_to_top (self->table);
}

static void
chip_chosen_cb (UsherSessionPage *self, guint states)
{
  choose (self, states, FALSE);
}

static void
tile_chosen_cb (UsherSessionPage *self, int tile)
{
  choose (self, usher_tile_get_states (tile), tile == USHER_TILE_OLDEST);
  if (tile != USHER_TILE_CONNECTIONS)
    g_signal_emit (self, signals[ALL_WANTED], 0);
}

static void
filter_changed_cb (UsherSessionPage *self)
{
  usher_session_feed_set_filter (self->feed, gtk_editable_get_text (self->filter_entry));
  usher_session_table_scroll_to_top (self->table);
}

static void
filter_stopped_cb (UsherSessionPage *self)
{
  gtk_editable_set_text (self->filter_entry, "");
  gtk_widget_child_focus (GTK_WIDGET (self->table), GTK_DIR_TAB_FORWARD);
}

static void
clear_filters (GtkWidget *widget, const char *action, GVariant *parameter)
{
  UsherSessionPage *self = USHER_SESSION_PAGE (widget);

  gtk_editable_set_text (self->filter_entry, "");
  choose (self, 0, FALSE);
}

static void
clear_selection (GtkWidget *widget, const char *action, GVariant *parameter)
{
  usher_session_selection_clear (get_selection (USHER_SESSION_PAGE (widget)));
}

static void
choose_all (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_signal_emit (widget, signals[ALL_WANTED], 0);
}

static void
act (GtkWidget *widget, const char *action, GVariant *parameter)
{
  UsherSessionPage *self = USHER_SESSION_PAGE (widget);
  int kind = g_str_equal (action, "session.terminate") ? USHER_OPERATION_TERMINATE
                                                       : USHER_OPERATION_CANCEL_QUERY;
  g_autoptr (UsherTargets) targets = NULL;

  if (usher_session_selection_get_n (get_selection (self)) == 0)
    return;
  targets = freeze_targets (self);
  if (usher_targets_get_n (targets) > 0)
    g_signal_emit (self, signals[ACT], 0, kind, targets);
}

/* The object */

static void
usher_session_page_dispose (GObject *object)
{
  UsherSessionPage *self = USHER_SESSION_PAGE (object);

  /* The columns that are taken down one by one must not be heard as another order. */
  if (self->feed != NULL)
    g_signal_handlers_disconnect_by_data (self->table, self);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_object (&self->feed);
  g_clear_handle_id (&self->keep_top_id, g_source_remove);
  G_OBJECT_CLASS (usher_session_page_parent_class)->dispose (object);
}

static void
ensure_types (void)
{
  g_type_ensure (USHER_TYPE_HIDDEN_NOTICE);
  g_type_ensure (USHER_TYPE_RETURNS_NOTICE);
  g_type_ensure (USHER_TYPE_SELECTION_BAR);
  g_type_ensure (USHER_TYPE_SESSION_TABLE);
  g_type_ensure (USHER_TYPE_STATE_CHIPS);
  g_type_ensure (USHER_TYPE_SUMMARY_TILES);
  g_type_ensure (USHER_TYPE_WRAP_LAYOUT);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/pgusher/Usher/ui/session-page.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherSessionPage, content);
  gtk_widget_class_bind_template_child (widget_class, UsherSessionPage, tiles);
  gtk_widget_class_bind_template_child (widget_class, UsherSessionPage, notice);
  gtk_widget_class_bind_template_child (widget_class, UsherSessionPage, returns);
  gtk_widget_class_bind_template_child (widget_class, UsherSessionPage, chips);
  gtk_widget_class_bind_template_child (widget_class, UsherSessionPage, filter_entry);
  gtk_widget_class_bind_template_child (widget_class, UsherSessionPage, columns_button);
  gtk_widget_class_bind_template_child (widget_class, UsherSessionPage, stack);
  gtk_widget_class_bind_template_child (widget_class, UsherSessionPage, table);
  gtk_widget_class_bind_template_child (widget_class, UsherSessionPage, filtered_revealer);
  gtk_widget_class_bind_template_child (widget_class, UsherSessionPage, filtered_label);
  gtk_widget_class_bind_template_child (widget_class, UsherSessionPage, selection_bar);
  gtk_widget_class_bind_template_callback (widget_class, chip_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, filter_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, filter_stopped_cb);
  gtk_widget_class_bind_template_callback (widget_class, update_hold);
  gtk_widget_class_bind_template_callback (widget_class, update_selection);
  gtk_widget_class_bind_template_callback (widget_class, sort_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, tile_chosen_cb);
}

static void
usher_session_page_class_init (UsherSessionPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_session_page_dispose;
  signals[ACT] = g_signal_new ("act", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_POINTER);
  signals[ALL_WANTED] = g_signal_new ("all-wanted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                      NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_install_action (widget_class, "session.terminate", NULL, act);
  gtk_widget_class_install_action (widget_class, "session.cancel-query", NULL, act);
  gtk_widget_class_install_action (widget_class, "session.choose-all", NULL, choose_all);
  gtk_widget_class_install_action (widget_class, "session.clear-selection", NULL, clear_selection);
  gtk_widget_class_install_action (widget_class, "session.clear-filters", NULL, clear_filters);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  ensure_types ();
  bind_template (widget_class);
}

static void
usher_session_page_init (UsherSessionPage *self)
{
  self->feed = usher_session_feed_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_menu_model (self->columns_button,
                                  usher_session_table_get_columns_menu (self->table));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "columns",
                                  usher_session_table_get_columns_actions (self->table));
  g_signal_connect_object (self->feed, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  sort_changed_cb (self);
  update (self);
}

UsherSessionPage *
usher_session_page_new (void)
{
  return g_object_new (USHER_TYPE_SESSION_PAGE, NULL);
}

/**
 * usher_session_page_set_server:
 * @self: the page
 * @server: (nullable) (transfer none): whose sessions to show
 *
 * Shows another server, with the same filters; nothing is selected any more.
 */
void
usher_session_page_set_server (UsherSessionPage *self, UsherServer *server)
{
  usher_session_feed_set_server (self->feed, server);
  usher_returns_notice_set_server (self->returns, server);
}

/**
 * usher_session_page_set_scope:
 * @self: the page
 * @scope: (nullable) (transfer none): the part of the server to show; %NULL: all sessions;
 *   an empty one: nothing is selected, and the page says so
 *
 * Shows another part of the server, with the same filters.
 */
void
usher_session_page_set_scope (UsherSessionPage *self, UsherScope *scope)
{
  usher_session_feed_set_scope (self->feed, scope);
  usher_session_table_scroll_to_top (self->table);
}

/**
 * usher_session_page_set_hold:
 * @self: the page
 * @hold: whether a dialog about these sessions is open
 *
 * Keeps the rows where they are while it is.
 */
void
usher_session_page_set_hold (UsherSessionPage *self, gboolean hold)
{
  self->hold_asked = hold;
  update_hold (self);
}

void
usher_session_page_focus_filter (UsherSessionPage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->filter_entry));
}

/**
 * usher_session_page_get_feed:
 * @self: the page
 *
 * Returns: (transfer none): what the page shows, for pictures that do not come from a server
 */
UsherSessionFeed *
usher_session_page_get_feed (UsherSessionPage *self)
{
  return self->feed;
}
