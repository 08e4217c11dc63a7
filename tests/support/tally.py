#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""tally.py LOG: counts the test points in meson's testlog.json.

Every line of a TAP test is a point, every other test is one. Prints the whole output of what
failed and the reason of what was skipped, and last a line of three numbers: passed, failed,
skipped. A test that ended badly counts as failed even when all its points are fine."""

import json
import pathlib
import re
import sys

POINT = re.compile(r"(?P<bad>not )?ok\b[ \d]*(?:- )?(?P<name>.*?)"
                   r"(?:\s*#\s*(?P<skip>SKIP)\S*\s*(?P<reason>.*))?")
NOTHING_RAN = re.compile(r"1\.\.0\s*#\s*SKIP\S*\s*(.*)", re.IGNORECASE)

GOOD = {"OK", "EXPECTEDFAIL"}


class Count:
    """What became of the points of one test."""

    def __init__(self, test):
        self.test = test
        self.passed = 0
        self.failed = 0
        self.skipped = []
        for line in test.get("stdout", "").splitlines():
            self._read(line)
        self._add_outcome(test["result"])

    def _read(self, line):
        nothing = NOTHING_RAN.fullmatch(line)
        point = POINT.fullmatch(line)
        if nothing:
            self.skipped.append(nothing.group(1))
        elif point is None:
            return
        elif point["skip"]:
            self.skipped.append(f"{point['name']}: {point['reason'] or 'no reason given'}")
        elif point["bad"]:
            self.failed += 1
        else:
            self.passed += 1

    def _add_outcome(self, result):
        nothing_counted = not (self.passed or self.failed or self.skipped)
        if result == "SKIP":
            if not self.skipped:
                self.skipped.append(last_line(self.test) or "no reason given")
        elif result not in GOOD:
            self.failed = self.failed or 1
        elif nothing_counted:
            self.passed = 1


def last_line(test):
    lines = (test.get("stdout", "") + test.get("stderr", "")).split("\n")
    return next((line for line in reversed(lines) if line.strip()), "")


def show_failure(test):
    print(f"\n==== {test['name']}: {test['result']} ====")
    for stream in ("stdout", "stderr"):
        if test.get(stream):
            print(f"---- {stream} ----")
            print(test[stream].rstrip("\n"))
    print(f"==== end of {test['name']} ====\n")


def main():
    log = pathlib.Path(sys.argv[1])
    text = log.read_text(encoding="utf-8") if log.is_file() else ""
    counts = [Count(json.loads(line)) for line in text.splitlines()]
    for count in counts:
        if count.failed:
            show_failure(count.test)
    for count in counts:
        for reason in count.skipped:
            print(f"skipped: {count.test['name']}: {reason}")
    print(sum(count.passed for count in counts), sum(count.failed for count in counts),
          sum(len(count.skipped) for count in counts))


if __name__ == "__main__":
    main()
