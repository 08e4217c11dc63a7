#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What every file of the tree keeps to."""

import pathlib
import re

import house

TOP_LEVEL = {"data", "po", "src", "tests", "ui", "meson.build", "meson_options.txt",
             "README.md", "COPYING"}
BINARY = {".png"}
WITHOUT_HEAD = {pathlib.Path("COPYING"), pathlib.Path("README.md")}

# Spelled so that they do not find themselves.
LEFTOVER = re.compile(r"\b(TO" r"DO|FIX" r"ME|HA" r"CK|XX" r"X)\b")
MACHINE = re.compile(r"(?<![\w.])/(wor[k]/|hom[e]/(?!linuxbrew/)|roo[t]/|User[s]/)")
REGISTRY = re.compile(r"(?i)\b(deb|snapshot|security|ftp)\.debia[n]\.org|registry\.npmj[s]|pypi\.or[g]|"
                      r"apt\.postgresq[l]\.org|proxy\.golan[g]|crates\.i[o]")
INCLUDE = re.compile(r'^\s*#\s*include\s+"[^"]*/')


def texts():
    return [path for path in house.files() if path.suffix not in BINARY]


def lines_like(pattern, paths):
    """Where a pattern occurs, as file:line: text."""
    for path in paths:
        for number, line in enumerate(house.text(path).splitlines(), 1):
            if pattern.search(line):
                yield f"{path}:{number}: {line.strip()}"


def strangers_at_the_top():
    tops = {path.parts[0] for path in house.files()}
    return sorted(top for top in tops if not top.startswith(".") and top not in TOP_LEVEL)


def without_head():
    for path in texts():
        head = "\n".join(house.text(path).splitlines()[:4])
        if path not in WITHOUT_HEAD and not ("SPDX-FileCopyrightText: " in head
                                             and "SPDX-License-Identifier: " in head):
            yield path


def untidy():
    for path in texts():
        raw = (house.SOURCE / path).read_bytes()
        if raw and not raw.endswith(b"\n"):
            yield f"{path}: no line end at the end"
        if b"\r" in raw:
            yield f"{path}: carriage return"
        if path.suffix in {".c", ".h", ".sql", ".py", ".ui", ".css"} and b"\t" in raw:
            yield f"{path}: tab"
        if path.suffix != ".md" and re.search(rb"[ \t]$", raw, re.MULTILINE):
            yield f"{path}: blank at the end of a line"


def shadowing_headers():
    seen = {}
    for path in house.files(".h", under="src"):
        if pathlib.Path("/usr/include", path.name).exists():
            yield f"{path}: has the name of a system header"
        if path.name in seen:
            yield f"{path}: has the name of {seen[path.name]}"
        seen[path.name] = path


def not_in_the_resource():
    listing = house.text("ui/usher.gresource.xml")
    for path in house.files(".ui", ".css", ".svg", under="ui"):
        if f">{path.relative_to('ui')}<" not in listing:
            yield path


def scripts():
    return [path for path in texts() if house.text(path).startswith("#!/bin/bash")]


def careless_scripts():
    for path in scripts():
        if "\nset -euo pipefail\n" not in house.text(path):
            yield f"{path}: without set -euo pipefail"
        if not (house.SOURCE / path).stat().st_mode & 0o111:
            yield f"{path}: not executable"


def main():
    with house.Tap() as tap:
        tap.check("the top level holds what the design allows", strangers_at_the_top())
        tap.check("every file has its SPDX head", without_head())
        tap.check("no file is untidy", untidy())
        tap.check("no leftovers", lines_like(LEFTOVER, texts()))
        tap.check("no path of a machine", lines_like(MACHINE, texts()))
        tap.check("no host of a package registry", lines_like(REGISTRY, texts()))
        tap.check("includes are plain file names",
                  lines_like(INCLUDE, house.files(".c", ".h")))
        tap.check("header names are unique", shadowing_headers())
        tap.check("every file of the user interface is in the resource", not_in_the_resource())
        tap.check("scripts are strict and can be run", careless_scripts())
        if tap.needs("shellcheck", "shellcheck"):
            status, output = house.run("shellcheck", *scripts())
            tap.check("shellcheck", [output] if status else [])


if __name__ == "__main__":
    main()
