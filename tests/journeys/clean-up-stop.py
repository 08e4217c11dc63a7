#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A clean-up that runs can be stopped: what was done is said, what was changed is put back, and
where stopping does harm, that is asked first."""

import os
import signal

from driver.clean_up import (choose_kind, close, exists, lets_in, open_window, outcome, type_name,
                             write)
from driver.journey import Journey, main
from driver.waiting import wait_for


def journey(stage: Journey) -> None:
    server = stage.server()
    for name in ("games", "shop"):
        server.ask(f"CREATE DATABASE {name}")
    frozen = server.connect("frozen", "games")
    usher = stage.usher(server.address())

    server.order(f"signal STOP {frozen.pid}")
    with stage.step("while a session does not end, it is stopped"):
        open_window(usher, "games")
        choose_kind(usher, "Rename")
        write(usher, "New Name", "games2")
        type_name(usher, "games")
        usher.press("Terminate 1 Session and Rename")
        wait_for("it to be closed", lambda: not lets_in(server, "games"))
        usher.press("Stop")

    with stage.step("what was changed is put back, and that is said"):
        wait_for("the outcome", lambda: "Stopped" in outcome(usher, "games"))
        assert "What was changed has been put back" in outcome(usher, "games")
        assert "Done" in outcome(usher, "Let sessions in as before")
        assert lets_in(server, "games") and not exists(server, "games2")
        close(usher)

    with stage.step("told to end, Usher does not abandon a drop, but asks"):
        open_window(usher, "shop")
        type_name(usher, "shop")
        usher.press("Drop 1 Database")
        wait_for("the reason to wait", lambda: "does not react" in outcome(usher, "shop"))
        os.kill(usher.program.pid, signal.SIGTERM)
        usher.wait_for_dialog("Stop the Clean-Up(.|\n)*may be left invalid")

    with stage.step("it is stopped all the same, and what that left is said"):
        usher.press(like="^Stop Anyway")
        wait_for("the outcome", lambda: "Invalid now" in outcome(usher, "shop"))
        assert "It can only be dropped" in outcome(usher, "shop")
        assert exists(server, "shop")

    with stage.step("tried again, it is dropped"):
        server.order(f"signal CONT {frozen.pid}")
        usher.press("Try Again…")
        usher.wait_for_dialog("A drop of it was interrupted")
        type_name(usher, "shop")
        usher.press("Drop 1 Database")
        wait_for("it to go", lambda: not exists(server, "shop"))
        close(usher)


if __name__ == "__main__":
    main(journey)
