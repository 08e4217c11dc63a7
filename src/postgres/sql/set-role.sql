-- SPDX-FileCopyrightText: The Usher authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- SET ROLE, for a name that is never part of the statement. $1: the role.
SELECT pg_catalog.set_config('role', $1, false)
