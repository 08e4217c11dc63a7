#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Saved connections are dragged to another place and into a group, and stay there."""

import json
import os
import pathlib
from collections.abc import Callable

from driver.control import Control
from driver.journey import Journey, main
from driver.usher import Usher
from driver.waiting import Late, wait_for


def store() -> pathlib.Path:
    return pathlib.Path(os.environ["HOME"], ".config", "usher", "connections.json")


def save(**groups: str) -> None:
    connections = [{"id": f"6a1f2b62-3f0c-4a58-9d0e-0a3a4c1f000{number}", "name": name,
                    "group": group, "environment": "none", "password-from": "ask",
                    "parameters": {"host": "nowhere.invalid"}}
                   for number, (name, group) in enumerate(groups.items())]
    store().parent.mkdir(parents=True, exist_ok=True)
    store().write_text(json.dumps({"version": 1, "connections": connections}), encoding="utf-8")
    store().chmod(0o600)


def on_disk() -> list[tuple[str, str]]:
    return [(each["name"], each.get("group", ""))
            for each in json.loads(store().read_text())["connections"]]


def row(usher: Usher, name: str) -> Control:
    return wait_for(f"the row {name}", lambda: next(
        iter(usher.tree().all("row", like=f"^{name}\\b")), None))


def drag(usher: Usher, name: str, onto: str, what: str, is_done: Callable[[], bool],
         further: int = 0) -> None:
    """Again if it was let go before the place under it had answered."""
    def is_dragged():
        there = row(usher, onto)
        control = row(usher, name)
        usher.drag_and_drop(control, there.extents()[1] - control.extents()[1] + further)
        try:
            return wait_for(what, is_done, 5)
        except Late:
            return False
    wait_for(what, is_dragged, 60)


def journey(stage: Journey) -> None:
    save(Alpha="", Beta="", Gamma="", Delta="Shop")
    usher = stage.usher()

    with stage.step("dropped on the lower half of another one, it comes behind it"):
        drag(usher, "Alpha", "Gamma", "the order on disk", lambda: on_disk() == [
            ("Beta", ""), ("Gamma", ""), ("Alpha", ""), ("Delta", "Shop")], further=8)
        wait_for("the order to be seen", lambda: [
            place.split(".")[0] for place in usher.places()] == [
                "Beta", "Gamma", "Alpha", "Shop", "Delta"])

    with stage.step("dropped on a group, it is in it"):
        drag(usher, "Beta", "Shop", "the group on disk", lambda: ("Beta", "Shop") in on_disk())
        wait_for("the group to be seen", lambda: usher.places().index(
            next(place for place in usher.places() if place.startswith("Beta")))
            > usher.places().index("Shop"))


if __name__ == "__main__":
    main(journey)
