-- SPDX-FileCopyrightText: The Usher authors
-- SPDX-License-Identifier: GPL-3.0-or-later

SET ROLE etl;

CREATE TABLE events (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz NOT NULL, kind text NOT NULL, amount int NOT NULL);
INSERT INTO events (at, kind, amount)
  SELECT now() - n * interval '3 minutes', (ARRAY['visit', 'order', 'refund', 'match'])[1 + n % 4], (n * 7) % 300
  FROM generate_series(1, 4000) AS n;

CREATE TABLE daily (day date NOT NULL, kind text NOT NULL, amount bigint NOT NULL, PRIMARY KEY (day, kind));
INSERT INTO daily
  SELECT at::date, kind, sum(amount) FROM events GROUP BY 1, 2;

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO PUBLIC;
