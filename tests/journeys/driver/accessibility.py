# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The accessibility bus, asked directly.

pyatspi waits for the answer to each question before it asks the next: ten seconds for a table
of forty rows on a busy machine. Here a whole level of the tree is asked at once, and nothing
is remembered that could be out of date."""

import functools
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from gi.repository import Gio, GLib

PREFIX = "org.a11y.atspi."
ROOT = "/org/a11y/atspi/accessible/root"
NAME = GLib.Variant("(ss)", (PREFIX + "Accessible", "Name"))
NOBODY = "/org/a11y/atspi/null"

# A program whose main loop stands still answers nothing.
ANSWER_MS = 5000


class Place(NamedTuple):
    """Where an accessible object lives."""

    owner: str
    path: str


class Question(NamedTuple):
    """One method of one object."""

    place: Place
    interface: str
    method: str
    arguments: GLib.Variant | None = None


@functools.cache
def _bus() -> Gio.DBusConnection:
    session = Gio.bus_get_sync(Gio.BusType.SESSION)
    address, = session.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress",
                                 None, None, Gio.DBusCallFlags.NONE, ANSWER_MS).unpack()
    return Gio.DBusConnection.new_for_address_sync(
        address, Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT
        | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION)


def ask_all(questions: Iterable[Question]) -> list:
    """The answers in the order of the questions; None where the object has gone."""
    questions = list(questions)
    answers = [None] * len(questions)
    context = GLib.MainContext.default()
    waiting = len(questions)

    def take(bus, result, number):
        nonlocal waiting
        waiting -= 1
        try:
            answers[number] = bus.call_finish(result).unpack()
        except GLib.Error:
            pass

    for number, question in enumerate(questions):
        _bus().call(question.place.owner, question.place.path, question.interface,
                    question.method, question.arguments, None, Gio.DBusCallFlags.NONE, ANSWER_MS,
                    None, take, number)
    while waiting:
        context.iteration(True)
    return answers


def ask(place: Place, interface: str, method: str, arguments: GLib.Variant | None = None) -> tuple:
    """One answer; raises GLib.Error when there is none."""
    return _bus().call_sync(place.owner, place.path, PREFIX + interface, method, arguments, None,
                            Gio.DBusCallFlags.NONE, ANSWER_MS).unpack()


def get(place: Place, interface: str, name: str):
    """A property."""
    value, = _bus().call_sync(place.owner, place.path, "org.freedesktop.DBus.Properties", "Get",
                              GLib.Variant("(ss)", (PREFIX + interface, name)), None,
                              Gio.DBusCallFlags.NONE, ANSWER_MS).unpack()
    return value


def questions_about(place: Place) -> list[Question]:
    """What there is to know of any object: its role, its name, its states, what is in it."""
    accessible = PREFIX + "Accessible"
    return [Question(place, accessible, "GetRole"),
            Question(place, "org.freedesktop.DBus.Properties", "Get", NAME),
            Question(place, accessible, "GetState"),
            Question(place, accessible, "GetChildren")]


def children_of(places: list[Place]) -> list[list[Place]]:
    """What is in each of them."""
    return [[Place(*child) for child in answer[0] if child[1] != NOBODY] if answer else []
            for answer in ask_all(Question(place, PREFIX + "Accessible", "GetChildren")
                                  for place in places)]


def line_up(place: Place) -> Iterator[Place]:
    """It, and what it is in, up to the application."""
    while place.path not in (NOBODY, ROOT):
        yield place
        place = Place(*get(place, "Accessible", "Parent"))


def find_application(pid: int) -> Place | None:
    """The root of what a process shows."""
    for owner, path in ask(Place(PREFIX + "Registry", ROOT), "Accessible", "GetChildren")[0]:
        there, = _bus().call_sync(
            "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
            "GetConnectionUnixProcessID", GLib.Variant("(s)", (owner,)), None,
            Gio.DBusCallFlags.NONE, ANSWER_MS).unpack()
        if there == pid:
            return Place(owner, path)
    return None
