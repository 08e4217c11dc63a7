/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "errors.h"

G_BEGIN_DECLS

gboolean usher_ssh_words_are_about_listening (const char *words);
gboolean usher_ssh_words_are_about_channel (const char *words);

GError *usher_ssh_words_to_error (const char *words, const char *destination);
GError *usher_ssh_error_timed_out (const char *words, const char *destination);
GError *usher_ssh_error_no_program (const GError *reason);
GError *usher_ssh_error_bad_destination (const char *destination);
GError *usher_ssh_error_no_folder (const GError *reason);
GError *usher_ssh_error_channel (const char *words, const char *destination);

G_END_DECLS
