#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Installs the build into an empty folder and looks where everything went."""

import json
import pathlib
import re
import sys
import tempfile

import house

ID = "io.github.pgusher.Usher"
SHARED = [
    f"applications/{ID}.desktop",
    f"dbus-1/services/{ID}.service",
    f"glib-2.0/schemas/{ID}.gschema.xml",
    f"icons/hicolor/scalable/apps/{ID}.svg",
    f"icons/hicolor/symbolic/apps/{ID}-symbolic.svg",
    f"metainfo/{ID}.metainfo.xml",
    "man/man1/usher.1",
]
MAY_BE_THERE = re.compile(r"share/locale/\w+/LC_MESSAGES/usher\.mo|libexec/usher[\w/-]*")


def options():
    listed = json.loads((house.BUILD / "meson-info/intro-buildoptions.json").read_text("utf-8"))
    return {option["name"]: option["value"] for option in listed}


def installed(root):
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


def value(path, key):
    return re.search(rf"^{key}=(.*)$", path.read_text("utf-8"), re.MULTILINE).group(1)


def check(tap, top, prefix):
    root = top / prefix.relative_to("/")
    there = installed(root)
    wanted = {"bin/usher", *(f"share/{name}" for name in SHARED)}
    tap.check("everything is where it belongs", (f"missing: {name}" for name in wanted - there))
    tap.check("nothing else is installed",
              (name for name in there - wanted if not MAY_BE_THERE.fullmatch(name)))
    tap.check("nothing is outside the prefix",
              (name for name in installed(top)
               if not (top / name).is_relative_to(root)))

    service = root / f"share/dbus-1/services/{ID}.service"
    program = value(service, "Exec").split()[0]
    tap.check("the service starts the installed program",
              [] if program == str(prefix / "bin/usher") else [program])
    desktop = root / f"share/applications/{ID}.desktop"
    tap.check("the desktop file names the installed icon",
              [] if value(desktop, "Icon") == ID else [value(desktop, "Icon")])


def main():
    meson = sys.argv[1:]
    with tempfile.TemporaryDirectory(prefix="usher-install.") as folder, house.Tap() as tap:
        status, output = house.run(*meson, "install", "--no-rebuild", "-C", house.BUILD,
                                   "--destdir", folder)
        tap.check("meson install", [output] if status else [])
        if status == 0:
            check(tap, pathlib.Path(folder), pathlib.Path(options()["prefix"]))


if __name__ == "__main__":
    main()
