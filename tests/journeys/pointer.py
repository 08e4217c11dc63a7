#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a hand does with pointer and keys: choose rows one by one, in a row or by a frame around
them, ask for their menu, move columns and make them wider, choose places of the tree."""

from driver.journey import Journey, main
from driver.usher import Usher
from driver.waiting import wait_for


def wait_for_selection(usher: Usher, *pids: int) -> None:
    wait_for(f"exactly {sorted(pids)} selected", lambda: usher.selected() == set(pids))


def shows_menu(usher: Usher) -> bool:
    """It is a surface of its own, so the window's pointer does not meet it."""
    return any(item.has("focused") for item in usher.window().all("menu item", like="^Details"))


def click_place(usher: Usher, name: str, holding: str | None = None) -> None:
    usher.point(usher.tree().get("row", like=f"^{name}, "), holding=holding)


def chosen_places(usher: Usher) -> list[str]:
    return [row.name.split(",")[0] for row in usher.tree().all("row") if row.has("selected")]


def journey(stage: Journey) -> None:
    server = stage.server()
    one, two, three, four, five = (server.connect(f"app {name}").pid for name in "acegi")
    usher = stage.usher(server.address())
    usher.point(usher.header("Application"))
    wait_for("an order by application", lambda: [
        row["Application"] for row in usher.rows() if row["Application"].startswith("app ")]
        == ["app a", "app c", "app e", "app g", "app i"])

    with stage.step("a row as a whole says whose it is"):
        wait_for("the name of a row", lambda: usher.row_of(one).name.endswith(", Idle"))

    with stage.step("a click selects a row, with Ctrl one more, with Shift all up to there"):
        usher.point(usher.row_of(one))
        wait_for_selection(usher, one)
        usher.point(usher.row_of(three), holding="ctrl")
        wait_for_selection(usher, one, three)
        usher.point(usher.row_of(five), holding="shift")
        wait_for_selection(usher, three, four, five)

    with stage.step("the menu of a selected row is for the selection"):
        usher.point(usher.row_of(four), button=3)
        wait_for("a menu", lambda: shows_menu(usher))
        wait_for_selection(usher, three, four, five)
        usher.key("Escape")
        wait_for("no menu", lambda: not shows_menu(usher))

    with stage.step("the menu of another row is for that row"):
        usher.point(usher.row_of(two), button=3)
        wait_for("a menu", lambda: shows_menu(usher))
        wait_for_selection(usher, two)
        usher.key("Escape")
        wait_for("no menu", lambda: not shows_menu(usher))

    with stage.step("a frame drawn around rows selects them"):
        usher.drag(usher.row_of(five), 200, -100, from_below=50)
        wait_for_selection(usher, three, four, five)
        usher.press("Clear Selection")
        wait_for_selection(usher)

    with stage.step("a column goes where its header is dragged, and is as wide as its edge says"):
        before = usher.titles()
        assert before[1:3] == ["Database", "State"], before
        usher.drag(usher.header("Database"), 160, 0)
        wait_for("the other order", lambda: usher.titles()[1:3] == ["State", "Database"])
        left = usher.header("Database").extents()[0]
        usher.drag(usher.header("Database"), 40, 0, from_edge=True)
        wait_for("a wider column before it", lambda: usher.header("Database").extents()[0] > left)

    with stage.step("places of the tree are chosen one by one and up to there"):
        click_place(usher, "postgres")
        wait_for("one place", lambda: chosen_places(usher) == ["postgres"])
        click_place(usher, "template1", holding="ctrl")
        wait_for("two places", lambda: chosen_places(usher) == ["postgres", "template1"])
        click_place(usher, "postgres")
        wait_for("one place", lambda: chosen_places(usher) == ["postgres"])
        click_place(usher, "template1", holding="shift")
        wait_for("three places", lambda: chosen_places(usher) == [
            "postgres", "template0", "template1"])


if __name__ == "__main__":
    main(journey)
