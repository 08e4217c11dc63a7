/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "forwards.h"
#include "profile.h"
#include "ssh-askpass.h"

G_BEGIN_DECLS

/* One run of ssh. Main thread only. */
typedef struct _UsherSshProcess UsherSshProcess;

typedef enum
{
  USHER_SSH_READY, /* it listens */
  USHER_SSH_ENDED, /* also when it never was ready; its words say why */
} UsherSshNews;

typedef void (*UsherSshNewsFunc) (UsherSshNews news, gpointer user_data);

UsherSshProcess *usher_ssh_process_start (const UsherTunnelSpec *spec,
                                          GPtrArray *forwards,
                                          UsherSshNewsFunc on_news,
                                          UsherSshQuestionFunc on_question,
                                          gpointer user_data,
                                          GError **error);
void usher_ssh_process_stop (UsherSshProcess *self);

const char *usher_ssh_process_get_words (UsherSshProcess *self);
void usher_ssh_process_forget_words (UsherSshProcess *self);
gint32 usher_ssh_process_get_pid (UsherSshProcess *self);

G_END_DECLS
