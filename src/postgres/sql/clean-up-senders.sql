-- SPDX-FileCopyrightText: The Usher authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The processes that send the log, or a backup. Every role may know so much of them, also one
-- that is not told what kind of process one is.
SELECT w.pid AS pid
  FROM pg_catalog.pg_stat_get_wal_senders() w
