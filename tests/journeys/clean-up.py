#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Databases that are in use are dropped, renamed, copied and closed, and nothing else is."""

from driver.clean_up import choose_kind, close, exists, lets_in, open_window, write
from driver.journey import Journey, main
from driver.server import Server
from driver.waiting import wait_for


def limit(server: Server, name: str) -> str:
    return server.ask(f"SELECT datconnlimit FROM pg_database WHERE datname = '{name}'")[0][0]


def journey(stage: Journey) -> None:
    server = stage.server()
    for name in ("games", "shop", "safe"):
        server.ask(f"CREATE DATABASE {name}")
    victims = [server.connect("games-api", "games"), server.connect("psql", "games")]
    bystander = server.connect("bystander", "safe")
    usher = stage.usher(server.address())

    with stage.step("it says what stands in the way, and lets nothing happen without the name"):
        open_window(usher, "games")
        usher.wait_for_words("Terminate 2 Sessions and Drop")
        usher.wait_for_dialog("games-api")
        button = usher.sees("button", "Terminate 2 Sessions and Drop")
        assert not button or not button.has("sensitive")

    with stage.step("a busy database is dropped, step by step"):
        write(usher, "type its name", "games")
        usher.press("Terminate 2 Sessions and Drop")
        wait_for("the database to go", lambda: not exists(server, "games"))
        close(usher)
        assert not any(victim.is_there() for victim in victims)
        assert bystander.is_there()

    with stage.step("one is renamed"):
        server.connect("shop-api", "shop")
        open_window(usher, "shop")
        choose_kind(usher, "Rename")
        write(usher, "New Name", "market")
        write(usher, "type its name", "shop")
        usher.press("Terminate 1 Session and Rename")
        wait_for("the new name", lambda: exists(server, "market") and not exists(server, "shop"))
        close(usher)
        assert lets_in(server, "market")

    with stage.step("one is copied"):
        open_window(usher, "market")
        choose_kind(usher, "Copy")
        write(usher, "New Name", "market2")
        write(usher, "type its name", "market")
        usher.press("Copy 1 Database")
        wait_for("the copy", lambda: exists(server, "market2") and lets_in(server, "market"))
        close(usher)

    with stage.step("everyone is kept out of one"):
        open_window(usher, "market2")
        choose_kind(usher, "Keep Everyone Out")
        write(usher, "type its name", "market2")
        usher.press("Keep Everyone Out")
        wait_for("it to be closed", lambda: not lets_in(server, "market2"))
        close(usher)

    with stage.step("that is said, and one click lets them in again"):
        usher.wait_for_words("“market2”: New sessions are kept out until you release")
        usher.press("Release")
        wait_for("it to be open", lambda: lets_in(server, "market2"))
        wait_for("the banner to go", lambda: not usher.words_like("until you release"))

    with stage.step("what somebody else set meanwhile is not undone unasked"):
        open_window(usher, "market")
        choose_kind(usher, "Keep Everyone Out")
        write(usher, "type its name", "market")
        usher.press("Keep Everyone Out")
        wait_for("it to be closed", lambda: not lets_in(server, "market"))
        close(usher)
        server.ask("ALTER DATABASE market CONNECTION LIMIT 7")
        usher.wait_for_words("“market”: Somebody changed how sessions get in")
        usher.press("Put Back…")
        usher.wait_for_dialog("Putting it back would undo that too")
        usher.key("Escape")
        wait_for("the question to go", lambda: not usher.dialog())
        assert not lets_in(server, "market")

    with stage.step("and is put back when that is wanted"):
        usher.press("Put Back…")
        usher.press(like="^Put Back( Put Back)?$")
        wait_for("it to be open", lambda: lets_in(server, "market"))
        assert limit(server, "market") == "7", "a limit that was not Usher's was written over"


if __name__ == "__main__":
    main(journey)
