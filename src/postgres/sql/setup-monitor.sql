-- SPDX-FileCopyrightText: The Usher authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The monitor connection: it reads, and waits for nothing long. pg_cancel_backend() and
-- pg_terminate_backend() would still work, no DDL does.
--
-- One string of the simple protocol. The first statement empties the search path of all that
-- an owner of the database could have put there.
SELECT pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', false);
SET statement_timeout = '10s';
SET lock_timeout = '3s';
SET default_transaction_read_only = on;
SET default_transaction_isolation = 'read committed';
SET default_transaction_deferrable = off;
SET idle_in_transaction_session_timeout = '60s';
SELECT pg_catalog.set_config(s.name, '0', false)
  FROM pg_catalog.pg_settings s
 WHERE s.name OPERATOR(pg_catalog.=)
       ANY (ARRAY['idle_session_timeout', 'transaction_timeout']::pg_catalog.text[])
