-- SPDX-FileCopyrightText: The Usher authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Who we are there, and from PostgreSQL 16 on how the server knows. One row.
SELECT pg_catalog.pg_backend_pid() AS pid,
       (SELECT (pg_catalog.date_part('epoch', a.backend_start)
                OPERATOR(pg_catalog.*) 1000000)::pg_catalog.int8
          FROM pg_catalog.pg_stat_get_activity(pg_catalog.pg_backend_pid()) a) AS backend_start_us,
       pg_catalog.current_database() AS database,
       session_user AS session_user,
       current_user AS current_user,
       system_user AS system_user,
       r.rolsuper AS is_superuser,
       pg_catalog.pg_has_role(r.oid, 'pg_read_all_stats', 'USAGE') AS reads_all_stats,
       pg_catalog.pg_has_role(r.oid, 'pg_signal_backend', 'USAGE') AS signals_all,
       pg_catalog.pg_is_in_recovery() AS in_recovery
  FROM pg_catalog.pg_roles r
 WHERE r.rolname OPERATOR(pg_catalog.=) current_user
