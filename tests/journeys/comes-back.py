#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A client that connects again after it was shown out is noticed."""

from driver.journey import Journey, main
from driver.waiting import wait_for


def journey(stage: Journey) -> None:
    server = stage.server()
    first = server.connect("games-api")
    usher = stage.usher(server.address())

    with stage.step("it is shown out"):
        wait_for("the client", lambda: first.pid in usher.pids())
        usher.select(first.pid)
        usher.press("Terminate…")
        usher.press("Terminate 1 Session")
        usher.wait_for_words("Terminated 1 session")
        usher.press("Close")
        assert not usher.words_like("came back")

    with stage.step("it comes back, and that is said, with what helps"):
        server.connect("games-api")
        usher.wait_for_words("games-api came back 1 time in the last minute")
        usher.wait_for_words("Stop it where it runs, or block new sessions")
        server.connect("games-api")
        usher.wait_for_words("games-api came back 2 times in the last minute")


if __name__ == "__main__":
    main(journey)
