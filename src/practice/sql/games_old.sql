-- SPDX-FileCopyrightText: The Usher authors
-- SPDX-License-Identifier: GPL-3.0-or-later

-- The database that somebody would like to drop, with what stands in the way besides
-- sessions: a replication slot that nobody reads any more, and a transaction that was
-- prepared and forgotten. The slot first: it waits for open transactions.

SELECT pg_create_logical_replication_slot('games_old_feed', 'pgoutput');

SET ROLE games_app;

CREATE TABLE players (id int PRIMARY KEY, name text NOT NULL, coins int NOT NULL);
INSERT INTO players
  SELECT n, 'veteran ' || n, (n * 613) % 5000 FROM generate_series(1, 200) AS n;

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO PUBLIC;

SET ROLE etl;

BEGIN;
UPDATE players SET coins = 0 WHERE id <= 20;
PREPARE TRANSACTION 'move-coins-2019';
