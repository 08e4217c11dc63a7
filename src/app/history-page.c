/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "history-page.h"

#include <glib/gi18n-lib.h>

#include "history-details.h"
#include "history-list.h"
#include "history-row.h"
#include "journal-export.h"
#include "text.h"
#include "wrap-layout.h"

#define NAME_CHARS 40

/* To look through a long journal takes seconds. Then it is said that it looks. */
#define PATIENCE_MS 300

struct _UsherHistoryPage
{
  AdwBin parent_instance;

  GtkEditable *filter_entry;
  GtkDropDown *action_choice;
  GtkDropDown *server_choice;
  GtkStack *stack;
  GtkListView *view;
  AdwStatusPage *trouble;
  GtkLabel *end;

  UsherJournal *journal;  /* (owned) (nullable): NULL once disposed */
  UsherHistoryList *list; /* (owned) */
  GPtrArray *servers;     /* (owned) of char: those that the second choice offers */
  guint patience;         /* 0: it does not look for anything just now, or not for long */
  gboolean loaded;        /* it was looked at */
  gboolean quiet;         /* the choices are being filled, not made */
};

G_DEFINE_FINAL_TYPE (UsherHistoryPage, usher_history_page, ADW_TYPE_BIN)

enum
{
  SAID,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* Looking for something */

static UsherJournalFilter
get_filter (UsherHistoryPage *self)
{
  const char *text = gtk_editable_get_text (self->filter_entry);
  guint action = gtk_drop_down_get_selected (self->action_choice);
  guint server = gtk_drop_down_get_selected (self->server_choice);
  UsherJournalFilter filter = { .text = *text != '\0' ? text : NULL };

  /* The first choice is all of them. */
  if (action != GTK_INVALID_LIST_POSITION && action > 0)
    filter.action = usher_journal_get_nth_action (action - 1);
  if (server != GTK_INVALID_LIST_POSITION && server > 0 && server <= self->servers->len)
    filter.server = g_ptr_array_index (self->servers, server - 1);
  return filter;
}

static gboolean
is_filtered (UsherHistoryPage *self)
{
  UsherJournalFilter filter = get_filter (self);

  return filter.text != NULL || filter.action != NULL || filter.server != NULL;
}

/* What was found before is no answer any more. */
static gboolean
show_looking (gpointer data)
{
  UsherHistoryPage *self = data;

  self->patience = 0;
  if (g_list_model_get_n_items (G_LIST_MODEL (self->list)) == 0)
    gtk_stack_set_visible_child_name (self->stack, "looking");
  return G_SOURCE_REMOVE;
}

static void
load (UsherHistoryPage *self)
{
  UsherJournalFilter filter;

  if (!self->loaded || self->quiet)
    return;
  filter = get_filter (self);
  usher_history_list_load (self->list, &filter);
  g_clear_handle_id (&self->patience, g_source_remove);
  self->patience = g_timeout_add (PATIENCE_MS, show_looking, self);
}

static void
clear_cb (UsherHistoryPage *self)
{
  self->quiet = TRUE;
  gtk_editable_set_text (self->filter_entry, "");
  gtk_drop_down_set_selected (self->action_choice, 0);
  gtk_drop_down_set_selected (self->server_choice, 0);
  self->quiet = FALSE;
  load (self);
}

static void
edge_reached_cb (UsherHistoryPage *self, GtkPositionType edge)
{
  if (edge == GTK_POS_BOTTOM)
    usher_history_list_load_more (self->list);
}

/* The choices */

static void
offer_actions (UsherHistoryPage *self)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);
  const char *action;

  gtk_string_list_append (labels, _ ("All Actions"));
  for (guint i = 0; (action = usher_journal_get_nth_action (i)) != NULL; i++)
    gtk_string_list_append (labels, usher_journal_action_label (action));
  gtk_drop_down_set_model (self->action_choice, G_LIST_MODEL (labels));
}

static void
offer_server (UsherHistoryPage *self, const char *server)
{
  GtkStringList *labels = GTK_STRING_LIST (gtk_drop_down_get_model (self->server_choice));
  g_autofree char *label = usher_text_show_line (server, NAME_CHARS);

  if (*server == '\0'
      || g_ptr_array_find_with_equal_func (self->servers, server, g_str_equal, NULL))
    return;
  g_ptr_array_add (self->servers, g_strdup (server));
  gtk_string_list_append (labels, label);
}

static void
on_items_changed (UsherHistoryPage *self,
                  guint position,
                  guint n_removed,
                  guint n_added,
                  GListModel *list)
{
  self->quiet = TRUE;
  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr (UsherHistoryItem) item = g_list_model_get_item (list, i);

      offer_server (self, usher_history_item_get_entry (item)->server);
    }
  self->quiet = FALSE;
  /* They come by and by. */
  if (n_added > 0)
    gtk_stack_set_visible_child_name (self->stack, "list");
}

/* What there is */

/* What is not there is said, and how to get at it. */
static void
show_end (UsherHistoryPage *self, guint n)
{
  UsherHistoryEnd end = usher_history_list_get_end (self->list);
  g_autofree char *text = NULL;

  if (n > 0 && end == USHER_HISTORY_END_CUT)
    text = g_strdup_printf (ngettext ("Older entries than these %u are not shown. Filter the "
                                      "history to find them, or export it.",
                                      "Older entries than these %u are not shown. Filter the "
                                      "history to find them, or export it.",
                                      n),
                            n);
  else if (n > 0 && end == USHER_HISTORY_END_TRIMMED)
    text = g_strdup (_ ("What was done before is not kept any more."));
  gtk_label_set_text (self->end, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->end), text != NULL);
}

static void
on_loaded (UsherHistoryPage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list));

  g_clear_handle_id (&self->patience, g_source_remove);
  show_end (self, n);
  if (n > 0)
    gtk_stack_set_visible_child_name (self->stack, "list");
  else
    gtk_stack_set_visible_child_name (self->stack, is_filtered (self) ? "filtered" : "empty");
}

static void
on_trouble (UsherHistoryPage *self, const GError *error)
{
  g_autofree char *plain = g_markup_escape_text (error->message, -1);

  g_clear_handle_id (&self->patience, g_source_remove);
  adw_status_page_set_description (self->trouble, plain);
  gtk_stack_set_visible_child_name (self->stack, "trouble");
}

static void
activate_cb (UsherHistoryPage *self, guint position)
{
  g_autoptr (UsherHistoryItem) item = g_list_model_get_item (G_LIST_MODEL (self->list), position);

  if (item != NULL)
    usher_history_details_present (GTK_WIDGET (self), item);
}

/* Export */

typedef struct
{
  UsherHistoryPage *page;     /* (owned) */
  GtkFileChooserNative *file; /* (owned) */
  UsherJournalFormat format;
} Export;

static void
export_free (Export *self)
{
  g_object_unref (self->file);
  g_object_unref (self->page);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Export, export_free)

static void
on_exported (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherHistoryPage) self = user_data;
  g_autoptr (GError) error = NULL;
  gint64 n = usher_journal_export_finish (result, &error);
  g_autofree char *text = NULL;

  if (n < 0)
    /* Translators: the system's reason takes the place of %s */
    text = g_strdup_printf (_ ("The history was not exported: %s"), error->message);
  else
    text =
        g_strdup_printf (ngettext ("%u entry exported", "%u entries exported", (guint)n), (guint)n);
  g_signal_emit (self, signals[SAID], 0, text);
}

static void
on_file_chosen (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  g_autoptr (Export) export = user_data;
  g_autoptr (GFile) file = NULL;
  UsherJournalFilter filter;

  if (response != GTK_RESPONSE_ACCEPT || export->page->journal == NULL)
    return;
  file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  filter = get_filter (export->page);
  usher_journal_export_async (usher_journal_get_file (export->page->journal), &filter,
                              export->format, file, NULL, on_exported, g_object_ref (export->page));
}

static void
export_history (GtkWidget *widget, const char *name, GVariant *parameter)
{
  UsherHistoryPage *self = USHER_HISTORY_PAGE (widget);
  gboolean csv = g_str_equal (g_variant_get_string (parameter, NULL), "csv");
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (widget));
  Export *export = g_new0 (Export, 1);

  export->page = g_object_ref (self);
  export->format = csv ? USHER_JOURNAL_CSV : USHER_JOURNAL_JSON_LINES;
  export->file = gtk_file_chooser_native_new (_ ("Export History"), window,
                                              GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (export->file),
                                     csv ? "usher-history.csv" : "usher-history.jsonl");
  g_signal_connect (export->file, "response", G_CALLBACK (on_file_chosen), export);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (export->file));
}

/* The object */

static void
usher_history_page_map (GtkWidget *widget)
{
  UsherHistoryPage *self = USHER_HISTORY_PAGE (widget);

  GTK_WIDGET_CLASS (usher_history_page_parent_class)->map (widget);
  if (self->loaded)
    return;
  self->loaded = TRUE;
  load (self);
}

static void
usher_history_page_dispose (GObject *object)
{
  UsherHistoryPage *self = USHER_HISTORY_PAGE (object);

  g_clear_handle_id (&self->patience, g_source_remove);
  g_clear_object (&self->list);
  g_clear_object (&self->journal);

  G_OBJECT_CLASS (usher_history_page_parent_class)->dispose (object);
}

static void
usher_history_page_finalize (GObject *object)
{
  g_ptr_array_unref (USHER_HISTORY_PAGE (object)->servers);

  G_OBJECT_CLASS (usher_history_page_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/pgusher/Usher/ui/history-page.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherHistoryPage, filter_entry);
  gtk_widget_class_bind_template_child (widget_class, UsherHistoryPage, action_choice);
  gtk_widget_class_bind_template_child (widget_class, UsherHistoryPage, server_choice);
  gtk_widget_class_bind_template_child (widget_class, UsherHistoryPage, stack);
  gtk_widget_class_bind_template_child (widget_class, UsherHistoryPage, view);
  gtk_widget_class_bind_template_child (widget_class, UsherHistoryPage, trouble);
  gtk_widget_class_bind_template_child (widget_class, UsherHistoryPage, end);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, clear_cb);
  gtk_widget_class_bind_template_callback (widget_class, edge_reached_cb);
  gtk_widget_class_bind_template_callback (widget_class, load);
}

static void
usher_history_page_class_init (UsherHistoryPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_history_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = usher_history_page_finalize;
  widget_class->map = usher_history_page_map;

  signals[SAID] = g_signal_new ("said", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_install_action (widget_class, "history.export", "s", export_history);
  g_type_ensure (USHER_TYPE_WRAP_LAYOUT);
  bind_template (widget_class);
}

static void
usher_history_page_init (UsherHistoryPage *self)
{
  const char *const all_servers[] = { _ ("All Servers"), NULL };
  g_autoptr (GtkListItemFactory) factory = usher_history_row_factory_new ();
  g_autoptr (GtkStringList) servers = gtk_string_list_new (all_servers);

  self->servers = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_view_set_factory (self->view, factory);
  offer_actions (self);
  gtk_drop_down_set_model (self->server_choice, G_LIST_MODEL (servers));
}

/**
 * usher_history_page_new:
 * @journal: what to show
 *
 * Returns: (transfer floating): the page
 */
UsherHistoryPage *
usher_history_page_new (UsherJournal *journal)
{
  UsherHistoryPage *self = g_object_new (USHER_TYPE_HISTORY_PAGE, NULL);
  g_autoptr (GtkSelectionModel) model = NULL;

  self->journal = g_object_ref (journal);
  self->list = usher_history_list_new (journal);
  g_signal_connect_object (self->list, "loaded", G_CALLBACK (on_loaded), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "items-changed", G_CALLBACK (on_items_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "outdated", G_CALLBACK (load), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "trouble", G_CALLBACK (on_trouble), self, G_CONNECT_SWAPPED);
  model = GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->list))));
  gtk_list_view_set_model (self->view, model);
  return self;
}

void
usher_history_page_focus_filter (UsherHistoryPage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->filter_entry));
}
