-- SPDX-FileCopyrightText: The Usher authors
-- SPDX-License-Identifier: GPL-3.0-or-later

SET ROLE games_app;

CREATE TABLE players (id int PRIMARY KEY, name text NOT NULL, coins int NOT NULL);
INSERT INTO players
  SELECT n, 'player ' || n, (n * 7919) % 5000 FROM generate_series(1, 1000) AS n;

CREATE TABLE seasons (id int PRIMARY KEY, title text NOT NULL, starts date NOT NULL);
INSERT INTO seasons
  SELECT n, 'Season ' || n, date '2024-01-01' + n * 91 FROM generate_series(1, 8) AS n;

CREATE TABLE matches (id int PRIMARY KEY, season int NOT NULL, winner int NOT NULL, loser int NOT NULL, points int NOT NULL);
INSERT INTO matches
  SELECT n, 1 + n % 8, 1 + (n * 31) % 1000, 1 + (n * 57) % 1000, n % 97 FROM generate_series(1, 4000) AS n;

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO PUBLIC;
