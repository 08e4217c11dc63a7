-- SPDX-FileCopyrightText: The Usher authors
-- SPDX-License-Identifier: GPL-3.0-or-later

-- Who there is, and which databases. Nobody but the one who watches is a superuser.
-- These files are sent statement by statement; a semicolon at a line's end ends one.

CREATE ROLE games_app LOGIN;
CREATE ROLE shop_app LOGIN;
CREATE ROLE etl LOGIN;
CREATE ROLE bi LOGIN;
CREATE ROLE ana LOGIN;
CREATE ROLE li LOGIN;
CREATE ROLE sam LOGIN;

CREATE DATABASE games OWNER games_app;
CREATE DATABASE shop OWNER shop_app;
CREATE DATABASE analytics OWNER etl;
CREATE DATABASE games_old OWNER games_app;
