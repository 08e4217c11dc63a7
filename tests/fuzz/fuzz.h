/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

/* What libFuzzer calls, and standalone.c. A target reads any bytes at all: it must neither
 * crash nor break what it promises. */
int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* What to begin with, NULL-terminated: good examples, and whatever once was read wrongly. */
extern const char *const fuzz_seeds[];
