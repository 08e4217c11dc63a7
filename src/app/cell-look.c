/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "cell-look.h"

#include "cell-text.h"

static const struct
{
  const char *icon;
  const char *style;
  const char *color;
} states[USHER_N_STATES] = {
  [USHER_STATE_ACTIVE] = { "usher-state-active-symbolic", "active", "usher_active" },
  [USHER_STATE_BLOCKED] = { "usher-state-blocked-symbolic", "blocked", "usher_blocked" },
  [USHER_STATE_IDLE_IN_TRANSACTION] = { "usher-state-transaction-symbolic", "transaction",
                                        "usher_transaction" },
  [USHER_STATE_ABORTED] = { "usher-state-aborted-symbolic", "aborted", "usher_transaction" },
  [USHER_STATE_IDLE] = { "usher-state-idle-symbolic", "quiet", "usher_quiet" },
  [USHER_STATE_FASTPATH] = { "usher-state-active-symbolic", "active", "usher_active" },
  [USHER_STATE_DISABLED] = { "usher-state-hidden-symbolic", "quiet", "usher_quiet" },
  [USHER_STATE_STARTING] = { "usher-state-background-symbolic", "quiet", "usher_quiet" },
  [USHER_STATE_BACKGROUND] = { "usher-state-background-symbolic", "quiet", "usher_quiet" },
  [USHER_STATE_HIDDEN] = { "usher-state-hidden-symbolic", "quiet", "usher_quiet" },
};

/**
 * usher_state_icon:
 * @session: a session
 *
 * Returns: the name of the symbolic icon for its state, static
 */
const char *
usher_state_icon (const UsherSession *session)
{
  return session->is_usher ? "usher-state-usher-symbolic" : states[session->state].icon;
}

/**
 * usher_state_style:
 * @session: a session
 *
 * Returns: the style class that gives icon and word their colour, static
 */
const char *
usher_state_style (const UsherSession *session)
{
  return session->is_usher ? "quiet" : states[session->state].style;
}

static const char *
choose_color (const UsherSession *session, UsherColumn column, gboolean ended)
{
  if (ended || session->is_usher || usher_cell_is_hidden (session, column))
    return "usher_quiet";
  if (column == USHER_COLUMN_STATE)
    return states[session->state].color;
  return column == USHER_COLUMN_BLOCKED_BY ? "usher_blocked" : NULL;
}

static const char *
choose_icon (const UsherSession *session, UsherColumn column, gboolean ended)
{
  if (column != USHER_COLUMN_STATE)
    return NULL;
  return ended ? "usher-state-ended-symbolic" : usher_state_icon (session);
}

/**
 * usher_cell_look:
 * @session: a session
 * @column: which of its cells
 * @ended: whether it is gone and only kept in its place
 *
 * Returns: how that cell looks
 */
UsherCellLook
usher_cell_look (const UsherSession *session, UsherColumn column, gboolean ended)
{
  return (UsherCellLook){
    .color = choose_color (session, column, ended),
    .icon = choose_icon (session, column, ended),
    .slanted = usher_cell_is_hidden (session, column),
    .struck = ended && column != USHER_COLUMN_STATE,
  };
}
