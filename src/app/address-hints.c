/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "address-hints.h"

#include <glib/gi18n-lib.h>

#include "keyword-choice.h"
#include "keyword-row.h"
#include "libpq-defaults.h"

struct _UsherAddressHints
{
  GPtrArray *rows;           /* (owned) (element-type UsherKeywordRow) */
  GPtrArray *choices;        /* (owned) (element-type UsherKeywordChoice) */
  char *service;             /* (owned) (nullable): whose hints are shown */
  GCancellable *cancellable; /* (owned) (nullable): of the look-up */
};

/* Of libpq without saying so, and of Usher's. */
static const struct
{
  const char *keyword;
  const char *hint;
} others[] = {
  { "host", N_ ("this computer") },
  { "dbname", "postgres" },
  { "connect_timeout", "15" },
  { "application_name", "Usher" },
  { "sslrootcert", "~/.postgresql/root.crt" },
  { "sslcert", "~/.postgresql/postgresql.crt" },
  { "sslkey", "~/.postgresql/postgresql.key" },
  { "sslcrl", "~/.postgresql/root.crl" },
};

static const char *
find_other (const char *keyword)
{
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    if (g_str_equal (others[i].keyword, keyword))
      return _ (others[i].hint);
  return NULL;
}

static void
show (UsherAddressHints *self, UsherAddress *defaults)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      const char *keyword = usher_keyword_row_get_keyword (self->rows->pdata[i]);
      const char *hint = usher_address_get (defaults, keyword);

      if (hint == NULL && self->service == NULL)
        hint = find_other (keyword);
      usher_keyword_row_set_hint (self->rows->pdata[i], hint);
    }
  for (guint i = 0; i < self->choices->len; i++)
    {
      const char *keyword = usher_keyword_choice_get_keyword (self->choices->pdata[i]);

      usher_keyword_choice_set_hint (self->choices->pdata[i],
                                     usher_address_get (defaults, keyword));
    }
}

/* Whose look-up was given up may be gone. */
static void
on_found (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (UsherAddress) defaults = usher_libpq_defaults_find_finish (result, NULL);

  if (defaults != NULL)
    show (data, defaults);
}

static void
stop (UsherAddressHints *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

/**
 * usher_address_hints_new:
 * @rows: (element-type UsherKeywordRow): fields
 * @choices: (element-type UsherKeywordChoice): and others
 *
 * Returns: (transfer full): their hints, which come soon
 */
UsherAddressHints *
usher_address_hints_new (GPtrArray *rows, GPtrArray *choices)
{
  UsherAddressHints *self = g_new0 (UsherAddressHints, 1);

  self->rows = g_ptr_array_ref (rows);
  self->choices = g_ptr_array_ref (choices);
  self->cancellable = g_cancellable_new ();
  usher_libpq_defaults_find_async (NULL, self->cancellable, on_found, self);
  return self;
}

void
usher_address_hints_free (UsherAddressHints *self)
{
  stop (self);
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->choices);
  g_free (self->service);
  g_free (self);
}

/**
 * usher_address_hints_look:
 * @service: (nullable): the service that the address names
 *
 * Shows what that service says, if it is another one than before.
 */
void
usher_address_hints_look (UsherAddressHints *self, const char *service)
{
  if (g_strcmp0 (self->service, service) == 0)
    return;
  stop (self);
  g_free (self->service);
  self->service = g_strdup (service);
  self->cancellable = g_cancellable_new ();
  usher_libpq_defaults_find_async (service, self->cancellable, on_found, self);
}
