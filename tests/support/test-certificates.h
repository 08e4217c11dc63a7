/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "test-server.h"

G_BEGIN_DECLS

/* A server that shows certificates, and asks for all kinds of credentials. They lie in its
 * folder: "good", "expired", "elsewhere" (of another host) and "unknown" (of another issuer) for
 * the server, "client" for the role certified, and "ours.crt" of the issuer that is trusted.
 *
 * Over TCP it lets in the roles modern (scram-sha-256), old (md5) and plain (password), all
 * with the password "canary", trusted without one, and certified with the client's certificate.
 * It has to be listening there; see UsherPracticeOptions. */

void test_certificates_set_up (TestServer *server);
char *test_certificates_get_path (TestServer *server, const char *name);
void test_certificates_show (TestServer *server, const char *name);
void test_certificates_set_tls (TestServer *server, gboolean on);

G_END_DECLS
