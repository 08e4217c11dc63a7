#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every text that a person reads can be translated."""

import re

import house

POTFILES = "po/POTFILES.in"
C_TEXT = re.compile(r'\b(N?C?_|Q_|g?d?n?gettext|g_dn?gettext|g_dpgettext2?)\s*\(\s*(\w+,\s*)?"')
UI_TEXT = re.compile(r'translatable="(yes|true)"')
CDATA = re.compile(r"<!\[CDATA\[.*?\]\]>", re.DOTALL)
DATA = re.compile(r"\.(desktop|metainfo\.xml)\.in$|\.gschema\.xml$")


def listed():
    return [line for line in house.text(POTFILES).splitlines()
            if line and not line.startswith("#")]


def has_text(path):
    if DATA.search(path.name):
        return True
    if path.suffix in {".c", ".h"}:
        return C_TEXT.search(house.text(path)) is not None
    return path.suffix == ".ui" and UI_TEXT.search(house.text(path)) is not None


def with_text():
    return [str(path) for path in house.files()
            if path.parts[0] in {"data", "src", "ui"} and has_text(path)]


def differences():
    wanted, there = set(with_text()), set(listed())
    yield from (f"{path} is missing" for path in sorted(wanted - there))
    yield from (f"{path} has nothing to translate" for path in sorted(there - wanted))
    if listed() != sorted(listed()):
        yield "it is not sorted"


def hidden_from_translators():
    """xgettext does not look into CDATA, where row factories are written."""
    for path in house.files(".ui", under="ui"):
        if any(UI_TEXT.search(section) for section in CDATA.findall(house.text(path))):
            yield f"{path}: text to translate in CDATA; give the factory a file of its own"


def extraction():
    status, output = house.run(
        "xgettext", "--from-code=UTF-8", "--add-comments=Translators", "--output=-",
        "--keyword=_", "--keyword=N_", "--keyword=C_:1c,2", "--keyword=NC_:1c,2",
        "--keyword=g_dngettext:2,3", f"--files-from={POTFILES}", f"--directory={house.SOURCE}")
    if status:
        yield output
    yield from (line for line in output.splitlines() if re.match(r"\S+:\d+: warning", line))
    if '"Content-Type: text/plain; charset=' not in output:
        yield "nothing was extracted"


def main():
    with house.Tap() as tap:
        tap.check("POTFILES.in lists the files with text, sorted", differences())
        tap.check("no text is hidden from translators", hidden_from_translators())
        if tap.needs("xgettext", "xgettext reads all of it"):
            tap.check("xgettext reads all of it", extraction())


if __name__ == "__main__":
    main()
