/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "session-selection.h"

G_BEGIN_DECLS

void usher_selection_add_same (UsherSessionSelection *selection,
                               UsherArrangement *arrangement,
                               UsherColumn column);
char *usher_selection_copy_text (UsherSessionSelection *selection, UsherColumn column);

G_END_DECLS
