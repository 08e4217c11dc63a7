/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "forwards.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "errors.h"
#include "keywords.h"

static void
forward_free (gpointer data)
{
  UsherForward *self = data;

  g_free (self->host);
  g_free (self->port);
  g_free (self->target);
  g_free (self->local);
  g_free (self);
}

/* ssh splits what it is given at colons, and knows brackets and backslashes. */
static gboolean
is_plain (const char *text)
{
  for (; *text != '\0'; text++)
    if (g_ascii_iscntrl (*text) || strchr (" []\\\"'$%`", *text) != NULL)
      return FALSE;
  return TRUE;
}

static gboolean
is_port (const char *text)
{
  guint64 port;

  return g_ascii_string_to_unsigned (text, 10, 1, G_MAXUINT16, &port, NULL);
}

/* A folder is that of a socket on the other computer. */
static char *
make_target (const char *place, const char *port)
{
  if (*place == '/')
    return g_strdup_printf ("%s/.s.PGSQL.%s", place, port);
  return g_strdup_printf (strchr (place, ':') != NULL ? "[%s]:%s" : "%s:%s", place, port);
}

static const char *
get_item (char **list, guint index)
{
  guint n = g_strv_length (list);

  return n == 0 ? "" : list[n == 1 ? 0 : MIN (index, n - 1)];
}

static UsherForward *
new_forward (const char *host, const char *hostaddr, const char *port)
{
  UsherForward *self = g_new0 (UsherForward, 1);
  const char *place = *hostaddr != '\0' ? hostaddr : host;

  if (*place == '\0')
    place = "localhost";
  self->port = g_strdup (*port != '\0' ? port : "5432");
  self->target = make_target (place, self->port);
  /* Sockets have no name of their own; libpq takes "localhost" for them too. */
  if (*host == '\0')
    host = place;
  self->host = g_strdup (*host == '/' ? "localhost" : host);
  return self;
}

static GError *
bad_place (void)
{
  return usher_error_new (USHER_ERROR_BAD_ADDRESS, NULL, NULL,
                          _ ("An SSH tunnel cannot lead to this host and port. Correct the "
                             "address."));
}

/*< private >
 * usher_forwards_find:
 * @address: where the person wants to connect
 * @error: return location
 *
 * Finds out which servers a tunnel has to lead to, service file and environment included.
 * Nobody looks up a name: that is up to the other end. Blocks, as it reads files.
 *
 * Returns: (transfer full) (element-type UsherForward): one for each host
 */
GPtrArray *
usher_forwards_find (UsherAddress *address, GError **error)
{
  g_autoptr (PQconninfoOption) options = usher_keywords_explore (address, error);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (forward_free);
  const char *host = usher_option_get (options, "host");
  const char *hostaddr = usher_option_get (options, "hostaddr");
  const char *port = usher_option_get (options, "port");
  g_auto (GStrv) hosts = g_strsplit (host != NULL ? host : "", ",", -1);
  g_auto (GStrv) addresses = g_strsplit (hostaddr != NULL ? hostaddr : "", ",", -1);
  g_auto (GStrv) ports = g_strsplit (port != NULL ? port : "", ",", -1);
  guint n = MAX (MAX (g_strv_length (hosts), g_strv_length (addresses)), 1);

  if (options == NULL)
    return NULL;
  for (guint i = 0; i < n; i++)
    {
      UsherForward *forward =
          new_forward (get_item (hosts, i), get_item (addresses, i), get_item (ports, i));

      g_ptr_array_add (found, forward);
      if (!is_plain (forward->target) || !is_port (forward->port))
        {
          g_propagate_error (error, bad_place ());
          return NULL;
        }
    }
  return g_steal_pointer (&found);
}

gboolean
usher_forwards_lead_to_same (GPtrArray *a, GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    {
      const UsherForward *one = g_ptr_array_index (a, i);
      const UsherForward *other = g_ptr_array_index (b, i);

      if (!g_str_equal (one->host, other->host) || !g_str_equal (one->target, other->target))
        return FALSE;
    }
  return TRUE;
}

/* Returns: the port, 0 if nobody can listen there now */
static guint
try_to_listen (const char *address, guint port)
{
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new_from_string (address, port);
  g_autoptr (GSocket) socket =
      g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_autoptr (GSocketAddress) bound = NULL;

  if (socket == NULL || !g_socket_bind (socket, wanted, FALSE, NULL))
    return 0;
  bound = g_socket_get_local_address (socket, NULL);
  return bound != NULL ? g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)) : 0;
}

static void
pick_local_end (UsherForward *self)
{
  guint port = (guint)g_ascii_strtoull (self->port, NULL, 10);

  g_free (self->local);
  self->local = g_strdup_printf ("127.%d.%d.%d", g_random_int_range (64, 128),
                                 g_random_int_range (0, 256), g_random_int_range (1, 255));
  self->local_port = try_to_listen (self->local, port);
  if (self->local_port != 0)
    return;

  g_free (self->local);
  self->local = g_strdup ("127.0.0.1");
  self->local_port = try_to_listen (self->local, 0);
}

/*< private >
 * usher_forwards_pick_local_ends:
 * @self: (element-type UsherForward): forwards
 *
 * On Linux all of 127.0.0.0/8 is this computer, so each server gets an address of its own, at
 * random, with the port that it really has: TLS and the password file then see the real host
 * and the real port. Where that cannot be (a port that only root may have, somebody who
 * listens everywhere), it is a free port, for which the password file has no entry.
 *
 * Somebody may take the place before ssh does. Then ssh says so and ends, and another is picked.
 */
void
usher_forwards_pick_local_ends (GPtrArray *self)
{
  for (guint i = 0; i < self->len; i++)
    pick_local_end (g_ptr_array_index (self, i));
}

/*< private >
 * usher_forward_to_argument:
 *
 * Returns: (transfer full): what follows ssh's -L
 */
char *
usher_forward_to_argument (const UsherForward *self)
{
  return g_strdup_printf ("%s:%u:%s", self->local, self->local_port, self->target);
}

/*< private >
 * usher_forwards_apply:
 * @self: (element-type UsherForward): forwards whose tunnel is open
 * @address: where the person wants to connect
 *
 * Returns: (transfer full): the same through the tunnel: the servers' names are still theirs,
 *   their network addresses are the ends on this computer
 */
UsherAddress *
usher_forwards_apply (GPtrArray *self, UsherAddress *address)
{
  g_autoptr (GString) hosts = g_string_new (NULL);
  g_autoptr (GString) addresses = g_string_new (NULL);
  g_autoptr (GString) ports = g_string_new (NULL);
  g_autoptr (UsherAddress) with_host = NULL;
  g_autoptr (UsherAddress) with_address = NULL;

  for (guint i = 0; i < self->len; i++)
    {
      const UsherForward *forward = g_ptr_array_index (self, i);
      const char *comma = i > 0 ? "," : "";

      g_string_append_printf (hosts, "%s%s", comma, forward->host);
      g_string_append_printf (addresses, "%s%s", comma, forward->local);
      g_string_append_printf (ports, "%s%u", comma, forward->local_port);
    }
  with_host = usher_address_with (address, "host", hosts->str);
  with_address = usher_address_with (with_host, "hostaddr", addresses->str);
  return usher_address_with (with_address, "port", ports->str);
}
