/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ssh-question.h"

G_BEGIN_DECLS

/* The socket at which the helper program of ssh's questions calls. Main thread only. */
typedef struct _UsherSshAskpass UsherSshAskpass;

typedef void (*UsherSshQuestionFunc) (UsherSshQuestion *question, gpointer user_data);

UsherSshAskpass *usher_ssh_askpass_new (const char *folder,
                                        UsherSshQuestionFunc func,
                                        gpointer user_data,
                                        GError **error);
void usher_ssh_askpass_free (UsherSshAskpass *self);

void usher_ssh_askpass_set_up (UsherSshAskpass *self, GSubprocessLauncher *launcher);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UsherSshAskpass, usher_ssh_askpass_free)

G_END_DECLS
