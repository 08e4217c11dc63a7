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


def open_window(usher: Usher, *databases: str) -> None:
    """By its key, with the databases chosen in the tree."""
    usher.choose(*databases)
    # The key takes another way than the selection did, and could overtake it.
    wait_for("the databases to be chosen", lambda: set(databases) == {
        row.name.split(",")[0] for row in usher.tree().all("row") if row.has("selected")})
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


def type_asked_name(usher: Usher) -> None:
    """Whatever it asks for: of several databases, the server's name."""
    asked = wait_for("a name to type", lambda: find(usher, "entry", "type its name")).name
    type_name(usher, asked.partition("name: ")[2])


def choose_kind(usher: Usher, name: str) -> None:
    usher.point(wait_for(f"the choice {name}", lambda: find(usher, "check", f"^{name}$")))


def turn(usher: Usher, name: str) -> None:
    """A switch, also where one would have to scroll for it."""
    wait_for(f"the switch {name}", lambda: find(usher, "check", f"^{name}$")).act("toggle")


def outcome(usher: Usher, database: str) -> str:
    """What its row says: its name, a word, and why."""
    window = usher.dialog()
    row = window.find("row", like=f"^{database}, ") if window else None
    return row.name if row else ""


def close(usher: Usher) -> None:
    usher.press("Close")
    wait_for("the window to close", lambda: not usher.dialog())
