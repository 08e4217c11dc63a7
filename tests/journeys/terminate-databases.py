#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Two databases, chosen in the tree, are emptied. Who comes while the dialog is open is counted
and left alone: nothing is hit that nobody saw."""

from driver.journey import Journey, main
from driver.waiting import wait_for


def journey(stage: Journey) -> None:
    server = stage.server()
    for database in ("games", "shop", "analytics"):
        server.ask(f"CREATE DATABASE {database}")
    victims = [server.connect(application, database)
               for application, database in (("api", "games"), ("psql", "games"), ("api", "shop"))]
    bystander = server.connect("metabase", "analytics")
    usher = stage.usher(server.address())

    with stage.step("the tree counts the sessions of each database"):
        wait_for("the counts", lambda: {"games, 2 sessions", "shop, 1 session",
                                        "analytics, 1 session"} <= set(usher.places()))

    with stage.step("two databases chosen, the table shows both"):
        usher.choose("games", "shop")
        wait_for("the three sessions", lambda: usher.pids() == {client.pid for client in victims})

    with stage.step("the dialog lists the sessions of both"):
        usher.key("Delete")
        dialog = usher.wait_for_dialog("Terminate 3 sessions")
        words = dialog.words()
        assert all(str(client.pid) in words for client in victims), words
        assert str(bystander.pid) not in words, words

    late = server.connect("latecomer", "shop")
    with stage.step("who comes now is counted, and not listed"):
        usher.wait_for_words("1 new session")
        assert str(late.pid) not in dialog.words()

    with stage.step("those that were listed are gone, and nobody else"):
        usher.press("Terminate 3 Sessions")
        wait_for("the end of all three", lambda: not any(v.is_there() for v in victims))
        usher.wait_for_words("Terminated 3 sessions")
        assert late.is_there(), "the latecomer was hit unseen"
        assert bystander.is_there(), "a session of another database was hit"


if __name__ == "__main__":
    main(journey)
