#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Databases that are in use are dropped, renamed, copied and closed, and nothing else is."""

from driver.control import Control
from driver.journey import Journey, main
from driver.server import Server
from driver.usher import Usher
from driver.waiting import wait_for


def exists(server: Server, name: str) -> bool:
    return bool(server.ask(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"))


def lets_in(server: Server, name: str) -> bool:
    return server.ask(f"SELECT datallowconn FROM pg_database WHERE datname = '{name}'") == [["t"]]


def open_window(usher: Usher, database: str) -> None:
    """By its key, with the database chosen in the tree."""
    usher.wait_for_place(f"^{database},")
    usher.choose(database)
    # The key takes another way than the selection did, and could overtake it.
    wait_for("the database to be chosen", lambda: any(
        row.has("selected") and row.name.startswith(f"{database},")
        for row in usher.tree().all("row")))
    usher.key("ctrl+d")
    usher.wait_for_dialog("What do you want to do")


def find(usher: Usher, role: str, like: str) -> Control | None:
    """In the window, in its rows too."""
    window = usher.dialog()
    return window.find(role, like=like) if window else None


def choose_kind(usher: Usher, name: str) -> None:
    usher.point(wait_for(f"the choice {name}", lambda: find(usher, "check", f"^{name}$")))


def write(usher: Usher, like: str, text: str) -> None:
    wait_for(f"an entry like {like}", lambda: find(usher, "entry", like)).write(text)


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
        usher.press("Close")
        wait_for("the window to close", lambda: not usher.dialog())
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
        usher.press("Close")
        wait_for("the window to close", lambda: not usher.dialog())
        assert lets_in(server, "market")

    with stage.step("one is copied"):
        open_window(usher, "market")
        choose_kind(usher, "Copy")
        write(usher, "New Name", "market2")
        write(usher, "type its name", "market")
        usher.press("Copy 1 Database")
        wait_for("the copy", lambda: exists(server, "market2") and lets_in(server, "market"))
        usher.press("Close")
        wait_for("the window to close", lambda: not usher.dialog())

    with stage.step("everyone is kept out of one"):
        open_window(usher, "market2")
        choose_kind(usher, "Keep Everyone Out")
        write(usher, "type its name", "market2")
        usher.press("Keep Everyone Out")
        wait_for("it to be closed", lambda: not lets_in(server, "market2"))
        usher.press("Close")
        wait_for("the window to close", lambda: not usher.dialog())

    with stage.step("that is said, and one click lets them in again"):
        usher.wait_for_words("“market2”: New sessions are kept out until you release")
        usher.press("Release")
        wait_for("it to be open", lambda: lets_in(server, "market2"))
        wait_for("the banner to go", lambda: not usher.words_like("until you release"))


if __name__ == "__main__":
    main(journey)
