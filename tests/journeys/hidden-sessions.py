#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A role that may not see others' sessions sees that they are there, and which grant would
show them. It is no error."""

from driver.journey import Journey, main
from driver.waiting import wait_for


def journey(stage: Journey) -> None:
    server = stage.server()
    server.ask("CREATE ROLE plain LOGIN")
    server.ask("CREATE ROLE other LOGIN")
    other = server.connect("other's", user="other", say="SELECT 'secret' AS query;")
    mine = server.connect("mine", user="plain", say="SELECT 'open' AS query;")
    usher = stage.usher(server.address(user="plain"))

    with stage.step("a session of its own is shown in full"):
        wait_for("the own session", lambda: "open" in usher.row(mine.pid).get("Query", ""))

    with stage.step("a foreign one is shown as hidden, with what everybody may see"):
        row = wait_for("the foreign session", lambda: usher.row(other.pid))
        assert row["State"] == "Hidden", row
        assert row["Query"] == "hidden" and row["For"] == "hidden", row
        assert row["User"] == "other" and row["Application"] == "other's", row

    with stage.step("the grant that would show it is named"):
        usher.wait_for_words("pg_read_all_stats")
        assert not usher.dialog()

    with stage.step("granted, it is shown in full"):
        server.ask("GRANT pg_read_all_stats TO plain")
        wait_for("the query", lambda: "secret" in usher.row(other.pid)["Query"])


if __name__ == "__main__":
    main(journey)
