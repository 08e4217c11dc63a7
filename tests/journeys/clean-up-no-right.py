#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who has no right to drop a database is told who has, before anything is tried."""

import re

from driver.control import Control
from driver.journey import Journey, main
from driver.usher import Usher
from driver.waiting import wait_for


def open_window(usher: Usher, database: str) -> None:
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


def type_name(usher: Usher, name: str) -> None:
    wait_for("where to type the name", lambda: find(usher, "entry", "type its name")).write(name)


def journey(stage: Journey) -> None:
    server = stage.server()
    server.ask("CREATE DATABASE shop")
    server.ask("CREATE ROLE guest LOGIN")
    usher = stage.usher(server.address(user="guest"))

    with stage.step("what is missing is said, and who has it"):
        open_window(usher, "shop")
        dialog = usher.wait_for_dialog("Stops it")
        assert re.search("owner|postgres", dialog.words()), dialog.words()

    with stage.step("the name alone does not help"):
        type_name(usher, "shop")
        button = usher.top().find("button", like="Drop")
        assert button and not button.has("sensitive")
        usher.press("Close")
        wait_for("the window to close", lambda: not usher.dialog())
        assert server.ask("SELECT 1 FROM pg_database WHERE datname = 'shop'")


if __name__ == "__main__":
    main(journey)
