/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "clean-up-private.h"
#include "command.h"
#include "errors.h"
#include "journal-deed.h"
#include "obstacle-private.h"

#define DEADLINE_MS 30000

/* What the worker does. */
typedef struct
{
  UsherRemedies remedy;
  char *gid;              /* (owned) (nullable) */
  char *become;           /* (owned) (nullable) */
  char *quoted;           /* (owned) (nullable) */
  char *sql;              /* (owned): what is sent, to be read */
  UsherJournalDeed *deed; /* (owned) */
} Clearing;

static void
clearing_free (gpointer data)
{
  Clearing *self = data;

  g_free (self->gid);
  g_free (self->become);
  g_free (self->quoted);
  g_free (self->sql);
  usher_journal_deed_unref (self->deed);
  g_free (self);
}

static gboolean
become (UsherConnection *connection, const char *role, GCancellable *cancellable, GError **error)
{
  g_autofree char *quoted = usher_connection_quote_name (connection, role, error);
  g_autofree char *command = quoted != NULL ? g_strconcat ("SET ROLE ", quoted, NULL) : NULL;

  return command != NULL
         && usher_connection_command (connection, command, DEADLINE_MS, cancellable, error);
}

static char *
write_command (const Clearing *self, UsherConnection *connection, GError **error)
{
  g_autofree char *gid = NULL;

  if (self->remedy == USHER_REMEDY_UNSET_TEMPLATE)
    return g_strdup_printf ("ALTER DATABASE %s IS_TEMPLATE false", self->quoted);
  gid = usher_connection_quote_text (connection, self->gid, error);
  if (gid == NULL)
    return NULL;
  return g_strconcat (self->remedy == USHER_REMEDY_COMMIT ? "COMMIT" : "ROLLBACK", " PREPARED ",
                      gid, NULL);
}

static void
ask (const Clearing *self)
{
  UsherJournalEntry *entry = usher_journal_deed_make_entry (self->deed);

  usher_journal_entry_set_sql (entry, self->sql);
  usher_journal_deed_ask (self->deed, entry);
}

/* Tried twice when somebody else altered the database just then. */
static gboolean
send_command (UsherConnection *connection,
              const char *command,
              GCancellable *cancellable,
              GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (usher_connection_command (connection, command, DEADLINE_MS, cancellable, &failure))
    return TRUE;
  if (usher_doors_was_overtaken (failure))
    return usher_connection_command (connection, command, DEADLINE_MS, cancellable, error);
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gpointer
clear (UsherConnection *connection, gpointer data, GCancellable *cancellable, GError **error)
{
  Clearing *self = data;
  g_autofree char *command = NULL;

  if (self->become != NULL && !become (connection, self->become, cancellable, error))
    return NULL;
  command = write_command (self, connection, error);
  if (command == NULL)
    return NULL;
  ask (self);
  return send_command (connection, command, cancellable, error) ? GINT_TO_POINTER (TRUE) : NULL;
}

/* The data of the task. */
typedef struct
{
  UsherObstacle *obstacle; /* (owned) */
  UsherRemedies remedy;
  UsherJournalDeed *deed; /* (owned) */
  UsherLink *hand;        /* (unowned): the server keeps it */
  gulong handler;         /* 0: none */
} Errand;

static void
stop_listening (Errand *self)
{
  if (self->handler != 0)
    g_signal_handler_disconnect (self->hand, self->handler);
  self->handler = 0;
}

static void
errand_free (gpointer data)
{
  Errand *self = data;

  g_object_unref (self->obstacle);
  usher_journal_deed_unref (self->deed);
  g_free (self);
}

static const char *
find_word (UsherRemedies remedy)
{
  if (remedy == USHER_REMEDY_COMMIT)
    return "commit-prepared";
  return remedy == USHER_REMEDY_ROLL_BACK ? "rollback-prepared" : "unmark-template";
}

static void
record (const Errand *errand, const GError *error)
{
  UsherJournalEntry *entry = usher_journal_deed_make_entry (errand->deed);
  g_autofree char *sql = usher_obstacle_get_sql (errand->obstacle, errand->remedy);

  usher_journal_entry_set_sql (entry, sql);
  usher_journal_entry_set_outcome (entry, error == NULL ? USHER_JOURNAL_DONE : USHER_JOURNAL_FAILED,
                                   error != NULL ? error->message : NULL);
  usher_journal_deed_tell (errand->deed, entry);
}

/* Takes @task. */
static void
end (GTask *task, GError *error)
{
  UsherCleanUp *self = g_task_get_source_object (task);
  Errand *errand = g_task_get_task_data (task);

  if (errand->hand != NULL)
    {
      stop_listening (errand);
      usher_server_remove_helper (self->server, errand->hand);
      errand->hand = NULL;
    }
  record (errand, error);
  usher_clean_up_look (self);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
on_cleared (GObject *object, GAsyncResult *result, gpointer data)
{
  GError *error = NULL;

  usher_worker_run_finish (USHER_WORKER (object), result, &error);
  end (data, error);
}

static void
send (GTask *task, UsherWorker *worker)
{
  Errand *errand = g_task_get_task_data (task);
  Clearing *clearing = g_new0 (Clearing, 1);

  clearing->remedy = errand->remedy;
  clearing->gid = g_strdup (errand->obstacle->gid);
  clearing->become = g_strdup (errand->obstacle->become);
  clearing->quoted = g_strdup (errand->obstacle->quoted_database);
  clearing->sql = usher_obstacle_get_sql (errand->obstacle, errand->remedy);
  clearing->deed = usher_journal_deed_ref (errand->deed);
  usher_worker_run_async (worker, clear, clearing, clearing_free, NULL, USHER_JOB_ACTS,
                          g_task_get_cancellable (task), on_cleared, task);
}

static void
on_hand_changed (UsherLink *hand, GTask *task)
{
  Errand *errand = g_task_get_task_data (task);
  UsherLinkState state = usher_link_get_state (hand);

  if (state != USHER_LINK_UP && state != USHER_LINK_FAILED)
    return;
  stop_listening (errand);
  if (state == USHER_LINK_UP)
    send (task, usher_link_get_worker (hand));
  else
    end (task, g_error_copy (usher_link_get_error (hand)));
}

/* Only there can its prepared transactions be finished. */
static void
go_there (UsherCleanUp *self, GTask *task, UsherDatabaseFacts *facts)
{
  Errand *errand = g_task_get_task_data (task);

  errand->hand = usher_server_add_helper (self->server, "usher-errand", facts->name_bytes);
  errand->handler = g_signal_connect (errand->hand, "changed", G_CALLBACK (on_hand_changed), task);
  usher_link_open (errand->hand, FALSE);
}

/**
 * usher_clean_up_clear_async:
 * @self: a clean-up
 * @row: one of its rows
 * @obstacle: what is to be cleared there
 * @remedy: one of its remedies
 * @cancellable: (nullable): stops it
 * @callback: when it was done, or not
 * @user_data: for @callback
 *
 * Does one thing about one obstacle. A prepared transaction is finished over a connection to
 * its own database, as the role that prepared it.
 */
void
usher_clean_up_clear_async (UsherCleanUp *self,
                            UsherCleanUpRow *row,
                            UsherObstacle *obstacle,
                            UsherRemedies remedy,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  UsherDatabaseFacts *facts = usher_clean_up_row_get_facts (row);
  Errand *errand = g_new0 (Errand, 1);

  g_task_set_source_tag (task, usher_clean_up_clear_async);
  g_task_set_check_cancellable (task, FALSE);
  errand->obstacle = g_object_ref (obstacle);
  errand->remedy = remedy;
  errand->deed = usher_journal_deed_new (usher_journal_get_default (), self->server,
                                         find_word (remedy), row->name);
  g_task_set_task_data (task, errand, errand_free);
  if (facts == NULL || !facts->exists || (obstacle->remedies & remedy) == 0)
    end (task, usher_error_new (USHER_ERROR_FAILED, NULL, NULL,
                                _ ("There is nothing to be done about this any more.")));
  else if (remedy == USHER_REMEDY_UNSET_TEMPLATE)
    send (task, usher_server_get_action_worker (self->server));
  else
    go_there (self, task, facts);
}

/**
 * usher_clean_up_clear_finish:
 * @self: a clean-up
 * @result: what the callback got
 * @error: why it was not done
 *
 * Returns: whether it was done
 */
gboolean
usher_clean_up_clear_finish (UsherCleanUp *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
