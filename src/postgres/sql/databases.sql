-- SPDX-FileCopyrightText: The Usher authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Every database. Names come as the bytes they are, each in the encoding of its database.
SELECT d.oid AS oid,
       d.datname AS datname,
       d.encoding AS encoding,
       pg_catalog.pg_get_userbyid(d.datdba) AS owner,
       d.datistemplate AS datistemplate,
       d.datallowconn AS datallowconn,
       d.datconnlimit AS datconnlimit
  FROM pg_catalog.pg_database d
