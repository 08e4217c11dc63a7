/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>
#include <stdlib.h>

/* What libFuzzer calls, and standalone.c. A target reads any bytes at all: it must neither
 * crash nor break what it promises. */
int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* What to begin with, NULL-terminated: good examples, and whatever once was read wrongly. */
extern const char *const fuzz_seeds[];

/* libFuzzer keeps what led to an abort, and not what led to g_error(). */
#define fuzz_fail(...) (g_printerr (__VA_ARGS__), abort ())
