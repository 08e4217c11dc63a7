#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Saved connections: opened by name and by key, two at once, guarded by what they are, removed
and taken back."""

from driver.connections import new_connection, on_disk, save
from driver.control import Control
from driver.journey import Journey, main
from driver.usher import Usher
from driver.waiting import wait_for


def names_on_disk() -> list[str]:
    return [each["name"] for each in on_disk()]


def own_row(usher: Usher) -> Control:
    return next(iter(usher.tree().all("row", like="^Just looking")))


def confirm_button(usher: Usher) -> Control | None:
    return usher.sees("button", "Terminate 1 Session")


def remove_by_menu(usher: Usher) -> None:
    """Its letter again until it was heard: the menu takes a moment to come."""
    def is_removed():
        usher.key("m")
        return usher.words_like("“Just looking” removed")
    wait_for("the removal", is_removed)


def journey(stage: Journey) -> None:
    server = stage.server()
    victim = server.connect("api")
    save(new_connection("Shop live", server, group="Shop", environment="production"),
         new_connection("Just looking", server, **{"look-only": True}))
    usher = stage.usher("Shop live")

    with stage.step("a saved connection is opened by its name"):
        usher.wait_for_place("^All sessions, ")
        usher.wait_for_place("^Shop live, Production. Connected")
        usher.wait_for_place("^Just looking. Not connected")
        usher.wait_for_words("● Production")

    with stage.step("production asks for a name before it ends anything"):
        wait_for("the victim", lambda: victim.pid in usher.pids())
        usher.select(victim.pid)
        usher.press("Terminate…")
        usher.wait_for_dialog("Terminate 1 session")
        usher.wait_for_words("type its name")
        button = confirm_button(usher)
        assert button and not button.has("sensitive"), "it would end without being asked twice"
        usher.dialog().get("entry", like="type its name").write("Shop liv")
        button = confirm_button(usher)
        assert button and not button.has("sensitive"), "half a name is enough"
        usher.key("Escape")
        wait_for("the end of the dialog", lambda: usher.dialog() is None)
        assert victim.is_there()

    with stage.step("its name lets it end"):
        other = server.connect("worker")
        wait_for("the other one", lambda: other.pid in usher.pids())
        usher.select(other.pid)
        usher.press("Terminate…")
        usher.wait_for_dialog("Terminate 1 session")
        usher.dialog().get("entry", like="type its name").write("Shop live")
        usher.press("Terminate 1 Session")
        wait_for("the end of it", lambda: not other.is_there())
        assert victim.is_there()
        usher.press("Close")
        wait_for("the end of the dialog", lambda: usher.dialog() is None)

    with stage.step("a second start opens another one beside it"):
        assert stage.start_again("Just looking") == 0
        usher.wait_for_place("^Just looking. Connected")
        wait_for("both servers", lambda: len(
            [place for place in usher.places() if place.startswith("All sessions, ")]) == 2)
        assert len(usher.windows()) == 1
        usher.wait_for_words("Look Only")

    with stage.step("where one only looks nothing can be ended"):
        wait_for("the victim", lambda: victim.pid in usher.pids())
        usher.select(victim.pid)
        usher.wait_for_words("1 session selected")
        for name in ("Terminate…", "Cancel Query…"):
            button = usher.sees("button", name)
            assert button and not button.has("sensitive"), f"{name} can be pressed"
        usher.take_keys()
        usher.point(own_row(usher))
        wait_for("its selection", lambda: own_row(usher).has("selected"))
        usher.key("Delete")
        usher.wait_for_words("This connection is set to look only")
        assert usher.dialog() is None and victim.is_there()

    with stage.step("removed, it is disconnected and gone from the file"):
        usher.point(own_row(usher), 3)
        wait_for("its selection", lambda: own_row(usher).has("selected"))
        remove_by_menu(usher)
        usher.wait_for_words("“Just looking” removed")
        wait_for("its row to go", lambda: not any("Just looking" in p for p in usher.places()))
        wait_for("the file", lambda: names_on_disk() == ["Shop live"])

    with stage.step("taken back, it is there again, not connected"):
        usher.press("Undo")
        usher.wait_for_place("^Just looking. Not connected")
        wait_for("the file", lambda: sorted(names_on_disk()) == ["Just looking", "Shop live"])


if __name__ == "__main__":
    main(journey)
