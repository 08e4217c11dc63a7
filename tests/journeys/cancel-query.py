#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Cancel Query ends the query that was seen and keeps the session; a query that began after
the dialog opened is other work, and left alone."""

from driver.journey import Journey, main
from driver.waiting import wait_for

LONG = "SELECT pg_sleep(600) AS first;"
NEXT = "SELECT pg_sleep(600) AS next;"


def journey(stage: Journey) -> None:
    server = stage.server()
    busy = server.connect("busy", say=LONG)
    moving = server.connect("moving on", say=LONG)
    moving.say(NEXT)
    usher = stage.usher(server.address())

    def query_of(client):
        return server.ask(f"SELECT query FROM pg_stat_activity WHERE pid = {client.pid}")[0][0]

    with stage.step("both run a query"):
        wait_for("two active sessions", lambda: all(
            usher.row(client.pid).get("State") == "Active" for client in (busy, moving)))

    with stage.step("the dialog asks about their queries, not about their sessions"):
        usher.select(busy.pid, moving.pid)
        usher.press("Cancel Query…")
        dialog = usher.wait_for_dialog("Cancel 2 queries")

    with stage.step("one of them goes on to another query meanwhile"):
        server.ask(f"SELECT pg_cancel_backend({moving.pid})")
        wait_for("its next query", lambda: "next" in query_of(moving))

    with stage.step("the query that was seen ends, its session stays"):
        usher.press("Cancel 2 Queries")
        wait_for("an idle session", lambda: busy.state() == "idle")

    with stage.step("the query that began later is left alone"):
        usher.wait_for_words("1 runs a different query now")
        assert moving.state() == "active" and "next" in query_of(moving)


if __name__ == "__main__":
    main(journey)
