/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <locale.h>
#include <string.h>
#include <sys/resource.h>

#include "address.h"
#include "application.h"

/* Everybody on this computer can read the arguments of a process. An address with a
 * password in it was readable since the start; at least it does not stay so. */
static void
hide_password (char *argument)
{
  g_autoptr (UsherAddress) address = usher_address_parse (argument, NULL);

  if (address == NULL || usher_address_get (address, "password") != NULL)
    memset (argument, 'x', strlen (argument));
}

/* A core dump would hold the passwords in memory. One byte is the limit that keeps both a file
 * from being written and, unlike 0, a program of the system's from being handed the dump.
 * Debuggers still work, and the desktop's portals, which must look at who asks, too. */
static void
forbid_core_dumps (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_CORE, &limit) != 0)
    return;
  limit.rlim_cur = MIN (limit.rlim_max, 1);
  setrlimit (RLIMIT_CORE, &limit);
}

int
main (int argc, char **argv)
{
  g_auto (GStrv) arguments = g_strdupv (argv);
  g_autoptr (UsherApplication) application = NULL;

  forbid_core_dumps ();
  for (int i = 1; i < argc; i++)
    hide_password (argv[i]);

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, USHER_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  application = usher_application_new ();
  return g_application_run (G_APPLICATION (application), argc, arguments);
}
