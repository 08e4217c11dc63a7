#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A second start hands over to the Usher that already runs."""

import subprocess

from driver.journey import Journey, main
from driver.waiting import wait_for


def journey(stage: Journey) -> None:
    server = stage.server()
    server.ask("CREATE ROLE ana LOGIN")
    usher = stage.usher()

    with stage.step("started with nothing said, it offers what to do"):
        usher.wait_for_words("Welcome to Usher")
        assert usher.sees("button", "Practice Server")

    with stage.step("an address given to a second start opens in the first"):
        assert stage.start_again(server.address()) == 0
        usher.wait_for_place("^All sessions, ")
        assert len(usher.windows()) == 1, "the vacant window was not used"

    with stage.step("another one joins it in the same window"):
        assert stage.start_again(server.address(user="ana")) == 0
        wait_for("two servers", lambda: len(
            [place for place in usher.places() if place.startswith("All sessions, ")]) == 2)
        assert len(usher.windows()) == 1

    with stage.step("a bad address is refused where it was given"):
        assert stage.start_again("postgresql://host/?nonsense=1") == 2
        assert len(usher.windows()) == 1

    with stage.step("the desktop's menu opens the practice server, too"):
        subprocess.run(["gapplication", "action", "io.github.pgusher.Usher", "practice"],
                       check=True, timeout=10)
        wait_for("its row", lambda: any(place.startswith("Practice server. Connected")
                                        for place in usher.places()), 60)
        assert "Practice server" in usher.window().name


if __name__ == "__main__":
    main(journey)
