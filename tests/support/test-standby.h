/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "test-server.h"

G_BEGIN_DECLS

/* A test server as the streaming standby of another one. Hot: it can be connected to, and
 * nothing can be altered there. All functions block, and fail the test when they do not work. */

TestServer *test_standby_start (TestServer *primary);
TestServer *test_standby_start_with (TestServer *primary, const UsherPracticeOptions *options);
void test_standby_follow (TestServer *self, TestServer *primary);
void test_standby_catch_up (TestServer *self, TestServer *primary);
void test_standby_promote (TestServer *self);

G_END_DECLS
