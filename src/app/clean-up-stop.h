/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "clean-up.h"

G_BEGIN_DECLS

/* A question whether to stop, with what that means at this very moment. Its "response" is "stop"
 * if so. It goes by itself when there is nothing left to stop. */
AdwMessageDialog *usher_clean_up_stop_dialog_new (GtkWindow *parent, UsherCleanUp *clean_up);

G_END_DECLS
