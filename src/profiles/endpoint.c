/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "endpoint.h"

UsherEndpoint *
usher_endpoint_copy (const UsherEndpoint *self)
{
  UsherEndpoint *copy = g_new0 (UsherEndpoint, 1);

  copy->host = g_strdup (self->host);
  copy->hostaddr = g_strdup (self->hostaddr);
  copy->port = g_strdup (self->port);
  copy->user = g_strdup (self->user);
  copy->database = g_strdup (self->database);
  return copy;
}

void
usher_endpoint_free (UsherEndpoint *self)
{
  g_free (self->host);
  g_free (self->hostaddr);
  g_free (self->port);
  g_free (self->user);
  g_free (self->database);
  g_free (self);
}
