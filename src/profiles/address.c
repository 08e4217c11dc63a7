/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "address.h"

#include <glib/gi18n-lib.h>
#include <libpq-fe.h>
#include <string.h>

#include "address-private.h"
#include "address-uri.h"
#include "encodings.h"
#include "text.h"

typedef struct
{
  char *keyword;
  char *value; /* never empty: a blank field is one that was not given */
} Setting;

struct _UsherAddress
{
  gatomicrefcount ref_count;
  GArray *settings; /* (owned) (element-type Setting), in the order they were given */
};

G_DEFINE_BOXED_TYPE (UsherAddress, usher_address, usher_address_ref, usher_address_unref)

/* Any value may have been a secret before somebody moved it to the right field. */
static void
setting_clear (gpointer data)
{
  Setting *setting = data;

  explicit_bzero (setting->value, strlen (setting->value));
  g_free (setting->value);
  g_free (setting->keyword);
}

static Setting *
setting_at (UsherAddress *self, guint index)
{
  return &g_array_index (self->settings, Setting, index);
}

static void
append_setting (UsherAddress *self, const char *keyword, const char *value)
{
  Setting setting = { g_strdup (keyword), g_strdup (value) };

  g_array_append_val (self->settings, setting);
}

/**
 * usher_address_new:
 *
 * Returns: (transfer full): an address that names nothing, so that the environment alone
 *   (PGHOST, PGSERVICE, ...) says where to connect
 */
UsherAddress *
usher_address_new (void)
{
  UsherAddress *self = g_new0 (UsherAddress, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->settings = g_array_new (FALSE, FALSE, sizeof (Setting));
  g_array_set_clear_func (self->settings, setting_clear);
  return self;
}

/**
 * usher_address_new_for_service:
 * @service: the name of an entry of the connection service file
 *
 * Whether there is such an entry is found out when connecting: files are not read here.
 *
 * Returns: (transfer full): the address
 */
UsherAddress *
usher_address_new_for_service (const char *service)
{
  g_autoptr (UsherAddress) empty = usher_address_new ();

  return usher_address_with (empty, "service", service);
}

UsherAddress *
usher_address_ref (UsherAddress *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
usher_address_unref (UsherAddress *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_array_unref (self->settings);
  g_free (self);
}

/**
 * usher_address_with:
 * @self: an address
 * @keyword: one of libpq's
 * @value: (nullable): its value; %NULL or "" takes the keyword away
 *
 * Returns: (transfer full): a copy of @self with one keyword changed
 */
UsherAddress *
usher_address_with (UsherAddress *self, const char *keyword, const char *value)
{
  UsherAddress *copy = usher_address_new ();
  gboolean pending = value != NULL && *value != '\0';

  for (guint i = 0; i < self->settings->len; i++)
    {
      Setting *setting = setting_at (self, i);

      if (!g_str_equal (setting->keyword, keyword))
        append_setting (copy, setting->keyword, setting->value);
      else if (pending)
        append_setting (copy, keyword, value), pending = FALSE;
    }
  if (pending)
    append_setting (copy, keyword, value);
  return copy;
}

/**
 * usher_address_get:
 * @self: an address
 * @keyword: one of libpq's
 *
 * Returns: (nullable): its value, owned by @self, never empty; %NULL when it was not given.
 *   The bytes are those that were given and need not be UTF-8.
 */
const char *
usher_address_get (UsherAddress *self, const char *keyword)
{
  for (guint i = 0; i < self->settings->len; i++)
    if (g_str_equal (setting_at (self, i)->keyword, keyword))
      return setting_at (self, i)->value;
  return NULL;
}

/**
 * usher_address_get_n:
 *
 * Returns: how many keywords were given
 */
guint
usher_address_get_n (UsherAddress *self)
{
  return self->settings->len;
}

/**
 * usher_address_get_keyword:
 *
 * Returns: the keyword at @index, owned by @self
 */
const char *
usher_address_get_keyword (UsherAddress *self, guint index)
{
  g_return_val_if_fail (index < self->settings->len, NULL);

  return setting_at (self, index)->keyword;
}

/*< private >
 * usher_address_is_uri:
 * @text: any text
 *
 * Returns: whether libpq would read @text as a URI; like libpq, upper case is no URI
 */
gboolean
usher_address_is_uri (const char *text)
{
  return g_str_has_prefix (text, "postgresql://") || g_str_has_prefix (text, "postgres://");
}

/* libpq says which of its own keywords are secret, so that those of a later version are too. */
static const PQconninfoOption *
libpq_keywords (void)
{
  static gsize keywords;

  if (g_once_init_enter (&keywords))
    g_once_init_leave (&keywords, (gsize)PQconninfoParse ("", NULL));
  return (const PQconninfoOption *)keywords;
}

static const PQconninfoOption *
find_keyword (const char *keyword)
{
  for (const PQconninfoOption *known = libpq_keywords (); known->keyword != NULL; known++)
    if (g_str_equal (known->keyword, keyword))
      return known;
  return NULL;
}

/*< private >
 * usher_address_is_keyword:
 *
 * Returns: whether libpq knows @keyword
 */
gboolean
usher_address_is_keyword (const char *keyword)
{
  return find_keyword (keyword) != NULL;
}

/*< private >
 * usher_address_is_secret_keyword:
 *
 * Returns: whether the value of @keyword is nobody else's business
 */
gboolean
usher_address_is_secret_keyword (const char *keyword)
{
  const PQconninfoOption *known = find_keyword (keyword);

  return known != NULL ? known->dispchar[0] == '*' : strstr (keyword, "password") != NULL;
}

static gboolean
is_secret (const Setting *setting)
{
  /* A whole address, password and all, can hide in the database's name. */
  if (g_str_equal (setting->keyword, "dbname") && usher_address_is_uri (setting->value))
    return TRUE;
  return usher_address_is_secret_keyword (setting->keyword);
}

/**
 * usher_address_without_secrets:
 * @self: an address
 *
 * Returns: (transfer full): a copy of @self without the password, and whatever else is nobody
 *   else's business
 */
UsherAddress *
usher_address_without_secrets (UsherAddress *self)
{
  UsherAddress *copy = usher_address_new ();

  for (guint i = 0; i < self->settings->len; i++)
    if (!is_secret (setting_at (self, i)))
      append_setting (copy, setting_at (self, i)->keyword, setting_at (self, i)->value);
  return copy;
}

/**
 * usher_address_equal:
 *
 * Returns: whether both give the same keywords the same values, in the same order
 */
gboolean
usher_address_equal (UsherAddress *self, UsherAddress *other)
{
  if (self->settings->len != other->settings->len)
    return FALSE;
  for (guint i = 0; i < self->settings->len; i++)
    if (!g_str_equal (setting_at (self, i)->keyword, setting_at (other, i)->keyword)
        || !g_str_equal (setting_at (self, i)->value, setting_at (other, i)->value))
      return FALSE;
  return TRUE;
}

static gboolean
needs_no_quotes (const char *value)
{
  for (; *value != '\0'; value++)
    if (!g_ascii_isalnum (*value) && strchr ("_-./:,@%+~[]*", *value) == NULL)
      return FALSE;
  return TRUE;
}

static void
append_quoted (GString *out, const char *value)
{
  if (needs_no_quotes (value))
    {
      g_string_append (out, value);
      return;
    }

  g_string_append_c (out, '\'');
  for (; *value != '\0'; value++)
    {
      if (*value == '\'' || *value == '\\')
        g_string_append_c (out, '\\');
      g_string_append_c (out, *value);
    }
  g_string_append_c (out, '\'');
}

/**
 * usher_address_to_string:
 * @self: an address
 *
 * Writes all but the secrets in libpq's keyword form, which usher_address_parse() reads. That
 * form cannot say what is not UTF-8, so then it is a URI.
 *
 * Returns: (transfer full): the text, valid UTF-8
 */
char *
usher_address_to_string (UsherAddress *self)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < self->settings->len; i++)
    {
      Setting *setting = setting_at (self, i);

      if (is_secret (setting))
        continue;
      if (out->len > 0)
        g_string_append_c (out, ' ');
      g_string_append_printf (out, "%s=", setting->keyword);
      append_quoted (out, setting->value);
    }
  if (g_utf8_validate (out->str, (gssize)out->len, NULL))
    return g_string_free (out, FALSE);
  g_string_free (out, TRUE);
  return usher_address_to_uri (self);
}

/* "db1:5432", "[::1]:5432", "/run/postgresql:5433", "db1:5432,db2:5432" */
static void
append_hosts (GString *out, const char *host_list, const char *port_list)
{
  g_auto (GStrv) hosts = g_strsplit (host_list, ",", -1);
  g_auto (GStrv) ports = g_strsplit (port_list != NULL ? port_list : "", ",", -1);
  guint n_ports = g_strv_length (ports);

  for (guint i = 0; hosts[i] != NULL; i++)
    {
      const char *port = n_ports == 0 ? "" : ports[MIN (i, n_ports - 1)];
      gboolean is_ipv6 = strchr (hosts[i], ':') != NULL && hosts[i][0] != '/';

      if (i > 0)
        g_string_append_c (out, ',');
      g_string_append_printf (out, is_ipv6 ? "[%s]" : "%s", hosts[i]);
      if (*port != '\0')
        g_string_append_printf (out, ":%s", port);
    }
}

/**
 * usher_address_describe:
 * @self: an address
 *
 * A short name for people: "ana@db1:5432", or the service's. Never a secret.
 *
 * Returns: (transfer full): valid UTF-8, not yet made visible (usher_text_show())
 */
char *
usher_address_describe (UsherAddress *self)
{
  const char *user = usher_address_get (self, "user");
  const char *port = usher_address_get (self, "port");
  const char *host = usher_address_get (self, "host");
  GString *out = g_string_new (NULL);
  g_autofree char *raw = NULL;

  if (host == NULL)
    host = usher_address_get (self, "hostaddr");

  if (user != NULL)
    g_string_append_printf (out, "%s@", user);
  if (host != NULL)
    append_hosts (out, host, port);
  else if (usher_address_get (self, "service") != NULL)
    g_string_append (out, usher_address_get (self, "service"));
  else if (port != NULL)
    g_string_append_printf (out, ":%s", port);
  else
    /* Translators: the server that PostgreSQL's own settings of this person point to, when
     * no address was given. May follow a name and "@". */
    g_string_append (out, _ ("default server"));

  raw = g_string_free (out, FALSE);
  return usher_text_decode (raw, -1, USHER_ENCODING_UTF8);
}
