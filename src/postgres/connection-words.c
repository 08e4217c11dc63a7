/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "connection-words.h"

#include <glib/gi18n-lib.h>

#include "text.h"

enum
{
  NAME_CHARS = 60,
};

/**
 * usher_lock_word:
 *
 * Returns: a word or two for @lock, translated
 */
const char *
usher_lock_word (UsherLock lock)
{
  switch (lock)
    {
    case USHER_LOCK_SOCKET:
      return _ ("Local socket");
    case USHER_LOCK_LOOPBACK:
      /* Translators: not encrypted, but only to this computer or into a tunnel */
      return _ ("Loopback");
    case USHER_LOCK_VERIFIED:
      return _ ("Verified");
    case USHER_LOCK_VERIFIED_ISSUER:
      /* Translators: the certificate's issuer is right, the host's name was not compared */
      return _ ("Issuer verified");
    case USHER_LOCK_ENCRYPTED:
      return _ ("Encrypted");
    case USHER_LOCK_OPEN:
    default:
      return _ ("Not encrypted");
    }
}

static const char *
lock_sentence (const UsherConnectionInfo *info)
{
  switch (info->lock)
    {
    case USHER_LOCK_SOCKET:
      return _ ("The connection does not leave this computer.");
    case USHER_LOCK_LOOPBACK:
      return _ ("Not encrypted, but it does not leave this computer, unless by a tunnel, which "
                "then protects it as far as it goes.");
    case USHER_LOCK_VERIFIED:
      return _ ("Encrypted, and the certificate is the server’s own.");
    case USHER_LOCK_VERIFIED_ISSUER:
      return _ (
          "Encrypted, with a certificate of a trusted issuer; whether it is this server’s was "
          "not checked.");
    case USHER_LOCK_ENCRYPTED:
      return _ ("Encrypted, but who is at the other end was not checked.");
    case USHER_LOCK_OPEN:
    default:
      return _ ("Not encrypted: whoever is on the way can read and change everything.");
    }
}

/**
 * usher_connection_words_tls:
 *
 * Returns: (transfer full): how safe the connection is, with the version and cipher of TLS
 */
char *
usher_connection_words_tls (const UsherConnectionInfo *info)
{
  g_autofree char *tls = NULL;
  g_autofree char *cipher = NULL;

  if (info->tls == NULL)
    return g_strdup (lock_sentence (info));
  tls = usher_text_show_line (info->tls, NAME_CHARS);
  cipher = usher_text_show_line (info->cipher, NAME_CHARS);
  if (info->bound)
    /* Translators: a sentence, then like "TLSv1.3" and "TLS_AES_256_GCM_SHA384" */
    return g_strdup_printf (_ ("%s %s, %s, with channel binding."), lock_sentence (info), tls,
                            cipher);
  /* Translators: a sentence, then like "TLSv1.3" and "TLS_AES_256_GCM_SHA384" */
  return g_strdup_printf (_ ("%s %s, %s."), lock_sentence (info), tls, cipher);
}

/**
 * usher_connection_words_login:
 *
 * Returns: (transfer full): how the server knows who logged in
 */
char *
usher_connection_words_login (const UsherConnectionInfo *info)
{
  g_autofree char *method = NULL;

  if (info->authentication != NULL)
    {
      method = usher_text_show_line (info->authentication, NAME_CHARS);
      /* Translators: %s is a method of pg_hba.conf, such as "scram-sha-256" */
      return g_strdup_printf (_ ("By %s."), method);
    }
  if (info->used_gssapi)
    return g_strdup (_ ("By Kerberos (GSSAPI)."));
  if (info->used_password)
    return g_strdup (_ ("With a password."));
  return g_strdup (_ ("Without a password."));
}

/**
 * usher_connection_words_role:
 *
 * Returns: (transfer full): who logged in, and as whom they act
 */
char *
usher_connection_words_role (const UsherConnectionInfo *info)
{
  g_autofree char *session = usher_text_show_line (info->session_user, NAME_CHARS);
  g_autofree char *current = usher_text_show_line (info->current_user, NAME_CHARS);

  if (g_str_equal (info->session_user, info->current_user))
    return g_steal_pointer (&current);
  /* Translators: %1$s acts, %2$s logged in; both are roles */
  return g_strdup_printf (_ ("%1$s, logged in as %2$s"), current, session);
}

/**
 * usher_connection_words_rights:
 *
 * Returns: (transfer full): what the role may see and end
 */
char *
usher_connection_words_rights (const UsherConnectionInfo *info)
{
  if (info->is_superuser)
    return g_strdup (_ ("A superuser: sees everything, and may end every session."));
  if (info->reads_all_stats && info->signals_all)
    return g_strdup (_ ("Sees everything, and may end all sessions but those of superusers."));
  if (info->reads_all_stats)
    return g_strdup (_ ("Sees everything, and may end sessions of its own and of roles it is a "
                        "member of. To end others: pg_signal_backend."));
  if (info->signals_all)
    return g_strdup (_ ("May end all sessions but those of superusers, and sees little of them. To "
                        "see more: pg_read_all_stats."));
  return g_strdup (_ ("Sees and may end sessions of its own and of roles it is a member of. To see "
                      "and end others: pg_read_all_stats and pg_signal_backend."));
}
