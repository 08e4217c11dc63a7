# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The window that cleans a database up, as a person uses it."""

from driver.control import Control
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


def write(usher: Usher, like: str, text: str) -> None:
    wait_for(f"an entry like {like}", lambda: find(usher, "entry", like)).write(text)


def type_name(usher: Usher, name: str) -> None:
    write(usher, "type its name", name)


def close(usher: Usher) -> None:
    usher.press("Close")
    wait_for("the window to close", lambda: not usher.dialog())
