/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "test-certificates.h"

#include <sys/stat.h>
#include <unistd.h>

#include "test-async.h"

/* $1 is a folder. Two issuers; certificates for this host, of the past, for another host and
 * of the wrong issuer; and one for a client. */
static const char make_certificates[] =
    "set -e; cd \"$1\"\n"
    "issuer() { openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 "
    "-subj /CN=$1 -keyout $1.key -out $1.crt; }\n"
    "issue() { openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj \"/CN=$3\" "
    "-keyout $1.key -out $1.csr; printf \"subjectAltName=$4\" >$1.ext; "
    "openssl x509 -req -in $1.csr -CA $2.crt -CAkey $2.key -CAcreateserial -days $5 "
    "-extfile $1.ext -out $1.crt; }\n"
    "issuer ours; issuer theirs\n"
    "issue good ours localhost IP:127.0.0.1,DNS:localhost 2\n"
    "issue expired ours localhost IP:127.0.0.1,DNS:localhost -1\n"
    "issue elsewhere ours elsewhere DNS:elsewhere.example 2\n"
    "issue unknown theirs localhost IP:127.0.0.1,DNS:localhost 2\n"
    "issue client ours certified DNS:client.example 2\n"
    "chown --reference=. ./*.key ./*.crt; chmod 600 ./*.key\n";

static const char access_rules[] = "local all all trust\n"
                                   "hostssl all certified 127.0.0.1/32 cert\n"
                                   "host all trusted 127.0.0.1/32 trust\n"
                                   "host all old 127.0.0.1/32 md5\n"
                                   "host all plain 127.0.0.1/32 password\n"
                                   "host all all 127.0.0.1/32 scram-sha-256\n";

/**
 * test_certificates_get_path:
 *
 * Returns: (transfer full): where the file @name of the certificates lies
 */
char *
test_certificates_get_path (TestServer *server, const char *name)
{
  return g_build_filename (test_server_get_host (server), name, NULL);
}

static void
set (TestServer *server, const char *name, const char *value)
{
  g_autofree char *sql = g_strdup_printf ("ALTER SYSTEM SET %s = '%s'", name, value);

  test_server_run (server, sql);
}

/* New connections are made by a postmaster that has read its settings again, which it has when
 * one of its children says so. */
static void
reload (TestServer *server, const char *setting, const char *value)
{
  g_autofree char *sql = g_strdup_printf ("SELECT current_setting ('%s') = '%s'", setting, value);
  gint64 deadline = g_get_monotonic_time () + TEST_PATIENCE_SECONDS * G_USEC_PER_SEC;
  gboolean seen = FALSE;

  test_server_run (server, "SELECT pg_reload_conf ()");
  while (!seen && g_get_monotonic_time () < deadline)
    {
      g_autoptr (PGconn) fresh = test_server_connect (server, "postgres", "postgres", "fresh");
      g_autofree char *answer = test_session_ask (fresh, sql);

      seen = g_str_equal (answer, "t");
    }
  g_assert_true (seen);
}

/**
 * test_certificates_show:
 * @name: of a certificate
 *
 * New connections are shown that one.
 */
void
test_certificates_show (TestServer *server, const char *name)
{
  g_autofree char *key = g_strdup_printf ("%s/%s.key", test_server_get_host (server), name);
  g_autofree char *certificate = g_strdup_printf ("%s/%s.crt", test_server_get_host (server), name);

  set (server, "ssl_key_file", key);
  set (server, "ssl_cert_file", certificate);
  reload (server, "ssl_cert_file", certificate);
}

static void
write_access_rules (TestServer *server)
{
  g_autofree char *path = test_server_ask (server, "SHOW hba_file");
  struct stat info;

  g_assert_cmpint (stat (path, &info), ==, 0);
  g_assert_true (g_file_set_contents (path, access_rules, -1, NULL));
  g_assert_cmpint (chown (path, info.st_uid, info.st_gid), ==, 0);
}

/**
 * test_certificates_set_tls:
 *
 * New connections can have TLS, or not.
 */
void
test_certificates_set_tls (TestServer *server, gboolean on)
{
  set (server, "ssl", on ? "on" : "off");
  reload (server, "ssl", on ? "on" : "off");
}

void
test_certificates_set_up (TestServer *server)
{
  g_autofree char *root = test_certificates_get_path (server, "ours.crt");
  const char *const command[] = {
    "sh", "-c", make_certificates, "sh", test_server_get_host (server), NULL
  };
  g_autofree char *complaint = NULL;
  int status;

  g_assert_true (g_spawn_sync (NULL, (char **)command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
                               &complaint, &status, NULL));
  if (status != 0)
    g_error ("%s", complaint);

  test_server_run (server, "CREATE ROLE certified LOGIN");
  test_server_run (server, "CREATE ROLE trusted LOGIN");
  test_server_run (server, "CREATE ROLE plain LOGIN PASSWORD 'canary'");
  test_server_run (server, "SET password_encryption = 'md5'");
  test_server_run (server, "CREATE ROLE old LOGIN PASSWORD 'canary'");
  test_server_run (server, "SET password_encryption = 'scram-sha-256'");
  test_server_run (server, "CREATE ROLE modern LOGIN PASSWORD 'canary'");
  test_server_run (server, "GRANT pg_monitor TO modern");
  write_access_rules (server);
  set (server, "ssl_ca_file", root);
  set (server, "ssl", "on");
  test_certificates_show (server, "good");
}
