-- SPDX-FileCopyrightText: The Usher authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- How a database lets sessions in, just now. No row when it does not exist any more.
--
-- $1 oid.
SELECT d.datname AS datname,
       d.encoding AS encoding,
       d.datallowconn AS allows,
       d.datconnlimit AS connection_limit,
       d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database() AS is_current
  FROM pg_catalog.pg_database d
 WHERE d.oid OPERATOR(pg_catalog.=) $1::pg_catalog.oid
