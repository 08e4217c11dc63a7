#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What Usher tells the desktop about itself is valid, by the desktop's own validators."""

import pathlib
import re

import house

ID = "io.github.pgusher.Usher"
GENERATED = pathlib.Path(house.BUILD, "data")

VALIDATORS = {
    "desktop file": ["desktop-file-validate", GENERATED / f"{ID}.desktop"],
    "settings schema": ["glib-compile-schemas", "--strict", "--dry-run", "data"],
    "man page": ["mandoc", "-T", "lint", "-W", "warning", "data/usher.1"],
}


def metainfo_issues():
    """Everything above a hint counts. Only the developer's name cannot please everybody: it is
    written as AppStream before 1.0 wants it, on Debian 12, and later ones say so."""
    status, output = house.run("appstreamcli", "validate", "--no-net", "--no-color",
                               GENERATED / f"{ID}.metainfo.xml")
    issues = [line for line in output.splitlines()
              if re.match(r"[EWI]:", line) and not re.search(r": developer-(name|info)-", line)]
    return [output] if issues or status else []


def unreadable_icons():
    """A renderer draws both icons, at the smallest size as well."""
    for name in (f"{ID}.svg", f"{ID}-symbolic.svg"):
        status, output = house.run("rsvg-convert", "--width=16", "--height=16",
                                   f"data/icons/{name}")
        if status:
            yield output


def main():
    with house.Tap() as tap:
        for name, command in VALIDATORS.items():
            if tap.needs(command[0], name):
                status, output = house.run(*command)
                tap.check(name, [output or f"status {status}"] if status else [])
        if tap.needs("appstreamcli", "metainfo"):
            tap.check("metainfo", metainfo_issues())
        if tap.needs("rsvg-convert", "icons"):
            tap.check("icons", unreadable_icons())


if __name__ == "__main__":
    main()
