/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "durations.h"

#include <glib/gi18n-lib.h>

#define MILLISECOND G_GINT64_CONSTANT (1000)
#define SECOND      (1000 * MILLISECOND)
#define MINUTE      (60 * SECOND)
#define HOUR        (60 * MINUTE)
#define DAY         (24 * HOUR)

/* A translation may be longer than the buffer: cut it between two characters. */
static void
end_between_characters (char *buffer)
{
  const char *end;

  g_utf8_validate (buffer, -1, &end);
  buffer[end - buffer] = '\0';
}

/* The whole units of @span in @time. Parts are cut off, never rounded up: "60 s" cannot be. */
static int
whole (gint64 time, gint64 span)
{
  return (int)(time / span);
}

/**
 * usher_duration_print:
 * @microseconds: a duration, or %USHER_NO_TIME
 * @buffer: (out caller-allocates): where to write it, valid UTF-8, always terminated
 * @size: bytes in @buffer, at least 1; 32 are enough for every language so far
 *
 * Writes a duration for people: "21 ms", "0.9 s", "42 s", "14 min 3 s", "2 h 5 min",
 * "3 d 4 h". No duration is the empty text; one below zero, which two clocks can make, is
 * zero. Allocates nothing, so it may run for each cell of each frame.
 *
 * Any thread.
 */
void
usher_duration_print (gint64 microseconds, char *buffer, gsize size)
{
  gint64 t = MAX (microseconds, 0);

  if (microseconds == USHER_NO_TIME)
    buffer[0] = '\0';
  else if (t < 100 * MILLISECOND)
    /* Translators: a short duration in milliseconds */
    g_snprintf (buffer, size, _ ("%d ms"), whole (t, MILLISECOND));
  else if (t < 10 * SECOND)
    /* Translators: a duration in seconds and tenths of a second */
    g_snprintf (buffer, size, _ ("%.1f s"), whole (t, SECOND / 10) / 10.0);
  else if (t < MINUTE)
    /* Translators: a duration in seconds */
    g_snprintf (buffer, size, _ ("%d s"), whole (t, SECOND));
  else if (t < HOUR)
    /* Translators: a duration in minutes and seconds */
    g_snprintf (buffer, size, _ ("%d min %d s"), whole (t, MINUTE), whole (t % MINUTE, SECOND));
  else if (t < DAY)
    /* Translators: a duration in hours and minutes */
    g_snprintf (buffer, size, _ ("%d h %d min"), whole (t, HOUR), whole (t % HOUR, MINUTE));
  else
    /* Translators: a duration in days and hours */
    g_snprintf (buffer, size, _ ("%d d %d h"), whole (t, DAY), whole (t % DAY, HOUR));

  end_between_characters (buffer);
}

/**
 * usher_duration_format:
 * @microseconds: a duration, or %USHER_NO_TIME
 *
 * The same as usher_duration_print(). Any thread.
 *
 * Returns: (transfer full): a duration for people, valid UTF-8
 */
char *
usher_duration_format (gint64 microseconds)
{
  char buffer[128];

  usher_duration_print (microseconds, buffer, sizeof buffer);
  return g_strdup (buffer);
}
