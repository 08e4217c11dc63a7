/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "operation.h"
#include "server.h"

G_BEGIN_DECLS

/* How an action as a whole came out. */
typedef enum
{
  USHER_JOURNAL_ASKED,   /* it is about to be done: what comes of it follows */
  USHER_JOURNAL_DONE,    /* all of what was asked, and verified */
  USHER_JOURNAL_PARTLY,  /* some of it */
  USHER_JOURNAL_FAILED,  /* none of it */
  USHER_JOURNAL_STOPPED, /* by the person, before it was done */
  USHER_JOURNAL_OPEN,    /* not known yet: an amendment may follow */
  USHER_JOURNAL_UNKNOWN, /* the connection went away meanwhile */
  USHER_N_JOURNAL_OUTCOMES
} UsherJournalOutcome;

/* One session that an action was aimed at, as it was seen then, and what became of it. */
typedef struct
{
  gint32 pid;
  gint64 backend_start; /* %USHER_NO_TIME when hidden */
  char *database;
  char *user;
  char *application;
  char *client;
  char *state;   /* the server's own word */
  char *query;   /* shortened, without passwords */
  char *outcome; /* a word for programs, see usher_outcome_to_word() */
  char *says;    /* (nullable): why it was refused */
} UsherJournalTarget;

/**
 * UsherJournalEntry:
 *
 * One line of the journal. Counted atomically. Whoever makes one fills it in before handing
 * it over; from then on nobody writes to it, and any thread may read it. All strings are
 * valid UTF-8 and not yet made visible (usher_text_show()). Never %NULL but where said.
 */
typedef struct
{
  char *id;      /* what amendments refer to */
  char *amends;  /* (nullable): the entry that this one says more about */
  gint64 when;   /* microseconds, by this machine's clock; %USHER_NO_TIME if damaged */
  char *action;  /* a word for programs: "terminate", "cancel", "drop", ... */
  char *subject; /* the database that it was done to; "" when it was sessions */
  char *server;  /* as the person calls it */
  char *host;
  char *port;
  char *version; /* of the server */
  char *login;   /* who logged in */
  char *role;    /* who it was done as */
  char *sql;     /* exactly what was sent, but for passwords */
  UsherJournalOutcome outcome;
  char *says;         /* (nullable): why it failed, or what else there is to know */
  char *by;           /* (nullable): the seat of the Usher that will say more */
  GPtrArray *targets; /* (owned) (element-type UsherJournalTarget) */
  char *line;         /* (nullable): a line that could not be read, as it stands in the file */
} UsherJournalEntry;

#define USHER_TYPE_JOURNAL_ENTRY (usher_journal_entry_get_type ())
GType usher_journal_entry_get_type (void);

UsherJournalEntry *usher_journal_entry_new (const char *action);
UsherJournalEntry *usher_journal_entry_new_amending (UsherJournalEntry *entry);
UsherJournalEntry *usher_journal_entry_ref (UsherJournalEntry *self);
void usher_journal_entry_unref (UsherJournalEntry *self);

void usher_journal_entry_set_server (UsherJournalEntry *self, UsherServer *server);
void usher_journal_entry_set_subject (UsherJournalEntry *self, const char *database);
void usher_journal_entry_set_sql (UsherJournalEntry *self, const char *sql);
void usher_journal_entry_set_outcome (UsherJournalEntry *self,
                                      UsherJournalOutcome outcome,
                                      const char *says);
void usher_journal_entry_add_session (UsherJournalEntry *self,
                                      const UsherSession *session,
                                      UsherOutcome outcome,
                                      const char *says);
UsherJournalEntry *usher_journal_entry_amend (UsherJournalEntry *self, UsherJournalEntry *by);

char *usher_journal_entry_to_line (UsherJournalEntry *self);
UsherJournalEntry *usher_journal_entry_parse (const char *line, gssize length);
gboolean usher_journal_entry_awaits_more (UsherJournalEntry *self);

const char *usher_journal_get_nth_action (guint index);
const char *usher_journal_action_label (const char *action);
const char *usher_journal_outcome_label (UsherJournalOutcome outcome);
const char *usher_outcome_to_word (UsherOutcome outcome);
const char *usher_outcome_word_label (const char *word);

char *usher_mask_passwords (const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherJournalEntry, usher_journal_entry_unref)

G_END_DECLS
