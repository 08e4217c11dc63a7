/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The journal's lines and files, without a server. */

#include "journal-reader.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "made.h"
#include "test-async.h"

#define CANARY "hunter2-canary"

typedef struct
{
  char *folder;
  UsherJournal *journal;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *parent = g_dir_make_tmp ("usher-journal-XXXXXX", NULL);

  fixture->folder = g_build_filename (parent, "state", "usher", NULL);
  fixture->journal = usher_journal_new (fixture->folder);
}

static void
remove_file (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_cmpint (g_remove (path), ==, 0);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autofree char *state = g_path_get_dirname (fixture->folder);
  g_autofree char *parent = g_path_get_dirname (state);
  g_autoptr (GDir) folder = NULL;
  const char *name;

  g_clear_object (&fixture->journal);
  folder = g_dir_open (fixture->folder, 0, NULL);
  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    remove_file (fixture->folder, name);
  g_rmdir (fixture->folder);
  g_rmdir (state);
  g_assert_cmpint (g_rmdir (parent), ==, 0);
  g_free (fixture->folder);
}

static char *
path_of (Fixture *fixture, guint index)
{
  return usher_journal_file_get_path (usher_journal_get_file (fixture->journal), index);
}

static char *
contents_of (Fixture *fixture, guint index)
{
  g_autofree char *path = path_of (fixture, index);
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  return text;
}

/* Returns: (element-type UsherJournalEntry): what stands in the newest file */
static GPtrArray *
entries_of (Fixture *fixture)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func ((GDestroyNotify)usher_journal_entry_unref);
  g_autofree char *text = contents_of (fixture, 0);
  g_auto (GStrv) lines = g_strsplit (text != NULL ? text : "", "\n", -1);

  for (guint i = 0; lines[i] != NULL && lines[i + 1] != NULL; i++)
    g_ptr_array_add (entries, usher_journal_entry_parse (lines[i], -1));
  return entries;
}

static gboolean
append (Fixture *fixture, UsherJournalEntry *entry, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  usher_journal_append_async (fixture->journal, entry, test_async_ready, &result);
  return usher_journal_append_finish (fixture->journal, test_async_wait (&result), error);
}

static void
append_simple (Fixture *fixture, const char *subject)
{
  g_autoptr (UsherJournalEntry) entry = usher_journal_entry_new ("drop");
  g_autoptr (GError) error = NULL;

  usher_journal_entry_set_subject (entry, subject);
  append (fixture, entry, &error);
  g_assert_no_error (error);
}

static const char *
nth_subject (GPtrArray *entries, guint index)
{
  UsherJournalEntry *entry = g_ptr_array_index (entries, index);

  return entry->line != NULL ? entry->line : entry->subject;
}

static UsherSession *
a_session (void)
{
  UsherSession *session = made_session (4711);

  session->id.backend_start = MADE_START + 123457;
  session->database = g_strdup ("games\n\"old\"");
  session->user = g_strdup ("ana");
  session->application = g_strdup ("games-api");
  session->client = g_strdup ("10.0.4.17");
  session->state_text = g_strdup ("idle in transaction");
  session->query = g_strdup ("ALTER ROLE ana PASSWORD '" CANARY "'");
  usher_session_seal (session);
  return session;
}

static void
test_line (void)
{
  g_autoptr (UsherSession) session = a_session ();
  g_autoptr (UsherJournalEntry) entry = usher_journal_entry_new ("terminate");
  g_autoptr (UsherJournalEntry) again = NULL;
  g_autofree char *line = NULL;
  UsherJournalTarget *target;

  usher_journal_entry_set_subject (entry, "a & b\n\t\u202E");
  usher_journal_entry_set_sql (entry, "SELECT 1;\nSELECT 'x'");
  usher_journal_entry_set_outcome (entry, USHER_JOURNAL_PARTLY, "says \"so\"");
  usher_journal_entry_add_session (entry, session, USHER_OUTCOME_NOT_PERMITTED, "not yours");
  line = usher_journal_entry_to_line (entry);
  g_assert_null (strchr (line, '\n'));
  again = usher_journal_entry_parse (line, -1);

  g_assert_null (again->line);
  g_assert_cmpint (again->when, ==, entry->when);
  g_assert_cmpstr (again->id, ==, entry->id);
  g_assert_cmpstr (again->action, ==, "terminate");
  g_assert_cmpstr (again->subject, ==, "a & b\n\t\u202E");
  g_assert_cmpstr (again->sql, ==, "SELECT 1;\nSELECT 'x'");
  g_assert_cmpint (again->outcome, ==, USHER_JOURNAL_PARTLY);
  g_assert_cmpstr (again->says, ==, "says \"so\"");
  g_assert_cmpuint (again->targets->len, ==, 1);
  target = g_ptr_array_index (again->targets, 0);
  g_assert_cmpint (target->pid, ==, 4711);
  g_assert_cmpint (target->backend_start, ==, MADE_START + 123457);
  g_assert_cmpstr (target->database, ==, "games\n\"old\"");
  g_assert_cmpstr (target->application, ==, "games-api");
  g_assert_cmpstr (target->state, ==, "idle in transaction");
  g_assert_cmpstr (target->query, ==, "ALTER ROLE ana PASSWORD •••");
  g_assert_cmpstr (target->outcome, ==, "not-permitted");
  g_assert_cmpstr (target->says, ==, "not yours");
}

static void
test_damaged_line (void)
{
  static const char *const lines[] = {
    "",
    "x",
    "{",
    "[1,2]",
    "\xff\xfe{}",
    "{\"v\":1}",
    "null",
    "{\"when\":\"2026-01-01T00:00:00Z\"}",
    "\"drop\"",
    "{\"when\":1",
    "{\"when\":\"yesterday\",\"action\":\"drop\"}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autoptr (UsherJournalEntry) entry = usher_journal_entry_parse (lines[i], -1);

      g_assert_nonnull (entry->line);
      g_assert_true (g_utf8_validate (entry->line, -1, NULL));
      g_assert_cmpint (entry->when, ==, USHER_NO_TIME);
    }
}

/* Right words in the wrong places: read as far as it goes. */
static void
test_odd_line (void)
{
  g_autoptr (UsherJournalEntry) entry = usher_journal_entry_parse (
      "{\"v\":9,\"when\":\"2026-01-01T00:00:00Z\",\"action\":\"dance\",\"server\":7,"
      "\"targets\":[1,{\"pid\":\"x\",\"query\":{}},{\"pid\":1e3}],\"outcome\":[],\"sql\":null}",
      -1);

  g_assert_null (entry->line);
  g_assert_cmpstr (usher_journal_action_label (entry->action), ==, "dance");
  g_assert_cmpint (entry->outcome, ==, USHER_JOURNAL_UNKNOWN);
  g_assert_cmpuint (entry->targets->len, ==, 2);
  g_assert_cmpstr (entry->sql, ==, "");
}

static void
test_amend (void)
{
  g_autoptr (UsherSession) session = a_session ();
  g_autoptr (UsherJournalEntry) entry = usher_journal_entry_new ("terminate");
  g_autoptr (UsherJournalEntry) news = NULL;
  g_autoptr (UsherJournalEntry) both = NULL;
  UsherJournalTarget *target;

  usher_journal_entry_set_sql (entry, "SELECT 1");
  usher_journal_entry_set_outcome (entry, USHER_JOURNAL_OPEN, NULL);
  usher_journal_entry_add_session (entry, session, USHER_OUTCOME_STILL_ENDING, NULL);
  news = usher_journal_entry_new_amending (entry);
  usher_journal_entry_set_outcome (news, USHER_JOURNAL_DONE, NULL);
  usher_journal_entry_add_session (news, session, USHER_OUTCOME_GONE, NULL);
  g_assert_cmpstr (news->amends, ==, entry->id);

  both = usher_journal_entry_amend (entry, news);
  target = g_ptr_array_index (both->targets, 0);
  g_assert_cmpstr (both->id, ==, entry->id);
  g_assert_cmpstr (both->sql, ==, "SELECT 1");
  g_assert_cmpint (both->outcome, ==, USHER_JOURNAL_DONE);
  g_assert_cmpstr (target->outcome, ==, "gone");
}

static void
test_passwords (void)
{
  static const char *const secrets[] = {
    "ALTER ROLE ana PASSWORD '" CANARY "'",
    "alter role ana password   E'it''s " CANARY "\\' " CANARY "' VALID UNTIL 'x'",
    "CREATE USER a ENCRYPTED PASSWORD '" CANARY,
    "ALTER ROLE ana PASSWORD $$" CANARY "$$",
    "ALTER ROLE ana PASSWORD $q$ " CANARY " $x$ " CANARY "$q$ VALID",
    "ALTER ROLE ana PASSWORD $q$ " CANARY,
    "ALTER ROLE ana PASSWORD U&'" CANARY "'",
    "CREATE SUBSCRIPTION s CONNECTION 'host=db password=" CANARY " dbname=x'",
    "SELECT dblink('host=db password = ''" CANARY "'' user=x')",
    "CREATE USER MAPPING FOR a SERVER s OPTIONS (user 'b', password '" CANARY "')",
    "SELECT 'postgresql://ana:" CANARY "@db1.example/games'",
    "UPDATE users SET password_hash='" CANARY "', name = 'x'",
    "UPDATE users SET \"password\" = '" CANARY "'",
    "SELECT '{\"password\": \"" CANARY "\", \"user\": \"ana\"}'",
    "https://x?pwd=" CANARY "&y=1",
  };

  for (guint i = 0; i < G_N_ELEMENTS (secrets); i++)
    {
      g_autofree char *masked = usher_mask_passwords (secrets[i]);

      g_test_message ("%s", masked);
      g_assert_null (strstr (masked, CANARY));
      g_assert_nonnull (strstr (masked, "•••"));
    }
}

static void
test_no_passwords (void)
{
  static const char *const texts[] = {
    "",
    "SELECT 1",
    "CREATE TABLE users (name text, password text NOT NULL)",
    "SELECT * FROM users WHERE password = $1",
    "ALTER ROLE ana PASSWORD NULL",
    "SELECT 'http://db1.example:80/x@y'",
    "EXECUTE usher_terminate (4711, 1700000000123457, '{1,2}')",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *masked = usher_mask_passwords (texts[i]);

      g_assert_cmpstr (masked, ==, texts[i]);
    }
}

static void
test_order (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) entries = NULL;
  struct stat state;
  g_autofree char *path = path_of (fixture, 0);

  for (guint i = 0; i < 50; i++)
    {
      g_autoptr (UsherJournalEntry) entry = usher_journal_entry_new ("drop");
      g_autofree char *subject = g_strdup_printf ("%u", i);

      usher_journal_entry_set_subject (entry, subject);
      usher_journal_append_async (fixture->journal, entry, NULL, NULL);
    }
  append_simple (fixture, "50");

  entries = entries_of (fixture);
  g_assert_cmpuint (entries->len, ==, 51);
  for (guint i = 0; i <= 50; i++)
    {
      g_autofree char *subject = g_strdup_printf ("%u", i);

      g_assert_cmpstr (nth_subject (entries, i), ==, subject);
    }
  g_assert_cmpint (g_stat (path, &state), ==, 0);
  g_assert_cmpint (state.st_mode & 0777, ==, 0600);
  g_assert_cmpint (g_stat (fixture->folder, &state), ==, 0);
  g_assert_cmpint (state.st_mode & 0777, ==, 0700);
}

/* A process that died in the middle of a line. */
static void
test_half_line (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = path_of (fixture, 0);
  g_autofree char *text = NULL;
  g_autofree char *broken = NULL;
  g_autoptr (GPtrArray) entries = NULL;

  append_simple (fixture, "first");
  text = contents_of (fixture, 0);
  broken = g_strconcat (text, "{\"v\":1,\"when\":\"20", NULL);
  g_assert_true (g_file_set_contents (path, broken, -1, NULL));
  append_simple (fixture, "second");

  entries = entries_of (fixture);
  g_assert_cmpuint (entries->len, ==, 3);
  g_assert_cmpstr (nth_subject (entries, 0), ==, "first");
  g_assert_cmpstr (nth_subject (entries, 1), ==, "{\"v\":1,\"when\":\"20");
  g_assert_cmpstr (nth_subject (entries, 2), ==, "second");
}

static void
test_rotation (Fixture *fixture, gconstpointer data)
{
  UsherJournalFile *file = usher_journal_get_file (fixture->journal);

  file->max_bytes = 900;
  file->max_files = 3;
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *subject = g_strdup_printf ("%u", i);

      append_simple (fixture, subject);
    }

  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *text = contents_of (fixture, i);

      g_assert_nonnull (text);
      g_assert_cmpuint (strlen (text), <=, 900);
      g_assert_true (g_str_has_suffix (text, "\n"));
    }
  {
    g_autofree char *older = contents_of (fixture, 3);
    g_autoptr (GPtrArray) entries = entries_of (fixture);

    g_assert_null (older);
    g_assert_cmpstr (nth_subject (entries, entries->len - 1), ==, "19");
  }
}

static void
count_failure (UsherJournal *journal, GError *error, guint *n_failures)
{
  g_assert_cmpstr (error->message, !=, "");
  (*n_failures)++;
}

/* A disk that takes no more: what stands there stays whole, the failure is said, and once
 * there is room again, so is the journal. */
static void
test_full_disk (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = path_of (fixture, 0);
  g_autoptr (UsherJournalEntry) entry = usher_journal_entry_new ("drop");
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GError) error = NULL;
  struct rlimit former, limit;
  struct stat state;
  guint n_failures = 0;

  g_signal_connect (fixture->journal, "failed", G_CALLBACK (count_failure), &n_failures);
  append_simple (fixture, "before");
  g_assert_cmpint (g_stat (path, &state), ==, 0);
  signal (SIGXFSZ, SIG_IGN);
  getrlimit (RLIMIT_FSIZE, &former);
  limit = former;
  limit.rlim_cur = (rlim_t)state.st_size + 40;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);

  g_assert_false (append (fixture, entry, &error));
  g_assert_nonnull (error);
  g_test_message ("%s", error->message);
  g_assert_cmpuint (n_failures, ==, 1);

  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &former), ==, 0);
  append_simple (fixture, "after");
  entries = entries_of (fixture);
  g_assert_cmpuint (entries->len, ==, 2);
  g_assert_cmpstr (nth_subject (entries, 0), ==, "before");
  g_assert_cmpstr (nth_subject (entries, 1), ==, "after");
}

/* Nobody can turn the lines into another file. */
static void
test_link (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = path_of (fixture, 0);
  g_autofree char *other = g_build_filename (fixture->folder, "precious", NULL);
  g_autoptr (UsherJournalEntry) entry = usher_journal_entry_new ("drop");
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  g_assert_cmpint (g_mkdir_with_parents (fixture->folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (other, "mine", -1, NULL));
  g_assert_cmpint (symlink (other, path), ==, 0);
  g_assert_false (append (fixture, entry, &error));
  g_assert_nonnull (error);
  g_assert_true (g_file_get_contents (other, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "mine");
}

/* Returns: (transfer full): what a reader makes of all files */
static GPtrArray *
read_all (Fixture *fixture)
{
  g_autoptr (UsherJournalReader) reader =
      usher_journal_reader_new (usher_journal_get_file (fixture->journal), NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean more;
  GPtrArray *found;

  usher_journal_reader_read_async (reader, 1000, NULL, test_async_ready, &result);
  found = usher_journal_reader_read_finish (reader, test_async_wait (&result), &more, &error);
  g_assert_no_error (error);
  g_assert_false (more);
  return found;
}

#define N_WRITERS 4
#define N_LINES   60

static void
append_or_die (UsherJournalFile *file, UsherJournalEntry *entry)
{
  g_autofree char *line = usher_journal_entry_to_line (entry);

  if (!usher_journal_file_append (file, line, NULL))
    _exit (1);
}

static void
ask_and_tell (UsherJournalFile *file, const char *subject, const char *sql)
{
  g_autoptr (UsherJournalEntry) asked = usher_journal_entry_new ("drop");
  g_autoptr (UsherJournalEntry) done = NULL;

  usher_journal_entry_set_subject (asked, subject);
  usher_journal_entry_set_sql (asked, sql);
  usher_journal_entry_set_outcome (asked, USHER_JOURNAL_ASKED, NULL);
  asked->by = g_strdup (file->seat);
  append_or_die (file, asked);
  done = usher_journal_entry_new_amending (asked);
  usher_journal_entry_set_outcome (done, USHER_JOURNAL_DONE, NULL);
  append_or_die (file, done);
}

/* Runs in a child, which must not touch the threads of the test, and is killed in the end. */
static void
write_many (UsherJournalFile *file, guint writer)
{
  UsherJournalFile *own;
  g_autofree char *padding = g_strnfill (20000, 'x');

  /* Or all children would go on with the same numbers. */
  g_random_set_seed ((guint32)getpid ());
  own = usher_journal_file_new (file->folder);
  own->max_bytes = file->max_bytes;
  usher_journal_file_take_seat (own);
  for (guint i = 0; i < N_LINES; i++)
    {
      g_autofree char *subject = g_strdup_printf ("%u/%u", writer, i);

      ask_and_tell (own, subject, padding);
    }
  raise (SIGKILL);
}

/* Several processes, files that are rotated under way: every entry is there once, and whole,
 * with what was asked for and what came of it. */
static void
test_processes (Fixture *fixture, gconstpointer data)
{
  UsherJournalFile *file = usher_journal_get_file (fixture->journal);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) found = NULL;
  pid_t pids[N_WRITERS];

  file->max_bytes = 1000000;
  for (guint i = 0; i < N_WRITERS; i++)
    {
      pids[i] = fork ();
      g_assert_cmpint (pids[i], >=, 0);
      if (pids[i] == 0)
        write_many (file, i);
    }
  for (guint i = 0; i < N_WRITERS; i++)
    {
      int status;

      g_assert_cmpint (waitpid (pids[i], &status, 0), ==, pids[i]);
      g_assert_true (WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL);
    }

  found = read_all (fixture);
  for (guint i = 0; i < found->len; i++)
    {
      UsherJournalEntry *entry = g_ptr_array_index (found, i);

      g_assert_null (entry->line);
      g_assert_null (entry->amends);
      g_assert_cmpint (entry->outcome, ==, USHER_JOURNAL_DONE);
      g_assert_true (g_hash_table_add (seen, g_strdup (entry->subject)));
    }
  g_assert_cmpuint (g_hash_table_size (seen), ==, N_WRITERS * N_LINES);
}

#define add(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/journal/line", test_line);
  g_test_add_func ("/journal/damaged-line", test_damaged_line);
  g_test_add_func ("/journal/odd-line", test_odd_line);
  g_test_add_func ("/journal/amend", test_amend);
  g_test_add_func ("/journal/passwords", test_passwords);
  g_test_add_func ("/journal/no-passwords", test_no_passwords);
  /* First, while there is no thread yet: it forks. */
  add ("/journal/processes", test_processes);
  add ("/journal/order", test_order);
  add ("/journal/half-line", test_half_line);
  add ("/journal/rotation", test_rotation);
  add ("/journal/full-disk", test_full_disk);
  add ("/journal/link", test_link);

  return g_test_run ();
}
