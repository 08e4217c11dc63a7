-- SPDX-FileCopyrightText: The Usher authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The number that initdb gave to this cluster, which its copies and standbys share.
SELECT c.system_identifier AS system_identifier FROM pg_catalog.pg_control_system() c
