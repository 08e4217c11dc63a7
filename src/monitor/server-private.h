/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "picture.h"
#include "refresh-clock.h"
#include "server-link.h"
#include "server.h"
#include "wake.h"

G_BEGIN_DECLS

/* server.c is the object, server-links.c its two connections and what they make of its state,
 * server-refresh.c its refreshes. */

struct _UsherServer
{
  GObject parent_instance;

  UsherApproach *approach; /* (owned): of both connections */
  char *label;             /* (owned) */
  UsherLink *monitor;      /* (owned) */
  UsherLink *action;       /* (owned) */
  UsherServerState state;
  UsherWake *wake;        /* (owned) */
  gboolean was_connected; /* ever: there may be a picture to keep */
  gboolean stopped;       /* the person does not want it to be tried any more */
  gboolean closing;
  gboolean narrow_door; /* the person wants in, if only by a connection for replication */

  char *database;     /* (owned) (nullable): where it moved to, exact bytes */
  GPtrArray *helpers; /* (owned) (element-type UsherLink): connections for one long action */

  UsherRefreshClock *clock;          /* (owned) */
  GCancellable *refresh_cancellable; /* (owned) of the refresh under way and later ones */
  GError *refresh_error;             /* (owned) (nullable): of the last one */
  gint64 pinged_at;                  /* monotonic microseconds */

  UsherPicture *picture;               /* (owned) */
  gint32 own_pids[USHER_MAX_OWN_PIDS]; /* of the two connections, then of the helpers */
  guint n_own_pids;
};

enum
{
  PROP_0,
  PROP_ACTION_ERROR,
  PROP_ERROR,
  PROP_INTERVAL,
  PROP_PAUSED,
  PROP_REFRESHING,
  PROP_RETRY_AT,
  PROP_STATE,
  PROP_VISIBLE,
  N_PROPS
};

enum
{
  ARRANGED,
  PASSWORD_NOT_SAVED,
  REFRESHED,
  SSH_QUESTION,
  N_SIGNALS
};

void usher_server_notify (UsherServer *self, guint property);
void usher_server_emit (UsherServer *self, guint signal);

void usher_server_update_own_pids (UsherServer *self);
void usher_server_follow_links (UsherServer *self);
void usher_server_look_for_room (UsherServer *self);
void usher_server_ask (UsherServer *self, UsherSshQuestion *question);
void usher_server_begin_refresh (gpointer server);

G_END_DECLS
