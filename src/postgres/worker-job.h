/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "worker.h"

G_BEGIN_DECLS

typedef enum
{
  USHER_JOB_CONNECT,
  USHER_JOB_RUN,
  USHER_JOB_CLOSE,
} UsherJobKind;

/* The data of each GTask in a worker's queue. The thread and a watch in the caller's main context
 * race to return the task; what says who won is in here. */
typedef struct
{
  UsherJobKind kind;
  UsherAddress *address;      /* (owned) (nullable): USHER_JOB_CONNECT */
  UsherWorkerFunc func;       /* USHER_JOB_RUN, as all below */
  gpointer data;              /* (owned, by free_data) (nullable) */
  GDestroyNotify free_data;   /* (nullable) */
  GDestroyNotify free_result; /* (nullable) */
  gboolean answers_at_once;   /* when the caller cancels, whatever the thread does */
  GSource *watch;             /* (owned) (nullable): answers when the caller cancels */
  int answered;               /* atomic: who sets it returns the task */
} UsherJob;

UsherJob *usher_job_new (UsherJobKind kind);
void usher_job_give_to (UsherJob *self, GTask *task);
void usher_job_watch (UsherJob *self, GTask *task);
void usher_job_unwatch (UsherJob *self);

gboolean usher_job_claim_answer (UsherJob *self);
void usher_job_answer (UsherJob *self, GTask *task, gpointer result, GError *error);

GError *usher_job_error_cancelled (void);
GError *usher_job_error_not_connected (void);

G_END_DECLS
