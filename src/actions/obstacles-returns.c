/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "obstacles-private.h"

/* More of them than that are counted together. */
#define MAX_CLIENTS 3

/* Returns: (transfer full) (element-type utf8): who came back to the database, a line each */
static GPtrArray *
describe (UsherReturns *returns, guint32 oid)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < usher_returns_get_n (returns); i++)
    {
      const UsherReturn *client = usher_returns_get_nth (returns, i);

      if (client->database_oid == oid)
        g_ptr_array_add (lines, usher_return_describe (client));
    }
  return lines;
}

static char *
join (GPtrArray *lines)
{
  guint n_others = lines->len > MAX_CLIENTS ? lines->len - MAX_CLIENTS : 0;
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < lines->len - n_others; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", (char *)lines->pdata[i]);
  if (n_others > 0)
    {
      g_string_append_c (text, '\n');
      g_string_append_printf (
          text,
          ngettext ("%u other client came back too.", "%u other clients came back too.", n_others),
          n_others);
    }
  return g_string_free (text, FALSE);
}

static void
advise (UsherSearch *self, UsherObstacle *obstacle)
{
  if (self->intent->blocking != USHER_BLOCK_NOBODY)
    {
      obstacle->effect = USHER_EFFECT_CLEARED;
      obstacle->advice = g_strdup (self->intent->kind == USHER_CLEAN_UP_KEEP_OUT
                                       ? _ ("It stays out until you release the database.")
                                       : _ ("New sessions are blocked first, so it stays out "
                                            "meanwhile."));
      return;
    }
  obstacle->advice = g_strdup (usher_return_advise (self->survey->pooled));
  obstacle->remedies =
      self->survey->in_recovery || self->survey->read_only ? USHER_REMEDY_NONE : USHER_REMEDY_BLOCK;
}

/*< private >
 * usher_search_returns:
 * @self: a search
 *
 * Looks for clients that came back to the database after they were terminated.
 */
void
usher_search_returns (UsherSearch *self)
{
  g_autoptr (GPtrArray) lines = NULL;
  UsherObstacle *obstacle;

  if (self->returns == NULL)
    return;
  lines = describe (self->returns, self->facts->oid);
  if (lines->len == 0)
    return;
  obstacle = usher_search_add (self, USHER_OBSTACLE_RETURNS, USHER_EFFECT_RISKS, lines->len,
                               _ ("Clients reconnect"));
  obstacle->detail = join (lines);
  advise (self, obstacle);
}
