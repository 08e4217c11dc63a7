-- SPDX-FileCopyrightText: The Usher authors
-- SPDX-License-Identifier: GPL-3.0-or-later

SET ROLE shop_app;

CREATE TABLE products (id int PRIMARY KEY, title text NOT NULL, price numeric NOT NULL, stock int NOT NULL);
INSERT INTO products
  SELECT n, 'Product ' || n, (n * 37) % 200 + 0.99, (n * 13) % 400 FROM generate_series(1, 300) AS n;

CREATE TABLE orders (id int PRIMARY KEY, product int NOT NULL, quantity int NOT NULL, state text NOT NULL, placed timestamptz NOT NULL);
INSERT INTO orders
  SELECT n, 1 + (n * 17) % 300, 1 + n % 5, (ARRAY['new', 'paid', 'sent', 'closed'])[1 + n % 4], now() - n * interval '11 minutes'
  FROM generate_series(1, 3000) AS n;

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO PUBLIC;
