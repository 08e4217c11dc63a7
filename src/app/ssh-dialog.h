/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "server.h"
#include "ssh-question.h"

G_BEGIN_DECLS

/* What ssh asks before it makes a tunnel, put to the person. */
#define USHER_TYPE_SSH_DIALOG (usher_ssh_dialog_get_type ())
G_DECLARE_FINAL_TYPE (UsherSshDialog, usher_ssh_dialog, USHER, SSH_DIALOG, AdwWindow)

UsherSshDialog *
usher_ssh_dialog_new (GtkWindow *parent, const char *label, UsherSshQuestion *question);
void usher_ssh_dialog_ask (UsherServer *server, UsherSshQuestion *question);

G_END_DECLS
