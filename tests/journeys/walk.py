#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Walks through the main job on the practice server, as somebody would who sees Usher for the
first time, and leaves a picture of each step. tests/try runs it where there is no display."""

import argparse
import pathlib
import subprocess
import sys

from driver.journey import Journey, run
from driver.usher import Row, Usher
from driver.waiting import wait_for

CHOSEN = 3


def describe(row: Row) -> str:
    return (f"{row['PID']}: {row['User']} with {row['Application'] or 'an unnamed application'}, "
            f"{row['State'].lower()}")


def those_that_live(usher: Usher) -> list[Row]:
    return [row for row in usher.rows() if row["State"] not in ("Usher", "Ended")]


def walk(stage: Journey) -> None:
    usher = stage.usher("--practice")

    with stage.step("Usher shows who is connected to the practice server"):
        wait_for("some twenty sessions", lambda: len(usher.rows()) > 20, 60)
        print("  ", usher.wait_for_place("^All sessions, "))

    with stage.step("A click in the tree chooses the database games"):
        usher.choose("games")
        rows = wait_for("its sessions alone", lambda: {row["Database"] for row in usher.rows()}
                        == {"games"} and those_that_live(usher))
        print("  ", len(rows), "sessions")

    with stage.step("The sessions with the oldest transactions are selected"):
        chosen = rows[:CHOSEN]
        usher.select(*(int(row["PID"]) for row in chosen))
        usher.wait_for_words(f"{CHOSEN} sessions selected")
        for row in chosen:
            print("  ", describe(row))

    with stage.step("Terminate asks, and names every one"):
        usher.press("Terminate…")
        dialog = usher.wait_for_dialog(f"Terminate {CHOSEN} sessions")
        words = dialog.words()
        assert all(row["PID"] in words for row in chosen), words

    with stage.step("Confirmed, the dialog tells what became of each"):
        usher.press(f"Terminate {CHOSEN} Sessions")
        print("  ", usher.wait_for_words(f"Terminated {CHOSEN} sessions.*"))

    with stage.step("They are gone from the list"):
        usher.press("Close")
        usher.press("Clear Selection")
        wait_for("a list without them",
                 lambda: not {row["PID"] for row in chosen} & {row["PID"] for row in usher.rows()})


def report(good: bool, number: int, what: str) -> None:
    print(f"{number}. {what}." if good else f"{number}. FAILED: {what}.", flush=True)


def make_readme_picture(folder: pathlib.Path, name: str, **settings: str) -> None:
    """The main window with sessions selected, cut out of its shadow."""
    def stand_still(stage: Journey) -> None:
        usher = stage.usher("--practice", **settings)
        wait_for("some twenty sessions", lambda: len(usher.rows()) > 20, 60)
        usher.choose("games")
        rows = wait_for("its sessions alone", lambda: {row["Database"] for row in usher.rows()}
                        == {"games"} and those_that_live(usher))
        usher.select(*(int(row["PID"]) for row in rows[:CHOSEN]))
        usher.wait_for_words(f"{CHOSEN} sessions selected")
        left, top, width, height = usher.place_on_screen()
        subprocess.run(["import", "-silent", "-window", "root", "-crop",
                        f"{width}x{height}+{left}+{top}", "+repage", "-strip",
                        "-define", "png:compression-level=9", str(folder / name)],
                       check=True, timeout=30)

    if not run(Journey(pathlib.Path(name).stem, folder, report), stand_still):
        sys.exit(1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=pathlib.Path, metavar="DIR",
                        help="walk, and leave a picture of each step there")
    parser.add_argument("--readme", type=pathlib.Path, metavar="DIR",
                        help="make the pictures of the README there")
    options = parser.parse_args()

    if options.readme:
        make_readme_picture(options.readme, "main-window.png")
        make_readme_picture(options.readme, "main-window-dark.png",
                            ADW_DEBUG_COLOR_SCHEME="prefer-dark")
    if options.pictures and not run(Journey("walk", options.pictures, report), walk):
        sys.exit(1)


if __name__ == "__main__":
    main()
