# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A journey: a person's way through the whole program on a real server, in steps that are
test points. Each script holds one journey and runs it by main()."""

import contextlib
import os
import pathlib
import re
import shutil
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator

from .control import look_at_all
from .server import Server
from .usher import Usher, take_picture

BUILD = pathlib.Path(os.environ.get("USHER_BUILD_ROOT", "build"))
HELPERS = pathlib.Path(os.environ.get("USHER_LIBEXECDIR", BUILD / "src"))

Report = Callable[[bool, int, str], None]


def report_tap(good: bool, number: int, what: str) -> None:
    """A test point for meson."""
    print("ok" if good else "not ok", number, "-", what, flush=True)


class Journey:
    """The stage of one journey. Whatever it starts ends with it."""

    def __init__(self, name: str, pictures: pathlib.Path, report: Report = report_tap):
        self.name = name
        self.report = report
        self.pictures = pictures
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="usher-journey-"))
        self.closing = contextlib.ExitStack()
        self.ushers: list[Usher] = []
        self.steps = 0
        self.failed = 0
        pictures.mkdir(parents=True, exist_ok=True)

    # Who is on the stage

    def server(self, *options: str) -> Server:
        """A real server of its own, empty unless "--clients" asks for the practice sessions."""
        server = Server(HELPERS / "usher-practice", BUILD, self.folder, list(options))
        self.closing.callback(server.end)
        return server

    def usher(self, *arguments: str, **settings: str) -> Usher:
        """Usher, with a window."""
        usher = Usher(BUILD / "src" / "usher", self.folder, list(arguments), **settings)
        self.closing.callback(usher.end)
        self.ushers.append(usher)
        return usher.appear()

    def start_again(self, *arguments: str) -> int:
        """A second start beside the first; its status."""
        again = Usher(BUILD / "src" / "usher", self.folder, list(arguments))
        self.closing.callback(again.end)
        return again.program.wait(20)

    # Its course

    @contextlib.contextmanager
    def step(self, what: str) -> Iterator[None]:
        """A test point: what it says is true when the block ends without an error."""
        self.steps += 1
        try:
            yield
        except Exception:
            self.failed += 1
            self.report(False, self.steps, what)
            self._tell_why()
            raise
        self.report(True, self.steps, what)
        if any(usher.program.is_running() for usher in self.ushers):
            take_picture(self._picture_path(what))

    def end_ushers(self) -> None:
        """A critical message ends Usher by a signal, a leak of a test build by another status."""
        for usher in self.ushers:
            status = usher.end()
            assert status == 0, f"its status was {status}"
            complaints = re.findall(r".*-(?:WARNING|CRITICAL) \*\*.*", usher.program.said())
            assert not complaints, "\n".join(complaints)

    def fail_between_steps(self) -> None:
        """What leads to a step failed: that is a failure too."""
        self.steps += 1
        self.failed += 1
        self.report(False, self.steps, "the way to the next step")
        self._tell_why()

    def _picture_path(self, what: str) -> pathlib.Path:
        words = "".join(letter if letter.isalnum() else "-" for letter in what.lower())
        return self.pictures / f"{self.name}-{self.steps:02}-{words[:60].strip('-')}.png"

    def _tell_why(self) -> None:
        """Leaves a picture and all that can be read, and says what the programs said."""
        note("".join(traceback.format_exception(*sys.exc_info())))
        base = self.pictures / f"{self.name}-failed"
        take_picture(base.with_suffix(".png"))
        with base.with_suffix(".txt").open("w", encoding="utf-8") as file:
            for usher in self.ushers:
                if usher.place is not None and usher.program.is_running():
                    file.writelines(line + "\n" for line in look_at_all(usher.place).draw())
        for log in sorted(self.folder.glob("*.log")):
            note(f"{log.name}:\n" + log.read_text(encoding="utf-8", errors="replace")[-4000:])
        note(f"a picture and all names are at {base}.png and .txt")

    def close(self) -> None:
        self.closing.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def note(text: str) -> None:
    """Words for a person in TAP."""
    for line in text.splitlines():
        print("#", line, flush=True)


def run(stage: Journey, journey: Callable[[Journey], None]) -> bool:
    """Runs a journey to its end, or to its first failure, and clears the stage."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that all it started ends
    try:
        journey(stage)
        with stage.step("Usher ends when it is told to, and had nothing to complain about"):
            stage.end_ushers()
    except Exception:
        if not stage.failed:
            stage.fail_between_steps()
    finally:
        stage.close()
    return not stage.failed


def main(journey: Callable[[Journey], None]) -> None:
    """Runs a journey and speaks TAP; its pictures go to the build folder."""
    stage = Journey(pathlib.Path(sys.argv[0]).stem, BUILD / "journeys")
    good = run(stage, journey)
    print(f"1..{stage.steps}", flush=True)
    sys.exit(not good)
