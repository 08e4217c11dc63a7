/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "snapshot.h"
#include "worker.h"

G_BEGIN_DECLS

typedef struct
{
  char *gid;   /* exact bytes */
  char *title; /* valid UTF-8 */
  char *owner;
  char *owner_bytes;
  gint64 prepared; /* microseconds */
  gboolean is_mine;
  gboolean may; /* finish it: we are its owner, can become it, or are a superuser */
} UsherPrepared;

typedef struct
{
  char *name;
  gboolean is_active;
  gint32 active_pid; /* 0: none */
} UsherSlot;

typedef struct
{
  char *name;
  gboolean is_enabled;
  char *slot_name; /* (nullable): on the publisher */
  gboolean owns;   /* we may drop it */
} UsherSubscription;

/* One database, as it was when it was looked at. Strings are valid UTF-8 where nothing else is
 * said. */
typedef struct
{
  guint32 oid;
  gboolean exists; /* FALSE: all below is empty */
  char *name;
  char *name_bytes; /* exact, in the encoding of the database */
  char *quoted;     /* (nullable): @name_bytes, to be written into a command */
  int encoding;
  char *owner;
  char *tablespace;
  gboolean is_template;
  gboolean allows;
  gint32 connection_limit; /* -1: none, -2: invalid */
  gboolean is_current;     /* of the connection that looked */
  gboolean owns;
  gint32 *lock_pids; /* who holds a lock on the database as such */
  guint n_lock_pids;
  guint n_other_own;        /* sessions of Usher's other connections to this server */
  GPtrArray *sessions;      /* (element-type UsherSession): all in it but Usher's own */
  GPtrArray *prepared;      /* (element-type UsherPrepared) */
  GPtrArray *slots;         /* (element-type UsherSlot) */
  GPtrArray *subscriptions; /* (element-type UsherSubscription) */

  /* What was asked about a new name; empty without one */
  char *new_name;
  char *new_quoted;      /* (nullable): exact bytes, in the encoding of the database */
  gboolean new_is_taken; /* there is such a database */
  gboolean new_is_bad;   /* it does not fit */
} UsherDatabaseFacts;

/**
 * UsherSurvey:
 *
 * What stands in the way in some databases, at one moment. Immutable, counted atomically, any
 * thread.
 */
typedef struct
{
  UsherSnapshot *snapshot; /* (owned) */
  GPtrArray *facts;        /* (element-type UsherDatabaseFacts): as they were asked for */
  int server_version;
  char *me; /* the role that looked */
  gboolean is_superuser;
  gboolean creates; /* it may create databases */
  gboolean signals; /* it has the privileges of pg_signal_backend */
  gboolean in_recovery;
  gboolean read_only;
  gboolean pooled;
  char *any_bytes; /* (nullable): a database in which any name can be written, exact bytes */
  GArray
      *senders; /* (owned) of gint32: the pids of all walsenders, before the sessions were seen */
  guint n_standbys; /* walsenders of the whole server that are no backups */
  gint64 monotonic_time;
} UsherSurvey;

UsherSurvey *usher_survey_ref (UsherSurvey *self);
void usher_survey_unref (UsherSurvey *self);
UsherDatabaseFacts *usher_survey_find (UsherSurvey *self, guint32 oid);
gboolean usher_session_is_backup (const UsherSession *session);

/* What to look at. Belongs to one thread at a time. */
typedef struct
{
  GArray *oids;         /* (owned) of guint32 */
  GPtrArray *new_names; /* (owned) of char*, valid UTF-8, "" for none: one for each OID */
  GArray *own_pids;     /* (owned) of gint32 */
} UsherSurveyRequest;

UsherSurveyRequest *usher_survey_request_new (const gint32 *own_pids, guint n_own_pids);
void usher_survey_request_add (UsherSurveyRequest *self, guint32 oid, const char *new_name);
void usher_survey_request_free (UsherSurveyRequest *self);

gpointer usher_survey_make (UsherConnection *connection,
                            gpointer request,
                            GCancellable *cancellable,
                            GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherSurvey, usher_survey_unref)

G_END_DECLS
