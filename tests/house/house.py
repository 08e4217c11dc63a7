# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the tests of the house share: the tree's files, and words for meson's TAP reader."""

import os
import pathlib
import shutil
import subprocess
import sys

SOURCE = pathlib.Path(os.environ.get("USHER_SOURCE_ROOT", pathlib.Path(__file__).parents[2]))
BUILD = pathlib.Path(os.environ.get("USHER_BUILD_ROOT", "build"))

ROOMS = ["base", "profiles", "postgres", "monitor", "actions", "practice", "app"]


def files(*suffixes, under=""):
    """The files that belong to the tree, relative to it, sorted; all without suffixes."""
    found = _files_in_git() or _files_on_disk()
    return [path for path in sorted(found)
            if path.is_relative_to(under) and (not suffixes or path.suffix in suffixes)]


def _files_in_git():
    # Other people's checkouts, and a tree without git, are read from the disk instead.
    git = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                         cwd=SOURCE, capture_output=True, text=True, check=False) \
        if shutil.which("git") else None
    if git is None or git.returncode != 0:
        return None
    listed = (pathlib.Path(name) for name in git.stdout.split("\0") if name)
    return [path for path in listed if (SOURCE / path).is_file()]


def _files_on_disk():
    def belongs(path):
        top = path.parts[0]
        return not (top == ".git" or top.startswith("build") or "__pycache__" in path.parts)

    paths = (path.relative_to(SOURCE) for path in SOURCE.rglob("*") if path.is_file())
    return [path for path in paths if belongs(path)]


def text(path):
    """The text of a file of the tree."""
    return (SOURCE / path).read_text(encoding="utf-8")


def run(*command, stdin="", cwd=SOURCE):
    """The status and all output of a program; it gets no terminal."""
    done = subprocess.run([str(word) for word in command], cwd=cwd, input=stdin, text=True, errors="replace",
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    return done.returncode, done.stdout


class Tap:
    """Test points for meson, one for each call; leaving it prints the plan."""

    def __init__(self):
        self.count = 0
        self.failed = 0

    def __enter__(self):
        return self

    def __exit__(self, error, *rest):
        if error is None:
            print(f"1..{self.count}", flush=True)
            sys.exit(self.failed > 0)

    def check(self, name, problems):
        """Passes when there are no problems, else prints each."""
        problems = list(problems)
        self._point("not ok" if problems else "ok", name)
        self.failed += bool(problems)
        for problem in problems:
            for line in str(problem).splitlines():
                print("#", line)
        sys.stdout.flush()

    def skip(self, name, reason):
        """Says that a check could not run, and why."""
        self._point("ok", f"{name} # SKIP {reason}")

    def needs(self, program, name):
        """Whether a program is there; a check that cannot run without it is skipped."""
        there = shutil.which(program) is not None
        if not there:
            self.skip(name, f"{program} is not installed, see tests/deps")
        return there

    def _point(self, outcome, name):
        self.count += 1
        print(f"{outcome} {self.count} - {name}", flush=True)
