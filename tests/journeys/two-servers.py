#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Two servers in one window: what is chosen, seen and ended is always of one, and leaving one
does nothing to the other."""

from driver.connections import new_connection, save
from driver.journey import Journey, main
from driver.usher import Usher
from driver.waiting import wait_for


def chosen(usher: Usher) -> list[str]:
    return [row.name.split(",")[0] for row in usher.tree().all("row") if row.has("selected")]


def go_to(usher: Usher, place: str, holding: str | None = None) -> None:
    usher.point(usher.tree().get("row", like=f"^{place}\\b"), holding=holding)


def disconnect_by_menu(usher: Usher, name: str) -> None:
    """Its letter again until it was heard: the menu takes a moment to come."""
    usher.point(usher.tree().get("row", like=f"^{name}"), 3)

    def is_left():
        usher.key("d")
        return any(place.startswith(f"{name}. Not connected") for place in usher.places())
    wait_for("the end of the connection", is_left)


def journey(stage: Journey) -> None:
    left, right = stage.server(), stage.server()
    left.ask("CREATE DATABASE lefty")
    right.ask("CREATE DATABASE righty")
    spared = left.connect("api", "lefty")
    victim = right.connect("api", "righty")
    save(new_connection("Left", left), new_connection("Right", right))
    usher = stage.usher("Left")

    with stage.step("both are connected, and each shows its own databases"):
        usher.wait_for_place("^Left. Connected")
        usher.wait_for_place("^lefty, 1 session")
        go_to(usher, "Right")
        usher.key("Return")
        usher.wait_for_place("^Right. Connected")
        usher.wait_for_place("^righty, 1 session")
        usher.wait_for_place("^lefty, 1 session")

    with stage.step("a place of the other one takes the selection there"):
        go_to(usher, "lefty")
        wait_for("its session alone", lambda: usher.pids() == {spared.pid})
        go_to(usher, "righty", holding="ctrl")
        wait_for("one place", lambda: chosen(usher) == ["righty"])
        wait_for("its session alone", lambda: usher.pids() == {victim.pid})

    with stage.step("only what is there is ended"):
        usher.key("Delete")
        usher.wait_for_dialog("Terminate 1 session")
        usher.press("Terminate 1 Session")
        wait_for("the end of it", lambda: not victim.is_there())
        assert spared.is_there(), "a session of the other server was ended"
        usher.press("Close")
        wait_for("the end of the dialog", lambda: usher.dialog() is None)
        usher.take_keys()

    with stage.step("one is left, and the other one stays alive"):
        disconnect_by_menu(usher, "Right")
        go_to(usher, "lefty")
        late = left.connect("late", "lefty")
        wait_for("who came later", lambda: usher.pids() == {spared.pid, late.pid})


if __name__ == "__main__":
    main(journey)
