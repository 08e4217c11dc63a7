/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "survey.h"

G_BEGIN_DECLS

/* Asks a server what a survey is to hold. Lives on the stack of a worker's job. */
typedef struct
{
  UsherSurvey *survey;         /* (unowned): filled in */
  UsherSurveyRequest *request; /* (unowned) */
  UsherConnection *connection; /* (unowned) */
  GCancellable *cancellable;   /* (nullable) (unowned) */
} UsherSurveyReader;

UsherSurvey *usher_survey_new (const UsherSurveyRequest *request);
gboolean usher_survey_reader_run (UsherSurveyReader *self, GError **error);

G_END_DECLS
