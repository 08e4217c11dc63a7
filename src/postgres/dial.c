/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "dial.h"

#include <stdlib.h>

#include "connect-failure.h"
#include "deadline.h"
#include "host-lookup.h"
#include "keywords.h"

enum
{
  CONNECT_MS = 15000, /* when nobody says how long */
};

/* What an attempt needs. */
typedef struct
{
  UsherKeywords *keywords;
  const char *const *databases;
  PQnoticeReceiver receiver;
  gpointer receiver_data;
  gint64 deadline;
  GCancellable *cancellable; /* (nullable) */
} Dial;

/* A peer that vanished is noticed within half a minute, with or without data under way. */
static const struct
{
  const char *keyword;
  const char *value;
} socket_defaults[] = {
  { "keepalives_idle", "15" },
  { "keepalives_interval", "5" },
  { "keepalives_count", "3" },
  { "tcp_user_timeout", "30000" },
};

/* libpq takes 0 and less for "for ever"; nothing here waits for ever. */
static guint
connect_milliseconds (const PQconninfoOption *options)
{
  const char *text = usher_option_get (options, "connect_timeout");
  gint64 seconds = text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;

  return seconds > 0 ? (guint)MIN (seconds, G_MAXINT / 1000) * 1000 : CONNECT_MS;
}

static UsherWait
wait_for_step (PGconn *conn, PostgresPollingStatusType step, Dial *dial)
{
  GPollFD fd = { PQsocket (conn), step == PGRES_POLLING_READING ? G_IO_IN : G_IO_OUT, 0 };

  return usher_wait_for (&fd, 1, dial->deadline, dial->cancellable);
}

/* Returns: NULL when @conn stands, else why it does not */
static GError *
complete (PGconn *conn, Dial *dial)
{
  PostgresPollingStatusType step = PGRES_POLLING_WRITING;
  ConnStatusType stage = CONNECTION_BAD;

  while (step != PGRES_POLLING_OK)
    {
      UsherWait outcome;

      if (step == PGRES_POLLING_FAILED || PQstatus (conn) == CONNECTION_BAD)
        return usher_connect_failure_new (conn, stage);

      outcome = wait_for_step (conn, step, dial);
      if (outcome == USHER_WAIT_CANCELLED)
        return usher_failure_cancelled ();
      if (outcome == USHER_WAIT_TIMED_OUT)
        return usher_connect_failure_timed_out (conn);

      stage = PQstatus (conn);
      step = PQconnectPoll (conn);
    }
  return NULL;
}

static PGconn *
attempt (Dial *dial, const char *database, GError **error)
{
  PGconn *conn;
  GError *failure;

  usher_keywords_set (dial->keywords, "dbname", database);
  conn = usher_keywords_connect (dial->keywords);
  PQsetErrorVerbosity (conn, PQERRORS_VERBOSE); /* the only way to an SQLSTATE */
  PQsetNoticeReceiver (conn, dial->receiver, dial->receiver_data);

  failure = complete (conn, dial);
  if (failure != NULL)
    {
      PQfinish (conn);
      g_propagate_error (error, failure);
      return NULL;
    }
  PQsetErrorVerbosity (conn, PQERRORS_DEFAULT);
  PQsetnonblocking (conn, 1);
  return conn;
}

static gboolean
is_about_database (const GError *error)
{
  return g_error_matches (error, USHER_ERROR, USHER_ERROR_NO_DATABASE)
         || g_error_matches (error, USHER_ERROR, USHER_ERROR_DATABASE_CLOSED);
}

/* Any database will do to look at the server, so when the person did not name one and it
 * cannot be had, the next is tried. Of their errors the first is reported. */
static PGconn *
attempt_each (Dial *dial, const char *const *databases, GError **error)
{
  g_autoptr (GError) first_error = NULL;
  PGconn *conn = NULL;

  for (; *databases != NULL; databases++)
    {
      g_autoptr (GError) failure = NULL;

      conn = attempt (dial, *databases, &failure);
      if (conn != NULL)
        return conn;
      if (!is_about_database (failure))
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return NULL;
        }
      if (first_error == NULL)
        first_error = g_steal_pointer (&failure);
    }
  g_propagate_error (error, g_steal_pointer (&first_error));
  return NULL;
}

static UsherKeywords *
make_keywords (UsherAddress *address, const PQconninfoOption *options)
{
  UsherKeywords *keywords = usher_keywords_new (address);

  usher_keywords_set (keywords, "fallback_application_name", "Usher");
  usher_keywords_set (keywords, "client_encoding", "SQL_ASCII");
  for (gsize i = 0; i < G_N_ELEMENTS (socket_defaults); i++)
    if (usher_option_get (options, socket_defaults[i].keyword) == NULL)
      usher_keywords_set (keywords, socket_defaults[i].keyword, socket_defaults[i].value);
  return keywords;
}

static void
set_host (UsherKeywords *keywords, const UsherHost *host)
{
  if (host->host == NULL)
    return;
  usher_keywords_set (keywords, "host", host->host);
  usher_keywords_set (keywords, "hostaddr", host->address);
  usher_keywords_set (keywords, "port", host->port);
}

/* As libpq has it: a server that said no ends the search, one that said nothing does not. A
 * tunnel that leads nowhere hangs up when it is asked for TLS. */
static gboolean
is_about_host (const GError *error)
{
  return g_error_matches (error, USHER_ERROR, USHER_ERROR_REFUSED)
         || g_error_matches (error, USHER_ERROR, USHER_ERROR_UNREACHABLE)
         || g_error_matches (error, USHER_ERROR, USHER_ERROR_TIMED_OUT)
         || g_error_matches (error, USHER_ERROR, USHER_ERROR_CONNECTION_LOST)
         || g_error_matches (error, USHER_ERROR, USHER_ERROR_TLS)
         || g_error_matches (error, USHER_ERROR, USHER_ERROR_STARTING_UP)
         || g_error_matches (error, USHER_ERROR, USHER_ERROR_OTHER_SERVER);
}

/* Each place has an equal share of the time that is left, and as much is kept for later. libpq
 * would stay with the first one that swallows everything: an IPv6 address that a VPN does not
 * carry, or a primary whose computer is gone, while the new one waits in the second place.
 * What @others gets are the places that only are not of the kind that was asked for. */
static PGconn *
attempt_hosts (Dial *dial, GPtrArray *hosts, guint n_later, GPtrArray *others, GError **error)
{
  gint64 end = dial->deadline;

  for (guint i = 0; i < hosts->len; i++)
    {
      gint64 now = g_get_monotonic_time ();
      g_autoptr (GError) failure = NULL;
      PGconn *conn;

      dial->deadline = now + (end - now) / (gint64)(hosts->len - i + n_later);
      set_host (dial->keywords, g_ptr_array_index (hosts, i));
      conn = attempt_each (dial, dial->databases, &failure);
      dial->deadline = end;
      if (conn != NULL)
        return conn;

      if (g_error_matches (failure, USHER_ERROR, USHER_ERROR_OTHER_SERVER))
        g_ptr_array_add (others, g_ptr_array_index (hosts, i));
      if (i + 1 == hosts->len || !is_about_host (failure))
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          break;
        }
    }
  return NULL;
}

/* libpq compares a server with what target_session_attrs asks for, but only where it sees all of
 * the places can it prefer one. */
static PGconn *
attempt_standbys_first (Dial *dial, GPtrArray *hosts, GError **error)
{
  g_autoptr (GPtrArray) others = g_ptr_array_new ();
  g_autoptr (GError) failure = NULL;
  PGconn *conn;

  usher_keywords_set (dial->keywords, "target_session_attrs", "standby");
  conn = attempt_hosts (dial, hosts, 1, others, &failure);
  if (conn != NULL)
    return conn;
  if (others->len == 0 || !is_about_host (failure))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  usher_keywords_set (dial->keywords, "target_session_attrs", "any");
  return attempt_hosts (dial, others, 0, others, error);
}

static PGconn *
attempt_wanted (Dial *dial, GPtrArray *hosts, const char *wanted, GError **error)
{
  g_autoptr (GPtrArray) others = g_ptr_array_new ();

  if (g_strcmp0 (wanted, "prefer-standby") == 0)
    return attempt_standbys_first (dial, hosts, error);
  return attempt_hosts (dial, hosts, 0, others, error);
}

static PGconn *
dial_with (Dial *dial, UsherAddress *address, const PQconninfoOption *options, GError **error)
{
  const char *named = usher_option_get (options, "dbname");
  gboolean by_person = usher_address_get (address, "dbname") != NULL;
  const char *databases[] = { named, "postgres", "template1", NULL };
  g_autoptr (GPtrArray) hosts =
      usher_hosts_find (options, dial->deadline, dial->cancellable, error);
  PGconn *conn;

  if (hosts == NULL)
    return NULL;

  dial->keywords = make_keywords (address, options);
  if (by_person)
    databases[1] = NULL;
  dial->databases = named != NULL ? databases : databases + 1;
  conn = attempt_wanted (dial, hosts, usher_option_get (options, "target_session_attrs"), error);
  dial->databases = NULL; /* it lives no longer than this */
  return conn;
}

/*< private >
 * usher_dial:
 * @address: where to
 * @receiver: gets the notices of the connection
 * @receiver_data: for @receiver
 * @deadline: (out): until when the connection is to be ready for use
 * @cancellable: (nullable): gives up at once
 * @error: return location
 *
 * Connects and logs in. What @address leaves open comes from libpq's own sources; a database
 * that none of them names is postgres, or template1. The time is connect_timeout for all
 * hosts and attempts together, else 15 seconds. Several hosts, and several addresses of a
 * host, are tried in turn, until one is of the kind that target_session_attrs asks for.
 *
 * Names are looked up beforehand, so what can still block inside of libpq is Kerberos (which
 * asks its own servers), an LDAP entry of the service file, and reading files.
 *
 * Returns: (transfer full): a connection that does not block; %NULL with @error set
 */
PGconn *
usher_dial (UsherAddress *address,
            PQnoticeReceiver receiver,
            gpointer receiver_data,
            gint64 *deadline,
            GCancellable *cancellable,
            GError **error)
{
  Dial dial = { .receiver = receiver, .receiver_data = receiver_data, .cancellable = cancellable };
  g_autoptr (PQconninfoOption) options = usher_keywords_explore (address, error);
  PGconn *conn;

  if (options == NULL)
    return NULL;

  *deadline = dial.deadline = usher_deadline_in (connect_milliseconds (options));
  conn = dial_with (&dial, address, options, error);
  g_clear_pointer (&dial.keywords, usher_keywords_free);
  return conn;
}
