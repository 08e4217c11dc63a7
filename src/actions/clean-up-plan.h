/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "obstacle.h"

G_BEGIN_DECLS

/* How new sessions are kept from arriving meanwhile. */
typedef enum
{
  USHER_BLOCK_NOBODY,
  USHER_BLOCK_EVERYBODY, /* ALLOW_CONNECTIONS false: superusers too */
  USHER_BLOCK_ORDINARY,  /* CONNECTION LIMIT 0: superusers still come in */
  USHER_N_BLOCKINGS
} UsherBlocking;

const char *usher_blocking_label (UsherBlocking blocking);
const char *usher_blocking_explain (UsherBlocking blocking);

/* What a person asked for, for all databases of a clean-up. */
typedef struct
{
  UsherCleanUpKind kind;
  UsherBlocking blocking;
  gboolean force; /* DROP ... WITH (FORCE) ends the sessions, from PostgreSQL 13 on */
} UsherIntent;

gboolean usher_intent_forces (const UsherIntent *self);

typedef enum
{
  USHER_STEP_MOVE,     /* Usher's own connections leave the database */
  USHER_STEP_REMEMBER, /* what is to be restored goes to disk */
  USHER_STEP_BLOCK,
  USHER_STEP_TERMINATE,
  USHER_STEP_VERIFY,
  USHER_STEP_ACT, /* drop, rename or copy */
  USHER_STEP_RESTORE,
} UsherStepKind;

typedef enum
{
  USHER_STEP_WAITING,
  USHER_STEP_RUNNING,
  USHER_STEP_DONE,
  USHER_STEP_SKIPPED, /* there was no need for it */
  USHER_STEP_NOT_REACHED,
  USHER_STEP_FAILED,  /* see the error */
  USHER_STEP_STOPPED, /* by the person */
  USHER_STEP_UNKNOWN, /* the connection went away, and nobody said what became of it */
} UsherStepState;

/**
 * UsherPlanStep:
 *
 * One step of a plan: readable before it runs, and how it went. Main thread only.
 *
 * Signal: "changed" (its state or its progress).
 */
#define USHER_TYPE_PLAN_STEP (usher_plan_step_get_type ())
G_DECLARE_FINAL_TYPE (UsherPlanStep, usher_plan_step, USHER, PLAN_STEP, GObject)

UsherStepKind usher_plan_step_get_kind (UsherPlanStep *self);
const char *usher_plan_step_get_title (UsherPlanStep *self);
const char *usher_plan_step_get_explanation (UsherPlanStep *self);
const char *usher_plan_step_get_sql (UsherPlanStep *self);
UsherStepState usher_plan_step_get_state (UsherPlanStep *self);
const char *usher_plan_step_get_progress (UsherPlanStep *self);
const GError *usher_plan_step_get_error (UsherPlanStep *self);

G_END_DECLS
