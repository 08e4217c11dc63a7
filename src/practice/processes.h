/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <sys/types.h>

#include <glib.h>

G_BEGIN_DECLS

guint usher_processes_signal (const char *folder, int signal_number);
gboolean usher_processes_signal_one (const char *folder, pid_t pid, int signal_number);
gboolean usher_processes_end (const char *folder);

G_END_DECLS
