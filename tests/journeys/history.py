#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What was done can be read afterwards, also after Usher was closed."""

import json
import os
import pathlib
import signal

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


def append(journal: pathlib.Path, text: str) -> None:
    """As another process does, which leaves no half of it to be seen."""
    with journal.open("a", encoding="utf-8") as file:
        file.write(text)


def export(usher: Usher, folder: pathlib.Path) -> pathlib.Path:
    """Goes through the dialog that asks where to."""
    usher.press("Export")
    wait_for("the kinds", lambda: any(
        item.has("focused") for item in usher.window().all("menu item", like="JSON Lines")))
    usher.key("Return")
    wait_for("the dialog", lambda: usher.top().name == "Export History")
    destination = folder / "exported.jsonl"
    usher.top().get("entry", like="Name").write(str(destination))
    usher.top().get("button", "Save").click()
    usher.wait_for_words("3 entries exported")
    return destination


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

    with stage.step("what another Usher writes appears as it is written"):
        other = {"v": 1, "when": "2026-03-01T12:00:00Z", "id": "1", "action": "drop",
                 "subject": "of another Usher", "server": {"label": "elsewhere"},
                 "outcome": "done", "targets": [], "sql": "DROP DATABASE x"}
        append(journal, json.dumps(other) + "\n")
        wait_for("its entry", lambda: "of another Usher" in (entries(usher) or [""])[0])

    with stage.step("a line that cannot be read is shown, and does not hide the others"):
        append(journal, "half a li")
        wait_for("it", lambda: "cannot be read" in entries(usher)[0])
        assert "Terminate Session" in entries(usher)[2]

    with stage.step("the filter finds what it is asked for"):
        usher.window().get("entry", like="Filter History").write("victim")
        wait_for("one", lambda: len(entries(usher)) == 1)
        usher.window().get("entry", like="Filter History").write("nobody at all")
        usher.wait_for_words("Nothing Matches")
        usher.press("Clear Filters")
        wait_for("all again", lambda: len(entries(usher)) == 3)

    with stage.step("what is shown is exported to a file of one's choice"):
        exported = export(usher, stage.folder)
        assert exported.stat().st_mode & 0o777 == 0o600
        damaged, drop, terminate = exported.read_text(encoding="utf-8").splitlines()
        assert damaged == "half a li" and json.loads(drop)["sql"] == other["sql"], drop
        assert json.loads(terminate)["outcome"] == "done", terminate

    with stage.step("what Usher died over is unknown, and can be read without a connection"):
        lasting = server.connect("lasting")
        wait_for("the sessions", lambda: usher.sees("tab", "Sessions")).click()
        wait_for("the session", lambda: lasting.pid in usher.pids())
        server.order(f"signal STOP {lasting.pid}")
        usher.select(lasting.pid)
        usher.press("Terminate…")
        usher.press("Terminate 1 Session")
        wait_for("the line", lambda: str(lasting.pid) in journal.read_text(encoding="utf-8"))
        stage.ushers.remove(usher)
        os.kill(usher.program.pid, signal.SIGKILL)
        usher.end()
        server.order(f"signal CONT {lasting.pid}")

        again = stage.usher()
        again.wait_for_words("Welcome to Usher")
        again.key("ctrl+h")
        wait_for("all of it", lambda: len(entries(again)) == 4)
        assert str(lasting.pid) in entries(again)[0] and "Unknown" in entries(again)[0]
        assert "Usher ended before it was verified" in entries(again)[0]


if __name__ == "__main__":
    main(journey)
