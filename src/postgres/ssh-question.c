/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "ssh-question.h"

#include <string.h>

#include "text.h"

struct _UsherSshQuestion
{
  GObject parent_instance;

  GIOStream *stream; /* (owned) (nullable): to the helper; NULL once it is answered */
  char *words;       /* (owned): valid UTF-8 */
  UsherSshQuestionKind kind;
  GCancellable *watching; /* (owned) */
};

G_DEFINE_FINAL_TYPE (UsherSshQuestion, usher_ssh_question, G_TYPE_OBJECT)

enum
{
  CLOSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
hang_up (UsherSshQuestion *self)
{
  g_autoptr (GIOStream) stream = g_steal_pointer (&self->stream);

  if (stream == NULL)
    return;
  g_cancellable_cancel (self->watching);
  g_io_stream_close (stream, NULL, NULL);
  g_signal_emit (self, signals[CLOSED], 0);
}

static void
usher_ssh_question_dispose (GObject *object)
{
  hang_up (USHER_SSH_QUESTION (object));
  G_OBJECT_CLASS (usher_ssh_question_parent_class)->dispose (object);
}

static void
usher_ssh_question_finalize (GObject *object)
{
  UsherSshQuestion *self = USHER_SSH_QUESTION (object);

  g_free (self->words);
  g_object_unref (self->watching);

  G_OBJECT_CLASS (usher_ssh_question_parent_class)->finalize (object);
}

static void
usher_ssh_question_class_init (UsherSshQuestionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = usher_ssh_question_dispose;
  object_class->finalize = usher_ssh_question_finalize;

  /**
   * UsherSshQuestion::closed:
   *
   * It was answered, or ssh ended or went on without an answer.
   */
  signals[CLOSED] = g_signal_new ("closed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
}

static void
usher_ssh_question_init (UsherSshQuestion *self)
{
  self->watching = g_cancellable_new ();
}

/* ssh does not say which of its questions this is, but it always ends like that. ssh speaks
 * English everywhere. */
static UsherSshQuestionKind
find_kind (const char *hint, const char *words)
{
  if (g_str_equal (hint, "none"))
    return USHER_SSH_TELLS;
  if (g_str_equal (hint, "confirm"))
    return USHER_SSH_ASKS_CONSENT;
  if (strstr (words, "(yes/no") != NULL || strstr (words, "type 'yes'") != NULL)
    return USHER_SSH_ASKS_HOST_KEY;
  return USHER_SSH_ASKS_SECRET;
}

static void
on_end (GObject *source, GAsyncResult *result, gpointer data)
{
  GWeakRef *held = data;
  g_autoptr (UsherSshQuestion) self = g_weak_ref_get (held);

  g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);
  g_weak_ref_clear (held);
  g_free (held);
  if (self != NULL)
    hang_up (self);
}

/* A reference held by the reading would keep a question that everybody forgot open for ever. */
static void
watch_end (UsherSshQuestion *self)
{
  static char nowhere; /* the helper says nothing more; its end is what is heard */
  GWeakRef *weak = g_new0 (GWeakRef, 1);

  g_weak_ref_init (weak, self);
  g_input_stream_read_async (g_io_stream_get_input_stream (self->stream), &nowhere, 1,
                             G_PRIORITY_DEFAULT, self->watching, on_end, weak);
}

/**
 * usher_ssh_question_new:
 * @stream: to who asks
 * @hint: what ssh says of the kind of question, perhaps ""
 * @words: the question, any bytes
 *
 * Returns: (transfer full): the question
 */
UsherSshQuestion *
usher_ssh_question_new (GIOStream *stream, const char *hint, const char *words)
{
  UsherSshQuestion *self = g_object_new (USHER_TYPE_SSH_QUESTION, NULL);

  self->stream = g_object_ref (stream);
  self->words = usher_text_decode (words, -1, -1);
  self->kind = find_kind (hint, words);
  watch_end (self);
  return self;
}

UsherSshQuestionKind
usher_ssh_question_get_kind (UsherSshQuestion *self)
{
  return self->kind;
}

/**
 * usher_ssh_question_get_words:
 *
 * Returns: (transfer none): ssh's own words. Untrusted text: show it through
 *   usher_text_show().
 */
const char *
usher_ssh_question_get_words (UsherSshQuestion *self)
{
  return self->words;
}

/**
 * usher_ssh_question_is_open:
 *
 * Returns: whether an answer is still wanted
 */
gboolean
usher_ssh_question_is_open (UsherSshQuestion *self)
{
  return self->stream != NULL;
}

/**
 * usher_ssh_question_answer:
 * @self: a question; nothing happens when it is not open any more
 * @answer: the secret; "yes" for the others
 *
 * The socket takes an answer of any sensible length at once, so this does not block.
 */
void
usher_ssh_question_answer (UsherSshQuestion *self, const char *answer)
{
  GOutputStream *out;

  if (self->stream == NULL)
    return;
  out = g_io_stream_get_output_stream (self->stream);
  if (g_output_stream_write_all (out, "+", 1, NULL, NULL, NULL))
    g_output_stream_write_all (out, answer, strlen (answer), NULL, NULL, NULL);
  hang_up (self);
}

/**
 * usher_ssh_question_refuse:
 * @self: a question; nothing happens when it is not open any more
 */
void
usher_ssh_question_refuse (UsherSshQuestion *self)
{
  hang_up (self);
}
