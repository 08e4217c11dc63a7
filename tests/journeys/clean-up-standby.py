#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""On a hot standby nothing can be altered: that is said, and what still works does."""

from driver.clean_up import choose_kind, close, find, open_window, outcome, type_name
from driver.journey import Journey, main
from driver.waiting import wait_for


def journey(stage: Journey) -> None:
    server = stage.server()
    server.ask("CREATE DATABASE games")
    server.become_standby()
    reader = server.connect("report", "games")
    usher = stage.usher(server.address())

    with stage.step("it says that nothing can be altered, and what can be done"):
        open_window(usher, "games")
        usher.wait_for_dialog("This server is a hot standby(.|\n)*Sessions can be ended"
                              "(.|\n)*Connect to the primary server")
        type_name(usher, "games")
        button = wait_for("the button", lambda: find(usher, "button", "Session and Drop"))
        assert not button.has("sensitive")

    with stage.step("everyone can be disconnected"):
        choose_kind(usher, "Disconnect Everyone")
        wait_for("no objection", lambda: not usher.dialog("hot standby"))
        usher.press("Terminate 1 Session")
        wait_for("the outcome", lambda: "Everybody was disconnected" in outcome(usher, "games"))
        assert not reader.is_there()
        close(usher)


if __name__ == "__main__":
    main(journey)
