#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""tests/deps names what the build finds on this machine, so that a new machine has it too."""

import json
import pathlib
import re

import house

ORIGIN = re.compile(r"^(\S+?)(?::\w+)?: ", re.MULTILINE)


def wanted():
    """The packages of the group that a build needs."""
    group = re.search(r'\[build\]="([^"]*)"', house.text("tests/deps"))
    return set(group.group(1).split())


def libraries():
    listed = (house.BUILD / "meson-info/intro-dependencies.json").read_text("utf-8")
    return [dependency["name"] for dependency in json.loads(listed)]


def package_of(library):
    """Whose the library's description is, or None if no package brought it."""
    status, folder = house.run("pkg-config", "--variable=pcfiledir", library)
    path = pathlib.Path(folder.strip(), f"{library}.pc")
    status, output = house.run("dpkg-query", "--search", path.resolve())
    found = ORIGIN.search(output)
    return None if status or found is None else found.group(1)


def unnamed():
    names = wanted()
    for library in libraries():
        package = package_of(library)
        if package not in names:
            yield f"{library} is in {package or 'no package'}, which tests/deps does not name"


def main():
    with house.Tap() as tap:
        if tap.needs("dpkg-query", "every library's package is named"):
            tap.check("every library's package is named", unnamed())


if __name__ == "__main__":
    main()
