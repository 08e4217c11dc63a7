/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "state-banner.h"

#include <glib/gi18n-lib.h>

#include "errors.h"
#include "narrow-door.h"
#include "server-words.h"

struct _UsherStateBanner
{
  GtkWidget parent_instance;

  GtkWidget *revealer; /* a GtkRevealer */
  GtkImage *icon;
  GtkLabel *message;
  GtkLabel *detail;
  GtkWidget *retry;
  GtkWidget *enter;
  GtkWidget *narrow;
  GtkWidget *dismiss;

  UsherServer *server;          /* (owned) (nullable) */
  GSignalGroup *server_signals; /* (owned) */
  guint tick_source;            /* counts down to the next try */
};

G_DEFINE_FINAL_TYPE (UsherStateBanner, usher_state_banner, GTK_TYPE_WIDGET)

/* On a server whose pooler is known by now, whichever other one is looked at meanwhile. */
static const char dismissed_key[] = "usher-pooler-dismissed";

typedef enum
{
  NOTHING,
  LOST,
  REFRESH_FAILED,
  CANNOT_ACT,
  NARROW,
  POOLED,
} Trouble;

static Trouble
find_trouble (UsherStateBanner *self)
{
  UsherConnectionInfo *info;

  if (self->server == NULL)
    return NOTHING;
  if (usher_server_get_state (self->server) == USHER_SERVER_LOST)
    return LOST;
  if (usher_server_get_state (self->server) != USHER_SERVER_CONNECTED)
    return NOTHING;
  if (usher_server_get_error (self->server) != NULL)
    return REFRESH_FAILED;
  if (usher_server_get_action_error (self->server) != NULL)
    return CANNOT_ACT;

  info = usher_server_get_info (self->server);
  if (info != NULL && info->narrow)
    return NARROW;
  if (info == NULL || !info->pooled)
    return NOTHING;
  return g_object_get_data (G_OBJECT (self->server), dismissed_key) == NULL ? POOLED : NOTHING;
}

/* What a person has to do something about is said; the rest goes by itself. */
static gboolean
needs_person (const GError *error)
{
  return usher_error_is_no_room (error)
         || g_error_matches (error, USHER_ERROR, USHER_ERROR_TUNNEL_REFUSED)
         || g_error_matches (error, USHER_ERROR, USHER_ERROR_NOT_PERMITTED);
}

static char *
words_lost (UsherServer *server)
{
  const GError *error = usher_server_get_error (server);
  gint64 retry_at = usher_server_get_retry_at (server);
  gint64 left;
  guint seconds;

  if (needs_person (error))
    return g_strdup_printf (_ ("Connection lost. %s"), error->message);
  left = retry_at - g_get_monotonic_time ();
  if (retry_at == 0 || left <= 0)
    return g_strdup (_ ("Connection lost. Trying again…"));

  seconds = (guint)((left + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);
  /* Translators: seconds, with their unit sign */
  return g_strdup_printf (ngettext ("Connection lost. Trying again in %u s",
                                    "Connection lost. Trying again in %u s", seconds),
                          seconds);
}

static char *
words_for (UsherStateBanner *self, Trouble trouble)
{
  switch (trouble)
    {
    case LOST:
      return words_lost (self->server);
    case REFRESH_FAILED:
      return g_strdup_printf (_ ("The last refresh failed. %s"),
                              usher_server_get_error (self->server)->message);
    case CANNOT_ACT:
      return g_strdup_printf (_ ("Nothing can be cancelled or terminated for now. %s"),
                              usher_server_get_action_error (self->server)->message);
    case NARROW:
      return g_strdup (_ ("All connections of the server are taken. Usher got in by one for "
                          "replication, to look and to end sessions, and changes to an ordinary "
                          "one by itself when there is room."));
    case POOLED:
      return g_strdup (_ ("A connection pooler stands between Usher and the server. One session "
                          "listed here may serve many clients; application and address are the "
                          "pooler’s. Those that Usher was the last to use are marked as its own, "
                          "and left alone."));
    case NOTHING:
    default:
      return g_strdup ("");
    }
}

/* Old news must look like old news, with its time; and who asks why may read why. */
static char *
detail_for (UsherStateBanner *self, Trouble trouble)
{
  UsherSnapshot *snapshot;
  g_autofree char *time = NULL;

  if (trouble != LOST && trouble != REFRESH_FAILED)
    return NULL;
  snapshot = usher_server_get_snapshot (self->server);
  if (snapshot == NULL)
    return NULL;

  time = usher_words_seen_at (snapshot);
  return g_strdup_printf (_ ("What you see is from %s."), time);
}

static void
set_label (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL);
}

static void
show_reason (UsherStateBanner *self, Trouble trouble)
{
  const GError *error = trouble == CANNOT_ACT ? usher_server_get_action_error (self->server)
                                              : usher_server_get_error (self->server);
  g_autofree char *says = usher_words_server_says (error);

  gtk_widget_set_tooltip_text (self->revealer, says);
}

static void
update (UsherStateBanner *self)
{
  Trouble trouble = find_trouble (self);
  g_autofree char *words = NULL;
  g_autofree char *detail = NULL;

  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), trouble != NOTHING);
  if (trouble == NOTHING)
    return;

  words = words_for (self, trouble);
  detail = detail_for (self, trouble);
  set_label (self->message, words);
  set_label (self->detail, detail);
  gtk_image_set_from_icon_name (self->icon, trouble == POOLED || trouble == NARROW
                                                ? "dialog-information-symbolic"
                                                : "dialog-warning-symbolic");
  gtk_widget_set_visible (self->retry, trouble == LOST);
  gtk_widget_set_visible (
      self->enter, trouble == CANNOT_ACT && usher_server_get_password_error (self->server) != NULL);
  gtk_widget_set_visible (self->narrow, usher_server_can_use_narrow_door (self->server));
  gtk_widget_set_visible (self->dismiss, trouble == POOLED);
  show_reason (self, trouble);
}

static gboolean
on_tick (gpointer data)
{
  update (data);
  return G_SOURCE_CONTINUE;
}

static void
on_server_changed (UsherStateBanner *self)
{
  gboolean counts = self->server != NULL && gtk_widget_get_mapped (GTK_WIDGET (self))
                    && usher_server_get_state (self->server) == USHER_SERVER_LOST;

  if (counts && self->tick_source == 0)
    self->tick_source = g_timeout_add_seconds (1, on_tick, self);
  else if (!counts)
    g_clear_handle_id (&self->tick_source, g_source_remove);
  update (self);
}

static void
on_retry (UsherStateBanner *self)
{
  if (self->server != NULL)
    usher_server_retry_now (self->server);
}

static void
on_dismiss (UsherStateBanner *self)
{
  if (self->server != NULL)
    g_object_set_data (G_OBJECT (self->server), dismissed_key, GINT_TO_POINTER (TRUE));
  update (self);
}

/**
 * usher_state_banner_set_server:
 * @server: (nullable): whose troubles to tell
 */
void
usher_state_banner_set_server (UsherStateBanner *self, UsherServer *server)
{
  if (!g_set_object (&self->server, server))
    return;
  gtk_widget_set_visible (GTK_WIDGET (self), server != NULL);
  g_signal_group_set_target (self->server_signals, server);
  on_server_changed (self);
}

static void
usher_state_banner_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (usher_state_banner_parent_class)->map (widget);
  on_server_changed (USHER_STATE_BANNER (widget));
}

static void
usher_state_banner_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (usher_state_banner_parent_class)->unmap (widget);
  on_server_changed (USHER_STATE_BANNER (widget));
}

static void
usher_state_banner_dispose (GObject *object)
{
  UsherStateBanner *self = USHER_STATE_BANNER (object);

  g_clear_handle_id (&self->tick_source, g_source_remove);
  g_clear_object (&self->server_signals);
  g_clear_object (&self->server);
  g_clear_pointer (&self->revealer, gtk_widget_unparent);

  G_OBJECT_CLASS (usher_state_banner_parent_class)->dispose (object);
}

static void
usher_state_banner_class_init (UsherStateBannerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_state_banner_dispose;
  widget_class->map = usher_state_banner_map;
  widget_class->unmap = usher_state_banner_unmap;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/pgusher/Usher/ui/state-banner.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherStateBanner, revealer);
  gtk_widget_class_bind_template_child (widget_class, UsherStateBanner, icon);
  gtk_widget_class_bind_template_child (widget_class, UsherStateBanner, message);
  gtk_widget_class_bind_template_child (widget_class, UsherStateBanner, detail);
  gtk_widget_class_bind_template_child (widget_class, UsherStateBanner, retry);
  gtk_widget_class_bind_template_child (widget_class, UsherStateBanner, enter);
  gtk_widget_class_bind_template_child (widget_class, UsherStateBanner, narrow);
  gtk_widget_class_bind_template_child (widget_class, UsherStateBanner, dismiss);
  gtk_widget_class_bind_template_callback (widget_class, on_retry);
  gtk_widget_class_bind_template_callback (widget_class, on_dismiss);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
usher_state_banner_init (UsherStateBanner *self)
{
  static const char *const watched[] = { "notify::state", "notify::error", "notify::action-error",
                                         "notify::retry-at", "refreshed" };

  gtk_widget_init_template (GTK_WIDGET (self));
  self->server_signals = g_signal_group_new (USHER_TYPE_SERVER);
  for (guint i = 0; i < G_N_ELEMENTS (watched); i++)
    g_signal_group_connect_swapped (self->server_signals, watched[i],
                                    G_CALLBACK (on_server_changed), self);
}
