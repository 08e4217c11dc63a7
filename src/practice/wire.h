/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>
#include <libpq-fe.h>

G_BEGIN_DECLS

/* A connection that never waits: libpq as a source of the main loop. */
typedef struct _UsherWire UsherWire;

typedef enum
{
  USHER_WIRE_READY,  /* it is connected, or the statement was done */
  USHER_WIRE_FAILED, /* the statement failed, the connection stands */
  USHER_WIRE_LOST,   /* it could not connect, or is connected no more */
} UsherWireEvent;

/* May send, connect and close @wire, but not free it. */
typedef void (*UsherWireFunc) (UsherWire *wire, UsherWireEvent event, gpointer user_data);

/* Where to and as whom; all strings are only read during the call. */
typedef struct
{
  const char *folder; /* of the socket */
  guint port;
  const char *database;
  const char *role;
  const char *application;
} UsherWireTarget;

UsherWire *usher_wire_new (UsherWireFunc func, gpointer user_data);
void usher_wire_free (UsherWire *self);

void usher_wire_connect (UsherWire *self, const UsherWireTarget *target);
void usher_wire_send (UsherWire *self, const char *sql);
void usher_wire_close (UsherWire *self);

gboolean usher_wire_is_in_transaction (UsherWire *self);
const char *usher_wire_get_message (UsherWire *self);
const char *usher_wire_get_server_version (UsherWire *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherWire, usher_wire_free)

G_END_DECLS
