-- SPDX-FileCopyrightText: The Usher authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Who has these pids now, and what do they do? A row for each that there is. A statement of
-- its own, never inside a transaction: there, the server would repeat its first answer.
--
-- $1 int4[]: the pids.
SELECT a.pid AS pid,
       (pg_catalog.date_part('epoch', a.backend_start)
        OPERATOR(pg_catalog.*) 1000000)::pg_catalog.int8 AS backend_start_us,
       a.datid AS datid,
       a.usesysid AS usesysid,
       (pg_catalog.date_part('epoch', a.query_start)
        OPERATOR(pg_catalog.*) 1000000)::pg_catalog.int8 AS query_start_us,
       (a.state OPERATOR(pg_catalog.=)
        ANY (ARRAY['idle', 'idle in transaction', 'idle in transaction (aborted)']
             ::pg_catalog.text[])) IS TRUE AS is_idle
  FROM pg_catalog.unnest($1::pg_catalog.int4[]) wanted(pid)
  JOIN pg_catalog.pg_stat_get_activity(NULL) a ON a.pid OPERATOR(pg_catalog.=) wanted.pid
