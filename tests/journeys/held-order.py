#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""While sessions are selected, rows keep their places, and a session that ended stays to be
seen, until the selection goes."""

from driver.journey import Journey, main
from driver.usher import Usher
from driver.waiting import wait_for


def applications(usher: Usher) -> list[str]:
    return [row["Application"] for row in usher.rows() if row["Application"].startswith("app ")]


def journey(stage: Journey) -> None:
    server = stage.server()
    clients = {name: server.connect(f"app {name}") for name in "acegi"}
    usher = stage.usher(server.address())
    usher.point(usher.header("Application"))
    wait_for("an order by application", lambda: applications(usher) == [
        "app a", "app c", "app e", "app g", "app i"])

    with stage.step("with a selection, a new session does not move the others"):
        usher.select(clients["c"].pid, clients["g"].pid)
        usher.wait_for_words("2 sessions selected")
        server.connect("app b")
        wait_for("the new session below the others", lambda: applications(usher) == [
            "app a", "app c", "app e", "app g", "app i", "app b"])

    with stage.step("a session that ends stays in its place and says so"):
        clients["c"].end()
        clients["e"].end()
        wait_for("two ended rows", lambda: all(
            usher.row(clients[name].pid).get("State") == "Ended" for name in "ce"))
        assert applications(usher) == [
            "app a", "app c", "app e", "app g", "app i", "app b"]
        assert usher.selected() == {clients["c"].pid, clients["g"].pid}

    with stage.step("the selection gone, the list is in order and without the ended"):
        usher.press("Clear Selection")
        wait_for("the order of the living", lambda: applications(usher) == [
            "app a", "app b", "app g", "app i"])


if __name__ == "__main__":
    main(journey)
