#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who comes back after everyone was disconnected is noticed where it matters, with what helps;
and where the history cannot be written, that is said."""

import os
import pathlib

from driver.clean_up import (choose_kind, close, find, lets_in, open_window, outcome, type_name)
from driver.journey import Journey, main
from driver.waiting import wait_for


def journey(stage: Journey) -> None:
    server = stage.server()
    server.ask("CREATE DATABASE games")
    client = server.connect("games-api", "games")
    usher = stage.usher(server.address())

    with stage.step("everyone is disconnected, once"):
        open_window(usher, "games")
        choose_kind(usher, "Disconnect Everyone")
        type_name(usher, "games")
        usher.press("Terminate 1 Session")
        wait_for("the outcome", lambda: "Everybody was disconnected" in outcome(usher, "games"))
        assert not client.is_there() and lets_in(server, "games")
        close(usher)

    with stage.step("who comes back is noticed in the tree"):
        server.connect("games-api", "games")
        usher.wait_for_place("^games, 1 session. games-api came back 1 time in the last minute")

    with stage.step("and among what stands in the way, with what helps"):
        open_window(usher, "games")
        usher.wait_for_dialog("games-api came back 1 time in the last minute(.|\n)*blocked first")
        choose_kind(usher, "Disconnect Everyone")
        usher.wait_for_dialog("Stop it where it runs, or block new sessions")
        server.connect("games-api", "games")
        usher.wait_for_dialog("games-api came back 2 times")

    with stage.step("one click makes a plan of it that keeps it out"):
        wait_for("its button", lambda: find(usher, "button", "^Block New Sessions$")).click()
        usher.wait_for_dialog("It stays out until you release")
        type_name(usher, "games")

    journal = pathlib.Path(os.environ["HOME"], ".local/state/usher/journal.jsonl")
    journal.rename(journal.with_suffix(".kept"))
    journal.mkdir()
    with stage.step("it is done although the history cannot be written, and that is said"):
        usher.press("Terminate 2 Sessions and Block")
        wait_for("it to be closed", lambda: not lets_in(server, "games"))
        wait_for("the outcome", lambda: "until you release it" in outcome(usher, "games"))
        usher.wait_for_words("could not be written to the history")
        close(usher)

    with stage.step("the banner lets them in again"):
        usher.press("Release")
        wait_for("it to be open", lambda: lets_in(server, "games"))
        usher.wait_for_words("could not be written to the history")


if __name__ == "__main__":
    main(journey)
