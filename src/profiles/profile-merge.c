/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "profile-merge.h"

static UsherAddress *
set_keyword (UsherAddress *address, const char *keyword, const char *value)
{
  UsherAddress *changed = usher_address_with (address, keyword, value);

  usher_address_unref (address);
  return changed;
}

/* What @mine has otherwise than @base, put into @merged. */
static UsherAddress *
carry_over (UsherAddress *merged, UsherAddress *keywords, UsherAddress *base, UsherAddress *mine)
{
  for (guint i = 0; i < usher_address_get_n (keywords); i++)
    {
      const char *keyword = usher_address_get_keyword (keywords, i);
      const char *value = usher_address_get (mine, keyword);

      if (g_strcmp0 (value, usher_address_get (base, keyword)) != 0)
        merged = set_keyword (merged, keyword, value);
    }
  return merged;
}

static UsherAddress *
merge_addresses (UsherAddress *base, UsherAddress *mine, UsherAddress *theirs)
{
  UsherAddress *merged = usher_address_ref (theirs);

  merged = carry_over (merged, mine, base, mine);
  return carry_over (merged, base, base, mine);
}

static void
merge_text (char **merged, const char *base, const char *mine)
{
  if (g_strcmp0 (base, mine) == 0)
    return;
  g_free (*merged);
  *merged = g_strdup (mine);
}

static gboolean
command_equal (char **command, char **other)
{
  if (command == NULL || other == NULL)
    return command == other;
  return g_strv_equal ((const char *const *)command, (const char *const *)other);
}

/* Where the password comes from makes sense as a whole only. */
static void
merge_passwords (UsherProfileDraft *merged,
                 const UsherProfileDraft *base,
                 const UsherProfileDraft *mine)
{
  if (base->password_source == mine->password_source
      && command_equal (base->password_command, mine->password_command))
    return;
  merged->password_source = mine->password_source;
  g_strfreev (merged->password_command);
  merged->password_command = g_strdupv (mine->password_command);
}

static gboolean
tunnel_equal (const UsherTunnelSpec *tunnel, const UsherTunnelSpec *other)
{
  if (tunnel == NULL || other == NULL)
    return tunnel == other;
  return g_str_equal (tunnel->destination, other->destination) && tunnel->port == other->port;
}

static void
merge_tunnels (UsherProfileDraft *merged,
               const UsherProfileDraft *base,
               const UsherProfileDraft *mine)
{
  if (tunnel_equal (base->tunnel, mine->tunnel))
    return;
  g_clear_pointer (&merged->tunnel, usher_tunnel_spec_free);
  if (mine->tunnel != NULL)
    merged->tunnel = usher_tunnel_spec_copy (mine->tunnel);
}

/**
 * usher_profile_merge:
 * @base: what both began with
 * @mine: what one of them made of it
 * @theirs: what the other did
 *
 * Returns: (transfer full): @theirs with everything in it that @mine has otherwise than @base
 */
UsherProfile *
usher_profile_merge (UsherProfile *base, UsherProfile *mine, UsherProfile *theirs)
{
  g_autoptr (UsherProfileDraft) old = usher_profile_to_draft (base);
  g_autoptr (UsherProfileDraft) new = usher_profile_to_draft (mine);
  g_autoptr (UsherProfileDraft) merged = usher_profile_to_draft (theirs);
  UsherAddress *address = merge_addresses (old->address, new->address, merged->address);

  usher_address_unref (merged->address);
  merged->address = address;
  merge_text (&merged->name, old->name, new->name);
  merge_text (&merged->group, old->group, new->group);
  merge_text (&merged->role, old->role, new->role);
  merge_passwords (merged, old, new);
  merge_tunnels (merged, old, new);
  if (old->environment != new->environment)
    merged->environment = new->environment;
  if (old->look_only != new->look_only)
    merged->look_only = new->look_only;
  return usher_profile_new (merged);
}
