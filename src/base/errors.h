/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * UsherError:
 *
 * What can go wrong between Usher and a server. The message of such a #GError is a
 * translated sentence that says what happened and what to do; the server's own words and
 * its SQLSTATE travel beside it, see usher_error_get_server_says().
 *
 * A cancelled operation is always %G_IO_ERROR_CANCELLED, never one of these.
 */
typedef enum
{
  USHER_ERROR_FAILED,           /* none of the others */
  USHER_ERROR_BAD_ADDRESS,      /* the address cannot be read */
  USHER_ERROR_BAD_SERVICE,      /* no such entry in the service file */
  USHER_ERROR_HOST_NOT_FOUND,   /* no such host name */
  USHER_ERROR_REFUSED,          /* nobody listens there */
  USHER_ERROR_UNREACHABLE,      /* no route, network down */
  USHER_ERROR_TIMED_OUT,        /* our own deadline passed */
  USHER_ERROR_CONNECTION_LOST,  /* it was there, and went away */
  USHER_ERROR_NOT_CONNECTED,    /* a job for a worker that has no connection */
  USHER_ERROR_PASSWORD_NEEDED,  /* the server asks, nobody gave one */
  USHER_ERROR_PASSWORD_WRONG,   /* 28P01 */
  USHER_ERROR_PASSWORD_COMMAND, /* the program that prints the password did not */
  USHER_ERROR_KEYRING,          /* it is locked, missing or silent */
  USHER_ERROR_LOGIN_REFUSED,    /* 28000: role missing, pg_hba.conf, ... */
  USHER_ERROR_NO_DATABASE,      /* 3D000 */
  USHER_ERROR_DATABASE_CLOSED,  /* 55000: not accepting connections, or invalid */
  USHER_ERROR_TOO_MANY_CLIENTS, /* 53300 */
  USHER_ERROR_STARTING_UP,      /* 57P03: starting up, shutting down, in recovery */
  USHER_ERROR_OTHER_SERVER,     /* a standby where a primary is wanted, or the like */
  USHER_ERROR_TLS,              /* refused, not offered, certificate not trusted */
  USHER_ERROR_NOT_PERMITTED,    /* 42501 */
  USHER_ERROR_ROLE,             /* SET ROLE did not work */
  USHER_ERROR_QUERY_CANCELLED,  /* 57014 */
  USHER_ERROR_TERMINATED,       /* 57P01..57P05: the server ended our session */
  USHER_ERROR_OBJECT_IN_USE,    /* 55006 */
  USHER_ERROR_LOCK_TIMEOUT,     /* 55P03 */
  USHER_ERROR_READ_ONLY,        /* 25006 */
  USHER_ERROR_LOOK_ONLY,        /* this connection is set to look only */
  USHER_ERROR_TOO_OLD,          /* a server before PostgreSQL 12 */
  USHER_ERROR_PROTOCOL,         /* the server answered what it must not */
  USHER_ERROR_TUNNEL,           /* ssh made no way there; it may next time */
  USHER_ERROR_TUNNEL_REFUSED,   /* nor will it before a person has changed something */
  USHER_ERROR_NO_PROGRAMS,      /* practice: no server binaries on this machine */
  USHER_ERROR_PRACTICE,         /* practice: the server did not start */
} UsherError;

#define USHER_ERROR (usher_error_quark ())
GQuark usher_error_quark (void);

GError *usher_error_new (UsherError code,
                         const char *sqlstate,
                         const char *server_says,
                         const char *sentence);

const char *usher_error_get_sqlstate (const GError *error);
const char *usher_error_get_server_says (const GError *error);
gboolean usher_error_is_about_password (const GError *error);

G_END_DECLS
