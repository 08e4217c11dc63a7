#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Groups of saved connections, by keyboard alone: renamed, moved, united, removed and taken
back, made anew."""

from driver.connections import groups_on_disk, new_connection, save
from driver.control import Control
from driver.journey import Journey, main
from driver.usher import Usher
from driver.waiting import wait_for


def wait_for_disk(expected: str) -> None:
    wait_for(f"{expected!r} on disk", lambda: groups_on_disk() == expected)


def focused(usher: Usher) -> str:
    return usher.focused_place().split(".")[0]


def go_to(usher: Usher, name: str, key: str) -> None:
    """One row at a time, until the focus is there."""
    while (here := wait_for("a row with the focus", lambda: focused(usher))) != name:
        usher.key(key)
        wait_for(f"the focus to leave {here}", lambda: focused(usher) not in ("", here))


def find_entry(usher: Usher) -> Control | None:
    dialog = usher.dialog()
    return dialog.find("entry", like="Name of the Group") if dialog else None


def name_group(usher: Usher, name: str) -> None:
    wait_for("the entry of the dialog", lambda: find_entry(usher)).write(name)
    usher.press("Rename")
    wait_for("the end of the dialog", lambda: usher.dialog() is None)
    usher.take_keys()


def journey(stage: Journey) -> None:
    save(new_connection("Alpha", group="Shop"), new_connection("Beta", group="Shop"),
         new_connection("Gamma"), new_connection("Delta", group="Games"))
    usher = stage.usher()
    usher.wait_for_place("^Delta")
    usher.point(usher.tree().get("row", like="^Alpha"))

    with stage.step("F2 renames the group that has the focus, which keeps it"):
        go_to(usher, "Shop", "Up")
        usher.key("F2")
        name_group(usher, "Market")
        wait_for_disk("Market/Alpha Market/Beta Gamma Games/Delta")
        wait_for("the focus on it", lambda: focused(usher) == "Market")

    with stage.step("Alt and an arrow move it as a whole, and again"):
        usher.key("alt+Down")
        wait_for_disk("Gamma Market/Alpha Market/Beta Games/Delta")
        wait_for("the focus on it", lambda: focused(usher) == "Market")
        usher.key("alt+Down")
        wait_for_disk("Gamma Games/Delta Market/Alpha Market/Beta")

    with stage.step("and so do they a connection"):
        go_to(usher, "Beta", "Down")
        usher.key("alt+Up")
        wait_for_disk("Gamma Games/Delta Market/Beta Market/Alpha")

    with stage.step("given the name of another group it becomes part of that, until taken back"):
        go_to(usher, "Market", "Up")
        usher.key("F2")
        name_group(usher, "Games")
        usher.wait_for_words("Group “Market” is part of “Games” now")
        wait_for_disk("Gamma Games/Delta Games/Beta Games/Alpha")
        usher.press("Undo")
        wait_for_disk("Gamma Games/Delta Market/Beta Market/Alpha")

    with stage.step("removed, its connections are kept where they are, and it can be taken back"):
        usher.point(usher.tree().get("row", like="^Alpha"))
        go_to(usher, "Market", "Up")
        usher.key("Delete")
        usher.wait_for_words("Group “Market” removed, its connections are kept")
        wait_for_disk("Gamma Games/Delta Beta Alpha")
        usher.press("Undo")
        wait_for_disk("Gamma Games/Delta Market/Beta Market/Alpha")


if __name__ == "__main__":
    main(journey)
