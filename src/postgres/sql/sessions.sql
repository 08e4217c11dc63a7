-- SPDX-FileCopyrightText: The Usher authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Every session and process of the server, one row each.
--
-- $1 bool: ask who blocks those that wait for a lock; it costs the square of their number.
--
-- The clock of the server is not in here, so the row of a session that does nothing stays
-- the same, byte for byte. Points in time are microseconds since the epoch; a float8 of
-- seconds holds them exactly. "query" is never touched as text: its bytes belong to the
-- encoding of another database, and a character at its end may be cut in half.
--
-- "leader_pid" came with 13. Inside the sub-select the bare name means the column of the
-- activity where that has one, and else the NULL of "absent", one query level up.
SELECT a.pid AS pid,
       (pg_catalog.date_part('epoch', a.backend_start)
        OPERATOR(pg_catalog.*) 1000000)::pg_catalog.int8 AS backend_start_us,
       a.datid AS datid,
       d.datname AS datname,
       d.encoding AS db_encoding,
       a.usesysid AS usesysid,
       t.rolname AS rolname,
       t.rolsuper AS role_is_superuser,
       a.application_name AS application_name,
       pg_catalog.host(a.client_addr) AS client_addr,
       a.client_port AS client_port,
       a.backend_type AS backend_type,
       -- Every role may know so much, also one that is not told the type.
       CASE WHEN a.backend_type IS NULL
            THEN a.pid OPERATOR(pg_catalog.=) ANY (SELECT w.pid
                                                     FROM pg_catalog.pg_stat_get_wal_senders() w)
       END AS is_sender,
       a.state AS state,
       (pg_catalog.date_part('epoch', a.xact_start)
        OPERATOR(pg_catalog.*) 1000000)::pg_catalog.int8 AS xact_start_us,
       (pg_catalog.date_part('epoch', a.query_start)
        OPERATOR(pg_catalog.*) 1000000)::pg_catalog.int8 AS query_start_us,
       (pg_catalog.date_part('epoch', a.state_change)
        OPERATOR(pg_catalog.*) 1000000)::pg_catalog.int8 AS state_change_us,
       a.wait_event_type AS wait_event_type,
       a.wait_event AS wait_event,
       a.backend_xid IS NOT NULL AS has_xid,
       a.backend_xmin IS NOT NULL AS has_xmin,
       a.leader AS leader_pid,
       CASE WHEN $1::pg_catalog.bool AND a.wait_event_type OPERATOR(pg_catalog.=) 'Lock'
            THEN pg_catalog.pg_blocking_pids(a.pid)
       END AS blocked_by,
       a.pid OPERATOR(pg_catalog.=) pg_catalog.pg_backend_pid() AS is_me,
       -- What pg_signal_backend() in the server would say to us.
       CASE
         WHEN a.backend_type OPERATOR(pg_catalog.=)
              ANY (ARRAY['checkpointer', 'background writer', 'walwriter', 'archiver', 'startup',
                         'walreceiver', 'walsummarizer', 'io worker']::pg_catalog.text[])
           THEN 'not_backend'
         WHEN me.rolsuper
           THEN 'yes'
         WHEN a.usesysid IS NULL AND a.datid IS NOT NULL AND vacuum.oid IS NOT NULL
              AND coalesce(a.backend_type, 'autovacuum worker')
                  OPERATOR(pg_catalog.=) 'autovacuum worker'
           THEN CASE WHEN pg_catalog.pg_has_role(me.oid, vacuum.oid, 'USAGE') THEN 'yes'
                     ELSE 'need_signal_autovacuum'
                END
         WHEN a.usesysid IS NULL OR t.rolsuper
           THEN 'need_superuser'
         WHEN pg_catalog.pg_has_role(me.oid, a.usesysid, 'USAGE')
              OR pg_catalog.pg_has_role(me.oid, 'pg_signal_backend', 'USAGE')
           THEN 'yes'
         ELSE 'need_signal_backend'
       END AS may_signal,
       a.backend_start IS NULL
         AND a.query OPERATOR(pg_catalog.=) '<insufficient privilege>' AS hidden,
       -- Cut by the server, which may clip up to three bytes of a character, or by us.
       pg_catalog.octet_length(a.query) OPERATOR(pg_catalog.>) LEAST(1024, me.room) AS query_cut,
       pg_catalog.substring(pg_catalog.textsend(a.query), 1, 1024) AS query
  FROM (SELECT NULL::pg_catalog.int4 AS leader_pid) absent
 CROSS JOIN LATERAL (
         SELECT activity.*, leader_pid AS leader
           FROM pg_catalog.pg_stat_get_activity(NULL) activity) a
 CROSS JOIN (
         SELECT r.oid, r.rolsuper,
                pg_catalog.pg_size_bytes(pg_catalog.current_setting('track_activity_query_size'))
                  OPERATOR(pg_catalog.-) 5 AS room
           FROM pg_catalog.pg_roles r
          WHERE r.rolname OPERATOR(pg_catalog.=) current_user) me
  LEFT JOIN pg_catalog.pg_database d ON d.oid OPERATOR(pg_catalog.=) a.datid
  LEFT JOIN pg_catalog.pg_roles t ON t.oid OPERATOR(pg_catalog.=) a.usesysid
  LEFT JOIN pg_catalog.pg_roles vacuum
            ON vacuum.rolname OPERATOR(pg_catalog.=) 'pg_signal_autovacuum_worker'
