#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A saved connection and its password: asked for until it is right, remembered, not given to
another host, forgotten."""

import json
import os
import pathlib
import socket

from driver.control import Control
from driver.journey import Journey, main
from driver.usher import Usher
from driver.waiting import wait_for


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def store() -> pathlib.Path:
    return pathlib.Path(os.environ["HOME"], ".config", "usher", "connections.json")


def saved() -> dict:
    """The only connection, as Usher keeps it; empty until it does."""
    return json.loads(store().read_text())["connections"][0] if store().exists() else {}


def find_entry(usher: Usher, like: str) -> Control | None:
    dialog = usher.dialog()
    return dialog.find("entry", like=like) if dialog else None


def write(usher: Usher, like: str, text: str) -> None:
    wait_for(f"an entry like {like}", lambda: find_entry(usher, like)).write(text)


def edit(usher: Usher, like: str) -> None:
    """Its key again until it was heard: rows come and go while a server connects."""
    def is_open():
        if not usher.dialog():
            usher.point(usher.tree().get("row", like=like))
            usher.key("F2")
        return usher.dialog("Edit Connection")
    wait_for("the end of the dialog before", lambda: usher.dialog() is None)
    usher.take_keys()
    wait_for("the dialog", is_open)


def journey(stage: Journey) -> None:
    port = free_port()
    server = stage.server("--tcp-port", str(port))
    password = server.facts["password"]
    keyring = {"SECRET_BACKEND": "file", "SECRET_FILE_TEST_PASSWORD": "test",
               "SECRET_FILE_TEST_PATH": str(stage.folder / "keyring")}
    usher = stage.usher(**keyring)

    with stage.step("a wrong password is asked for again"):
        usher.press("New Connection…")
        write(usher, "^Address",
              f"postgresql://postgres@127.0.0.1:{port}/postgres?sslmode=disable")
        write(usher, "^Name", "Shop")
        write(usher, "^Password", "wrong")
        usher.press("Connect")
        usher.wait_for_dialog("did not accept that password")

    with stage.step("the right one is remembered, and not in the file"):
        wait_for("the choice to remember", lambda: usher.dialog().get(
            "check", "Remember in Keyring").has("checked"))
        write(usher, "^Password", password)
        usher.press("Connect")
        usher.wait_for_place("^Shop. Connected")
        wait_for("the keyring", (stage.folder / "keyring").exists)
        assert saved()["password-from"] == "keyring" and password not in json.dumps(saved())

    with stage.step("every field of the dialog has a name"):
        edit(usher, "^Shop")
        nameless = [control for role in ("entry", "check", "button")
                    for control in usher.dialog().all(role)
                    if not control.name or control.name.startswith(("Gtk", "Adw"))]
        assert not nameless, [line for control in nameless for line in control.draw()]

    with stage.step("another name takes no password"):
        write(usher, "^Name", "Warehouse")
        usher.press("Save")
        usher.wait_for_place("^Warehouse. Connected")
        wait_for("the file", lambda: saved()["name"] == "Warehouse")

    with stage.step("another host never receives the old password silently"):
        edit(usher, "^Warehouse")
        write(usher, "^Host or Socket Folder", "localhost")
        usher.press("Save")
        usher.wait_for_dialog("(?s)Password Required.*another host, port or user")
        assert saved()["parameters"]["host"] == "localhost"

    with stage.step("what is not to be remembered is forgotten"):
        usher.point(usher.dialog().get("check", "Remember in Keyring"))
        write(usher, "^Password", password)
        usher.press("Connect")
        usher.wait_for_place("^Warehouse. Connected")
        wait_for("the file", lambda: saved()["password-from"] == "ask")
        usher.key("ctrl+q")
        wait_for("the end of Usher", lambda: not usher.program.is_running())
        store().write_text(store().read_text().replace('"ask"', '"keyring"'))
        usher = stage.usher("Warehouse", **keyring)
        usher.wait_for_dialog("asks for a password")


if __name__ == "__main__":
    main(journey)
