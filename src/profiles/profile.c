/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "profile.h"

struct _UsherProfile
{
  GObject parent_instance;

  UsherProfileDraft *draft; /* (owned): tidied up, and not changed any more */
};

G_DEFINE_FINAL_TYPE (UsherProfile, usher_profile, G_TYPE_OBJECT)

/**
 * usher_tunnel_spec_new:
 * @destination: what ssh is told
 * @port: its port, or 0
 *
 * Returns: (transfer full): the tunnel's description
 */
UsherTunnelSpec *
usher_tunnel_spec_new (const char *destination, guint port)
{
  UsherTunnelSpec *self = g_new0 (UsherTunnelSpec, 1);

  self->destination = g_strdup (destination);
  self->port = port;
  return self;
}

UsherTunnelSpec *
usher_tunnel_spec_copy (const UsherTunnelSpec *self)
{
  return usher_tunnel_spec_new (self->destination, self->port);
}

void
usher_tunnel_spec_free (UsherTunnelSpec *self)
{
  g_free (self->destination);
  g_free (self);
}

/**
 * usher_profile_draft_new:
 *
 * Returns: (transfer full): a draft of a connection to wherever libpq's own settings point,
 *   which asks for the password
 */
UsherProfileDraft *
usher_profile_draft_new (void)
{
  return g_new0 (UsherProfileDraft, 1);
}

UsherProfileDraft *
usher_profile_draft_copy (const UsherProfileDraft *self)
{
  UsherProfileDraft *copy = g_memdup2 (self, sizeof *self);

  copy->id = g_strdup (self->id);
  copy->name = g_strdup (self->name);
  copy->group = g_strdup (self->group);
  copy->address = self->address != NULL ? usher_address_ref (self->address) : NULL;
  copy->role = g_strdup (self->role);
  copy->password_command = g_strdupv (self->password_command);
  copy->tunnel = self->tunnel != NULL ? usher_tunnel_spec_copy (self->tunnel) : NULL;
  copy->extras = g_strdup (self->extras);
  return copy;
}

void
usher_profile_draft_free (UsherProfileDraft *self)
{
  g_free (self->id);
  g_free (self->name);
  g_free (self->group);
  g_clear_pointer (&self->address, usher_address_unref);
  g_free (self->role);
  g_strfreev (self->password_command);
  g_clear_pointer (&self->tunnel, usher_tunnel_spec_free);
  g_free (self->extras);
  g_free (self);
}

static void
usher_profile_finalize (GObject *object)
{
  UsherProfile *self = USHER_PROFILE (object);

  g_clear_pointer (&self->draft, usher_profile_draft_free);

  G_OBJECT_CLASS (usher_profile_parent_class)->finalize (object);
}

static void
usher_profile_class_init (UsherProfileClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = usher_profile_finalize;
}

static void
usher_profile_init (UsherProfile *self)
{
}

/* A line of text that can be saved: valid, and without blanks around it. */
static void
tidy_text (char **text)
{
  char *valid = g_utf8_make_valid (*text != NULL ? *text : "", -1);

  g_free (*text);
  *text = g_strstrip (valid);
}

static void
tidy_nullable (char **text)
{
  tidy_text (text);
  if (**text == '\0')
    g_clear_pointer (text, g_free);
}

static void
tidy_address (UsherAddress **address)
{
  UsherAddress *given = *address != NULL ? *address : usher_address_new ();

  *address = usher_address_without_secrets (given);
  usher_address_unref (given);
}

static void
tidy_command (UsherProfileDraft *draft)
{
  if (draft->password_command != NULL && draft->password_command[0] == NULL)
    g_clear_pointer (&draft->password_command, g_strfreev);
  if (draft->password_command == NULL && draft->password_source == USHER_PASSWORD_COMMAND)
    draft->password_source = USHER_PASSWORD_ASK;
}

static void
tidy_tunnel (UsherTunnelSpec **tunnel)
{
  if (*tunnel == NULL)
    return;
  tidy_text (&(*tunnel)->destination);
  if (*(*tunnel)->destination == '\0')
    g_clear_pointer (tunnel, usher_tunnel_spec_free);
}

/* Some word there has to be, also for a service that is called " ". */
static char *
make_name (UsherAddress *address)
{
  g_autoptr (UsherAddress) nowhere = usher_address_new ();
  char *name = usher_address_describe (address);

  tidy_nullable (&name);
  return name != NULL ? name : usher_address_describe (nowhere);
}

static void
tidy (UsherProfileDraft *draft)
{
  tidy_nullable (&draft->id);
  if (draft->id == NULL)
    draft->id = g_uuid_string_random ();
  tidy_address (&draft->address);
  tidy_nullable (&draft->name);
  if (draft->name == NULL)
    draft->name = make_name (draft->address);
  tidy_text (&draft->group);
  tidy_nullable (&draft->role);
  tidy_command (draft);
  tidy_tunnel (&draft->tunnel);
}

/**
 * usher_profile_new:
 * @draft: what was written
 *
 * Makes a profile of a copy of @draft: blanks around words go, a name is made of the address
 * where there is none, an id where there is none, and no secret of the address comes along.
 *
 * Returns: (transfer full): the profile
 */
UsherProfile *
usher_profile_new (const UsherProfileDraft *draft)
{
  UsherProfile *self = g_object_new (USHER_TYPE_PROFILE, NULL);

  self->draft = usher_profile_draft_copy (draft);
  tidy (self->draft);
  return self;
}

/**
 * usher_profile_to_draft:
 *
 * Returns: (transfer full): a draft of the same connection, to be changed
 */
UsherProfileDraft *
usher_profile_to_draft (UsherProfile *self)
{
  return usher_profile_draft_copy (self->draft);
}

/**
 * usher_profile_get_id:
 *
 * Returns: what the profile is known by, whatever else of it changes: a UUID's text
 */
const char *
usher_profile_get_id (UsherProfile *self)
{
  return self->draft->id;
}

/**
 * usher_profile_get_name:
 *
 * Returns: the person's name for it, valid UTF-8 and not empty; two may have the same
 */
const char *
usher_profile_get_name (UsherProfile *self)
{
  return self->draft->name;
}

/**
 * usher_profile_get_group:
 *
 * Returns: the name of its group, "" without one
 */
const char *
usher_profile_get_group (UsherProfile *self)
{
  return self->draft->group;
}

UsherEnvironment
usher_profile_get_environment (UsherProfile *self)
{
  return self->draft->environment;
}

gboolean
usher_profile_get_look_only (UsherProfile *self)
{
  return self->draft->look_only;
}

/**
 * usher_profile_get_address:
 *
 * Returns: (transfer none): where it goes, without any secret
 */
UsherAddress *
usher_profile_get_address (UsherProfile *self)
{
  return self->draft->address;
}

/**
 * usher_profile_get_role:
 *
 * Returns: (nullable): the role to SET once connected, never empty
 */
const char *
usher_profile_get_role (UsherProfile *self)
{
  return self->draft->role;
}

UsherPasswordSource
usher_profile_get_password_source (UsherProfile *self)
{
  return self->draft->password_source;
}

/**
 * usher_profile_get_password_command:
 *
 * Returns: (nullable): a program and its arguments, at least the program; also there while
 *   the password comes from elsewhere
 */
const char *const *
usher_profile_get_password_command (UsherProfile *self)
{
  return (const char *const *)self->draft->password_command;
}

/**
 * usher_profile_get_tunnel:
 *
 * Returns: (nullable): the SSH server to go through, %NULL for none
 */
const UsherTunnelSpec *
usher_profile_get_tunnel (UsherProfile *self)
{
  return self->draft->tunnel;
}

static gboolean
command_equal (char **command, char **other)
{
  if (command == NULL || other == NULL)
    return command == other;
  return g_strv_equal ((const char *const *)command, (const char *const *)other);
}

static gboolean
tunnel_equal (const UsherTunnelSpec *tunnel, const UsherTunnelSpec *other)
{
  if (tunnel == NULL || other == NULL)
    return tunnel == other;
  return g_str_equal (tunnel->destination, other->destination) && tunnel->port == other->port;
}

/**
 * usher_profile_equal:
 *
 * Returns: whether both would be saved as the same bytes
 */
gboolean
usher_profile_equal (UsherProfile *self, UsherProfile *other)
{
  const UsherProfileDraft *a = self->draft, *b = other->draft;

  return g_str_equal (a->id, b->id) && g_str_equal (a->name, b->name)
         && g_str_equal (a->group, b->group) && a->environment == b->environment
         && a->look_only == b->look_only && usher_address_equal (a->address, b->address)
         && g_strcmp0 (a->role, b->role) == 0 && a->password_source == b->password_source
         && command_equal (a->password_command, b->password_command)
         && tunnel_equal (a->tunnel, b->tunnel) && g_strcmp0 (a->extras, b->extras) == 0;
}

static gboolean
same_setting (UsherProfile *self, UsherProfile *other, const char *keyword, const char *otherwise)
{
  const char *value = usher_address_get (self->draft->address, keyword);
  const char *other_value = usher_address_get (other->draft->address, keyword);

  return g_strcmp0 (value != NULL ? value : otherwise,
                    other_value != NULL ? other_value : otherwise)
         == 0;
}

/**
 * usher_profile_goes_to_same_place:
 *
 * Returns: whether both lead to the same server, database and user, as far as that can be
 *   seen in what was written, and by the same tunnel
 */
gboolean
usher_profile_goes_to_same_place (UsherProfile *self, UsherProfile *other)
{
  return same_setting (self, other, "service", NULL) && same_setting (self, other, "host", NULL)
         && same_setting (self, other, "hostaddr", NULL)
         && same_setting (self, other, "port", "5432") && same_setting (self, other, "dbname", NULL)
         && same_setting (self, other, "user", NULL)
         && tunnel_equal (self->draft->tunnel, other->draft->tunnel);
}
