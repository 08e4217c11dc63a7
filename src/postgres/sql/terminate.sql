-- SPDX-FileCopyrightText: The Usher authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Terminates some sessions, each if it is still the one that was seen. A word for each, beside
-- its place in the list; no row for whom there is no such process any more.
--
-- $1 int4[]: their pids; $2 int8[]: their backend_starts, in microseconds since the epoch;
-- $3 int4[]: the pids of Usher's own sessions; $4 text: what the queries of others of its own
-- begin with, behind a pooler; '' when there are none.
--
-- Each process is read, compared and signalled by this one statement, in this order: a CASE
-- stops at the first condition that holds. Only proof leads to the signal: whatever is NULL
-- refuses. Whether we may is not asked, the server knows that; if it refuses one, the statement
-- ends there. The pid is compared although it was asked for, since -1 asks for everybody.
SELECT CASE
         WHEN (a.pid OPERATOR(pg_catalog.<>) pg_catalog.pg_backend_pid()
               AND a.pid OPERATOR(pg_catalog.<>) ALL ($3::pg_catalog.int4[])
               AND NOT ($4::pg_catalog.text OPERATOR(pg_catalog.<>) ''
                        AND pg_catalog.starts_with(coalesce(a.query, ''),
                                                   $4::pg_catalog.text))) IS NOT TRUE
           THEN 'own_session'
         WHEN a.backend_start IS NULL
           THEN 'hidden'
         WHEN ((pg_catalog.date_part('epoch', a.backend_start)
                OPERATOR(pg_catalog.*) 1000000)::pg_catalog.int8
               OPERATOR(pg_catalog.=) wanted.backend_start) IS NOT TRUE
           THEN 'different_session'
         WHEN pg_catalog.pg_terminate_backend(a.pid)
           THEN 'signalled'
         ELSE 'not_signalled'
       END AS outcome,
       wanted.n::pg_catalog.int4 AS n
  FROM ROWS FROM (pg_catalog.unnest($1::pg_catalog.int4[]), pg_catalog.unnest($2::pg_catalog.int8[]))
       WITH ORDINALITY wanted(pid, backend_start, n)
       CROSS JOIN LATERAL pg_catalog.pg_stat_get_activity(wanted.pid) a
 WHERE a.pid OPERATOR(pg_catalog.=) wanted.pid
