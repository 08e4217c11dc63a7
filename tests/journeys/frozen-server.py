#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The server freezes, neither answering nor refusing. The window never waits for it."""

import contextlib
import time
from collections.abc import Iterator

from driver.journey import Journey, main, note
from driver.usher import Usher
from driver.waiting import stays, wait_for

# Far less than any time-out of Usher's. Half a second of it is spent by this script, which has
# to find what it looks for, and by GTK, which holds down a button that no pointer clicked.
AT_ONCE = 2.0


@contextlib.contextmanager
def at_once(what: str) -> Iterator[None]:
    """That it takes no longer than a person would notice."""
    began = time.monotonic()
    yield
    took = time.monotonic() - began
    note(f"{what} was answered after {took * 1000:.0f} ms")
    assert took < AT_ONCE, f"{what} was answered after {took:.2f} s"


def use_filter(usher: Usher, text: str, application: str) -> None:
    usher.filter(text)
    wait_for("the filtered table",
             lambda: {row["Application"] for row in usher.rows()} == {application})


def journey(stage: Journey) -> None:
    server = stage.server()
    victim = server.connect("victim")
    server.connect("other")
    usher = stage.usher(server.address())
    wait_for("the victim", lambda: victim.pid in usher.pids())
    server.freeze()

    with stage.step("the window answers while the server does not"):
        usher.press("Refresh")
        for text in ("victim", "other", "victim"):
            with at_once("the filter"):
                use_filter(usher, text, text)

    with stage.step("an action on the frozen server can be given up"):
        usher.select(victim.pid)
        usher.press("Terminate…")
        usher.press("Terminate 1 Session")
        usher.wait_for_words("Terminating 1 session")
        stop = wait_for("the button that stops it", lambda: usher.sees("button", "Stop"))
        with at_once("Stop"):
            stop.click()
            wait_for("an answer", lambda: stop.again().name != "Stop")

    with stage.step("what became of it is not known, and that is said"):
        usher.wait_for_words("1 unknown")
        usher.press("Close")
        wait_for("no dialog", lambda: not usher.dialog())

    with stage.step("the last picture stays"):
        stays("the row is there", lambda: victim.pid in usher.pids(), 1)

    with stage.step("thawed, everything goes on"):
        server.thaw()
        usher.filter("")
        late = server.connect("after the thaw")
        wait_for("the new session", lambda: late.pid in usher.pids(), 40)
        wait_for("no banner", lambda: not usher.words_like("Connection lost|refresh failed"), 40)

    with stage.step("a connect to a frozen server can be cancelled at once"):
        server.freeze()
        other = stage.usher("--new-instance", server.address())
        other.wait_for_words("Connecting to")
        cancel = wait_for("the button Cancel", lambda: other.sees("button", "Cancel"))
        window = other.window()
        with at_once("Cancel"):
            cancel.click()
            wait_for("another page", lambda: not window.shows(cancel))
        server.thaw()


if __name__ == "__main__":
    main(journey)
