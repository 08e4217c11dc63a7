/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * UsherJournalFile:
 *
 * The journal's files in one folder: journal.jsonl, which grows, and before it journal.1.jsonl,
 * journal.2.jsonl and so on, the higher the older. Several processes may use the same folder.
 * Immutable, counted atomically. All functions block: not for the main thread.
 *
 * Who writes lines that are to be followed by others takes a seat first. It is free again when
 * the process ends, however it ends, and so others see that nothing will follow.
 */
typedef struct
{
  char *folder;
  gint64 max_bytes; /* of one file: beyond it, the next line begins another */
  guint max_files;  /* the oldest of more than so many is removed */
  char *seat;       /* a word of its own, for lines */
  int seat_fd;      /* the writer's thread's: holds the seat, -1 while it is not taken */
} UsherJournalFile;

/* Behind a line, also of a file that is renamed later. All zero: before the first line. */
typedef struct
{
  guint64 device;
  guint64 inode;
  gint64 offset;
} UsherJournalPlace;

/* A file as it was when it was opened: what is appended later is not seen. */
typedef struct
{
  int fd;                /* closed with the array that holds it */
  UsherJournalPlace end; /* of it, then */
} UsherJournalPart;

UsherJournalFile *usher_journal_file_new (const char *folder);
UsherJournalFile *usher_journal_file_ref (UsherJournalFile *self);
void usher_journal_file_unref (UsherJournalFile *self);

char *usher_journal_file_get_path (UsherJournalFile *self, guint index);
gboolean usher_journal_file_append (UsherJournalFile *self, const char *line, GError **error);
GArray *usher_journal_file_open_all (UsherJournalFile *self, GError **error);
UsherJournalPlace usher_journal_parts_end (GArray *parts);

char *usher_journal_seat_new (void);
void usher_journal_file_take_seat (UsherJournalFile *self);
gboolean usher_journal_file_is_seated (UsherJournalFile *self, const char *seat);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherJournalFile, usher_journal_file_unref)

G_END_DECLS
