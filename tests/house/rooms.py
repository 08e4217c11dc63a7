#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A room sees the rooms before it and no other: a wrong include does not compile.

Each room's own compiler and flags, as the build uses them, get a file of one include."""

import json
import pathlib
import re
import shlex

import house

# What only some rooms may see, with those that do.
LIBRARIES = {
    "gtk/gtk.h": {"app"},
    "adwaita.h": {"app"},
    "json-glib/json-glib.h": {"profiles", "actions"},
    "libpq-fe.h": {"profiles", "postgres", "practice"},
}
INCLUDED = re.compile(r'^#include [<"](.*)[>"]', re.MULTILINE)


def compilers():
    """For each room the command that compiles one of its sources, without that source."""
    commands = {}
    for entry in json.loads((house.BUILD / "compile_commands.json").read_text(encoding="utf-8")):
        source = pathlib.Path(entry["directory"], entry["file"]).resolve()
        room = source.parent.name
        if source.parent == (house.SOURCE / "src" / room).resolve():
            commands.setdefault(room, without_source(shlex.split(entry["command"])))
    return commands


def without_source(words):
    kept = []
    words = iter(words)
    for word in words:
        if word in {"-o", "-c", "-MF", "-MQ"}:
            next(words)
        elif word not in {"-MD", "-MMD"}:
            kept.append(word)
    return kept


def compile_text(command, lines):
    return house.run(*command, "-fsyntax-only", "-x", "c", "-",
                     stdin="\n".join([*lines, "extern int room;\n"]), cwd=house.BUILD)


def must_compile(command, headers):
    status, output = compile_text(command, (f'#include "{name}"' for name in headers))
    return [output] if status else []


def must_not_compile(command, header):
    status, output = compile_text(command, [f'#include "{header}"'])
    if status == 0:
        yield f"{header} compiles"
    elif f"{header}: No such file" not in output:
        yield f"{header} fails for another reason:\n{output}"


def must_not_be_found(command, headers):
    """The same for many headers, by one run of the compiler."""
    status, output = compile_text(command, (
        f'#if __has_include("{name}")\n#error "{name} is found"\n#endif' for name in headers))
    return [output] if status else []


def headers_of(rooms):
    return [path.name for room in rooms for path in house.files(".h", under=f"src/{room}")]


def offered_by(rooms, foreign=()):
    """The headers for others: not named -private, and without a library that others miss."""
    paths = {path.name: path for room in rooms for path in house.files(".h", under=f"src/{room}")}

    def needs_foreign(name):
        included = INCLUDED.findall(house.text(paths[name])) if name in paths else []
        return name in foreign or any(map(needs_foreign, included))

    return [name for name in paths
            if not name.endswith("-private.h") and not needs_foreign(name)]


def check_room(tap, room, command):
    place = house.ROOMS.index(room)
    later = house.ROOMS[place + 1:]
    foreign = [name for name, rooms in LIBRARIES.items() if room not in rooms]
    # Nor by a way around: through the folder that holds all rooms.
    around = [f"{other}/{name}" for other in later for name in headers_of([other])]

    tap.check(f"{room} compiles with its own and earlier headers",
              must_compile(command, offered_by(house.ROOMS[:place + 1], foreign)))
    tap.check(f"{room} finds no header of a later room",
              must_not_be_found(command, headers_of(later) + around))
    for header in [offered_by([other])[0] for other in later] + foreign:
        tap.check(f"{room} does not compile with {header}", must_not_compile(command, header))


def main():
    commands = compilers()
    with house.Tap() as tap:
        for room in house.ROOMS:
            if room in commands:
                check_room(tap, room, commands[room])
            else:
                tap.check(f"{room} is compiled", ["no source of it in compile_commands.json"])


if __name__ == "__main__":
    main()
