-- SPDX-FileCopyrightText: The Usher authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What the owner, the flags and the locks of some databases say, and what we may do there. A
-- row for each that there is. Names come as the bytes they are.
--
-- $1 int8[]: their OIDs; $2 int4[]: the pids of Usher's own sessions.
SELECT d.oid AS oid,
       d.datname AS datname,
       d.encoding AS encoding,
       pg_catalog.pg_get_userbyid(d.datdba) AS owner,
       t.spcname AS tablespace,
       d.datistemplate AS is_template,
       d.datallowconn AS allows,
       d.datconnlimit AS connection_limit,
       d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database() AS is_current,
       me.rolname AS me,
       me.rolsuper AS is_superuser,
       me.rolsuper OR pg_catalog.pg_has_role(me.oid, d.datdba, 'USAGE') AS owns,
       me.rolsuper OR me.rolcreatedb AS creates,
       me.rolsuper OR pg_catalog.pg_has_role(me.oid, 'pg_signal_backend', 'USAGE') AS signals,
       pg_catalog.pg_is_in_recovery() AS in_recovery,
       pg_catalog.current_setting('transaction_read_only') OPERATOR(pg_catalog.=) 'on' AS read_only,
       ARRAY(SELECT l.pid
               FROM pg_catalog.pg_locks l
              WHERE l.locktype OPERATOR(pg_catalog.=) 'object'
                AND l.classid OPERATOR(pg_catalog.=) 1262::pg_catalog.oid
                AND l.objid OPERATOR(pg_catalog.=) d.oid
                AND l.granted
                -- Whoever connects has this for a moment.
                AND l.mode OPERATOR(pg_catalog.<>) 'RowExclusiveLock'
                AND l.pid OPERATOR(pg_catalog.<>) pg_catalog.pg_backend_pid()
                AND l.pid OPERATOR(pg_catalog.<>) ALL ($2::pg_catalog.int4[])) AS lock_pids
  FROM pg_catalog.pg_database d
  JOIN pg_catalog.pg_tablespace t ON t.oid OPERATOR(pg_catalog.=) d.dattablespace
 CROSS JOIN (SELECT r.oid, r.rolname, r.rolsuper, r.rolcreatedb
               FROM pg_catalog.pg_roles r
              WHERE r.rolname OPERATOR(pg_catalog.=) current_user) me
 WHERE d.oid::pg_catalog.int8 OPERATOR(pg_catalog.=) ANY ($1::pg_catalog.int8[])
