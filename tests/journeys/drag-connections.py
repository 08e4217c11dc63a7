#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Saved connections and groups are dragged to another place, and stay there."""

from collections.abc import Callable

from driver.connections import groups_on_disk, new_connection, save
from driver.control import Control
from driver.journey import Journey, main
from driver.usher import Usher
from driver.waiting import Late, wait_for


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


def names(usher: Usher) -> list[str]:
    return [place.split(".")[0] for place in usher.places()]


def journey(stage: Journey) -> None:
    save(new_connection("Alpha"), new_connection("Beta"), new_connection("Gamma"),
         new_connection("Delta", group="Shop"))
    usher = stage.usher()

    with stage.step("dropped on the lower half of another one, it comes behind it"):
        drag(usher, "Alpha", "Gamma", "the order on disk",
             lambda: groups_on_disk() == "Beta Gamma Alpha Shop/Delta", further=8)
        wait_for("the order to be seen", lambda: names(usher) == [
            "Beta", "Gamma", "Alpha", "Shop", "Delta"])

    with stage.step("dropped on a group, it is in it"):
        drag(usher, "Beta", "Shop", "the group on disk",
             lambda: groups_on_disk() == "Gamma Alpha Shop/Delta Shop/Beta")
        wait_for("the group to be seen", lambda: names(usher) == [
            "Gamma", "Alpha", "Shop", "Delta", "Beta"])

    with stage.step("a group is dragged with all that is in it"):
        drag(usher, "Shop", "Gamma", "the order on disk",
             lambda: groups_on_disk() == "Shop/Delta Shop/Beta Gamma Alpha", further=-8)
        wait_for("the order to be seen", lambda: names(usher) == [
            "Shop", "Delta", "Beta", "Gamma", "Alpha"])

    with stage.step("dropped where no row is, a connection comes to the end, in no group"):
        drag(usher, "Delta", "Alpha", "the order on disk",
             lambda: groups_on_disk() == "Shop/Beta Gamma Alpha Delta", further=120)


if __name__ == "__main__":
    main(journey)
