/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "clean-up-job.h"
#include "clean-up-row-private.h"
#include "clean-up.h"

G_BEGIN_DECLS

/* clean-up.c is the object, clean-up-look.c what it sees, clean-up-move.c gets Usher's own
 * connections out of the way, clean-up-run.c goes through the databases, clean-up-ending.c says
 * how it went, clean-up-clear.c does what can be done about a single obstacle. */

struct _UsherCleanUp
{
  GObject parent_instance;
  UsherServer *server; /* (owned) */
  GListStore *rows;    /* (owned) */
  UsherIntent intent;
  gboolean watching;
  guint timer;           /* 0: none */
  GCancellable *looking; /* (owned) (nullable): of the look under way */
  gboolean look_again;   /* it was asked for during a look */
  gint64 looked_at;      /* monotonic microseconds, 0: never */
  GError *look_error;    /* (owned) (nullable) */

  /* While it runs */
  GTask *task;              /* (owned) (nullable) */
  GCancellable *stop;       /* (owned) (nullable) */
  UsherLink *hand;          /* (unowned) (nullable): the server keeps it */
  gulong hand_handler;      /* 0: none */
  gint64 began_at;          /* by the server's clock */
  guint next;               /* the row to run next */
  UsherCleanUpRow *current; /* (unowned) (nullable) */
};

void usher_clean_up_changed (UsherCleanUp *self);
UsherCleanUpRow *usher_clean_up_get_row (UsherCleanUp *self, guint index);
void usher_clean_up_open_hand (UsherCleanUp *self);
void usher_clean_up_run_next (UsherCleanUp *self);
void usher_clean_up_fail_rest (UsherCleanUp *self, const GError *error);
void usher_clean_up_stop_listening (UsherCleanUp *self);
void usher_clean_up_end_row (UsherCleanUp *self, UsherCleanUpRow *row, UsherCleanUpJob *job);
void usher_clean_up_fail_row (UsherCleanUp *self, UsherCleanUpRow *row, const GError *error);
const char *usher_clean_up_find_word (UsherCleanUpKind kind);
void usher_clean_up_tell_waits (UsherCleanUp *self, UsherSurvey *survey);

G_END_DECLS
