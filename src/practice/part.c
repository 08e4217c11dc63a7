/* SPDX-FileCopyrightText: The Usher authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The cast of the practice server. What they do is real work on small tables; the sleeping
 * that is mixed in makes it last as long as it would on large ones, and costs nothing.
 *
 * Two scenes show what locks do, each two levels deep:
 * - games: ana left her psql with rows locked FOR UPDATE; a migration wants the table for
 *   itself and waits for her; a reader, whom she would not disturb, waits behind it.
 * - shop: the nightly job holds order 1; an API session holds order 2 and waits for 1; sam
 *   waits for 2.
 * Nobody directs them. Each only repeats its own part, and as the holders hold for minutes
 * while the waiters come back within seconds, a scene that somebody broke up builds itself
 * again once its holder has returned. No session waits for a lock while it holds one that
 * an earlier one wants, so there is no deadlock. */

#include "part.h"

#define SECONDS(n) ((n)*1000)
#define MINUTES(n) ((n)*60 * 1000)

#define STEPS(table) .n_steps = G_N_ELEMENTS (table), .steps = table

/* games */

static const UsherStep games_api[] = {
  { "SELECT id, name, coins FROM players WHERE id = (SELECT ceil(random() * 1000)::int)",
    SECONDS (1), SECONDS (30) },
  { "BEGIN", 5, 20 },
  { "UPDATE players SET coins = coins + 5 WHERE id = (SELECT 20 + ceil(random() * 900)::int)", 10,
    400 },
  { "COMMIT", SECONDS (2), SECONDS (50) },
  { "SELECT p.name, sum(m.points) AS points "
    "FROM players AS p JOIN matches AS m ON m.winner = p.id, pg_sleep(0.3 + random() * 2) "
    "WHERE m.season = 3 GROUP BY p.name ORDER BY points DESC LIMIT 1",
    SECONDS (3), SECONDS (40) },
};

static const UsherStep ana_forgets[] = {
  { "BEGIN", 20, 40 },
  { "SELECT * FROM seasons WHERE id > 6 FOR UPDATE", MINUTES (9), MINUTES (14) },
  { "ROLLBACK", SECONDS (2), SECONDS (3) },
};

static const UsherStep migration[] = {
  { "ALTER TABLE seasons ADD COLUMN IF NOT EXISTS theme text", SECONDS (6), SECONDS (10) },
};

static const UsherStep season_reader[] = {
  { "SELECT id, title, starts FROM seasons ORDER BY starts", SECONDS (7), SECONDS (11) },
};

static const UsherStep games_report[] = {
  { "WITH ranks AS (SELECT winner, season, sum(points) AS points FROM matches GROUP BY 1, 2) "
    "SELECT p.name, r.season, rank() OVER (PARTITION BY r.season ORDER BY r.points DESC) "
    "FROM ranks AS r JOIN players AS p ON p.id = r.winner, pg_sleep(20 + random() * 70)",
    SECONDS (4), SECONDS (25) },
  { "SELECT season, count(*) FROM matches GROUP BY season", SECONDS (15), SECONDS (60) },
};

static const UsherStep browse_schema[] = {
  { "SELECT version()", SECONDS (1), SECONDS (3) },
  { "SELECT n.nspname, c.relname, c.relkind FROM pg_catalog.pg_class AS c "
    "JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace ORDER BY 1, 2",
    MINUTES (2), MINUTES (9) },
};

static const UsherStep dashboard[] = {
  { "SELECT numbackends, xact_commit, xact_rollback, tup_fetched "
    "FROM pg_catalog.pg_stat_database WHERE datname = current_database()",
    SECONDS (5), SECONDS (9) },
};

static const UsherStep rarely[] = {
  { "SELECT 1", MINUTES (5), MINUTES (20) },
};

/* shop */

static const UsherStep shop_api[] = {
  { "SELECT id, title, price FROM products WHERE stock > 0 ORDER BY price LIMIT 20", SECONDS (1),
    SECONDS (25) },
  { "BEGIN", 5, 20 },
  { "UPDATE orders SET state = 'paid' WHERE id = (SELECT 9 + ceil(random() * 2900)::int)", 20,
    900 },
  { "COMMIT", SECONDS (3), SECONDS (45) },
  { "SELECT o.id, o.placed, p.title "
    "FROM orders AS o JOIN products AS p ON p.id = o.product, pg_sleep(0.2 + random() * 3) "
    "WHERE o.state = 'new' ORDER BY o.placed DESC LIMIT 1",
    SECONDS (2), SECONDS (30) },
};

static const UsherStep close_orders[] = {
  { "BEGIN", 20, 40 },
  { "UPDATE orders SET state = 'closed' WHERE id = 1", MINUTES (6), MINUTES (11) },
  { "COMMIT", SECONDS (2), SECONDS (3) },
};

static const UsherStep merge_orders[] = {
  { "BEGIN", 20, 40 },
  { "UPDATE orders SET state = 'sent' WHERE id = 2", 100, 200 },
  { "UPDATE orders SET quantity = quantity + 1 WHERE id = 1", 10, 50 },
  { "COMMIT", SECONDS (5), SECONDS (8) },
};

static const UsherStep sam_corrects[] = {
  { "UPDATE orders SET quantity = 3 WHERE id = 2", SECONDS (6), SECONDS (10) },
};

static const UsherStep shop_report[] = {
  { "SELECT p.title, date_trunc('week', o.placed) AS week, sum(o.quantity * p.price) "
    "FROM orders AS o JOIN products AS p ON p.id = o.product, pg_sleep(8 + random() * 30) "
    "GROUP BY 1, 2 ORDER BY 2 DESC, 3 DESC",
    SECONDS (10), SECONDS (50) },
};

static const UsherStep li_looks[] = {
  { "SELECT state, count(*) FROM orders GROUP BY state", SECONDS (20), SECONDS (90) },
  { "SELECT o.*, pg_sleep(0.01) FROM orders AS o WHERE o.placed > now() - interval '6 days'",
    SECONDS (30), MINUTES (3) },
};

/* analytics */

static const UsherStep load_events[] = {
  { "BEGIN", 10, 100 },
  { "INSERT INTO events (at, kind, amount) "
    "SELECT now(), (ARRAY['visit', 'order', 'refund', 'match'])[1 + n % 4], (n * 7) % 300 "
    "FROM generate_series(1, 40) AS n, pg_sleep(2 + random() * 9)",
    SECONDS (1), SECONDS (12) },
  { "DELETE FROM events WHERE id < (SELECT max(id) FROM events) - 8000", 100, SECONDS (2) },
  { "COMMIT", SECONDS (15), SECONDS (50) },
};

static const UsherStep sum_up[] = {
  { "INSERT INTO daily AS d "
    "SELECT at::date, kind, sum(amount) FROM events, pg_sleep(3 + random() * 4) GROUP BY 1, 2 "
    "ON CONFLICT (day, kind) DO UPDATE SET amount = excluded.amount "
    "WHERE d.amount <> excluded.amount",
    SECONDS (8), SECONDS (30) },
};

static const UsherStep analytics_report[] = {
  { "SELECT d.day, d.kind, d.amount, avg(d.amount) OVER (PARTITION BY d.kind ORDER BY d.day "
    "ROWS 6 PRECEDING) FROM daily AS d, pg_sleep(5 + random() * 40)",
    SECONDS (10), SECONDS (70) },
};

/* games_old */

static const UsherStep keep_alive[] = {
  { "SELECT count(*) FROM players WHERE coins > 100", SECONDS (4), SECONDS (12) },
};

static const UsherPart parts[] = {
  { "games-api", "games_app", "games", 9, STEPS (games_api) },
  { "psql", "ana", "games", 1, STEPS (ana_forgets) },
  { "games-migrate", "games_app", "games", 1, .first_ms = 300, STEPS (migration) },
  { "games-api", "games_app", "games", 1, .first_ms = 600, STEPS (season_reader) },
  { "metabase", "bi", "games", 2, STEPS (games_report) },
  { "DBeaver 24.1.2 - Main", "sam", "games", 1, STEPS (browse_schema) },
  { "DBeaver 24.1.2 - Metadata", "sam", "games", 1, STEPS (rarely) },
  { "pgAdmin 4 - DB:games", "li", "games", 1, STEPS (dashboard) },
  { "pgAdmin 4 - CONN:3161902", "li", "games", 1, STEPS (rarely) },

  { "shop-api", "shop_app", "shop", 7, STEPS (shop_api) },
  { "etl-nightly", "etl", "shop", 1, STEPS (close_orders) },
  { "shop-api", "shop_app", "shop", 1, .first_ms = 300, STEPS (merge_orders) },
  { "psql", "sam", "shop", 1, .first_ms = 900, STEPS (sam_corrects) },
  { "metabase", "bi", "shop", 2, STEPS (shop_report) },
  { "psql", "li", "shop", 1, STEPS (li_looks) },

  { "etl-nightly", "etl", "analytics", 2, STEPS (load_events) },
  { "etl-nightly", "etl", "analytics", 1, STEPS (sum_up) },
  { "metabase", "bi", "analytics", 3, STEPS (analytics_report) },
  { "DBeaver 24.1.2 - Main", "li", "analytics", 1, STEPS (browse_schema) },
  { "psql", "ana", "analytics", 1, STEPS (rarely) },

  /* A pool that opens a new session as soon as it lost one. */
  { "games-api", "games_app", "games_old", 1, .away_ms = 400, STEPS (keep_alive) },
  { "metabase", "bi", "games_old", 1, STEPS (rarely) },
  { "psql", "sam", "games_old", 1, STEPS (rarely) },
};

/*
 * usher_parts_get:
 * @n_parts: (out): how many
 *
 * Returns: (transfer none) (array length=n_parts): all parts
 */
const UsherPart *
usher_parts_get (guint *n_parts)
{
  *n_parts = G_N_ELEMENTS (parts);
  return parts;
}
