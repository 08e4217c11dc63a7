/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "journal-private.h"

/* A seat is one byte of a file, and taken by a lock on it. The kernel frees it with the process
 * that holds it, even one that was killed, and nothing is left to be tidied up. */

/* Seats are far apart and hardly ever chosen twice: the file may be as long as an off_t. */
#define N_SEATS_LOG2 60

/*< private >
 * usher_journal_seat_new:
 *
 * Returns: (transfer full): a seat that nobody else has
 */
char *
usher_journal_seat_new (void)
{
  guint64 seat = ((guint64)g_random_int () << 32 | g_random_int ()) >> (64 - N_SEATS_LOG2);

  return g_strdup_printf ("%" G_GINT64_MODIFIER "x", seat);
}

static gboolean
parse_seat (const char *seat, off_t *place)
{
  guint64 number;

  if (!g_ascii_string_to_unsigned (seat, 16, 0, (G_GUINT64_CONSTANT (1) << N_SEATS_LOG2) - 1,
                                   &number, NULL))
    return FALSE;
  *place = (off_t)number;
  return TRUE;
}

static gboolean
lock_seat (int fd, int command, struct flock *lock, const char *seat)
{
  off_t place;

  if (!parse_seat (seat, &place))
    return FALSE;
  *lock = (struct flock){ .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = place, .l_len = 1 };
  return fcntl (fd, command, lock) == 0;
}

static int
open_seats (UsherJournalFile *self, int flags)
{
  g_autofree char *path = g_build_filename (self->folder, "journal.seats", NULL);

  return usher_journal_open (path, flags);
}

/*< private >
 * usher_journal_file_take_seat:
 * @self: the files
 *
 * Before the first line that is to be followed by another. Without it, others take such a line
 * for one of an Usher that has ended.
 */
void
usher_journal_file_take_seat (UsherJournalFile *self)
{
  struct flock lock;

  if (self->seat_fd >= 0 || g_mkdir_with_parents (self->folder, 0700) < 0)
    return;
  self->seat_fd = open_seats (self, O_RDWR | O_CREAT);
  if (self->seat_fd >= 0 && !lock_seat (self->seat_fd, F_OFD_SETLK, &lock, self->seat))
    g_debug ("No seat could be taken: %s", g_strerror (errno));
}

/*< private >
 * usher_journal_file_is_seated:
 * @self: the files
 * @seat: of a line
 *
 * Returns: whether the Usher that wrote it still runs
 */
gboolean
usher_journal_file_is_seated (UsherJournalFile *self, const char *seat)
{
  struct flock lock;
  gboolean found;
  int fd;

  if (g_str_equal (seat, self->seat))
    return TRUE;
  fd = open_seats (self, O_RDWR);
  if (fd < 0)
    return FALSE;
  found = lock_seat (fd, F_OFD_GETLK, &lock, seat) && lock.l_type != F_UNLCK;
  close (fd);
  return found;
}

static gboolean
is_open_word (const char *word)
{
  return g_str_equal (word, usher_outcome_to_word (USHER_OUTCOME_WAITING))
         || g_str_equal (word, usher_outcome_to_word (USHER_OUTCOME_SENT));
}

/*< private >
 * usher_journal_file_settle:
 * @self: the files
 * @entry: one, with all that was said about it
 *
 * Returns: (transfer full): @entry, or what is to be thought of it since the Usher that wrote it
 *   ended before it said what came of it
 */
UsherJournalEntry *
usher_journal_file_settle (UsherJournalFile *self, UsherJournalEntry *entry)
{
  UsherJournalEntry *settled;

  if (!usher_journal_entry_awaits_more (entry)
      || (entry->by == NULL && entry->outcome == USHER_JOURNAL_OPEN)
      || (entry->by != NULL && usher_journal_file_is_seated (self, entry->by)))
    return usher_journal_entry_ref (entry);
  settled = usher_journal_entry_copy (entry);
  settled->outcome = USHER_JOURNAL_UNKNOWN;
  usher_journal_take_text (&settled->says, g_strdup (_ ("Usher ended before it was verified.")));
  for (guint i = 0; i < settled->targets->len; i++)
    {
      UsherJournalTarget *target = g_ptr_array_index (settled->targets, i);

      if (is_open_word (target->outcome))
        usher_journal_take_text (&target->outcome, g_strdup (USHER_WORD_UNVERIFIED));
    }
  return settled;
}
