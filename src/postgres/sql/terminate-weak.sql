-- SPDX-FileCopyrightText: The Usher authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Terminates one session whose start this role may not see, if all that it may see is still
-- as it was, and the start still hidden. One word, or no row. A later session with the same
-- pid, database, role and application cannot be told from it: the person confirms that
-- apart. See terminate.sql for what the order of things is good for.
--
-- $1 int4: its pid; $2 oid: its database, 0 for none; $3 oid: its role, 0 for none;
-- $4 text: its application_name; $5 int4[]: the pids of Usher's own sessions.
SELECT CASE
         WHEN (a.pid OPERATOR(pg_catalog.<>) pg_catalog.pg_backend_pid()
               AND a.pid OPERATOR(pg_catalog.<>) ALL ($5::pg_catalog.int4[])) IS NOT TRUE
           THEN 'own_session'
         WHEN (a.backend_start IS NULL
               AND coalesce(a.datid, 0::pg_catalog.oid) OPERATOR(pg_catalog.=) $2::pg_catalog.oid
               AND coalesce(a.usesysid, 0::pg_catalog.oid)
                   OPERATOR(pg_catalog.=) $3::pg_catalog.oid
               AND a.application_name OPERATOR(pg_catalog.=) $4::pg_catalog.text) IS NOT TRUE
           THEN 'different_session'
         WHEN pg_catalog.pg_terminate_backend(a.pid)
           THEN 'signalled'
         ELSE 'not_signalled'
       END AS outcome
  FROM pg_catalog.pg_stat_get_activity($1::pg_catalog.int4) a
 WHERE a.pid OPERATOR(pg_catalog.=) $1::pg_catalog.int4
