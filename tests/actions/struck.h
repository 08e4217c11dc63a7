/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "cleaner.h"

G_BEGIN_DECLS

/* The database "struck", with a connection limit of 7, which faults befall while it is cleaned
 * up; it may become "other_name" then, or have a copy of that name. */

guint32 struck_create (TestServer *test, const char *name);
char *struck_ask_doors (TestServer *test, guint32 oid);
void struck_assert_can_be_put_back (TestServer *test, guint32 oid);
void struck_await_no_usher (TestServer *test);
void struck_drop_all (TestServer *test);

G_END_DECLS
