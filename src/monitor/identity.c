/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "session.h"

/* The finaliser of MurmurHash3: every bit of the input moves every bit of the output.
 * g_int64_hash() looks at the low half only, and pids and start times that grow together
 * then land in the same few buckets. */
static guint64
mix (guint64 bits)
{
  bits ^= bits >> 33;
  bits *= G_GUINT64_CONSTANT (0xff51afd7ed558ccd);
  bits ^= bits >> 33;
  bits *= G_GUINT64_CONSTANT (0xc4ceb9fe1a85ec53);
  bits ^= bits >> 33;
  return bits;
}

/**
 * usher_identity_is_weak:
 * @self: an identity
 *
 * Returns: %TRUE if the role may not see when the session began, so that a later session
 *   with the same pid, database and role cannot be told from it
 */
gboolean
usher_identity_is_weak (const UsherIdentity *self)
{
  return self->backend_start == USHER_NO_TIME;
}

/**
 * usher_identity_hash:
 * @identity: (type UsherIdentity): an identity
 *
 * A #GHashFunc. Returns: a hash of what usher_identity_equal() compares
 */
guint
usher_identity_hash (gconstpointer identity)
{
  const UsherIdentity *self = identity;
  guint64 bits = mix ((guint64)self->backend_start) ^ (guint32)self->pid;

  if (usher_identity_is_weak (self))
    bits ^= mix (((guint64)self->database_oid << 32) | self->role_oid);
  bits = mix (bits);
  return (guint)(bits ^ (bits >> 32));
}

/**
 * usher_identity_equal:
 * @a: (type UsherIdentity): an identity
 * @b: (type UsherIdentity): another
 *
 * A #GEqualFunc. Returns: %TRUE if they name the same session, as far as this role can tell
 */
gboolean
usher_identity_equal (gconstpointer a, gconstpointer b)
{
  return usher_identity_compare (a, b) == 0;
}

/**
 * usher_identity_compare:
 * @a: an identity
 * @b: another
 *
 * Orders identities: by pid first, so that the order means something to a person.
 *
 * Returns: below, at or above zero; zero just where usher_identity_equal() holds
 */
int
usher_identity_compare (const UsherIdentity *a, const UsherIdentity *b)
{
  if (a->pid != b->pid)
    return a->pid < b->pid ? -1 : 1;
  if (a->backend_start != b->backend_start)
    return a->backend_start < b->backend_start ? -1 : 1;
  if (!usher_identity_is_weak (a))
    return 0;
  if (a->database_oid != b->database_oid)
    return a->database_oid < b->database_oid ? -1 : 1;
  if (a->role_oid != b->role_oid)
    return a->role_oid < b->role_oid ? -1 : 1;
  return 0;
}
