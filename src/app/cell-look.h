/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "arrangement.h"

G_BEGIN_DECLS

/* How a cell looks, beside what it says. All of it is static. */
typedef struct
{
  const char *color; /* (nullable): a named colour of style.css; NULL for that of the row */
  const char *icon;  /* (nullable): the name of a symbolic icon before the text */
  gboolean slanted;
  gboolean struck; /* through */
} UsherCellLook;

UsherCellLook usher_cell_look (const UsherSession *session, UsherColumn column, gboolean ended);

const char *usher_state_icon (const UsherSession *session);
const char *usher_state_style (const UsherSession *session);

G_END_DECLS
