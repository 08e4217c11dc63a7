/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "profile-store.h"

#include <glib/gi18n-lib.h>

#include "profile-keeper.h"

struct _UsherProfileStore
{
  GObject parent_instance;

  GPtrArray *profiles;        /* (owned) (element-type UsherProfile): what is seen */
  UsherProfileKeeper *keeper; /* (owned): of the file */
  gboolean loaded;
  char *file_trouble; /* (owned) (nullable): stays until the person has seen it */
  char *seen_trouble; /* (owned) (nullable): is not said again */
  char *last_failure; /* (owned) (nullable): goes when the next attempt succeeds */
};

enum
{
  PROP_0,
  PROP_LOADED,
  PROP_TROUBLE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void usher_profile_store_init_list_model (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (UsherProfileStore,
                               usher_profile_store,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      usher_profile_store_init_list_model))

static GType
usher_profile_store_get_item_type (GListModel *model)
{
  return USHER_TYPE_PROFILE;
}

static guint
usher_profile_store_get_n_items (GListModel *model)
{
  return USHER_PROFILE_STORE (model)->profiles->len;
}

static gpointer
usher_profile_store_get_item (GListModel *model, guint position)
{
  UsherProfileStore *self = USHER_PROFILE_STORE (model);

  return position < self->profiles->len ? g_object_ref (self->profiles->pdata[position]) : NULL;
}

static void
usher_profile_store_init_list_model (GListModelInterface *iface)
{
  iface->get_item_type = usher_profile_store_get_item_type;
  iface->get_n_items = usher_profile_store_get_n_items;
  iface->get_item = usher_profile_store_get_item;
}

/* What is seen */

static GPtrArray *
copy_list (GPtrArray *profiles)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < profiles->len; i++)
    g_ptr_array_add (copy, g_object_ref (profiles->pdata[i]));
  return copy;
}

/* What has not changed keeps its object. */
static void
keep_objects (GPtrArray *profiles, GPtrArray *seen)
{
  for (guint i = 0; i < profiles->len; i++)
    {
      UsherProfile *profile = profiles->pdata[i];
      guint position;

      if (usher_profiles_find (seen, usher_profile_get_id (profile), &position)
          && usher_profile_equal (seen->pdata[position], profile))
        {
          profiles->pdata[i] = g_object_ref (seen->pdata[position]);
          g_object_unref (profile);
        }
    }
}

static void
show (UsherProfileStore *self, GPtrArray *profiles)
{
  g_autoptr (GPtrArray) old = self->profiles;
  guint first = 0, last = 0;
  guint shorter = MIN (old->len, profiles->len);

  keep_objects (profiles, old);
  while (first < shorter && old->pdata[first] == profiles->pdata[first])
    first++;
  while (last < shorter - first
         && old->pdata[old->len - 1 - last] == profiles->pdata[profiles->len - 1 - last])
    last++;

  self->profiles = g_ptr_array_ref (profiles);
  if (first < old->len || first < profiles->len)
    g_list_model_items_changed (G_LIST_MODEL (self), first, old->len - first - last,
                                profiles->len - first - last);
}

/* Trouble */

static void
set_trouble (UsherProfileStore *self, char **field, const char *words)
{
  if (g_strcmp0 (*field, words) == 0)
    return;
  g_free (*field);
  *field = g_strdup (words);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TROUBLE]);
}

static void
set_loaded (UsherProfileStore *self)
{
  if (self->loaded)
    return;
  self->loaded = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADED]);
}

static void
on_read (UsherProfileStore *self, GPtrArray *profiles, const char *trouble)
{
  show (self, profiles);
  set_trouble (self, &self->last_failure, NULL);
  if (trouble != NULL && g_strcmp0 (trouble, self->seen_trouble) != 0)
    set_trouble (self, &self->file_trouble, trouble);
  set_loaded (self);
}

static void
on_failed (UsherProfileStore *self, const GError *error)
{
  set_trouble (self, &self->last_failure, error->message);
  set_loaded (self);
}

static void
usher_profile_store_dispose (GObject *object)
{
  UsherProfileStore *self = USHER_PROFILE_STORE (object);

  g_clear_object (&self->keeper);

  G_OBJECT_CLASS (usher_profile_store_parent_class)->dispose (object);
}

static void
usher_profile_store_finalize (GObject *object)
{
  UsherProfileStore *self = USHER_PROFILE_STORE (object);

  g_ptr_array_unref (self->profiles);
  g_free (self->file_trouble);
  g_free (self->seen_trouble);
  g_free (self->last_failure);

  G_OBJECT_CLASS (usher_profile_store_parent_class)->finalize (object);
}

static void
usher_profile_store_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  UsherProfileStore *self = USHER_PROFILE_STORE (object);

  switch (prop_id)
    {
    case PROP_LOADED:
      g_value_set_boolean (value, self->loaded);
      break;
    case PROP_TROUBLE:
      g_value_set_string (value, usher_profile_store_get_trouble (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
usher_profile_store_class_init (UsherProfileStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = usher_profile_store_dispose;
  object_class->finalize = usher_profile_store_finalize;
  object_class->get_property = usher_profile_store_get_property;

  properties[PROP_LOADED] =
      g_param_spec_boolean ("loaded", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_TROUBLE] =
      g_param_spec_string ("trouble", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
usher_profile_store_init (UsherProfileStore *self)
{
  self->profiles = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * usher_profile_store_new:
 * @folder: (nullable): where the file lies; %NULL for Usher's folder among the person's
 *   settings
 *
 * Begins to read the file, and to watch it.
 *
 * Returns: (transfer full): the store, empty until it is loaded
 */
UsherProfileStore *
usher_profile_store_new (const char *folder)
{
  UsherProfileStore *self = g_object_new (USHER_TYPE_PROFILE_STORE, NULL);
  g_autofree char *usual = g_build_filename (g_get_user_config_dir (), "usher", NULL);

  self->keeper = usher_profile_keeper_new (folder != NULL ? folder : usual);
  g_signal_connect_object (self->keeper, "read", G_CALLBACK (on_read), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->keeper, "failed", G_CALLBACK (on_failed), self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * usher_profile_store_get_loaded:
 *
 * Returns: whether the file was read, or could not be (then there is trouble)
 */
gboolean
usher_profile_store_get_loaded (UsherProfileStore *self)
{
  return self->loaded;
}

/**
 * usher_profile_store_get_trouble:
 *
 * Returns: (nullable): a translated sentence about the file; %NULL when all is well
 */
const char *
usher_profile_store_get_trouble (UsherProfileStore *self)
{
  return self->last_failure != NULL ? self->last_failure : self->file_trouble;
}

/**
 * usher_profile_store_forget_trouble:
 *
 * The person has read what there was to say.
 */
void
usher_profile_store_forget_trouble (UsherProfileStore *self)
{
  if (self->file_trouble != NULL)
    {
      g_free (self->seen_trouble);
      self->seen_trouble = g_strdup (self->file_trouble);
    }
  set_trouble (self, &self->last_failure, NULL);
  set_trouble (self, &self->file_trouble, NULL);
}

/**
 * usher_profile_store_find:
 *
 * Returns: (transfer none) (nullable): the connection of this id
 */
UsherProfile *
usher_profile_store_find (UsherProfileStore *self, const char *id)
{
  guint position;

  return usher_profiles_find (self->profiles, id, &position) ? self->profiles->pdata[position]
                                                             : NULL;
}

/**
 * usher_profile_store_find_by_name:
 * @name: as the person wrote it
 *
 * Returns: (transfer none) (nullable): the first connection of exactly this name
 */
UsherProfile *
usher_profile_store_find_by_name (UsherProfileStore *self, const char *name)
{
  for (guint i = 0; i < self->profiles->len; i++)
    if (g_str_equal (usher_profile_get_name (self->profiles->pdata[i]), name))
      return self->profiles->pdata[i];
  return NULL;
}

/**
 * usher_profile_store_list_groups:
 *
 * Returns: (transfer full): the names of the groups, in the order of their first connections
 */
char **
usher_profile_store_list_groups (UsherProfileStore *self)
{
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GStrvBuilder) groups = g_strv_builder_new ();

  for (guint i = 0; i < self->profiles->len; i++)
    {
      const char *group = usher_profile_get_group (self->profiles->pdata[i]);

      if (*group != '\0' && g_hash_table_add (known, (gpointer)group))
        g_strv_builder_add (groups, group);
    }
  return g_strv_builder_end (groups);
}

static void
take_change (UsherProfileStore *self, UsherProfileChange *change)
{
  g_autoptr (GPtrArray) profiles = copy_list (self->profiles);

  usher_profile_change_apply (change, profiles);
  show (self, profiles);
  usher_profile_keeper_save (self->keeper, change);
}

/**
 * usher_profile_store_add:
 *
 * Puts a new connection at the end.
 */
void
usher_profile_store_add (UsherProfileStore *self, UsherProfile *profile)
{
  take_change (self, usher_profile_change_put (profile, NULL));
}

static char **
list_followers (UsherProfileStore *self, guint position)
{
  g_autoptr (GStrvBuilder) followers = g_strv_builder_new ();

  for (guint i = position + 1; i < self->profiles->len; i++)
    g_strv_builder_add (followers, usher_profile_get_id (self->profiles->pdata[i]));
  return g_strv_builder_end (followers);
}

/**
 * usher_profile_store_duplicate:
 * @id: of a connection
 *
 * Returns: (transfer none) (nullable): the copy, which comes right behind it
 */
UsherProfile *
usher_profile_store_duplicate (UsherProfileStore *self, const char *id)
{
  g_autoptr (UsherProfileDraft) draft = NULL;
  g_autoptr (UsherProfile) copy = NULL;
  g_auto (GStrv) followers = NULL;
  guint position;

  if (!usher_profiles_find (self->profiles, id, &position))
    return NULL;
  draft = usher_profile_to_draft (self->profiles->pdata[position]);
  g_clear_pointer (&draft->id, g_free);
  g_free (draft->name);
  /* Translators: the name of a copy of a saved connection; %s is the connection's name */
  draft->name =
      g_strdup_printf (_ ("%s (Copy)"), usher_profile_get_name (self->profiles->pdata[position]));
  copy = usher_profile_new (draft);
  followers = list_followers (self, position);
  take_change (self, usher_profile_change_put (copy, (const char *const *)followers));
  return usher_profile_store_find (self, usher_profile_get_id (copy));
}

/**
 * usher_profile_store_replace:
 * @profile: the new version of the connection with the same id
 */
void
usher_profile_store_replace (UsherProfileStore *self, UsherProfile *profile)
{
  take_change (self, usher_profile_change_replace (profile));
}

/**
 * usher_profile_store_move:
 * @id: of a connection
 * @group: its group from now on, "" for none
 * @before: (nullable): the connection it comes before; %NULL for the end
 */
void
usher_profile_store_move (UsherProfileStore *self,
                          const char *id,
                          const char *group,
                          const char *before)
{
  take_change (self, usher_profile_change_move (id, group, before));
}

/**
 * usher_profile_store_list_members:
 * @group: the name of a group
 *
 * Returns: (transfer full): the ids of its connections, in order
 */
char **
usher_profile_store_list_members (UsherProfileStore *self, const char *group)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  for (guint i = 0; i < self->profiles->len; i++)
    if (g_str_equal (usher_profile_get_group (self->profiles->pdata[i]), group))
      g_strv_builder_add (ids, usher_profile_get_id (self->profiles->pdata[i]));
  return g_strv_builder_end (ids);
}

/**
 * usher_profile_store_regroup:
 * @group: the name of a group
 * @ids: (nullable): of its connections, those that are meant; %NULL for all
 * @to: their group from now on, "" for none
 *
 * Renames a group, makes it a part of another one, or dissolves it; with @ids this is undone.
 */
void
usher_profile_store_regroup (UsherProfileStore *self,
                             const char *group,
                             const char *const *ids,
                             const char *to)
{
  take_change (self, usher_profile_change_regroup (group, ids, to));
}

/**
 * usher_profile_store_move_group:
 * @group: the name of a group
 * @before: (nullable): the connection that it comes before, or before whose group; %NULL for
 *   the end
 */
void
usher_profile_store_move_group (UsherProfileStore *self, const char *group, const char *before)
{
  take_change (self, usher_profile_change_move_group (group, before));
}

/**
 * usher_profile_store_remove:
 * @id: of a connection
 *
 * Returns: (transfer full): its place, for usher_profile_store_put_back()
 */
char **
usher_profile_store_remove (UsherProfileStore *self, const char *id)
{
  char **followers = NULL;
  guint position;

  if (usher_profiles_find (self->profiles, id, &position))
    followers = list_followers (self, position);
  take_change (self, usher_profile_change_remove (id));
  return followers != NULL ? followers : g_new0 (char *, 1);
}

/**
 * usher_profile_store_put_back:
 * @profile: a connection that was removed
 * @place: what usher_profile_store_remove() returned
 *
 * Puts the connection where it was among those that are still there.
 */
void
usher_profile_store_put_back (UsherProfileStore *self,
                              UsherProfile *profile,
                              const char *const *place)
{
  take_change (self, usher_profile_change_put (profile, place));
}

static void
on_settled (GObject *keeper, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (usher_profile_keeper_settle_finish (USHER_PROFILE_KEEPER (keeper), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * usher_profile_store_read_async:
 *
 * Waits until the list shows what the file holds now: another Usher may have saved something a
 * moment ago. Fails, with a translated sentence, when it cannot be read.
 */
void
usher_profile_store_read_async (UsherProfileStore *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, usher_profile_store_read_async);
  usher_profile_keeper_read_again (self->keeper);
  usher_profile_keeper_settle_async (self->keeper, cancellable, on_settled, task);
}

gboolean
usher_profile_store_read_finish (UsherProfileStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * usher_profile_store_settle_async:
 *
 * Waits until the file has been read and all changes are saved; fails, with a translated
 * sentence, when they cannot be.
 */
void
usher_profile_store_settle_async (UsherProfileStore *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, usher_profile_store_settle_async);
  usher_profile_keeper_settle_async (self->keeper, cancellable, on_settled, task);
}

gboolean
usher_profile_store_settle_finish (UsherProfileStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
