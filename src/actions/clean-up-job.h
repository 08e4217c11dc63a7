/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "batch.h"
#include "clean-up-plan-private.h"
#include "doors.h"
#include "journal-deed.h"

G_BEGIN_DECLS

/* Told on the main thread, in order. @error is for that step. */
typedef void (*UsherCleanUpJobFunc) (UsherStepKind step,
                                     UsherStepState state,
                                     const char *progress,
                                     const GError *error,
                                     gpointer user_data);

typedef struct
{
  UsherStepKind kind;
  char *command; /* (owned) (nullable) */
} UsherJobStep;

/**
 * UsherCleanUpJob:
 *
 * All steps for one database, on a worker's thread: the main thread fills in the first half,
 * then the worker has it, then the main thread reads the second. Counted atomically.
 */
typedef struct
{
  guint32 oid;
  char *name;       /* valid UTF-8, for people */
  char *name_bytes; /* what the steps call it */
  UsherIntent intent;
  GArray *steps;          /* (owned) of UsherJobStep */
  GArray *own_pids;       /* (owned) of gint32 */
  char *folder;           /* of the restore records */
  UsherJournalDeed *deed; /* (owned) */
  UsherCleanUpJobFunc func;
  gpointer user_data;
  GMainContext *context; /* (owned): of func */

  gboolean acted;   /* the action itself succeeded */
  gboolean invalid; /* a drop was cut short */
  gboolean stopped;
  gboolean unknown; /* the connection broke during the action */
  gboolean connection_lost;
  GError *error;              /* (owned) (nullable): why it did not go to its end */
  UsherRestoreRecord *record; /* (owned) (nullable): still to be put back */
  gboolean put_back;          /* after a failure */
  GPtrArray *batches;         /* (element-type UsherBatch): whom it ended */
  GString *sql;               /* what was sent, to be read */
} UsherCleanUpJob;

UsherCleanUpJob *usher_clean_up_job_new (void);
void usher_clean_up_job_add_step (UsherCleanUpJob *self, UsherStepKind kind, const char *command);
UsherCleanUpJob *usher_clean_up_job_ref (UsherCleanUpJob *self);
void usher_clean_up_job_unref (UsherCleanUpJob *self);

gpointer usher_clean_up_job_run (UsherConnection *connection,
                                 gpointer job,
                                 GCancellable *cancellable,
                                 GError **error);

gpointer usher_clean_up_job_mend (UsherConnection *connection,
                                  gpointer job,
                                  GCancellable *cancellable,
                                  GError **error);

void usher_clean_up_job_tell (UsherCleanUpJob *self,
                              UsherStepKind step,
                              UsherStepState state,
                              const char *progress,
                              const GError *error);

void usher_clean_up_job_ask (UsherCleanUpJob *self, const char *sql, UsherBatch *batch);

void usher_clean_up_job_note_sql (UsherCleanUpJob *self, const char *command, int encoding);

/* clean-up-act.c */
gboolean usher_clean_up_job_remember (UsherCleanUpJob *self,
                                      UsherConnection *connection,
                                      GCancellable *cancellable,
                                      GError **error);
gboolean usher_clean_up_job_act (UsherCleanUpJob *self,
                                 UsherConnection *connection,
                                 const char *command,
                                 GCancellable *cancellable,
                                 GError **error);

/* clean-up-rounds.c */
UsherSurvey *usher_clean_up_job_look (UsherCleanUpJob *self,
                                      UsherConnection *connection,
                                      GCancellable *cancellable,
                                      GError **error);
UsherBatch *usher_clean_up_job_signal (UsherCleanUpJob *self,
                                       UsherConnection *connection,
                                       GCancellable *cancellable,
                                       GError **error);
gboolean usher_clean_up_job_await_end (UsherBatch *batch,
                                       UsherConnection *connection,
                                       GCancellable *cancellable,
                                       GError **error);
gboolean usher_clean_up_job_terminate (UsherCleanUpJob *self,
                                       UsherConnection *connection,
                                       GCancellable *cancellable,
                                       GError **error);
gboolean usher_clean_up_job_verify (UsherCleanUpJob *self,
                                    UsherConnection *connection,
                                    GCancellable *cancellable,
                                    GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherCleanUpJob, usher_clean_up_job_unref)

G_END_DECLS
