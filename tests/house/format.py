#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The C sources look as .clang-format says."""

import re

import house

# Other versions lay out some things differently.
VERSION = "14"


def main():
    name = "C sources are formatted"
    with house.Tap() as tap:
        if not tap.needs("clang-format", name):
            return
        _, output = house.run("clang-format", "--version")
        version = re.search(r"version (\d+)", output).group(1)
        if version != VERSION:
            tap.skip(name, f"the format is that of clang-format {VERSION}, this one is {version}")
            return
        status, output = house.run("clang-format", "--dry-run", "-Werror",
                                   *house.files(".c", ".h"))
        tap.check(name, [output] if status else [])


if __name__ == "__main__":
    main()
