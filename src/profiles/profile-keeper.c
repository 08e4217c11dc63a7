/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "profile-keeper.h"

#include "profile-file.h"

struct _UsherProfileKeeper
{
  GObject parent_instance;

  char *folder;          /* (owned) */
  GPtrArray *unsaved;    /* (owned) (element-type UsherProfileChange): not in the file yet */
  GPtrArray *under_way;  /* (owned) (nullable): the first of them, while they are saved */
  GFileMonitor *monitor; /* (owned) (nullable) */
  GQueue settling;       /* (owned) (element-type GTask) */
  gboolean running;      /* the thread reads or writes */
  gboolean read_again;   /* the file changed meanwhile */
};

enum
{
  READ,
  FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void start (UsherProfileKeeper *self);

G_DEFINE_FINAL_TYPE (UsherProfileKeeper, usher_profile_keeper, G_TYPE_OBJECT)

/* On the thread */

typedef struct
{
  char *folder;        /* (owned) */
  GPtrArray *changes;  /* (owned) (nullable): %NULL to read only */
  GPtrArray *profiles; /* (owned) (nullable): the outcome */
  char *trouble;       /* (owned) (nullable): likewise */
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  g_free (work->folder);
  g_clear_pointer (&work->changes, g_ptr_array_unref);
  g_clear_pointer (&work->profiles, g_ptr_array_unref);
  g_free (work->trouble);
  g_free (work);
}

static void
run (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Work *work = task_data;
  GError *error = NULL;

  if (work->changes != NULL)
    work->profiles =
        usher_profile_file_update (work->folder, work->changes, &work->trouble, &error);
  else
    work->profiles = usher_profile_file_read (work->folder, &work->trouble, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/* Back on the main thread */

static void
settle (UsherProfileKeeper *self, const GError *error)
{
  GTask *task;

  while ((task = g_queue_pop_head (&self->settling)) != NULL)
    {
      if (error != NULL)
        g_task_return_error (task, g_error_copy (error));
      else
        g_task_return_boolean (task, TRUE);
      g_object_unref (task);
    }
}

static GPtrArray *
new_changes (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)usher_profile_change_free);
}

/* What was changed meanwhile is not in the file yet. The thread is done with its list. */
static void
tell_read (UsherProfileKeeper *self, Work *work)
{
  for (guint i = 0; i < self->unsaved->len; i++)
    usher_profile_change_apply (self->unsaved->pdata[i], work->profiles);
  g_signal_emit (self, signals[READ], 0, work->profiles, work->trouble);
}

static void
keep_changes (UsherProfileKeeper *self)
{
  if (self->under_way == NULL)
    return;
  g_ptr_array_extend_and_steal (self->under_way, g_steal_pointer (&self->unsaved));
  self->unsaved = g_steal_pointer (&self->under_way);
}

static void
on_done (GObject *object, GAsyncResult *result, gpointer data)
{
  UsherProfileKeeper *self = USHER_PROFILE_KEEPER (object);
  g_autoptr (GError) error = NULL;

  self->running = FALSE;
  if (g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_clear_pointer (&self->under_way, g_ptr_array_unref);
      tell_read (self, g_task_get_task_data (G_TASK (result)));
    }
  else
    {
      keep_changes (self);
      g_signal_emit (self, signals[FAILED], 0, error);
    }

  /* A failure is tried again with the next change, or when somebody waits for it. */
  if (error == NULL && (self->unsaved->len > 0 || self->read_again))
    start (self);
  else
    settle (self, error);
}

static void
start (UsherProfileKeeper *self)
{
  g_autoptr (GTask) task = NULL;
  Work *work;

  if (self->running)
    return;
  work = g_new0 (Work, 1);
  work->folder = g_strdup (self->folder);
  if (self->unsaved->len > 0)
    {
      self->under_way = g_steal_pointer (&self->unsaved);
      self->unsaved = new_changes ();
      work->changes = g_ptr_array_ref (self->under_way);
    }
  self->running = TRUE;
  self->read_again = FALSE;

  task = g_task_new (self, NULL, on_done, NULL);
  g_task_set_source_tag (task, start);
  g_task_set_task_data (task, work, work_free);
  g_task_run_in_thread (task, run);
}

/**
 * usher_profile_keeper_save:
 * @change: (transfer full): what a person did; it is saved soon
 */
void
usher_profile_keeper_save (UsherProfileKeeper *self, UsherProfileChange *change)
{
  g_ptr_array_add (self->unsaved, change);
  start (self);
}

/**
 * usher_profile_keeper_settle_async:
 *
 * Waits until the file has been read and all changes are saved; fails, with a translated
 * sentence, when they cannot be.
 */
void
usher_profile_keeper_settle_async (UsherProfileKeeper *self,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, usher_profile_keeper_settle_async);
  if (!self->running && self->unsaved->len == 0)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  g_queue_push_tail (&self->settling, task);
  start (self);
}

gboolean
usher_profile_keeper_settle_finish (UsherProfileKeeper *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Life */

/**
 * usher_profile_keeper_read_again:
 *
 * Reads the file once more, as soon as what is under way with it is done.
 */
void
usher_profile_keeper_read_again (UsherProfileKeeper *self)
{
  self->read_again = TRUE;
  start (self);
}

static void
watch (UsherProfileKeeper *self)
{
  g_autofree char *path = g_build_filename (self->folder, USHER_PROFILE_FILE_NAME, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  self->monitor = g_file_monitor_file (file, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
  if (self->monitor != NULL)
    g_signal_connect_object (self->monitor, "changed", G_CALLBACK (usher_profile_keeper_read_again),
                             self, G_CONNECT_SWAPPED);
}

static void
usher_profile_keeper_dispose (GObject *object)
{
  UsherProfileKeeper *self = USHER_PROFILE_KEEPER (object);

  if (self->monitor != NULL)
    g_file_monitor_cancel (self->monitor);
  g_clear_object (&self->monitor);

  G_OBJECT_CLASS (usher_profile_keeper_parent_class)->dispose (object);
}

static void
usher_profile_keeper_finalize (GObject *object)
{
  UsherProfileKeeper *self = USHER_PROFILE_KEEPER (object);

  g_free (self->folder);
  g_ptr_array_unref (self->unsaved);
  g_clear_pointer (&self->under_way, g_ptr_array_unref);

  G_OBJECT_CLASS (usher_profile_keeper_parent_class)->finalize (object);
}

static void
usher_profile_keeper_class_init (UsherProfileKeeperClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = usher_profile_keeper_dispose;
  object_class->finalize = usher_profile_keeper_finalize;

  signals[READ] = g_signal_new ("read", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 2, G_TYPE_PTR_ARRAY, G_TYPE_STRING);
  signals[FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
usher_profile_keeper_init (UsherProfileKeeper *self)
{
  self->unsaved = new_changes ();
  g_queue_init (&self->settling);
}

/**
 * usher_profile_keeper_new:
 * @folder: where the file lies
 *
 * Begins to read the file, and to watch it.
 *
 * Returns: (transfer full): what keeps it
 */
UsherProfileKeeper *
usher_profile_keeper_new (const char *folder)
{
  UsherProfileKeeper *self = g_object_new (USHER_TYPE_PROFILE_KEEPER, NULL);

  self->folder = g_strdup (folder);
  watch (self);
  start (self);
  return self;
}
