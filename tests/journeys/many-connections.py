#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Among many saved connections one is found by typing, copied, and put into a group of its own."""

from driver.connections import groups_on_disk, new_connection, save
from driver.control import Control
from driver.journey import Journey, main
from driver.usher import Usher
from driver.waiting import wait_for


def names(usher: Usher) -> list[str]:
    return [place.split(".")[0] for place in usher.places()]


def selected(usher: Usher) -> list[str]:
    return [row.name.split(".")[0] for row in usher.tree().all("row") if row.has("selected")]


def search_text(usher: Usher) -> str:
    return usher.window().get("entry", "Search Connections").text()


def choose_in_menu(usher: Usher, name: str) -> None:
    """Opens the menu of what has the focus, and clicks an item in it or in a menu of that."""
    usher.key("Menu")
    wait_for(f"{name} in the menu", lambda: usher.window().get("menu item", name)).click()


def find_entry(usher: Usher) -> Control | None:
    dialog = usher.dialog()
    return dialog.find("entry", like="Name of the Group") if dialog else None


def journey(stage: Journey) -> None:
    save(*(new_connection(f"Shop {number}", group="Shop") for number in range(5)),
         *(new_connection(f"Games {number}") for number in range(4)))
    usher = stage.usher()
    usher.wait_for_place("^Games 3")
    whole = names(usher)
    usher.point(usher.tree().get("row", like="^Games 3"))
    wait_for("it to be selected", lambda: selected(usher) == ["Games 3"])

    with stage.step("what is typed in the tree is looked for, in names and groups"):
        usher.key("s", "h", "o", "p")
        wait_for("the matches", lambda: names(usher) == ["Shop"] + [f"Shop {n}" for n in range(5)])
        assert search_text(usher) == "shop"
        usher.wait_for_words("^Games 3$")

    with stage.step("when there is no match it says so"):
        usher.key("x")
        usher.wait_for_words("No connection matches")

    with stage.step("Escape brings back all, and the person to where they were"):
        usher.key("Escape")
        wait_for("all connections", lambda: names(usher) == whole)
        wait_for("what was selected", lambda: selected(usher) == ["Games 3"])

    with stage.step("Enter goes to the first match"):
        usher.key("2")
        wait_for("the matches", lambda: names(usher) == ["Shop", "Shop 2", "Games 2"])
        usher.key("Return")
        wait_for("the first to be selected", lambda: selected(usher) == ["Shop 2"])
        usher.key("Escape")
        wait_for("all connections", lambda: names(usher) == whole)

    with stage.step("a copy comes right behind what it is a copy of"):
        choose_in_menu(usher, "Duplicate")
        wait_for("the copy on disk", lambda: "Shop/Shop 2 Shop/Shop 2 (Copy) Shop/Shop 3"
                 in groups_on_disk())
        wait_for("it to be selected", lambda: selected(usher) == ["Shop 2 (Copy)"])

    with stage.step("it is put into a new group"):
        wait_for("the focus on it", lambda: usher.focused_place().startswith("Shop 2 (Copy)"))
        choose_in_menu(usher, "New Group…")
        wait_for("the entry of the dialog", lambda: find_entry(usher)).write("Trash")
        usher.press("Move")
        wait_for("the group on disk", lambda: groups_on_disk().endswith("Trash/Shop 2 (Copy)"))
        usher.wait_for_place("^Trash$")


if __name__ == "__main__":
    main(journey)
