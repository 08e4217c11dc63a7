/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "host-lookup.h"

#include <string.h>

#include "connect-failure.h"
#include "deadline.h"
#include "keywords.h"

/* One name on its way to its addresses. */
typedef struct
{
  GCancellable *stop; /* (owned) */
  GList *addresses;   /* (owned) (element-type GInetAddress) */
  GError *error;      /* (owned) (nullable) */
  gboolean done;
  gboolean timed_out;
} Lookup;

static void
on_found (GObject *source, GAsyncResult *result, gpointer data)
{
  Lookup *lookup = data;

  lookup->addresses =
      g_resolver_lookup_by_name_finish (G_RESOLVER (source), result, &lookup->error);
  lookup->done = TRUE;
}

static gboolean
on_deadline (gpointer data)
{
  Lookup *lookup = data;

  lookup->timed_out = TRUE;
  g_cancellable_cancel (lookup->stop);
  return G_SOURCE_REMOVE;
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer data)
{
  Lookup *lookup = data;

  g_cancellable_cancel (lookup->stop);
  return G_SOURCE_REMOVE;
}

static GSource *
add_source (GSource *source, GSourceFunc func, Lookup *lookup, GMainContext *context)
{
  g_source_set_callback (source, func, lookup, NULL);
  g_source_attach (source, context);
  return source;
}

static GSource *
add_deadline (Lookup *lookup, gint64 deadline, GMainContext *context)
{
  gint64 left = (deadline - g_get_monotonic_time ()) / 1000;

  return add_source (g_timeout_source_new ((guint)CLAMP (left, 0, G_MAXINT)), on_deadline, lookup,
                     context);
}

/* GResolver asks on a thread of its own, which is left to itself when we are tired of it:
 * nothing else can end a lookup of the C library. */
static void
run_lookup (Lookup *lookup, const char *name, gint64 deadline, GCancellable *cancellable)
{
  g_autoptr (GResolver) resolver = g_resolver_get_default ();
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GSource) timer = NULL;
  g_autoptr (GSource) watch = NULL;

  g_main_context_push_thread_default (context);
  lookup->stop = g_cancellable_new ();
  timer = add_deadline (lookup, deadline, context);
  watch = add_source (g_cancellable_source_new (cancellable), G_SOURCE_FUNC (on_cancelled), lookup,
                      context);

  g_resolver_lookup_by_name_async (resolver, name, lookup->stop, on_found, lookup);
  while (!lookup->done)
    g_main_context_iteration (context, TRUE);

  g_source_destroy (timer);
  g_source_destroy (watch);
  g_clear_object (&lookup->stop);
  g_main_context_pop_thread_default (context);
}

/* Returns: (transfer full): addresses of @name, or NULL with @error set */
static GList *
look_up (const char *name, gint64 deadline, GCancellable *cancellable, GError **error)
{
  Lookup lookup = { NULL };

  run_lookup (&lookup, name, deadline, cancellable);
  if (lookup.addresses != NULL)
    return lookup.addresses;

  g_propagate_error (error,
                     usher_connect_failure_no_host (name, lookup.timed_out ? NULL : lookup.error));
  g_clear_error (&lookup.error);
  return NULL;
}

static void
host_free (gpointer data)
{
  UsherHost *self = data;

  g_free (self->host);
  g_free (self->address);
  g_free (self->port);
  g_free (self);
}

static void
add_host (GPtrArray *hosts, const char *host, const char *address, const char *port)
{
  UsherHost *self = g_new0 (UsherHost, 1);

  self->host = g_strdup (host);
  self->address = g_strdup (address);
  self->port = g_strdup (port);
  g_ptr_array_add (hosts, self);
}

static gboolean
is_name (const char *host)
{
  return *host != '\0' && *host != '/' && *host != '@' && !g_hostname_is_ip_address (host)
         && strchr (host, '%') == NULL && g_utf8_validate (host, -1, NULL);
}

static void
add_name (GPtrArray *hosts,
          const char *name,
          const char *port,
          gint64 deadline,
          GCancellable *cancellable,
          GError **error)
{
  GList *addresses = look_up (name, deadline, cancellable, error);

  for (GList *item = addresses; item != NULL; item = item->next)
    {
      g_autofree char *address = g_inet_address_to_string (item->data);

      add_host (hosts, name, address, port);
    }
  g_resolver_free_addresses (addresses);
}

/*< private >
 * usher_hosts_as_given:
 *
 * Returns: (transfer full) (element-type UsherHost): the one place that libpq finds by itself
 */
GPtrArray *
usher_hosts_as_given (void)
{
  GPtrArray *hosts = g_ptr_array_new_with_free_func (host_free);

  add_host (hosts, NULL, "", "");
  return hosts;
}

/*< private >
 * usher_hosts_look_up:
 * @hosts: (nullable): list of hosts
 * @ports: (nullable): list of as many ports, or of one for all
 * @deadline: until when
 * @cancellable: (nullable): gives up at once
 * @error: return location
 *
 * libpq looks names up with a call that waits as long as the resolver likes. So the names are
 * looked up here, and libpq is told both: the name, for TLS and the password file, and the
 * address. A name without address is passed over when another host is left.
 *
 * Returns: (transfer full) (element-type UsherHost): every place to try, in order; %NULL with
 *   %USHER_ERROR_HOST_NOT_FOUND, %USHER_ERROR_TIMED_OUT or %G_IO_ERROR_CANCELLED
 */
GPtrArray *
usher_hosts_look_up (const char *hosts,
                     const char *ports,
                     gint64 deadline,
                     GCancellable *cancellable,
                     GError **error)
{
  g_auto (GStrv) host_list = g_strsplit (hosts != NULL ? hosts : "", ",", -1);
  g_auto (GStrv) port_list = g_strsplit (ports != NULL ? ports : "", ",", -1);
  guint n_ports = g_strv_length (port_list);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (host_free);
  g_autoptr (GError) first_error = NULL;

  /* Lists that do not match are libpq's to complain about. */
  if (host_list[0] == NULL || (n_ports > 1 && n_ports != g_strv_length (host_list)))
    return usher_hosts_as_given ();

  for (guint i = 0; host_list[i] != NULL && !g_cancellable_is_cancelled (cancellable); i++)
    {
      const char *port = n_ports == 0 ? "" : port_list[MIN (i, n_ports - 1)];

      if (is_name (host_list[i]))
        add_name (found, host_list[i], port, deadline, cancellable,
                  first_error == NULL ? &first_error : NULL);
      else
        add_host (found, host_list[i], "", port);
    }

  if (g_cancellable_is_cancelled (cancellable))
    g_propagate_error (error, usher_failure_cancelled ());
  else if (found->len == 0)
    g_propagate_error (error, g_steal_pointer (&first_error));
  else
    return g_steal_pointer (&found);
  return NULL;
}

static GPtrArray *
split (const char *hosts, const char *addresses, const char *ports)
{
  g_auto (GStrv) host_list = g_strsplit (hosts != NULL ? hosts : "", ",", -1);
  g_auto (GStrv) address_list = g_strsplit (addresses, ",", -1);
  g_auto (GStrv) port_list = g_strsplit (ports != NULL ? ports : "", ",", -1);
  guint n = g_strv_length (address_list);
  guint n_ports = g_strv_length (port_list);
  GPtrArray *found;

  if (n != g_strv_length (host_list) || (n_ports > 1 && n_ports != n))
    return usher_hosts_as_given ();

  found = g_ptr_array_new_with_free_func (host_free);
  for (guint i = 0; i < n; i++)
    add_host (found, host_list[i], address_list[i],
              n_ports == 0 ? "" : port_list[MIN (i, n_ports - 1)]);
  return found;
}

/* As load_balance_hosts=random has it. */
static void
shuffle (GPtrArray *hosts)
{
  for (guint i = hosts->len; i > 1; i--)
    {
      guint j = (guint)g_random_int_range (0, (gint32)i);
      gpointer last = hosts->pdata[i - 1];

      hosts->pdata[i - 1] = hosts->pdata[j];
      hosts->pdata[j] = last;
    }
}

/*< private >
 * usher_hosts_find:
 * @options: what libpq makes of an address
 * @deadline: until when
 * @cancellable: (nullable): gives up at once
 * @error: return location
 *
 * Looks up whatever names there are, see usher_hosts_look_up().
 *
 * Returns: (transfer full) (element-type UsherHost): every place to try, in the order to try
 *   them in; %NULL with @error set
 */
GPtrArray *
usher_hosts_find (const PQconninfoOption *options,
                  gint64 deadline,
                  GCancellable *cancellable,
                  GError **error)
{
  const char *hosts = usher_option_get (options, "host");
  const char *addresses = usher_option_get (options, "hostaddr");
  const char *ports = usher_option_get (options, "port");
  const char *balance = usher_option_get (options, "load_balance_hosts"); /* 16 and later */
  GPtrArray *found = addresses != NULL
                         ? split (hosts, addresses, ports)
                         : usher_hosts_look_up (hosts, ports, deadline, cancellable, error);

  if (found != NULL && g_strcmp0 (balance, "random") == 0)
    shuffle (found);
  return found;
}
