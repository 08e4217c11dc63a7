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

/* The data of the task. */
typedef struct
{
  UsherJournalFile *file; /* (owned) */
  GPtrArray *entries;     /* (owned) */
} Settling;

static void
settling_free (gpointer data)
{
  Settling *settling = data;

  usher_journal_file_unref (settling->file);
  g_ptr_array_unref (settling->entries);
  g_free (settling);
}

static void
settle_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Settling *settling = task_data;
  GPtrArray *settled = g_ptr_array_new_with_free_func ((GDestroyNotify)usher_journal_entry_unref);

  for (guint i = 0; i < settling->entries->len; i++)
    g_ptr_array_add (settled, usher_journal_file_settle (settling->file,
                                                         g_ptr_array_index (settling->entries, i)));
  g_task_return_pointer (task, settled, (GDestroyNotify)g_ptr_array_unref);
}

/**
 * usher_journal_settle_async:
 * @file: the journal's files
 * @entries: (element-type UsherJournalEntry): what was not known yet; nobody changes the array
 *   meanwhile
 * @cancellable: (nullable): to end it
 * @callback: when it is known whether more is to be expected
 * @user_data: for @callback
 */
void
usher_journal_settle_async (UsherJournalFile *file,
                            GPtrArray *entries,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Settling *settling = g_new0 (Settling, 1);

  settling->file = usher_journal_file_ref (file);
  settling->entries = g_ptr_array_ref (entries);
  g_task_set_source_tag (task, usher_journal_settle_async);
  g_task_set_task_data (task, settling, settling_free);
  g_task_run_in_thread (task, settle_in_thread);
}

/**
 * usher_journal_settle_finish:
 * @result: what the callback got
 * @error: that it was ended
 *
 * Returns: (transfer full) (element-type UsherJournalEntry) (nullable): in the same order, each
 *   as it was, or as it is to be read since its Usher ended
 */
GPtrArray *
usher_journal_settle_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
