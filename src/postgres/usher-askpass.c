/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What ssh starts to ask the person something: it takes the question to Usher, whose socket
 * the environment names, and the answer back to ssh.
 *
 * To Usher: the kind of question, a line, then the question, then a zero. From Usher: "+" and
 * the answer, or nothing but the end for "no". */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum
{
  ANSWER_SIZE = 4096,
};

static int
call_usher (const char *path)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

  if (path == NULL || strlen (path) >= sizeof address.sun_path || fd < 0)
    return -1;
  memcpy (address.sun_path, path, strlen (path));
  return connect (fd, (struct sockaddr *)&address, sizeof address) == 0 ? fd : -1;
}

static int
say (int fd, const char *words, size_t length)
{
  while (length > 0)
    {
      ssize_t n = send (fd, words, length, MSG_NOSIGNAL);

      if (n <= 0)
        return 0;
      words += n;
      length -= (size_t)n;
    }
  return 1;
}

static int
ask (int fd, const char *kind, const char *question)
{
  return say (fd, kind, strlen (kind)) && say (fd, "\n", 1)
         && say (fd, question, strlen (question) + 1);
}

static size_t
listen_to (int fd, char *answer)
{
  size_t length = 0;
  ssize_t n;

  while (length < ANSWER_SIZE && (n = read (fd, answer + length, ANSWER_SIZE - length)) > 0)
    length += (size_t)n;
  return length;
}

int
main (int argc, char **argv)
{
  const char *kind = getenv ("SSH_ASKPASS_PROMPT");
  int fd = call_usher (getenv ("USHER_SSH_SOCKET"));
  char answer[ANSWER_SIZE];
  int status = EXIT_FAILURE;
  size_t length;

  if (fd < 0 || !ask (fd, kind != NULL ? kind : "", argc > 1 ? argv[1] : ""))
    return EXIT_FAILURE;

  length = listen_to (fd, answer);
  if (length > 0 && answer[0] == '+')
    {
      fwrite (answer + 1, 1, length - 1, stdout);
      putchar ('\n');
      status = fflush (stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
    }
  explicit_bzero (answer, sizeof answer);
  return status;
}
