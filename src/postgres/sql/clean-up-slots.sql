-- SPDX-FileCopyrightText: The Usher authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The logical replication slots of some databases.
--
-- $1 int8[]: the OIDs of the databases.
SELECT s.datoid AS database,
       s.slot_name AS slot_name,
       s.active AS is_active,
       s.active_pid AS active_pid
  FROM pg_catalog.pg_get_replication_slots() s
 WHERE s.datoid::pg_catalog.int8 OPERATOR(pg_catalog.=) ANY ($1::pg_catalog.int8[])
 ORDER BY s.slot_name USING OPERATOR(pg_catalog.<)
