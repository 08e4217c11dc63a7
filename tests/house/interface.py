#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The interface files and pictures are what their readers expect."""

import re

import house

CLASS = re.compile(r'<(?:object|template)[^>]*\bclass="(\w+)"|<template[^>]*\bparent="(\w+)"')


def all_gtk(path):
    """GTK's own tool knows GTK's own classes only; the widget tests load the others."""
    names = {name for pair in CLASS.findall(house.text(path)) for name in pair if name}
    return all(name.startswith(("Gtk", "Gio", "Gdk")) for name in names)


def complaints(*command, paths):
    for path in paths:
        status, output = house.run(*command, path)
        if status:
            yield output or f"{path}: status {status}"


def off_the_grid():
    for path in house.files(".svg"):
        if path.stem.endswith("-symbolic") and 'viewBox="0 0 16 16"' not in house.text(path):
            yield path


def main():
    with house.Tap() as tap:
        name = "interface files and pictures are well-formed"
        if tap.needs("xmllint", name):
            tap.check(name, complaints("xmllint", "--noout", "--nonet",
                                       paths=house.files(".ui", ".svg", ".xml")))
        name = "GTK accepts the interface files that use only its own classes"
        if tap.needs("gtk4-builder-tool", name):
            tap.check(name, complaints("gtk4-builder-tool", "validate",
                                       paths=filter(all_gtk, house.files(".ui"))))
        tap.check("symbolic icons are drawn on 16 by 16", off_the_grid())


if __name__ == "__main__":
    main()
