#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names are text, whatever is in them: never markup, never SQL, and visible in full."""

from driver.journey import Journey, main
from driver.waiting import wait_for

MARKUP = "<b>bold</b> & <span"
QUOTES = "it's \"quoted\"; DROP DATABASE shop --"
LINES = "two\nlines"
TURNED = "abc\u202egnp.exe"


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def journey(stage: Journey) -> None:
    server = stage.server()
    names = (MARKUP, QUOTES, LINES, TURNED)
    for name in ("shop", *names):
        server.ask(f"CREATE DATABASE {quoted(name)}")
    clients = {name: server.connect("<i>app</i> & co", name) for name in names}
    bystander = server.connect("bystander", "shop")
    usher = stage.usher(server.address())

    with stage.step("markup and quotes stand in tree and table as they are"):
        wait_for("the sessions", lambda: {c.pid for c in clients.values()} <= usher.pids())
        assert usher.row(clients[MARKUP].pid)["Database"] == MARKUP
        assert usher.row(clients[QUOTES].pid)["Database"] == QUOTES
        assert usher.row(clients[MARKUP].pid)["Application"] == "<i>app</i> & co"
        assert f"{MARKUP}, 1 session" in usher.places(), usher.places()

    with stage.step("line ends and turned text are made visible"):
        for name in (LINES, TURNED):
            shown = usher.row(clients[name].pid)["Database"]
            assert "\n" not in shown and "\u202e" not in shown, repr(shown)
            assert shown != name.replace("\n", "").replace("\u202e", ""), repr(shown)

    with stage.step("the dialog names it as it is"):
        usher.choose(QUOTES)
        wait_for("its one session", lambda: usher.pids() == {clients[QUOTES].pid})
        usher.select(clients[QUOTES].pid)
        usher.press("Terminate…")
        dialog = usher.wait_for_dialog("Terminate 1 session")

    with stage.step("its session is gone, and nothing else happened"):
        usher.press("Terminate 1 Session")
        wait_for("the end of it", lambda: not clients[QUOTES].is_there())
        assert bystander.is_there()
        assert server.ask("SELECT 1 FROM pg_database WHERE datname = 'shop'") == [["1"]]


if __name__ == "__main__":
    main(journey)
