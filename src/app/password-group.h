/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "profile.h"

G_BEGIN_DECLS

/**
 * UsherPasswordGroup:
 *
 * Where the password of a connection comes from: typed, and perhaps remembered; or from a file;
 * or from a command. What is typed is wiped with the widget.
 *
 * Signal: "changed".
 */
#define USHER_TYPE_PASSWORD_GROUP (usher_password_group_get_type ())
G_DECLARE_FINAL_TYPE (UsherPasswordGroup,
                      usher_password_group,
                      USHER,
                      PASSWORD_GROUP,
                      AdwPreferencesGroup)

void usher_password_group_show (UsherPasswordGroup *self, const UsherProfileDraft *draft);
void usher_password_group_write (UsherPasswordGroup *self, UsherProfileDraft *draft);
gboolean usher_password_group_check (UsherPasswordGroup *self);

const char *usher_password_group_get_password (UsherPasswordGroup *self);
void usher_password_group_set_password (UsherPasswordGroup *self, const char *password);

G_END_DECLS
