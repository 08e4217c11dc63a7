/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  USHER_SSH_ASKS_SECRET,   /* a passphrase, a password, a PIN */
  USHER_SSH_ASKS_HOST_KEY, /* whether an unknown key is the right one */
  USHER_SSH_ASKS_CONSENT,  /* yes or no */
  USHER_SSH_TELLS,         /* nothing to answer: "touch your key"; it goes by itself */
} UsherSshQuestionKind;

/**
 * UsherSshQuestion:
 *
 * Something that ssh wants to know before it goes on. Main thread only. Whoever drops the last
 * reference without an answer refuses.
 *
 * Signal: "closed": nobody waits for an answer any more.
 */
#define USHER_TYPE_SSH_QUESTION (usher_ssh_question_get_type ())
G_DECLARE_FINAL_TYPE (UsherSshQuestion, usher_ssh_question, USHER, SSH_QUESTION, GObject)

UsherSshQuestion *usher_ssh_question_new (GIOStream *stream, const char *hint, const char *words);

UsherSshQuestionKind usher_ssh_question_get_kind (UsherSshQuestion *self);
const char *usher_ssh_question_get_words (UsherSshQuestion *self);
gboolean usher_ssh_question_is_open (UsherSshQuestion *self);

void usher_ssh_question_answer (UsherSshQuestion *self, const char *answer);
void usher_ssh_question_refuse (UsherSshQuestion *self);

G_END_DECLS
