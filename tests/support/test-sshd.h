/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TestSshd:
 *
 * A real SSH server on loopback, with host keys, settings and a port of its own, and a
 * configuration for ssh that nobody else's is mixed into: "ssh" is found on the PATH as a
 * script that names that configuration. In there:
 *
 *   bastion   lets in the user who runs the test, with a key
 *   guarded   the same, with a key whose passphrase is "open sesame"
 *   stranger  a user that there is not
 *   hop       the same as bastion, reached through bastion
 *   nowhere   a port on which nobody listens
 *
 * Its key is unknown until test_sshd_trust().
 */
typedef struct _TestSshd TestSshd;

TestSshd *test_sshd_start (void);
void test_sshd_stop (TestSshd *self);

void test_sshd_trust (TestSshd *self);
void test_sshd_distrust (TestSshd *self);
gboolean test_sshd_is_trusted (TestSshd *self);
void test_sshd_change_key (TestSshd *self);
void test_sshd_set_forwarding (TestSshd *self, gboolean allowed);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestSshd, test_sshd_stop)

G_END_DECLS
