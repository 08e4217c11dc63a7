/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "restores.h"

G_BEGIN_DECLS

/* restores.c knows what there is, restores-apply.c puts it back or forgets it. */

struct _UsherRestores
{
  GObject parent_instance;
  UsherServer *server; /* (owned) (nullable): NULL once disposed of */
  GListStore *list;    /* (owned) */
  gint64 loaded_at;    /* monotonic microseconds, 0: never */
  gboolean is_known;   /* the number of the cluster is */
  gboolean loading;
  gboolean load_again;
};

G_END_DECLS
