#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What was done can be read afterwards, also after Usher was closed."""

import json
import os
import pathlib

from driver.control import look_at_all
from driver.journey import Journey, main
from driver.usher import Usher
from driver.waiting import wait_for

SECRET = "open-sesame"


def entries(usher: Usher) -> list[str]:
    """What the rows of the history say, newest first."""
    view = usher.sees("list", "What was done")
    return [row.name for row in look_at_all(view.place).all("row")] if view else []


def open_history(usher: Usher) -> None:
    wait_for("the choice of views", lambda: usher.sees("tab", "History")).click()


def journey(stage: Journey) -> None:
    journal = pathlib.Path(os.environ["HOME"], ".local/state/usher/journal.jsonl")
    server = stage.server()
    victim = server.connect("victim", say=f"SELECT 'password={SECRET}';")
    usher = stage.usher(server.address())

    with stage.step("before anything was done, the history says so"):
        open_history(usher)
        usher.wait_for_words("Nothing Was Done Yet")

    with stage.step("what is done appears at once"):
        wait_for("the sessions", lambda: usher.sees("tab", "Sessions")).click()
        wait_for("the victim", lambda: victim.pid in usher.pids())
        usher.select(victim.pid)
        usher.press("Terminate…")
        usher.press("Terminate 1 Session")
        usher.wait_for_words("Terminated 1 session")
        usher.press("Close")
        open_history(usher)
        wait_for("the entry", lambda: any(str(victim.pid) in name for name in entries(usher)))
        assert "Terminate Session" in entries(usher)[0] and "Done" in entries(usher)[0]

    with stage.step("it stands in a file of the person's own, without the password"):
        text = journal.read_text(encoding="utf-8")
        asked, done = [json.loads(line) for line in text.splitlines()]
        assert asked["action"] == "terminate" and asked["outcome"] == "asked", asked
        assert done["amends"] == asked["id"] and done["outcome"] == "done", done
        for line in asked, done:
            assert [target["pid"] for target in line["targets"]] == [victim.pid], line
        assert SECRET not in text
        assert journal.stat().st_mode & 0o777 == 0o600

    with stage.step("the keyboard leads to all that it says"):
        usher.key("ctrl+f", "Tab", "Tab", "Tab", "Tab", "Return")
        usher.wait_for_dialog("Terminate Session")
        usher.press("Close")
        wait_for("the dialog to close", lambda: not usher.dialog())

    with stage.step("a line that cannot be read is shown, and does not hide the others"):
        with journal.open("a", encoding="utf-8") as file:
            file.write("half a li")
        usher.end()
        again = stage.usher(server.address())
        open_history(again)
        wait_for("both", lambda: len(entries(again)) == 2)
        assert "cannot be read" in entries(again)[0]
        assert "Terminate Session" in entries(again)[1]

    with stage.step("the filter finds what it is asked for"):
        again.window().get("entry", like="Filter History").write("victim")
        wait_for("one", lambda: len(entries(again)) == 1)
        again.window().get("entry", like="Filter History").write("nobody at all")
        again.wait_for_words("Nothing Matches")
        again.press("Clear Filters")
        wait_for("both again", lambda: len(entries(again)) == 2)


if __name__ == "__main__":
    main(journey)
