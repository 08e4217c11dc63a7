/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A file of another program, or of another Usher, from anybody. What came in can be saved. */

#include <string.h>

#include "fuzz.h"
#include "import.h"
#include "profile-file.h"

const char *const fuzz_seeds[] = {
  "{\"Servers\":{\"1\":{\"Name\":\"Shop\",\"Group\":\"Work\",\"Host\":\"db1\",\"Port\":5432,"
  "\"MaintenanceDB\":\"postgres\",\"Username\":\"ana\",\"Role\":\"keeper\",\"UseSSHTunnel\":1,"
  "\"TunnelHost\":\"bastion\",\"TunnelPort\":\"22\",\"TunnelUsername\":\"ana\","
  "\"PassFile\":\"/x\",\"PasswordExecCommand\":\"run me\",\"ConnectionParameters\":"
  "{\"sslmode\":\"verify-full\",\"connect_timeout\":10,\"sslkeylogfile\":\"/y\"}}}}",
  "{\"folders\":{},\"connections\":{\"postgres-jdbc-1\":{\"provider\":\"postgresql\","
  "\"name\":\"Shop\",\"folder\":\"Work\",\"read-only\":true,\"configuration\":{\"host\":\"db1\","
  "\"port\":\"5432\",\"database\":\"shop\",\"user\":\"ana\",\"url\":\"jdbc:postgresql://db1/shop\","
  "\"type\":\"prod\",\"properties\":{\"ssl\":\"true\"},\"handlers\":{\"ssh_tunnel\":{"
  "\"type\":\"TUNNEL\",\"enabled\":true,\"properties\":{\"host\":\"bastion\",\"port\":22}}}}}}}",
  "# services\n[shop]\nhost=db1\nport=5432\nuser=ana\npassfile=/x\n\n[other]\nservice=shop\n",
  "{\"version\":1,\"connections\":[{\"id\":\"a\",\"name\":\"Shop\",\"parameters\":{\"host\":"
  "\"db1\"},"
  "\"password-command\":[\"run\",\"me\"],\"password-from\":\"command\"}]}",
  NULL
};

static void
assert_can_be_saved (GPtrArray *entries)
{
  g_autoptr (GPtrArray) profiles = g_ptr_array_new ();
  g_autoptr (GPtrArray) again = NULL;
  g_autofree char *text = NULL;
  gboolean whole;

  for (guint i = 0; i < entries->len; i++)
    g_ptr_array_add (profiles, ((UsherImportEntry *)g_ptr_array_index (entries, i))->profile);
  text = usher_profile_file_print (profiles);
  again = usher_profile_file_parse (text, strlen (text), &whole);
  if (!whole || again->len != entries->len)
    fuzz_fail ("not read again as it was saved: %s", text);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *)data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = usher_import_parse (text, size, &error);

  g_assert_true ((entries == NULL) == (error != NULL));
  if (entries != NULL)
    assert_can_be_saved (entries);
  return 0;
}
