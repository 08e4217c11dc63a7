#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who starts Usher for the first time writes a connection down once, tries it, and is connected
then and at the next start."""

import json
import os
import pathlib

from driver.control import Control
from driver.journey import Journey, main
from driver.usher import Usher
from driver.waiting import wait_for


def store() -> pathlib.Path:
    return pathlib.Path(os.environ["HOME"], ".config", "usher", "connections.json")


def on_disk() -> list[dict]:
    return json.loads(store().read_text())["connections"] if store().exists() else []


def find_entry(usher: Usher, like: str) -> Control | None:
    dialog = usher.dialog()
    return dialog.find("entry", like=like) if dialog else None


def write(usher: Usher, like: str, text: str) -> None:
    wait_for(f"an entry like {like}", lambda: find_entry(usher, like)).write(text)


def text_of(usher: Usher, like: str) -> str:
    entry = find_entry(usher, like)
    return entry.text() if entry else ""


def journey(stage: Journey) -> None:
    server = stage.server()
    usher = stage.usher()

    with stage.step("the first page leads to the dialog of a new connection"):
        usher.wait_for_words("Welcome to Usher")
        usher.press("New Connection…")
        usher.wait_for_dialog("Paste a postgresql")

    with stage.step("an address fills the fields"):
        write(usher, "^Address", server.address())
        write(usher, "^Name", "Test server")
        wait_for("the folder in its field", lambda: text_of(usher, "^Host or Socket Folder")
                 == server.facts["folder"])

    with stage.step("a test says step by step what works"):
        usher.press("Test")
        usher.wait_for_dialog(r"PostgreSQL \d+")

    with stage.step("connected, it shows who is there, and is kept"):
        usher.press("Connect")
        usher.wait_for_place("^Test server. Connected")
        wait_for("Usher's own sessions", lambda: len(usher.rows()) > 0)
        wait_for("the file", lambda: [each["name"] for each in on_disk()] == ["Test server"])
        assert store().stat().st_mode & 0o777 == 0o600

    with stage.step("the next start finds it by its name"):
        usher.key("ctrl+q")
        wait_for("the end of Usher", lambda: not usher.program.is_running())
        usher = stage.usher("Test server")
        usher.wait_for_place("^Test server. Connected")


if __name__ == "__main__":
    main(journey)
