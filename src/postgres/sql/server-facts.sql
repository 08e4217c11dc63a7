-- SPDX-FileCopyrightText: The Usher authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What the whole server says of itself at each refresh. One row.
SELECT (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())
        OPERATOR(pg_catalog.*) 1000000)::pg_catalog.int8 AS server_now_us,
       pg_catalog.current_setting('max_connections')::pg_catalog.int4 AS max_connections,
       pg_catalog.current_setting('superuser_reserved_connections')::pg_catalog.int4
         AS superuser_reserved_connections,
       -- 16 and later
       coalesce(pg_catalog.current_setting('reserved_connections', true), '0')::pg_catalog.int4
         AS reserved_connections,
       pg_catalog.pg_is_in_recovery() AS in_recovery
