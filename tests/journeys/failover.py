#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A primary and its streaming standby. On the standby sessions are ended as anywhere; when the
primary dies and the standby takes over, Usher follows by itself."""

from driver.connections import new_connection, save
from driver.journey import Journey, main
from driver.server import Server
from driver.standby import follow, promote
from driver.usher import Usher
from driver.waiting import stays, wait_for


def both(name: str, first: Server, second: Server) -> dict:
    """A connection to whichever of them can be written to."""
    connection = new_connection(name, first)
    for word, fact in (("host", "folder"), ("port", "port")):
        connection["parameters"][word] = f"{first.facts[fact]},{second.facts[fact]}"
    connection["parameters"] |= {"target_session_attrs": "read-write", "connect_timeout": "6"}
    return connection


def terminate(usher: Usher, pid: int) -> None:
    wait_for("the session", lambda: pid in usher.pids())
    usher.select(pid)
    usher.press("Terminate…")
    usher.press("Terminate 1 Session")
    usher.wait_for_words("Terminated 1 session")
    usher.press("Close")
    wait_for("the dialog to close", lambda: not usher.dialog())


def journey(stage: Journey) -> None:
    primary, standby = stage.server(), stage.server()
    follow(standby, primary)
    save(new_connection("Replica", standby), both("Shop", primary, standby))
    reader = standby.connect("reader")
    writer = primary.connect("writer")
    usher = stage.usher("Replica")

    with stage.step("the standby is called one, and a session is ended there"):
        usher.wait_for_words(r"PostgreSQL [\d.]+, standby")
        terminate(usher, reader.pid)
        assert not reader.is_there()

    with stage.step("of two servers the one is chosen that can be written to"):
        assert stage.start_again("Shop") == 0
        wait_for("the writer", lambda: writer.pid in usher.pids())
        assert not usher.words_like(", standby")

    with stage.step("the primary dies: a banner, the last picture, no dialog"):
        primary.kill()
        usher.wait_for_words("Connection lost")
        stays("the picture is there, and no dialog", lambda: writer.pid in usher.pids()
              and not usher.dialog(), 1.5)

    with stage.step("the standby takes over: Usher is there by itself, and the banner goes"):
        promote(standby)
        late = standby.connect("late")
        wait_for("the session on the new primary", lambda: late.pid in usher.pids(), 60)
        wait_for("the banner to go", lambda: not usher.words_like("Connection lost"))
        assert not usher.dialog(), "nobody asked for a dialog"

    with stage.step("and sessions are ended there"):
        terminate(usher, late.pid)
        assert not late.is_there()


if __name__ == "__main__":
    main(journey)
