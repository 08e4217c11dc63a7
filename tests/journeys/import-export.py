#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The servers of pgAdmin come in, seen before and merged; Usher's own go out, without secrets."""

import json
import os
import pathlib

from driver.control import Control
from driver.journey import Journey, main
from driver.server import Server
from driver.usher import Usher
from driver.waiting import Late, wait_for


def servers(server: Server) -> str:
    """An export of pgAdmin's, with what must not come along by itself."""
    return json.dumps({"Servers": {
        "1": {"Name": "Shop", "Group": "Europe", "Host": server.facts["folder"],
              "Port": int(server.facts["port"]), "MaintenanceDB": "postgres",
              "Username": server.facts["user"], "Password": "canary",
              "PasswordExecCommand": "cat /etc/hostname"},
        "2": {"Name": "Games", "Host": "db2.invalid", "Username": "ana",
              "SSLMode": "prefer", "PassFile": "/nowhere/pgpass"}}})


def saved() -> list[dict]:
    path = pathlib.Path(os.environ["HOME"], ".config", "usher", "connections.json")
    return json.loads(path.read_text())["connections"] if path.exists() else []


def focused_entry(usher: Usher) -> Control | None:
    return next((entry for entry in usher.top().all("entry") if entry.has("focused")), None)


def choose_file(usher: Usher, path: pathlib.Path) -> None:
    """In GTK's own chooser, whose entry for a path comes when it is asked for. It does not hear
    Return while it still looks at what was written."""
    def find_entry():
        entry = focused_entry(usher)
        if entry is None:
            usher.key("ctrl+l")
        return entry

    def is_over():
        usher.key("Return")
        try:
            return wait_for("its end", lambda: focused_entry(usher) is None, 2)
        except Late:
            return False
    wait_for("the entry of the chooser", find_entry).write(str(path))
    wait_for("the end of the chooser", is_over)


def choose_from_menu(usher: Usher, letter: str) -> None:
    """Its letter again until it was heard: the menu takes a moment to come."""
    def is_heard():
        usher.key(letter)
        return usher.top().has("modal")
    usher.take_keys()
    usher.key("F10")
    wait_for("what the menu leads to", is_heard)


def journey(stage: Journey) -> None:
    server = stage.server()
    theirs, ours = stage.folder / "servers.json", stage.folder / "ours.json"
    theirs.write_text(servers(server))
    usher = stage.usher()

    with stage.step("the preview says what comes, and what of it is weak or switched off"):
        usher.press("Import Connections…")
        usher.wait_for_dialog("Import Connections")
        usher.press("Choose File…")
        choose_file(usher, theirs)
        dialog = usher.wait_for_dialog("(?s)Shop.*Games.*Perhaps not encrypted")
        assert "The password does not come along" in dialog.words(), dialog.words()
        for name in ("PasswordExecCommand: cat /etc/hostname", "passfile: /nowhere/pgpass"):
            assert not dialog.get("check", like=f"^{name}").has("checked"), name

    with stage.step("what is switched on comes along, and nothing else does"):
        usher.take_keys("Import Connections")
        switch = dialog.get("check", like="^passfile")
        usher.point(switch)
        wait_for("the switch", lambda: switch.again().has("checked"))
        usher.press("Import 2 Connections")
        usher.wait_for_words("2 connections imported")
        wait_for("the file", lambda: len(saved()) == 2)
        shop, games = saved()
        assert games["parameters"]["passfile"] == "/nowhere/pgpass", games
        assert "password-command" not in shop and "canary" not in json.dumps(saved()), shop

    with stage.step("what was imported can be connected to"):
        assert stage.start_again("Shop") == 0
        usher.wait_for_place("^Shop. Connected")

    with stage.step("what is there already is not ticked again"):
        choose_from_menu(usher, "i")
        usher.wait_for_dialog("Import Connections")
        usher.press("Choose File…")
        choose_file(usher, theirs)
        dialog = usher.wait_for_dialog("(?s)Already there as “Shop”.*Already there as “Games”")
        button = dialog.get("button", "Import")
        assert not button.has("sensitive"), "nothing is ticked, and it could be imported"
        usher.press("Cancel")
        wait_for("the end of the dialog", lambda: usher.dialog() is None)

    with stage.step("an export has all of it but secrets"):
        choose_from_menu(usher, "e")
        choose_file(usher, ours)
        usher.wait_for_words("Connections exported")
        exported = json.loads(ours.read_text())["connections"]
        assert [each["name"] for each in exported] == ["Shop", "Games"], exported
        assert "canary" not in ours.read_text()


if __name__ == "__main__":
    main(journey)
