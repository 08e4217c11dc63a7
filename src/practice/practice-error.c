/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "practice-error.h"

#include <glib/gi18n-lib.h>

#include "errors.h"

GError *
usher_practice_error_new_no_programs (void)
{
  return usher_error_new (
      USHER_ERROR_NO_PROGRAMS, NULL, NULL,
      /* Translators: the quoted words are names of packages and stay as they are */
      _ ("The practice server needs PostgreSQL’s server programs on this computer. Install the "
         "package “postgresql” (Debian, Ubuntu) or “postgresql-server” (Fedora), and try again."));
}

GError *
usher_practice_error_new_no_helper (const char *says)
{
  return usher_error_new (
      USHER_ERROR_PRACTICE, NULL, says,
      /* Translators: usher-practice is the name of a program */
      _ ("A part of Usher, the program usher-practice, cannot be run. Install Usher again."));
}

GError *
usher_practice_error_new_start (const char *says)
{
  return usher_error_new (USHER_ERROR_PRACTICE, NULL, says,
                          _ ("The practice server did not start. Its own words may tell why."));
}

GError *
usher_practice_error_new_timeout (const char *says)
{
  return usher_error_new (
      USHER_ERROR_TIMED_OUT, NULL, says,
      _ ("The practice server was not up after a minute, so Usher gave up. Perhaps this computer "
         "is very busy, or its disk is full."));
}

GError *
usher_practice_error_new_ended (void)
{
  return usher_error_new (USHER_ERROR_PRACTICE, NULL, NULL, _ ("The practice server has ended."));
}

GError *
usher_practice_error_new_cancelled (void)
{
  return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Cancelled"));
}
