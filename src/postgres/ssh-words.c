/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "ssh-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "text.h"

/* ssh has one status for all its failures; what it was, only its words tell. They are never
 * translated. Of several that fit the first counts. */
static const struct
{
  const char *words;
  UsherError code;
  const char *sentence; /* one %s: the destination */
} meanings[] = {
  { "REMOTE HOST IDENTIFICATION HAS CHANGED", USHER_ERROR_TUNNEL_REFUSED,
    N_ ("The SSH server %s shows another key than the one known for it. Either it was set up "
        "anew, or somebody stands in between. Ask who runs it; ssh’s words below name the line "
        "of the known_hosts file that holds the old key.") },
  { "Host key verification failed", USHER_ERROR_TUNNEL_REFUSED,
    N_ ("The key of the SSH server %s is not known, and was not confirmed. Compare its "
        "fingerprint with what its administrator says, then connect again.") },
  { "Permission denied", USHER_ERROR_TUNNEL_REFUSED,
    N_ ("The SSH server %s did not let you in. Check the user’s name before the @, and that one "
        "of your keys is known there and offered by your SSH agent.") },
  { "Too many authentication failures", USHER_ERROR_TUNNEL_REFUSED,
    N_ ("The SSH server %s did not let you in. Name the right key for it in ~/.ssh/config.") },
  { "Could not resolve hostname", USHER_ERROR_TUNNEL,
    N_ ("There is no SSH server %s. Check its spelling, and that the network is up.") },
  { "Connection refused", USHER_ERROR_TUNNEL,
    N_ ("No SSH server answers at %s. Check its name and port, and that it runs.") },
  { "Bad configuration option", USHER_ERROR_TUNNEL_REFUSED,
    N_ ("ssh does not understand its configuration, so there is no tunnel through %s. Correct "
        "~/.ssh/config.") },
  { "timed out", USHER_ERROR_TUNNEL,
    N_ ("The SSH server %s cannot be reached. Check the network, the VPN and the firewalls.") },
  { "No route to host", USHER_ERROR_TUNNEL,
    N_ ("The SSH server %s cannot be reached. Check the network, the VPN and the firewalls.") },
  { "Network is unreachable", USHER_ERROR_TUNNEL,
    N_ ("The SSH server %s cannot be reached. Check the network, the VPN and the firewalls.") },
  { "", USHER_ERROR_TUNNEL,
    N_ ("There is no SSH tunnel through %s. The words of ssh say why; try the same ssh "
        "connection in a terminal.") },
};

static GError *
make_error (UsherError code, const char *words, const char *format, const char *destination)
{
  g_autofree char *decoded = usher_text_decode (words, -1, -1);
  g_autofree char *name = usher_text_decode (destination, -1, -1);
  g_autofree char *shown = usher_text_show_line (name, 100);
  g_auto (GStrv) parts = g_strsplit (format, "%s", 2);
  g_autofree char *sentence = g_strjoinv (shown, parts);

  g_strstrip (decoded);
  return usher_error_new (code, NULL, *decoded != '\0' ? decoded : NULL, sentence);
}

/*< private >
 * usher_ssh_words_are_about_listening:
 *
 * Returns: whether ssh only did not get the address on this computer
 */
gboolean
usher_ssh_words_are_about_listening (const char *words)
{
  return strstr (words, "cannot listen to port") != NULL
         || strstr (words, "Could not request local forwarding") != NULL;
}

/*< private >
 * usher_ssh_words_are_about_channel:
 *
 * Returns: whether the SSH server did not reach the database server, or does not want to
 */
gboolean
usher_ssh_words_are_about_channel (const char *words)
{
  return strstr (words, ": open failed: ") != NULL;
}

/*< private >
 * usher_ssh_words_to_error:
 * @words: what ssh said before it ended, any bytes
 * @destination: where to, as the person gave it
 *
 * Returns: (transfer full): %USHER_ERROR_TUNNEL or %USHER_ERROR_TUNNEL_REFUSED
 */
GError *
usher_ssh_words_to_error (const char *words, const char *destination)
{
  gsize i = 0;

  while (strstr (words, meanings[i].words) == NULL)
    i++;
  return make_error (meanings[i].code, words, _ (meanings[i].sentence), destination);
}

/*< private >
 * usher_ssh_error_timed_out:
 *
 * Returns: (transfer full): %USHER_ERROR_TUNNEL
 */
GError *
usher_ssh_error_timed_out (const char *words, const char *destination)
{
  return make_error (USHER_ERROR_TUNNEL, words,
                     /* Translators: %s is an SSH server */
                     _ ("The SSH server %s did not answer in time. Check the network, the VPN and "
                        "the firewalls."),
                     destination);
}

/*< private >
 * usher_ssh_error_channel:
 *
 * Returns: (transfer full): %USHER_ERROR_TUNNEL
 */
GError *
usher_ssh_error_channel (const char *words, const char *destination)
{
  if (strstr (words, "administratively prohibited") != NULL)
    return make_error (USHER_ERROR_TUNNEL_REFUSED, words,
                       /* Translators: %s is an SSH server */
                       _ ("The SSH server %s does not allow tunnels to the database server. Ask "
                          "who runs it to permit this forwarding."),
                       destination);
  return make_error (USHER_ERROR_TUNNEL, words,
                     /* Translators: %s is an SSH server */
                     _ ("From the SSH server %s the database server cannot be reached. Check host "
                        "and port as they are seen from there, and that PostgreSQL runs."),
                     destination);
}

/*< private >
 * usher_ssh_error_no_program:
 *
 * Returns: (transfer full): %USHER_ERROR_TUNNEL_REFUSED
 */
GError *
usher_ssh_error_no_program (const GError *reason)
{
  return usher_error_new (USHER_ERROR_TUNNEL_REFUSED, NULL, reason->message,
                          _ ("The program ssh could not be started. Install OpenSSH’s client."));
}

/*< private >
 * usher_ssh_error_no_folder:
 *
 * Returns: (transfer full): %USHER_ERROR_TUNNEL
 */
GError *
usher_ssh_error_no_folder (const GError *reason)
{
  return usher_error_new (USHER_ERROR_TUNNEL, NULL, reason->message,
                          _ ("Usher could not make the private folder that a tunnel needs. See "
                             "that there is room in the folder for temporary files."));
}

/*< private >
 * usher_ssh_error_bad_destination:
 *
 * Returns: (transfer full): %USHER_ERROR_TUNNEL_REFUSED
 */
GError *
usher_ssh_error_bad_destination (const char *destination)
{
  return make_error (USHER_ERROR_TUNNEL_REFUSED, "",
                     /* Translators: %s is what the person wrote */
                     _ ("“%s” names no SSH server. Write a host, or user@host."), destination);
}
