/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "journal-entry.h"

#include "journal-private.h"
#include "text.h"

/* Enough of a query to know it again. */
#define QUERY_CHARS 200

G_DEFINE_BOXED_TYPE (UsherJournalEntry,
                     usher_journal_entry,
                     usher_journal_entry_ref,
                     usher_journal_entry_unref)

void
usher_journal_target_free (UsherJournalTarget *self)
{
  g_free (self->database);
  g_free (self->user);
  g_free (self->application);
  g_free (self->client);
  g_free (self->state);
  g_free (self->query);
  g_free (self->outcome);
  g_free (self->says);
  g_free (self);
}

static UsherJournalTarget *
target_copy (const UsherJournalTarget *self)
{
  UsherJournalTarget *copy = g_new0 (UsherJournalTarget, 1);

  copy->pid = self->pid;
  copy->backend_start = self->backend_start;
  copy->database = g_strdup (self->database);
  copy->user = g_strdup (self->user);
  copy->application = g_strdup (self->application);
  copy->client = g_strdup (self->client);
  copy->state = g_strdup (self->state);
  copy->query = g_strdup (self->query);
  copy->outcome = g_strdup (self->outcome);
  copy->says = g_strdup (self->says);
  return copy;
}

#define N_TEXTS 8

/* All fields that are text, so that none is forgotten. */
static char **
nth_text (UsherJournalEntry *self, guint n)
{
  char **const texts[N_TEXTS] = { &self->subject, &self->server, &self->host, &self->port,
                                  &self->version, &self->login,  &self->role, &self->sql };

  return texts[n];
}

/*< private >
 * usher_journal_entry_new_blank:
 *
 * Returns: (transfer full): an entry that says nothing, not even when
 */
UsherJournalEntry *
usher_journal_entry_new_blank (void)
{
  UsherJournalEntry *self = g_atomic_rc_box_new0 (UsherJournalEntry);

  self->when = USHER_NO_TIME;
  self->id = g_strdup ("");
  self->action = g_strdup ("");
  for (guint i = 0; i < N_TEXTS; i++)
    *nth_text (self, i) = g_strdup ("");
  self->outcome = USHER_JOURNAL_UNKNOWN;
  self->targets = g_ptr_array_new_with_free_func ((GDestroyNotify)usher_journal_target_free);
  return self;
}

/**
 * usher_journal_entry_new:
 * @action: a word for programs, of lower-case letters and hyphens: see
 *   usher_journal_action_label() for those that there are
 *
 * Returns: (transfer full): an entry of this moment, to be filled in
 */
UsherJournalEntry *
usher_journal_entry_new (const char *action)
{
  UsherJournalEntry *self = usher_journal_entry_new_blank ();

  self->when = g_get_real_time ();
  usher_journal_take_text (&self->id, g_uuid_string_random ());
  usher_journal_take_text (&self->action, g_strdup (action));
  return self;
}

static void
copy_texts (UsherJournalEntry *self, UsherJournalEntry *from)
{
  for (guint i = 0; i < N_TEXTS; i++)
    usher_journal_take_text (nth_text (self, i), g_strdup (*nth_text (from, i)));
}

/**
 * usher_journal_entry_new_amending:
 * @entry: what was written before
 *
 * For what is learnt after @entry was written, as that a session has ended at last. Only the
 * targets of which there is something new need to be added.
 *
 * Returns: (transfer full): an entry of this moment, to be filled in
 */
UsherJournalEntry *
usher_journal_entry_new_amending (UsherJournalEntry *entry)
{
  UsherJournalEntry *self = usher_journal_entry_new (entry->action);

  copy_texts (self, entry);
  usher_journal_take_text (&self->sql, g_strdup (""));
  self->amends = g_strdup (entry->id);
  return self;
}

UsherJournalEntry *
usher_journal_entry_ref (UsherJournalEntry *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  UsherJournalEntry *self = data;

  for (guint i = 0; i < N_TEXTS; i++)
    g_free (*nth_text (self, i));
  g_free (self->id);
  g_free (self->amends);
  g_free (self->action);
  g_free (self->says);
  g_free (self->by);
  g_free (self->line);
  g_ptr_array_unref (self->targets);
}

void
usher_journal_entry_unref (UsherJournalEntry *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/*< private >
 * usher_journal_take_text:
 * @where: a field
 * @text: (transfer full) (nullable): its new value
 */
void
usher_journal_take_text (char **where, char *text)
{
  g_free (*where);
  *where = text;
}

/* What comes from outside of the server's decoded text, such as a host's name. */
static void
set_foreign_text (char **where, const char *text)
{
  usher_journal_take_text (where, usher_text_decode (text != NULL ? text : "", -1, -1));
}

/**
 * usher_journal_entry_set_server:
 * @self: an entry that is being made
 * @server: where it is done, connected or not
 *
 * Main thread only.
 */
void
usher_journal_entry_set_server (UsherJournalEntry *self, UsherServer *server)
{
  UsherConnectionInfo *info = usher_server_get_info (server);
  const char *label = usher_server_get_label (server);
  g_autofree char *described = usher_address_describe (usher_server_get_address (server));

  set_foreign_text (&self->server, label != NULL && *label != '\0' ? label : described);
  if (info == NULL)
    return;
  set_foreign_text (&self->host, info->host);
  set_foreign_text (&self->port, info->port);
  set_foreign_text (&self->version, info->version_text);
  set_foreign_text (&self->login, info->session_user);
  set_foreign_text (&self->role, info->current_user);
}

void
usher_journal_entry_set_subject (UsherJournalEntry *self, const char *database)
{
  set_foreign_text (&self->subject, database);
}

/**
 * usher_journal_entry_set_sql:
 * @self: an entry that is being made
 * @sql: exactly what is sent
 *
 * Passwords in it are masked here.
 */
void
usher_journal_entry_set_sql (UsherJournalEntry *self, const char *sql)
{
  g_autofree char *decoded = usher_text_decode (sql, -1, -1);

  usher_journal_take_text (&self->sql, usher_mask_passwords (decoded));
}

/**
 * usher_journal_entry_set_outcome:
 * @self: an entry that is being made
 * @outcome: how it came out, as verified
 * @says: (nullable): why it failed, the server's own words too, or a remark
 */
void
usher_journal_entry_set_outcome (UsherJournalEntry *self,
                                 UsherJournalOutcome outcome,
                                 const char *says)
{
  g_autofree char *decoded = says != NULL ? usher_text_decode (says, -1, -1) : NULL;

  self->outcome = outcome;
  usher_journal_take_text (&self->says, decoded != NULL ? usher_mask_passwords (decoded) : NULL);
}

/* A password that a cut would leave half covered is covered first. */
static char *
shorten_query (const char *query)
{
  g_autofree char *masked = usher_mask_passwords (query);

  if (g_utf8_strlen (masked, -1) > QUERY_CHARS)
    {
      g_autofree char *start = g_utf8_substring (masked, 0, QUERY_CHARS);

      return g_strconcat (start, "…", NULL);
    }
  return g_steal_pointer (&masked);
}

/**
 * usher_journal_entry_add_session:
 * @self: an entry that is being made
 * @session: one that it was aimed at, as it was seen
 * @outcome: what became of it
 * @says: (nullable): why
 */
void
usher_journal_entry_add_session (UsherJournalEntry *self,
                                 const UsherSession *session,
                                 UsherOutcome outcome,
                                 const char *says)
{
  UsherJournalTarget *target = g_new0 (UsherJournalTarget, 1);

  target->pid = session->id.pid;
  target->backend_start = session->id.backend_start;
  target->database = g_strdup (session->database);
  target->user = g_strdup (session->user);
  target->application = usher_mask_passwords (session->application);
  target->client = g_strdup (session->client);
  target->state = g_strdup (session->state_text);
  target->query = shorten_query (session->query);
  target->outcome = g_strdup (usher_outcome_to_word (outcome));
  target->says = says != NULL ? usher_mask_passwords (says) : NULL;
  g_ptr_array_add (self->targets, target);
}

/**
 * usher_journal_entry_awaits_more:
 * @self: an entry
 *
 * Any thread. Returns: whether the Usher that wrote it meant to say more about it
 */
gboolean
usher_journal_entry_awaits_more (UsherJournalEntry *self)
{
  return self->outcome == USHER_JOURNAL_ASKED || self->outcome == USHER_JOURNAL_OPEN;
}

/*< private >
 * usher_journal_entry_copy:
 * @self: an entry
 *
 * Returns: (transfer full): another that says the same, to be changed
 */
UsherJournalEntry *
usher_journal_entry_copy (UsherJournalEntry *self)
{
  UsherJournalEntry *copy = usher_journal_entry_new_blank ();

  copy_texts (copy, self);
  usher_journal_take_text (&copy->id, g_strdup (self->id));
  usher_journal_take_text (&copy->action, g_strdup (self->action));
  copy->amends = g_strdup (self->amends);
  copy->when = self->when;
  copy->outcome = self->outcome;
  copy->says = g_strdup (self->says);
  copy->by = g_strdup (self->by);
  for (guint i = 0; i < self->targets->len; i++)
    g_ptr_array_add (copy->targets, target_copy (g_ptr_array_index (self->targets, i)));
  return copy;
}

static guint
hash_target (gconstpointer data)
{
  const UsherJournalTarget *target = data;

  return g_int64_hash (&target->backend_start) ^ (guint)target->pid;
}

static gboolean
is_same_target (gconstpointer a, gconstpointer b)
{
  const UsherJournalTarget *one = a;
  const UsherJournalTarget *other = b;

  return one->pid == other->pid && one->backend_start == other->backend_start;
}

/* Thousands of targets, each with its news, are nothing unusual. */
static GHashTable *
index_targets (UsherJournalEntry *self)
{
  GHashTable *index = g_hash_table_new (hash_target, is_same_target);

  for (guint i = 0; i < self->targets->len; i++)
    g_hash_table_add (index, g_ptr_array_index (self->targets, i));
  return index;
}

static void
amend_targets (UsherJournalEntry *self, UsherJournalEntry *by)
{
  g_autoptr (GHashTable) index = index_targets (self);

  for (guint i = 0; i < by->targets->len; i++)
    {
      const UsherJournalTarget *news = g_ptr_array_index (by->targets, i);
      UsherJournalTarget *target = g_hash_table_lookup (index, news);

      if (target == NULL)
        {
          target = target_copy (news);
          g_ptr_array_add (self->targets, target);
          g_hash_table_add (index, target);
          continue;
        }
      usher_journal_take_text (&target->outcome, g_strdup (news->outcome));
      usher_journal_take_text (&target->says, g_strdup (news->says));
    }
}

/**
 * usher_journal_entry_amend:
 * @self: an entry
 * @by: one that amends it
 *
 * Returns: (transfer full): @self with what @by says in addition
 */
UsherJournalEntry *
usher_journal_entry_amend (UsherJournalEntry *self, UsherJournalEntry *by)
{
  UsherJournalEntry *amended = usher_journal_entry_copy (self);

  amended->outcome = by->outcome;
  usher_journal_take_text (&amended->by, g_strdup (by->by));
  if (by->says != NULL)
    usher_journal_take_text (&amended->says, g_strdup (by->says));
  if (*by->sql != '\0')
    usher_journal_take_text (&amended->sql, g_strdup (by->sql));
  amend_targets (amended, by);
  return amended;
}
