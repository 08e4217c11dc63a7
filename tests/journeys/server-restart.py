#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The server dies: the last picture stays and is called old. It comes back: so does Usher."""

from driver.journey import Journey, main
from driver.waiting import stays, wait_for


def journey(stage: Journey) -> None:
    server = stage.server()
    before = [server.connect(f"before {number}") for number in range(3)]
    usher = stage.usher(server.address())
    pids = {client.pid for client in before}
    wait_for("the sessions", lambda: pids <= usher.pids())

    with stage.step("the server killed, a banner says so and how old the picture is"):
        server.kill()
        usher.wait_for_words("Connection lost")
        usher.wait_for_words("What you see is from")

    with stage.step("the last picture stays"):
        stays("the rows are there", lambda: pids <= usher.pids(), 2.5)
        assert not usher.dialog(), "nobody asked for a dialog"

    with stage.step("the server back, Usher is back by itself"):
        server.restart()
        after = server.connect("after")
        wait_for("the new session", lambda: after.pid in usher.pids(), 40)
        wait_for("the banner to go", lambda: not usher.words_like("Connection lost"))
        assert not pids & usher.pids(), "a session of before is still shown"

    with stage.step("and its hands work again"):
        usher.select(after.pid)
        usher.press("Terminate…")
        usher.press("Terminate 1 Session")
        wait_for("the end of it", lambda: not after.is_there())


if __name__ == "__main__":
    main(journey)
