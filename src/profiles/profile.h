/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "address.h"

G_BEGIN_DECLS

typedef enum
{
  USHER_ENVIRONMENT_NONE,
  USHER_ENVIRONMENT_DEVELOPMENT,
  USHER_ENVIRONMENT_STAGING,
  USHER_ENVIRONMENT_PRODUCTION,
} UsherEnvironment;

typedef enum
{
  USHER_PASSWORD_ASK,     /* the person, each time */
  USHER_PASSWORD_KEYRING, /* ask once, then the keyring */
  USHER_PASSWORD_LIBPQ,   /* the password file, PGPASSWORD, the service file */
  USHER_PASSWORD_COMMAND, /* what a program prints */
} UsherPasswordSource;

/**
 * UsherTunnelSpec:
 * @destination: what ssh is told: a host, "user@host", or a name of ~/.ssh/config
 * @port: the port of the SSH server; 0 leaves it to ssh's own configuration
 */
typedef struct
{
  char *destination;
  guint port;
} UsherTunnelSpec;

UsherTunnelSpec *usher_tunnel_spec_new (const char *destination, guint port);
UsherTunnelSpec *usher_tunnel_spec_copy (const UsherTunnelSpec *self);
void usher_tunnel_spec_free (UsherTunnelSpec *self);

/**
 * UsherProfileDraft:
 *
 * A saved connection that is still being written: a plain structure that owns what its
 * fields point to. usher_profile_new() makes a profile of it.
 */
typedef struct
{
  char *id;    /* (nullable): %NULL for a new one */
  char *name;  /* (nullable): %NULL or blank for one that is made from the address */
  char *group; /* (nullable): %NULL or blank for none */
  UsherEnvironment environment;
  gboolean look_only;
  UsherAddress *address; /* (nullable); its secrets do not come into the profile */
  char *role;            /* (nullable): what SET ROLE is given */
  UsherPasswordSource password_source;
  char **password_command; /* (nullable): a program and its arguments */
  UsherTunnelSpec *tunnel; /* (nullable) */
  char *extras;            /* (nullable): a JSON object, what another Usher saved beside these */
} UsherProfileDraft;

UsherProfileDraft *usher_profile_draft_new (void);
UsherProfileDraft *usher_profile_draft_copy (const UsherProfileDraft *self);
void usher_profile_draft_free (UsherProfileDraft *self);

/**
 * UsherProfile:
 *
 * A saved connection: where to, as whom, and how careful to be there. Immutable once made,
 * any thread; a change is another profile of the same id. It never holds a password.
 */
#define USHER_TYPE_PROFILE (usher_profile_get_type ())
G_DECLARE_FINAL_TYPE (UsherProfile, usher_profile, USHER, PROFILE, GObject)

UsherProfile *usher_profile_new (const UsherProfileDraft *draft);
UsherProfileDraft *usher_profile_to_draft (UsherProfile *self);

const char *usher_profile_get_id (UsherProfile *self);
const char *usher_profile_get_name (UsherProfile *self);
const char *usher_profile_get_group (UsherProfile *self);
UsherEnvironment usher_profile_get_environment (UsherProfile *self);
gboolean usher_profile_get_look_only (UsherProfile *self);
UsherAddress *usher_profile_get_address (UsherProfile *self);
const char *usher_profile_get_role (UsherProfile *self);
UsherPasswordSource usher_profile_get_password_source (UsherProfile *self);
const char *const *usher_profile_get_password_command (UsherProfile *self);
const UsherTunnelSpec *usher_profile_get_tunnel (UsherProfile *self);

gboolean usher_profile_equal (UsherProfile *self, UsherProfile *other);
gboolean usher_profile_goes_to_same_place (UsherProfile *self, UsherProfile *other);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherTunnelSpec, usher_tunnel_spec_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherProfileDraft, usher_profile_draft_free)

G_END_DECLS
