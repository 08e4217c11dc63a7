#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The chosen sessions are shown out, verifiably, and no others."""

from driver.journey import Journey, main
from driver.waiting import wait_for


def journey(stage: Journey) -> None:
    server = stage.server()
    server.ask("CREATE DATABASE games")
    idle = server.connect("idle victim", "games")
    writer = server.connect("writing victim", "games",
                            say="BEGIN; CREATE TABLE t (n int); INSERT INTO t VALUES (1);")
    others = [server.connect("bystander", "games"), server.connect("other victim", "games")]
    usher = stage.usher(server.address())

    with stage.step("the sessions of the server are in the table"):
        wait_for("all sessions", lambda: usher.pids() >= {
            client.pid for client in (idle, writer, *others)})

    with stage.step("a filter hides sessions and says how many"):
        usher.filter("victim")
        wait_for("the three victims alone", lambda: usher.pids() == {
            idle.pid, writer.pid, others[1].pid})
        usher.wait_for_words(r"\d+ hidden by filters")

    with stage.step("the bar below says what would happen"):
        usher.select(idle.pid, writer.pid)
        usher.wait_for_words("2 sessions selected")
        usher.wait_for_words("1 open transaction will be rolled back")

    with stage.step("the dialog names every target"):
        usher.press("Terminate…")
        dialog = usher.wait_for_dialog(r"Terminate 2 sessions")
        words = dialog.words()
        assert str(idle.pid) in words and str(writer.pid) in words, words
        assert not any(str(client.pid) in words for client in others), words

    with stage.step("Escape keeps them"):
        usher.key("Escape")
        wait_for("the dialog to close", lambda: not usher.dialog())
        assert idle.is_there() and writer.is_there()

    with stage.step("confirmed, they are gone, and the others are not"):
        usher.press("Terminate…")
        usher.press("Terminate 2 Sessions")
        usher.wait_for_words("Terminated 2 sessions")
        assert not idle.is_there() and not writer.is_there()
        assert all(client.is_there() for client in others)
        assert not server.ask("SELECT 1 FROM pg_class WHERE relname = 't'", "games")


if __name__ == "__main__":
    main(journey)
