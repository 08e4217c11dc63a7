-- SPDX-FileCopyrightText: The Usher authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Cancels one query, if the session is still the one that was seen and the query too. One
-- word, or no row if there is no such process any more. See terminate.sql for what the order
-- of things is good for.
--
-- $1 int4: its pid; $2 int8: its backend_start, in microseconds since the epoch;
-- $3 int8: its query_start, likewise; $4 int4[]: the pids of Usher's own sessions;
-- $5 text: what the queries of others of its own begin with, behind a pooler; '' when there are
-- none.
SELECT CASE
         WHEN (a.pid OPERATOR(pg_catalog.<>) pg_catalog.pg_backend_pid()
               AND a.pid OPERATOR(pg_catalog.<>) ALL ($4::pg_catalog.int4[])
               AND NOT ($5::pg_catalog.text OPERATOR(pg_catalog.<>) ''
                        AND pg_catalog.starts_with(coalesce(a.query, ''),
                                                   $5::pg_catalog.text))) IS NOT TRUE
           THEN 'own_session'
         WHEN a.backend_start IS NULL
           THEN 'hidden'
         WHEN ((pg_catalog.date_part('epoch', a.backend_start)
                OPERATOR(pg_catalog.*) 1000000)::pg_catalog.int8
               OPERATOR(pg_catalog.=) $2::pg_catalog.int8) IS NOT TRUE
           THEN 'different_session'
         WHEN a.state OPERATOR(pg_catalog.=)
              ANY (ARRAY['idle', 'idle in transaction', 'idle in transaction (aborted)']
                   ::pg_catalog.text[])
           THEN 'not_running'
         WHEN a.query_start IS NULL
           THEN 'hidden'
         WHEN ((pg_catalog.date_part('epoch', a.query_start)
                OPERATOR(pg_catalog.*) 1000000)::pg_catalog.int8
               OPERATOR(pg_catalog.=) $3::pg_catalog.int8) IS NOT TRUE
           THEN 'different_query'
         WHEN pg_catalog.pg_cancel_backend(a.pid)
           THEN 'signalled'
         ELSE 'not_signalled'
       END AS outcome
  FROM pg_catalog.pg_stat_get_activity($1::pg_catalog.int4) a
 WHERE a.pid OPERATOR(pg_catalog.=) $1::pg_catalog.int4
