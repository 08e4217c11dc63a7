/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "durations.h"
#include "obstacles-private.h"

#define MINUTE_US (G_GINT64_CONSTANT (60) * G_USEC_PER_SEC)

/* What stays in a database although nobody runs: prepared transactions, slots, subscriptions. */

/* There may be many of them, and each is shown anew when its words are others: not every second. */
static char *
describe_prepared (UsherSearch *self, const UsherPrepared *prepared)
{
  g_autofree char *owner = usher_search_show (prepared->owner);
  gint64 since = MAX (self->survey->snapshot->server_time - prepared->prepared, 0);
  guint minutes = (guint)(since / MINUTE_US);
  g_autofree char *age = usher_duration_format (since);

  if (minutes == 0)
    /* Translators: the name of a role */
    return g_strdup_printf (_ ("Prepared less than a minute ago by %s."), owner);
  if (minutes < 60)
    /* Translators: a number, and the name of a role */
    return g_strdup_printf (
        ngettext ("Prepared %u minute ago by %s.", "Prepared %u minutes ago by %s.", minutes),
        minutes, owner);
  /* Translators: an age such as "3 d 4 h", and the name of a role */
  return g_strdup_printf (_ ("Prepared %s ago by %s."), age, owner);
}

static void
add_prepared (UsherSearch *self, const UsherPrepared *prepared)
{
  g_autofree char *gid = usher_search_show (prepared->title);
  /* Translators: the name of the transaction */
  g_autofree char *title = g_strdup_printf (_ ("Prepared transaction “%s”"), gid);
  UsherObstacle *obstacle = usher_search_add (
      self, USHER_OBSTACLE_PREPARED,
      usher_search_is_about (self) ? USHER_EFFECT_STOPS : USHER_EFFECT_NOTE, 1, title);

  obstacle->detail = describe_prepared (self, prepared);
  obstacle->advice = g_strdup (_ ("Commit or roll it back. A transaction manager may still count "
                                  "on it. This must be done while the database lets sessions in."));
  obstacle->may = prepared->may;
  if (!prepared->may)
    {
      g_autofree char *owner = usher_search_show (prepared->owner);

      obstacle->who_may = g_strdup_printf (_ ("%s, and superusers"), owner);
    }
  obstacle->remedies = USHER_REMEDY_COMMIT | USHER_REMEDY_ROLL_BACK;
  obstacle->gid = g_strdup (prepared->gid);
  obstacle->gid_title = g_strdup (prepared->title);
  obstacle->become = prepared->is_mine ? NULL : g_strdup (prepared->owner_bytes);
  obstacle->encoding = self->facts->encoding;
}

/*< private >
 * usher_search_prepared:
 * @self: a search
 *
 * Looks for prepared transactions, each of which needs a decision of its own.
 */
void
usher_search_prepared (UsherSearch *self)
{
  for (guint i = 0; i < self->facts->prepared->len; i++)
    add_prepared (self, g_ptr_array_index (self->facts->prepared, i));
}

static char *
list_slots (UsherSearch *self, gboolean active_only, guint *n)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < self->facts->slots->len; i++)
    {
      const UsherSlot *slot = g_ptr_array_index (self->facts->slots, i);

      if (slot->is_active || !active_only)
        g_ptr_array_add (names, usher_search_show (slot->name));
    }
  *n = names->len;
  return usher_search_join (names);
}

/* FORCE looks at the slots before it ends anybody, and refuses. Where nobody new gets in, Usher
 * then ends those who are there, and drops again. */
static UsherEffect
find_active_slot_effect (UsherSearch *self)
{
  return usher_intent_forces (self->intent) && self->intent->blocking == USHER_BLOCK_NOBODY
             ? USHER_EFFECT_STOPS
             : USHER_EFFECT_CLEARED;
}

/* Ending who uses a slot makes it an unused one, and that goes with the database. */
static void
search_slots (UsherSearch *self)
{
  guint n_active, n_all;
  g_autofree char *active = list_slots (self, TRUE, &n_active);
  g_autofree char *all = list_slots (self, FALSE, &n_all);
  UsherObstacle *obstacle;

  if (n_all == 0 || self->intent->kind != USHER_CLEAN_UP_DROP)
    return;
  if (n_active > 0)
    {
      g_autofree char *title =
          g_strdup_printf (ngettext ("%u logical replication slot is in use",
                                     "%u logical replication slots are in use", n_active),
                           n_active);

      obstacle = usher_search_add (self, USHER_OBSTACLE_ACTIVE_SLOTS,
                                   find_active_slot_effect (self), n_active, title);
      obstacle->detail = g_strdup (active);
      obstacle->advice = g_strdup (_ ("Stop who reads from it, or end the session, with new "
                                      "sessions blocked."));
    }
  g_autofree char *title =
      g_strdup_printf (ngettext ("%u logical replication slot will vanish",
                                 "%u logical replication slots will vanish", n_all),
                       n_all);

  obstacle = usher_search_add (self, USHER_OBSTACLE_LOST_SLOTS, USHER_EFFECT_LOSES, n_all, title);
  obstacle->detail = g_strdup (all);
  obstacle->advice = g_strdup (_ ("The server drops them with the database and says nothing. Who "
                                  "reads from them loses its place."));
}

static char *
describe_subscription (const UsherSubscription *subscription)
{
  g_autofree char *name = usher_search_show (subscription->name);
  g_autofree char *slot = usher_search_show (subscription->slot_name);

  if (subscription->slot_name == NULL)
    return g_strdup (name);
  /* Translators: the name of a subscription, and of its slot on another server */
  return g_strdup_printf (_ ("%s, whose slot “%s” is on its publisher"), name, slot);
}

static UsherEffect
find_subscription_effect (UsherSearch *self, guint n_enabled)
{
  if (self->intent->kind == USHER_CLEAN_UP_DROP)
    return USHER_EFFECT_STOPS;
  if (n_enabled == 0)
    return USHER_EFFECT_NONE;
  return self->intent->blocking == USHER_BLOCK_EVERYBODY ? USHER_EFFECT_CLEARED : USHER_EFFECT_NOTE;
}

static void
search_subscriptions (UsherSearch *self)
{
  g_autoptr (GPtrArray) phrases = g_ptr_array_new_with_free_func (g_free);
  guint n = self->facts->subscriptions->len;
  guint n_enabled = 0;
  gboolean owns_all = TRUE;
  UsherEffect effect;
  UsherObstacle *obstacle;
  g_autofree char *title = NULL;

  for (guint i = 0; i < n; i++)
    {
      const UsherSubscription *subscription = g_ptr_array_index (self->facts->subscriptions, i);

      n_enabled += subscription->is_enabled ? 1 : 0;
      owns_all &= subscription->owns;
      g_ptr_array_add (phrases, describe_subscription (subscription));
    }
  effect = find_subscription_effect (self, n_enabled);
  if (n == 0 || effect == USHER_EFFECT_NONE)
    return;
  title = g_strdup_printf (
      ngettext ("%u subscription lives in it", "%u subscriptions live in it", n), n);
  obstacle = usher_search_add (self, USHER_OBSTACLE_SUBSCRIPTIONS, effect, n, title);
  obstacle->detail = usher_search_join (phrases);
  if (effect != USHER_EFFECT_STOPS)
    {
      obstacle->advice = g_strdup (_ ("Its worker starts again unless the database lets nobody "
                                      "in, or the subscription is disabled."));
      return;
    }
  /* Translators: keep the SQL as it is */
  obstacle->advice = g_strdup (_ ("Connect to this database and use DROP SUBSCRIPTION, which also "
                                  "drops the slot on the publisher. If that cannot be reached, "
                                  "use ALTER SUBSCRIPTION … DISABLE and … SET (slot_name = NONE) "
                                  "first, and drop the slot there later."));
  obstacle->may = owns_all;
  if (!obstacle->may)
    obstacle->who_may = g_strdup (_ ("The owner of the subscription, and superusers"));
}

/*< private >
 * usher_search_replication:
 * @self: a search
 *
 * Looks for slots and subscriptions.
 */
void
usher_search_replication (UsherSearch *self)
{
  search_slots (self);
  search_subscriptions (self);
}
