/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "restore-banner.h"

#include <glib/gi18n-lib.h>

#include "restores.h"
#include "text.h"

#define NAME_CHARS 60

struct _UsherRestoreBanner
{
  AdwBin parent_instance;

  GtkBox *box;
  UsherServer *server;     /* (owned) (nullable) */
  UsherRestores *restores; /* (owned) (nullable): of the server */
  GPtrArray *watched;      /* (owned) of UsherRestore: those whose changes are heard */
};

G_DEFINE_FINAL_TYPE (UsherRestoreBanner, usher_restore_banner, ADW_TYPE_BIN)

enum
{
  SAID,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* Letting in again */

/* What a button is about. */
typedef struct
{
  UsherRestoreBanner *banner; /* (unowned): the button is in it, or the dialog holds it */
  UsherRestore *restore;      /* (owned) */
} Choice;

static void
choice_free (gpointer data, GClosure *closure)
{
  Choice *choice = data;

  g_object_unref (choice->restore);
  g_free (choice);
}

static Choice *
choice_new (UsherRestoreBanner *banner, UsherRestore *restore)
{
  Choice *choice = g_new0 (Choice, 1);

  choice->banner = banner;
  choice->restore = g_object_ref (restore);
  return choice;
}

static void
on_applied (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherRestoreBanner) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean applied = usher_restores_apply_finish (USHER_RESTORES (object), result, &error);

  gtk_widget_set_sensitive (GTK_WIDGET (self->box), TRUE);
  g_signal_emit (self, signals[SAID], 0, applied ? _ ("Sessions get in again") : error->message);
  if (self->server != NULL)
    usher_server_refresh (self->server);
}

static void
apply (UsherRestoreBanner *self, UsherRestore *restore, gboolean even_if_changed)
{
  if (self->restores == NULL)
    return;
  gtk_widget_set_sensitive (GTK_WIDGET (self->box), FALSE);
  usher_restores_apply_async (self->restores, restore, even_if_changed, on_applied,
                              g_object_ref (self));
}

static void
on_forgotten (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherRestoreBanner) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!usher_restores_forget_finish (USHER_RESTORES (object), result, &error))
    g_signal_emit (self, signals[SAID], 0, error->message);
}

static void
on_answered (AdwMessageDialog *dialog, const char *response, gpointer data)
{
  Choice *choice = data;

  if (g_str_equal (response, "put-back"))
    apply (choice->banner, choice->restore, TRUE);
  else if (g_str_equal (response, "leave") && choice->banner->restores != NULL)
    usher_restores_forget_async (choice->banner->restores, choice->restore, on_forgotten,
                                 g_object_ref (choice->banner));
}

/* Somebody else's setting is not written over unasked. */
static void
ask (UsherRestoreBanner *self, UsherRestore *restore)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autofree char *name = usher_text_show_line (usher_restore_get_name (restore), NAME_CHARS);
  /* Translators: %s is the name of a database */
  g_autofree char *heading = g_strdup_printf (_ ("Put Back How Sessions Get Into “%s”?"), name);
  GtkWidget *dialog =
      adw_message_dialog_new (GTK_WINDOW (root), heading, usher_restore_explain (restore));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "later", _ ("Decide Later"),
                                    "leave", _ ("Leave It as It Is"), "put-back", _ ("Put Back"),
                                    NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "later");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "later");
  g_object_set_data_full (G_OBJECT (dialog), "usher-banner", g_object_ref (self), g_object_unref);
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_answered), choice_new (self, restore),
                         choice_free, G_CONNECT_DEFAULT);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_clicked (GtkButton *button, gpointer data)
{
  Choice *choice = data;

  switch (usher_restore_get_state (choice->restore))
    {
    case USHER_RESTORE_CHANGED:
      ask (choice->banner, choice->restore);
      break;
    case USHER_RESTORE_INVALID:
      gtk_widget_activate_action (GTK_WIDGET (choice->banner), "win.drop", "u",
                                  usher_restore_get_database_oid (choice->restore));
      break;
    case USHER_RESTORE_PENDING:
    case USHER_RESTORE_KEPT_OUT:
    case USHER_RESTORE_NOT_NEEDED:
    case USHER_RESTORE_GONE:
    case USHER_RESTORE_BUSY:
    default:
      apply (choice->banner, choice->restore, FALSE);
      break;
    }
}

/* The strips */

/* Returns: (nullable): what the button says; %NULL: there is nothing to do */
static const char *
get_label (UsherRestoreState state)
{
  switch (state)
    {
    case USHER_RESTORE_PENDING:
      return _ ("Let Sessions In Again");
    case USHER_RESTORE_KEPT_OUT:
      return _ ("Release");
    case USHER_RESTORE_CHANGED:
      return _ ("Put Back…");
    case USHER_RESTORE_INVALID:
      return _ ("Drop…");
    case USHER_RESTORE_NOT_NEEDED:
    case USHER_RESTORE_GONE:
    case USHER_RESTORE_BUSY:
    default:
      return NULL;
    }
}

static void
add_strip (UsherRestoreBanner *self, UsherRestore *restore)
{
  const char *label = get_label (usher_restore_get_state (restore));
  GtkWidget *strip = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *words = gtk_label_new (NULL);
  GtkWidget *button = gtk_button_new_with_label (label);
  g_autofree char *name = usher_text_show_line (usher_restore_get_name (restore), NAME_CHARS);
  /* Translators: the name of a database, and a sentence about it */
  g_autofree char *text = g_strdup_printf (_ ("“%s”: %s"), name, usher_restore_explain (restore));

  gtk_label_set_text (GTK_LABEL (words), text);
  gtk_label_set_wrap (GTK_LABEL (words), TRUE);
  gtk_label_set_xalign (GTK_LABEL (words), 0);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_data (button, "clicked", G_CALLBACK (on_clicked), choice_new (self, restore),
                         choice_free, G_CONNECT_DEFAULT);
  gtk_widget_add_css_class (strip, "notice");
  gtk_box_append (GTK_BOX (strip), words);
  gtk_box_append (GTK_BOX (strip), button);
  gtk_box_append (self->box, strip);
}

static void
update (UsherRestoreBanner *self)
{
  GListModel *list = self->restores != NULL ? usher_restores_get_list (self->restores) : NULL;
  GtkWidget *strip;

  while ((strip = gtk_widget_get_first_child (GTK_WIDGET (self->box))) != NULL)
    gtk_box_remove (self->box, strip);
  for (guint i = 0; list != NULL && i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (UsherRestore) restore = g_list_model_get_item (list, i);

      if (get_label (usher_restore_get_state (restore)) != NULL)
        add_strip (self, restore);
    }
}

static void
unwatch (UsherRestoreBanner *self)
{
  for (guint i = 0; i < self->watched->len; i++)
    g_signal_handlers_disconnect_by_func (g_ptr_array_index (self->watched, i), update, self);
  g_ptr_array_set_size (self->watched, 0);
}

static void
on_items_changed (UsherRestoreBanner *self)
{
  GListModel *list = usher_restores_get_list (self->restores);

  unwatch (self);
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      UsherRestore *restore = g_list_model_get_item (list, i);

      g_signal_connect_swapped (restore, "changed", G_CALLBACK (update), self);
      g_ptr_array_add (self->watched, restore);
    }
  update (self);
}

static void
leave_server (UsherRestoreBanner *self)
{
  if (self->restores != NULL)
    g_signal_handlers_disconnect_by_func (usher_restores_get_list (self->restores),
                                          on_items_changed, self);
  unwatch (self);
  g_clear_object (&self->restores);
  g_clear_object (&self->server);
}

static void
usher_restore_banner_dispose (GObject *object)
{
  leave_server (USHER_RESTORE_BANNER (object));

  G_OBJECT_CLASS (usher_restore_banner_parent_class)->dispose (object);
}

static void
usher_restore_banner_finalize (GObject *object)
{
  g_ptr_array_unref (USHER_RESTORE_BANNER (object)->watched);

  G_OBJECT_CLASS (usher_restore_banner_parent_class)->finalize (object);
}

static void
usher_restore_banner_class_init (UsherRestoreBannerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = usher_restore_banner_dispose;
  G_OBJECT_CLASS (klass)->finalize = usher_restore_banner_finalize;

  signals[SAID] = g_signal_new ("said", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
usher_restore_banner_init (UsherRestoreBanner *self)
{
  self->watched = g_ptr_array_new_with_free_func (g_object_unref);
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->box));
}

/**
 * usher_restore_banner_set_server:
 * @self: the banner
 * @server: (nullable): whose databases
 */
void
usher_restore_banner_set_server (UsherRestoreBanner *self, UsherServer *server)
{
  if (self->server == server)
    return;
  leave_server (self);
  if (server != NULL)
    {
      self->server = g_object_ref (server);
      self->restores = usher_restores_new (server);
      g_signal_connect_swapped (usher_restores_get_list (self->restores), "items-changed",
                                G_CALLBACK (on_items_changed), self);
    }
  update (self);
}

/**
 * usher_restore_banner_reload:
 * @self: the banner
 *
 * Something may have been closed or released just now.
 */
void
usher_restore_banner_reload (UsherRestoreBanner *self)
{
  if (self->restores != NULL)
    usher_restores_reload (self->restores);
}
