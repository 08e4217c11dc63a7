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
       s.subslotname AS slot_name
  FROM pg_catalog.pg_subscription s
 WHERE s.subdbid::pg_catalog.int8 OPERATOR(pg_catalog.=) ANY ($1::pg_catalog.int8[])
 ORDER BY s.subname USING OPERATOR(pg_catalog.<)
