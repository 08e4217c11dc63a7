/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "keywords.h"

#include "connect-failure.h"
#include "narrow-door.h"

struct _UsherKeywords
{
  UsherAddress *address;  /* (owned): most of the values stay in there, the password too */
  GPtrArray *keywords;    /* (owned) (element-type utf8), without the NULL at the end */
  GPtrArray *values;      /* (owned) (element-type utf8), likewise */
  GStringChunk *computed; /* (owned): the others */
};

/*< private >
 * usher_keywords_new:
 * @address: what the person gave
 *
 * Returns: (transfer full): the keywords of @address. "replication" is left out but for the
 *   one kind of it that runs Usher's statements, see narrow-door.h.
 */
UsherKeywords *
usher_keywords_new (UsherAddress *address)
{
  UsherKeywords *self = g_new0 (UsherKeywords, 1);

  self->address = usher_address_ref (address);
  self->keywords = g_ptr_array_new ();
  self->values = g_ptr_array_new ();
  self->computed = g_string_chunk_new (256);

  for (guint i = 0; i < usher_address_get_n (address); i++)
    {
      const char *keyword = usher_address_get_keyword (address, i);

      if (g_str_equal (keyword, "replication") && !usher_address_is_narrow_door (address))
        continue;
      g_ptr_array_add (self->keywords, (gpointer)keyword);
      g_ptr_array_add (self->values, (gpointer)usher_address_get (address, keyword));
    }
  return self;
}

void
usher_keywords_free (UsherKeywords *self)
{
  g_ptr_array_unref (self->keywords);
  g_ptr_array_unref (self->values);
  g_string_chunk_free (self->computed);
  usher_address_unref (self->address);
  g_free (self);
}

/*< private >
 * usher_keywords_set:
 * @self: the keywords
 * @keyword: a literal
 * @value: copied
 *
 * Adds a keyword, or gives it another value.
 */
void
usher_keywords_set (UsherKeywords *self, const char *keyword, const char *value)
{
  char *copy = g_string_chunk_insert (self->computed, value);
  guint index;

  if (g_ptr_array_find_with_equal_func (self->keywords, keyword, g_str_equal, &index))
    {
      self->values->pdata[index] = copy;
      return;
    }
  g_ptr_array_add (self->keywords, (gpointer)keyword);
  g_ptr_array_add (self->values, copy);
}

/*< private >
 * usher_keywords_connect:
 *
 * Returns: (transfer full): a connection that has begun, or has failed already
 */
PGconn *
usher_keywords_connect (UsherKeywords *self)
{
  PGconn *conn;

  g_ptr_array_add (self->keywords, NULL);
  g_ptr_array_add (self->values, NULL);
  conn = PQconnectStartParams ((const char *const *)self->keywords->pdata,
                               (const char *const *)self->values->pdata, 0);
  g_ptr_array_set_size (self->keywords, (int)self->keywords->len - 1);
  g_ptr_array_set_size (self->values, (int)self->values->len - 1);

  if (conn == NULL)
    g_error ("Out of memory");
  return conn;
}

/* No user has this name, so a database of this name is one that libpq took from the user. */
#define NOBODY "\001usher\001"

/*< private >
 * usher_keywords_explore:
 * @address: what the person gave
 * @error: return location
 *
 * Finds out where libpq would connect to once it has added the service file, the environment
 * and its defaults, without connecting: there is no function for that, but a connection that
 * is refused for an sslmode that does not exist has read them all, and has neither looked up a
 * name nor opened a socket. It is given a password, so that it reads no password file.
 *
 * "user", "password" and "sslmode" of the outcome mean nothing. "dbname" is %NULL when nobody
 * named one.
 *
 * Returns: (transfer full): the options; %NULL with %USHER_ERROR_BAD_SERVICE or
 *   %USHER_ERROR_BAD_ADDRESS
 */
PQconninfoOption *
usher_keywords_explore (UsherAddress *address, GError **error)
{
  g_autoptr (UsherKeywords) keywords = usher_keywords_new (address);
  g_autoptr (PQconninfoOption) options = NULL;
  PGconn *conn;

  usher_keywords_set (keywords, "user", NOBODY);
  usher_keywords_set (keywords, "password", "-");
  usher_keywords_set (keywords, "sslmode", "explore");
  conn = usher_keywords_connect (keywords);
  options = PQconninfo (conn);

  if (g_strcmp0 (usher_option_get (options, "user"), NOBODY) != 0)
    {
      g_propagate_error (error, usher_connect_failure_bad_service (address, conn));
      PQfinish (conn);
      return NULL;
    }
  PQfinish (conn);
  return g_steal_pointer (&options);
}

/*< private >
 * usher_option_get:
 * @options: (nullable): from usher_keywords_explore()
 * @keyword: one of libpq's
 *
 * Returns: (nullable): its value, owned by @options; %NULL when it is unset or empty
 */
const char *
usher_option_get (const PQconninfoOption *options, const char *keyword)
{
  for (; options != NULL && options->keyword != NULL; options++)
    if (g_str_equal (options->keyword, keyword))
      {
        gboolean blank = options->val == NULL || *options->val == '\0';
        gboolean from_user =
            g_str_equal (keyword, "dbname") && !blank && g_str_equal (options->val, NOBODY);

        return blank || from_user ? NULL : options->val;
      }
  return NULL;
}
