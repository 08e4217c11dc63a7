-- SPDX-FileCopyrightText: The Usher authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The subscriptions that live in some databases. Where their publisher is, only superusers
-- may read; the name of the slot there is for everybody.
--
-- $1 int8[]: the OIDs of the databases.
SELECT s.subdbid AS database,
       s.subname AS subname,
       s.subenabled AS is_enabled,
       s.subslotname AS slot_name,
       me.rolsuper OR pg_catalog.pg_has_role(me.oid, s.subowner, 'USAGE') AS owns
  FROM pg_catalog.pg_subscription s
 CROSS JOIN (SELECT r.oid, r.rolsuper
               FROM pg_catalog.pg_roles r
              WHERE r.rolname OPERATOR(pg_catalog.=) current_user) me
 WHERE s.subdbid::pg_catalog.int8 OPERATOR(pg_catalog.=) ANY ($1::pg_catalog.int8[])
 ORDER BY s.subname USING OPERATOR(pg_catalog.<)
