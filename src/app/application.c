/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "application.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "about.h"
#include "address.h"
#include "journal.h"
#include "resources.h"
#include "window.h"

struct _UsherApplication
{
  AdwApplication parent_instance;
};

G_DEFINE_FINAL_TYPE (UsherApplication, usher_application, ADW_TYPE_APPLICATION)

/* Bad usage, as other programs tell it. */
#define EXIT_USAGE 2

/* Windows */

/* There is one, for all servers. */
static UsherWindow *
present_window (GtkApplication *application)
{
  GList *windows = gtk_application_get_windows (application);
  GtkWindow *window = NULL;

  for (GList *l = windows; l != NULL && window == NULL; l = l->next)
    if (USHER_IS_WINDOW (l->data))
      window = l->data;
  if (window == NULL)
    window = GTK_WINDOW (usher_window_new (application));
  gtk_window_present (window);
  return USHER_WINDOW (window);
}

static gboolean
environment_names_server (void)
{
  static const char *const names[] = { "PGHOST", "PGHOSTADDR", "PGPORT", "PGDATABASE",
                                       "PGSERVICE" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *value = g_getenv (names[i]);

      if (value != NULL && *value != '\0')
        return TRUE;
    }
  return FALSE;
}

static void
open_address (GtkApplication *application, UsherAddress *address)
{
  usher_window_open_address (present_window (application), address);
}

static void
open_practice (GtkApplication *application)
{
  usher_window_open_practice (present_window (application));
}

/* Started with nothing said: what the environment says, else the first-run page. A program
 * that already runs only shows itself. */
static void
usher_application_activate (GApplication *application)
{
  GtkApplication *self = GTK_APPLICATION (application);
  GtkWindow *window = gtk_application_get_active_window (self);
  g_autoptr (UsherAddress) address = NULL;

  if (window != NULL)
    {
      gtk_window_present (window);
      return;
    }
  if (!environment_names_server ())
    {
      present_window (self);
      return;
    }
  address = usher_address_new ();
  open_address (self, address);
}

/* Command line */

static const GOptionEntry options[] = {
  { "practice", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Start a practice server and connect to it"),
    NULL },
  { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Show the version"), NULL },
  { "new-instance", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, NULL,
    "Do not hand over to an Usher that already runs", NULL },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, NULL, NULL, NULL },
  { NULL }
};

/* libpq reads its environment in the process that connects, so what this one was given
 * must not be handed over to another. */
static gboolean
environment_is_special (void)
{
  g_auto (GStrv) names = g_listenv ();

  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_has_prefix (names[i], "PG") && !g_str_equal (names[i], "PGDATA"))
      return TRUE;
  return FALSE;
}

static int
usher_application_handle_local_options (GApplication *application, GVariantDict *given)
{
  if (g_variant_dict_contains (given, "version"))
    {
      g_print ("usher %s\n", USHER_VERSION);
      return 0;
    }

  if (g_variant_dict_contains (given, "new-instance") || environment_is_special ())
    g_application_set_flags (application,
                             g_application_get_flags (application) | G_APPLICATION_NON_UNIQUE);
  return -1;
}

/* An address says what is what; anything else is a name. */
static gboolean
is_name (const char *text)
{
  return *text != '\0' && strchr (text, '=') == NULL && strstr (text, "://") == NULL;
}

/* What is said must not repeat the address: it may hold a password, and a log may hear. */
static int
complain (GApplicationCommandLine *command_line, const char *sentence)
{
  g_application_command_line_printerr (command_line, "usher: %s\n", sentence);
  return EXIT_USAGE;
}

static int
usher_application_command_line (GApplication *application, GApplicationCommandLine *command_line)
{
  GVariantDict *given = g_application_command_line_get_options_dict (command_line);
  g_autofree const char **texts = NULL;
  g_autoptr (UsherAddress) address = NULL;
  g_autoptr (GError) error = NULL;

  if (g_variant_dict_contains (given, "practice"))
    {
      open_practice (GTK_APPLICATION (application));
      return 0;
    }
  if (!g_variant_dict_lookup (given, G_OPTION_REMAINING, "^a&s", &texts))
    {
      g_application_activate (application);
      return 0;
    }

  if (texts[1] != NULL)
    return complain (command_line, _ ("Give one address only, in quotes if it has blanks in it."));
  if (is_name (texts[0]))
    {
      usher_window_open_name (present_window (GTK_APPLICATION (application)), texts[0]);
      return 0;
    }
  address = usher_address_parse (texts[0], &error);
  if (address == NULL)
    return complain (command_line, error->message);
  open_address (GTK_APPLICATION (application), address);
  return 0;
}

/* Actions */

static void
quit (GSimpleAction *action, GVariant *parameter, gpointer application)
{
  g_autoptr (GList) windows = g_list_copy (gtk_application_get_windows (application));

  /* The program ends by itself when its last window is closed and its last server is left. */
  for (GList *l = windows; l != NULL; l = l->next)
    if (USHER_IS_WINDOW (l->data))
      gtk_window_close (l->data);
}

static void
about (GSimpleAction *action, GVariant *parameter, gpointer application)
{
  usher_about_present (gtk_application_get_active_window (application));
}

/* The desktop file's, which a desktop asks for by this name over D-Bus. */
static void
practice (GSimpleAction *action, GVariant *parameter, gpointer application)
{
  open_practice (application);
}

static gboolean
on_signal (gpointer application)
{
  quit (NULL, NULL, application);
  return G_SOURCE_CONTINUE;
}

static void
set_keys (GtkApplication *application)
{
  static const struct
  {
    const char *action;
    const char *keys[3];
  } keys[] = {
    { "app.quit", { "<Control>q" } },
    { "window.close", { "<Control>w" } },
    { "win.clean-up", { "<Control>d" } },
    { "win.find", { "<Control>f" } },
    { "win.history", { "<Control>h" } },
    { "win.open-connection", { "<Control>n" } },
    { "win.pause", { "<Control>p", "Pause" } },
    { "win.refresh", { "F5", "<Control>r" } },
    { "win.sidebar", { "F9" } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_application_set_accels_for_action (application, keys[i].action, keys[i].keys);
}

static void
usher_application_startup (GApplication *application)
{
  static const GActionEntry entries[] = { { "about", about },
                                          { "practice", practice },
                                          { "quit", quit } };

  G_APPLICATION_CLASS (usher_application_parent_class)->startup (application);

  gtk_window_set_default_icon_name (USHER_APP_ID);
  g_action_map_add_action_entries (G_ACTION_MAP (application), entries, G_N_ELEMENTS (entries),
                                   application);
  set_keys (GTK_APPLICATION (application));
  g_unix_signal_add (SIGINT, on_signal, application);
  g_unix_signal_add (SIGTERM, on_signal, application);
}

static void
usher_application_shutdown (GApplication *application)
{
  usher_journal_drop_default ();

  G_APPLICATION_CLASS (usher_application_parent_class)->shutdown (application);
}

static void
usher_application_class_init (UsherApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  application_class->startup = usher_application_startup;
  application_class->shutdown = usher_application_shutdown;
  application_class->activate = usher_application_activate;
  application_class->handle_local_options = usher_application_handle_local_options;
  application_class->command_line = usher_application_command_line;
}

static void
usher_application_init (UsherApplication *self)
{
  GApplication *application = G_APPLICATION (self);

  g_application_add_main_option_entries (application, options);
  g_application_set_option_context_parameter_string (application, _ ("[ADDRESS | NAME | SERVICE]"));
  g_application_set_option_context_summary (application, _ ("Manage PostgreSQL sessions safely"));
  g_application_set_option_context_description (
      application, _ ("ADDRESS is like postgresql://ana@db1.example/postgres or “host=db1 "
                      "user=ana”, NAME a saved connection, SERVICE an entry of the connection "
                      "service file. Without them, "
                      "libpq’s environment (PGHOST, PGSERVICE, …) says where to connect."));
}

UsherApplication *
usher_application_new (void)
{
  usher_resources_register ();
  return g_object_new (USHER_TYPE_APPLICATION, "application-id", USHER_APP_ID, "flags",
                       G_APPLICATION_HANDLES_COMMAND_LINE, "resource-base-path",
                       "/io/github/pgusher/Usher", NULL);
}
