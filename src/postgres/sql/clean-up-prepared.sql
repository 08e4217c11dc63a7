-- SPDX-FileCopyrightText: The Usher authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The prepared transactions of some databases, oldest first. Only the role that prepared one
-- and superusers may finish it; SET ROLE lets us become the first.
--
-- $1 int8[]: the OIDs of the databases; $2 text: the word of pg_has_role() for being able to
-- SET ROLE, which is MEMBER before 16 and SET since.
SELECT d.oid AS database,
       x.gid AS gid,
       x.owner AS owner,
       (pg_catalog.date_part('epoch', x.prepared)
        OPERATOR(pg_catalog.*) 1000000)::pg_catalog.int8 AS prepared_us,
       me.oid OPERATOR(pg_catalog.=) o.oid AS is_mine,
       (me.rolsuper OR pg_catalog.pg_has_role(me.oid, o.oid, $2::pg_catalog.text)) IS TRUE AS may,
       me.rolsuper AS is_superuser
  FROM pg_catalog.pg_prepared_xacts x
  JOIN pg_catalog.pg_database d ON d.datname OPERATOR(pg_catalog.=) x.database
  LEFT JOIN pg_catalog.pg_roles o ON o.rolname OPERATOR(pg_catalog.=) x.owner
 CROSS JOIN (SELECT r.oid, r.rolsuper
               FROM pg_catalog.pg_roles r
              WHERE r.rolname OPERATOR(pg_catalog.=) current_user) me
 WHERE d.oid::pg_catalog.int8 OPERATOR(pg_catalog.=) ANY ($1::pg_catalog.int8[])
 ORDER BY x.prepared USING OPERATOR(pg_catalog.<), x.gid USING OPERATOR(pg_catalog.<)
