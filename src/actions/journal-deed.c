/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "journal-deed.h"

#include <glib/gi18n-lib.h>

#include "errors.h"
#include "journal-deed-private.h"

struct _UsherJournalDeed
{
  GWeakRef journal;           /* of UsherJournal: for the main thread only */
  UsherJournalEntry *heading; /* (owned): where, as whom and what */
  char *seat;                 /* (owned) */
  gint stands;                /* atomic: something of it is in the file */
};

/**
 * usher_journal_deed_new:
 * @journal: where to write it
 * @server: where it will be done
 * @action: what, see usher_journal_entry_new()
 * @subject: the database that it is done to; "" when it is sessions
 *
 * Main thread only.
 *
 * Returns: (transfer full): a deed of which nothing is written yet
 */
UsherJournalDeed *
usher_journal_deed_new (UsherJournal *journal,
                        UsherServer *server,
                        const char *action,
                        const char *subject)
{
  UsherJournalDeed *self = g_atomic_rc_box_new0 (UsherJournalDeed);

  g_weak_ref_init (&self->journal, journal);
  self->heading = usher_journal_entry_new (action);
  usher_journal_entry_set_server (self->heading, server);
  usher_journal_entry_set_subject (self->heading, subject);
  self->seat = g_strdup (usher_journal_get_file (journal)->seat);
  return self;
}

UsherJournalDeed *
usher_journal_deed_ref (UsherJournalDeed *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  UsherJournalDeed *self = data;

  g_weak_ref_clear (&self->journal);
  usher_journal_entry_unref (self->heading);
  g_free (self->seat);
}

void
usher_journal_deed_unref (UsherJournalDeed *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/**
 * usher_journal_deed_make_entry:
 * @self: a deed
 *
 * Any thread. Returns: (transfer full): an entry of this moment about it, to be filled in and
 *   handed over
 */
UsherJournalEntry *
usher_journal_deed_make_entry (UsherJournalDeed *self)
{
  UsherJournalEntry *entry = usher_journal_entry_copy (self->heading);

  entry->when = g_get_real_time ();
  return entry;
}

/*< private >
 * usher_journal_deed_stands:
 * @self: a deed
 *
 * Writer's thread. Returns: whether some of it is in the file, so that what comes now amends that
 */
gboolean
usher_journal_deed_stands (UsherJournalDeed *self)
{
  return g_atomic_int_get (&self->stands);
}

/*< private >
 * usher_journal_deed_note:
 * @self: a deed
 *
 * Writer's thread: something of it is in the file.
 */
void
usher_journal_deed_note (UsherJournalDeed *self)
{
  g_atomic_int_set (&self->stands, TRUE);
}

/*< private >
 * usher_journal_deed_prepare:
 * @self: a deed
 * @entry: one of it, filled in
 *
 * Writer's thread: makes a line of it that fits what is in the file.
 */
void
usher_journal_deed_prepare (UsherJournalDeed *self, UsherJournalEntry *entry)
{
  if (usher_journal_entry_awaits_more (entry))
    usher_journal_take_text (&entry->by, g_strdup (self->seat));
  if (!usher_journal_deed_stands (self))
    return;
  entry->amends = g_strdup (self->heading->id);
  usher_journal_take_text (&entry->id, g_uuid_string_random ());
}

/* What is written */

typedef struct
{
  UsherJournalDeed *deed;   /* (owned) */
  UsherJournalEntry *entry; /* (owned) */
} Line;

static void
line_free (gpointer data)
{
  Line *line = data;

  usher_journal_entry_unref (line->entry);
  usher_journal_deed_unref (line->deed);
  g_free (line);
}

static UsherJournalEntry *
make_line (gpointer data)
{
  Line *line = data;

  usher_journal_deed_prepare (line->deed, line->entry);
  return usher_journal_entry_ref (line->entry);
}

static void
note_line (gpointer data)
{
  usher_journal_deed_note (((Line *)data)->deed);
}

static void
append (UsherJournalDeed *self,
        UsherJournal *journal,
        UsherJournalEntry *entry,
        GAsyncReadyCallback callback,
        gpointer user_data)
{
  Line *line = g_new0 (Line, 1);

  line->deed = usher_journal_deed_ref (self);
  line->entry = entry;
  usher_journal_append_made_async (journal, make_line, note_line, line, line_free, callback,
                                   user_data);
}

/**
 * usher_journal_deed_tell:
 * @self: a deed
 * @entry: (transfer full): what came of it
 *
 * Main thread only.
 */
void
usher_journal_deed_tell (UsherJournalDeed *self, UsherJournalEntry *entry)
{
  g_autoptr (UsherJournal) journal = g_weak_ref_get (&self->journal);

  if (journal != NULL)
    append (self, journal, entry, NULL, NULL);
  else
    usher_journal_entry_unref (entry);
}

/*< private >
 * usher_journal_deed_complain:
 * @self: a deed
 *
 * Main thread only: says that what was asked for was not written in time.
 */
void
usher_journal_deed_complain (UsherJournalDeed *self)
{
  g_autoptr (UsherJournal) journal = g_weak_ref_get (&self->journal);
  g_autoptr (GError) error = usher_error_new (
      USHER_ERROR_TIMED_OUT, NULL, NULL,
      _ ("The disk takes too long. It is tried further while what was asked for is done."));

  if (journal != NULL)
    usher_journal_complain (journal, error);
}

/* Asking, from a worker's thread */

typedef struct
{
  UsherJournalDeed *deed;   /* (owned) */
  UsherJournalEntry *entry; /* (owned) (nullable): until it is handed over */
  GMutex mutex;
  GCond cond;
  gboolean is_over; /* it is written, or cannot be */
} Asking;

static void
clear_asking (gpointer data)
{
  Asking *asking = data;

  g_clear_pointer (&asking->entry, usher_journal_entry_unref);
  usher_journal_deed_unref (asking->deed);
  g_mutex_clear (&asking->mutex);
  g_cond_clear (&asking->cond);
}

static void
asking_unref (gpointer asking)
{
  g_atomic_rc_box_release_full (asking, clear_asking);
}

static void
end_asking (Asking *asking)
{
  g_mutex_lock (&asking->mutex);
  asking->is_over = TRUE;
  g_cond_signal (&asking->cond);
  g_mutex_unlock (&asking->mutex);
}

static void
on_asked (GObject *object, GAsyncResult *result, gpointer data)
{
  end_asking (data);
  asking_unref (data);
}

static gboolean
hand_over (gpointer data)
{
  Asking *asking = data;
  g_autoptr (UsherJournal) journal = g_weak_ref_get (&asking->deed->journal);

  if (journal != NULL)
    append (asking->deed, journal, g_steal_pointer (&asking->entry), on_asked,
            g_atomic_rc_box_acquire (asking));
  else
    end_asking (asking);
  return G_SOURCE_REMOVE;
}

static gboolean
complain (gpointer data)
{
  usher_journal_deed_complain (((Asking *)data)->deed);
  return G_SOURCE_REMOVE;
}

static void
run_on_main_thread (Asking *asking, GSourceFunc func)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, func, g_atomic_rc_box_acquire (asking), asking_unref);
  g_source_attach (source, NULL);
}

/* Returns: whether it is written, or is known to be impossible */
static gboolean
await (Asking *asking)
{
  gint64 until = g_get_monotonic_time () + USHER_JOURNAL_PATIENCE_MS * G_TIME_SPAN_MILLISECOND;
  gboolean is_over;

  g_mutex_lock (&asking->mutex);
  while (!asking->is_over && g_cond_wait_until (&asking->cond, &asking->mutex, until))
    ;
  is_over = asking->is_over;
  g_mutex_unlock (&asking->mutex);
  return is_over;
}

/**
 * usher_journal_deed_ask:
 * @self: a deed
 * @entry: (transfer full): what is about to be sent, and to whom
 *
 * A worker's thread, before it sends anything. Waits until that is on the disk, but not for long:
 * in an emergency an action matters more than its line. When there is no line, or not in time,
 * the journal says so.
 */
void
usher_journal_deed_ask (UsherJournalDeed *self, UsherJournalEntry *entry)
{
  Asking *asking = g_atomic_rc_box_new0 (Asking);

  usher_journal_entry_set_outcome (entry, USHER_JOURNAL_ASKED, NULL);
  asking->deed = usher_journal_deed_ref (self);
  asking->entry = entry;
  g_mutex_init (&asking->mutex);
  g_cond_init (&asking->cond);
  run_on_main_thread (asking, hand_over);
  if (!await (asking))
    run_on_main_thread (asking, complain);
  asking_unref (asking);
}
