-- SPDX-FileCopyrightText: The Usher authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Asked first of all, before it is known who is at the other end: whether this is the
-- process that the connection was made to. Safe under any search_path.
SELECT pg_catalog.pg_backend_pid() AS pid
