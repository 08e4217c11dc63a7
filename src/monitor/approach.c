/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "approach.h"

struct _UsherApproach
{
  GObject parent_instance;

  UsherProfile *profile; /* (owned) (nullable): of a saved connection */
  UsherAddress *address; /* (owned) as it was given */
  UsherAddress *login;   /* (owned) the same with the password that was typed */
};

G_DEFINE_FINAL_TYPE (UsherApproach, usher_approach, G_TYPE_OBJECT)

static void
usher_approach_finalize (GObject *object)
{
  UsherApproach *self = USHER_APPROACH (object);

  g_clear_object (&self->profile);
  g_clear_pointer (&self->address, usher_address_unref);
  g_clear_pointer (&self->login, usher_address_unref);

  G_OBJECT_CLASS (usher_approach_parent_class)->finalize (object);
}

static void
usher_approach_class_init (UsherApproachClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = usher_approach_finalize;
}

static void
usher_approach_init (UsherApproach *self)
{
}

/**
 * usher_approach_new:
 * @address: where to, as somebody typed it
 *
 * Returns: (transfer full): the way there; the password is libpq's, or asked for
 */
UsherApproach *
usher_approach_new (UsherAddress *address)
{
  UsherApproach *self = g_object_new (USHER_TYPE_APPROACH, NULL);

  self->address = usher_address_ref (address);
  self->login = usher_address_ref (address);
  return self;
}

/**
 * usher_approach_new_for_profile:
 * @profile: a saved connection
 *
 * Returns: (transfer full): the way there
 */
UsherApproach *
usher_approach_new_for_profile (UsherProfile *profile)
{
  UsherApproach *self = usher_approach_new (usher_profile_get_address (profile));

  self->profile = g_object_ref (profile);
  return self;
}

/**
 * usher_approach_prepare_async:
 * @self: an approach
 * @cancellable: (nullable): gives up at once
 * @callback: in the main context
 * @user_data: for @callback
 *
 * Does what has to be done before an attempt to connect.
 */
void
usher_approach_prepare_async (UsherApproach *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, usher_approach_prepare_async);
  g_task_return_pointer (task, usher_address_ref (self->login),
                         (GDestroyNotify)usher_address_unref);
}

/**
 * usher_approach_prepare_finish:
 * @self: the approach
 * @result: what the callback got
 * @error: %USHER_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): where to connect now, with the password if there is one; %NULL with
 *   @error set
 */
UsherAddress *
usher_approach_prepare_finish (UsherApproach *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * usher_approach_set_password:
 * @self: an approach
 * @password: what the person typed
 *
 * Takes @password from the next attempt on. It is kept in memory as long as @self is.
 */
void
usher_approach_set_password (UsherApproach *self, const char *password)
{
  UsherAddress *login = usher_address_with (self->address, "password", password);

  usher_address_unref (self->login);
  self->login = login;
}

/**
 * usher_approach_get_profile:
 *
 * Returns: (transfer none) (nullable): the saved connection that @self leads to
 */
UsherProfile *
usher_approach_get_profile (UsherApproach *self)
{
  return self->profile;
}

/**
 * usher_approach_get_address:
 *
 * Returns: (transfer none): the address it was made with, without what was typed later
 */
UsherAddress *
usher_approach_get_address (UsherApproach *self)
{
  return self->address;
}
