/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "returns.h"

#include <glib/gi18n-lib.h>

#include "text.h"

#define WINDOW_US (G_GINT64_CONSTANT (60) * G_USEC_PER_SEC)

/* Who stayed away for so long has understood. */
#define FORGET_US (G_GINT64_CONSTANT (600) * G_USEC_PER_SEC)

#define NAME_CHARS 40

/* One client of which sessions were terminated. */
typedef struct
{
  UsherReturn is;
  gint64 terminated_at; /* the server's time at which that began */
  gint64 last_seen;     /* the newest start of a session that came back, or terminated_at */
  GArray *starts;       /* (owned) of gint64: when those began that came back, in a minute */
  GHashTable *counted;  /* (owned) of UsherIdentity: these same, so that each counts once */
} Client;

struct _UsherReturns
{
  GObject parent_instance;
  GHashTable *clients; /* (owned) of Client, as a set */
  GPtrArray *list;     /* (owned) of Client (unowned): those that came back, most often first */
  gint64 earliest;     /* no session that began before can be a return */
};

G_DEFINE_FINAL_TYPE (UsherReturns, usher_returns, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static guint
client_hash (gconstpointer data)
{
  const UsherReturn *self = data;

  return self->database_oid * 31 + self->role_oid * 17 + g_str_hash (self->application)
         + g_str_hash (self->client) * 7;
}

static gboolean
client_equal (gconstpointer a, gconstpointer b)
{
  const UsherReturn *one = a;
  const UsherReturn *other = b;

  return one->database_oid == other->database_oid && one->role_oid == other->role_oid
         && g_str_equal (one->application, other->application)
         && g_str_equal (one->client, other->client);
}

static void
client_free (gpointer data)
{
  Client *self = data;

  g_free (self->is.database);
  g_free (self->is.user);
  g_free (self->is.application);
  g_free (self->is.client);
  g_array_unref (self->starts);
  g_hash_table_unref (self->counted);
  g_free (self);
}

static void
usher_returns_finalize (GObject *object)
{
  UsherReturns *self = USHER_RETURNS (object);

  g_ptr_array_unref (self->list);
  g_hash_table_unref (self->clients);

  G_OBJECT_CLASS (usher_returns_parent_class)->finalize (object);
}

static void
usher_returns_class_init (UsherReturnsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = usher_returns_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
usher_returns_init (UsherReturns *self)
{
  /* The client is its own key: UsherReturn comes first in it. */
  self->clients = g_hash_table_new_full (client_hash, client_equal, client_free, NULL);
  self->list = g_ptr_array_new ();
  self->earliest = G_MAXINT64;
}

UsherReturns *
usher_returns_new (void)
{
  return g_object_new (USHER_TYPE_RETURNS, NULL);
}

static void
on_refreshed (UsherServer *server, UsherReturns *self)
{
  UsherSnapshot *snapshot = usher_server_get_snapshot (server);

  if (snapshot != NULL)
    usher_returns_observe (self, snapshot);
}

/**
 * usher_returns_of:
 * @server: a server
 *
 * Returns: (transfer none): what is noticed there; it lives as long as @server, and observes
 *   each of its refreshes
 */
UsherReturns *
usher_returns_of (UsherServer *server)
{
  static const char key[] = "usher-returns";
  UsherReturns *self = g_object_get_data (G_OBJECT (server), key);

  if (self == NULL)
    {
      self = usher_returns_new ();
      g_object_set_data_full (G_OBJECT (server), key, self, g_object_unref);
      g_signal_connect_object (server, "refreshed", G_CALLBACK (on_refreshed), self,
                               G_CONNECT_DEFAULT);
    }
  return self;
}

/* Who has no application and no address cannot be told from anybody else. */
static UsherReturn
get_key (const UsherSession *session)
{
  return (UsherReturn){ .database_oid = session->id.database_oid,
                        .role_oid = session->id.role_oid,
                        .application = session->application,
                        .client = session->client };
}

static Client *
client_new (const UsherSession *session)
{
  Client *self = g_new0 (Client, 1);

  self->is = get_key (session);
  self->is.application = g_strdup (session->application);
  self->is.client = g_strdup (session->client);
  self->is.database = g_strdup (session->database);
  self->is.user = g_strdup (session->user);
  self->starts = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->counted = g_hash_table_new_full (usher_identity_hash, usher_identity_equal, g_free, NULL);
  return self;
}

/**
 * usher_returns_note:
 * @self: the returns
 * @session: one that is terminated, as it was seen
 * @at: when that began, by the server's clock
 *
 * From now on, sessions of the same client that begin after @at are counted.
 */
void
usher_returns_note (UsherReturns *self, const UsherSession *session, gint64 at)
{
  UsherReturn key = get_key (session);
  Client *client = g_hash_table_lookup (self->clients, &key);

  if (session->kind != USHER_SESSION_CLIENT || session->is_usher)
    return;
  if (client == NULL)
    {
      client = client_new (session);
      client->terminated_at = at;
      g_hash_table_add (self->clients, client);
    }
  client->last_seen = MAX (client->last_seen, at);
  self->earliest = MIN (self->earliest, client->terminated_at);
}

/* What was asked of the server when the operation began. */
typedef struct
{
  UsherReturns *returns; /* (owned) */
  gint64 began_at;
} Watch;

static void
watch_free (gpointer data, GClosure *closure)
{
  Watch *watch = data;

  g_object_unref (watch->returns);
  g_free (watch);
}

static void
on_operation_changed (UsherOperation *operation, gpointer data)
{
  Watch *watch = data;
  UsherTargets *targets = usher_operation_get_targets (operation);

  if (usher_operation_is_running (operation))
    return;
  for (guint i = 0; i < usher_targets_get_n (targets); i++)
    if (usher_operation_get_outcome (operation, i) == USHER_OUTCOME_GONE)
      usher_returns_note (watch->returns, usher_targets_get_session (targets, i), watch->began_at);
}

/**
 * usher_returns_watch:
 * @self: the returns
 * @operation: a termination that was not begun
 *
 * Notes by itself whoever it ends. For another kind of operation it does nothing.
 */
void
usher_returns_watch (UsherReturns *self, UsherOperation *operation)
{
  Watch *watch;

  if (usher_operation_get_kind (operation) != USHER_OPERATION_TERMINATE)
    return;
  watch = g_new0 (Watch, 1);
  watch->returns = g_object_ref (self);
  /* A client may be back before its end was verified. */
  watch->began_at =
      usher_snapshot_now (usher_targets_get_seen (usher_operation_get_targets (operation)));
  g_signal_connect_data (operation, "changed", G_CALLBACK (on_operation_changed), watch, watch_free,
                         G_CONNECT_DEFAULT);
}

static void
count (UsherReturns *self, const UsherSession *session)
{
  UsherReturn key = get_key (session);
  Client *client = g_hash_table_lookup (self->clients, &key);
  gint64 start = session->id.backend_start;

  if (client == NULL || start <= client->terminated_at
      || g_hash_table_contains (client->counted, &session->id))
    return;
  g_hash_table_add (client->counted, g_memdup2 (&session->id, sizeof session->id));
  g_array_append_val (client->starts, start);
  client->last_seen = MAX (client->last_seen, start);
}

static gboolean
is_past (gpointer key, gpointer value, gpointer now)
{
  return ((UsherIdentity *)key)->backend_start < *(gint64 *)now - FORGET_US;
}

/* Returns: how many came back in the last minute */
static guint
drop_old (Client *client, gint64 now)
{
  for (guint i = client->starts->len; i > 0; i--)
    if (g_array_index (client->starts, gint64, i - 1) < now - WINDOW_US)
      g_array_remove_index_fast (client->starts, i - 1);
  /* A session may stay for long: it is not to be counted anew as soon as it is a minute old. */
  g_hash_table_foreach_remove (client->counted, is_past, &now);
  return client->starts->len;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const Client *one = *(Client *const *)a;
  const Client *other = *(Client *const *)b;

  if (one->is.n_returns != other->is.n_returns)
    return one->is.n_returns > other->is.n_returns ? -1 : 1;
  return g_strcmp0 (one->is.application, other->is.application);
}

/* Returns: whether anything changed */
static gboolean
make_list (UsherReturns *self, gint64 now)
{
  GHashTableIter iter;
  gpointer key;
  gboolean changed = FALSE;

  g_ptr_array_set_size (self->list, 0);
  self->earliest = G_MAXINT64;
  g_hash_table_iter_init (&iter, self->clients);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      Client *client = key;
      guint n = drop_old (client, now);

      changed |= n != client->is.n_returns;
      client->is.n_returns = n;
      if (client->last_seen < now - FORGET_US)
        {
          g_hash_table_iter_remove (&iter);
          continue;
        }
      self->earliest = MIN (self->earliest, client->terminated_at);
      if (n > 0)
        g_ptr_array_add (self->list, client);
    }
  g_ptr_array_sort (self->list, compare);
  return changed;
}

/**
 * usher_returns_observe:
 * @self: the returns
 * @snapshot: a later picture of the same server
 *
 * Looks who is back.
 */
void
usher_returns_observe (UsherReturns *self, UsherSnapshot *snapshot)
{
  if (g_hash_table_size (self->clients) == 0)
    return;
  for (guint i = 0; i < snapshot->sessions->len; i++)
    {
      const UsherSession *session = g_ptr_array_index (snapshot->sessions, i);

      if (session->kind == USHER_SESSION_CLIENT && !session->is_usher
          && session->id.backend_start > self->earliest)
        count (self, session);
    }
  if (make_list (self, snapshot->server_time))
    g_signal_emit (self, signals[CHANGED], 0);
}

guint
usher_returns_get_n (UsherReturns *self)
{
  return self->list->len;
}

/**
 * usher_returns_get_nth:
 * @self: the returns
 * @index: which one; the most eager comes first
 *
 * Returns: (transfer none): a client that came back in the last minute, until "changed"
 */
const UsherReturn *
usher_returns_get_nth (UsherReturns *self, guint index)
{
  g_return_val_if_fail (index < self->list->len, NULL);

  return &((Client *)g_ptr_array_index (self->list, index))->is;
}

/**
 * usher_return_describe:
 * @self: a client that came back
 *
 * Returns: (transfer full): a translated sentence, safe to look at
 */
char *
usher_return_describe (const UsherReturn *self)
{
  const char *name = *self->application != '\0' ? self->application : self->user;
  g_autofree char *shown = usher_text_show_line (name, NAME_CHARS);

  /* Translators: the name of an application takes the place of %s */
  return g_strdup_printf (ngettext ("%s came back %u time in the last minute",
                                    "%s came back %u times in the last minute", self->n_returns),
                          shown, self->n_returns);
}

/**
 * usher_return_advise:
 * @pooled: whether a pooler stands before the server, see #UsherConnectionInfo
 *
 * Returns: translated sentences that say what helps, static
 */
const char *
usher_return_advise (gboolean pooled)
{
  if (pooled)
    return _ ("A connection pooler stands before this server and connects again by itself. "
              "Pause it there, or block new sessions.");
  return _ ("It connects again by itself. Stop it where it runs, or block new sessions.");
}
