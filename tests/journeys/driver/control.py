# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A control of a window, as assistive technology finds it: by its role and its name.

Roles are given by short words of our own, because GTK 4.8 and later versions give some
controls different ones."""

import re
from collections.abc import Callable, Iterator

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402, the version comes first

from . import accessibility
from .accessibility import Place
from .waiting import Missing

ROLES = {word: {int(getattr(Atspi.Role, name)) for name in names} for word, names in {
    "button": ["PUSH_BUTTON", "TOGGLE_BUTTON"],
    "check": ["CHECK_BOX"],
    "menu item": ["MENU_ITEM", "CHECK_MENU_ITEM", "RADIO_MENU_ITEM", "PUSH_BUTTON"],
    "entry": ["ENTRY", "TEXT", "PASSWORD_TEXT"],
    "label": ["LABEL", "STATIC"],
    "list": ["LIST", "LIST_BOX", "TABLE", "TREE_TABLE", "TREE"],
    "row": ["TABLE_ROW", "LIST_ITEM", "TREE_ITEM"],
    "cell": ["TABLE_CELL"],
    "tab": ["PAGE_TAB"],
}.items()}

# A table has more rows than the rest of a window has controls; they are read when asked for.
CLOSED = ROLES["row"]


def plain(name: str) -> str:
    """The name as a person reads it. GTK 4.8 names a button "_End… End…" for its mnemonic."""
    with_mnemonic, without = name[:len(name) // 2], name[len(name) // 2 + 1:]
    doubled = "_" in with_mnemonic and with_mnemonic.replace("_", "", 1) == without
    return without if doubled else name


class Control:
    """What one control was when it was looked at, with all that was in it."""

    def __init__(self, place: Place, role: int, name: str, states: int):
        self.place = place
        self.role = role
        self.name = plain(name)
        self.states = states
        self.children: list[Control] = []

    # What it is

    def is_a(self, role: str) -> bool:
        return self.role in ROLES[role]

    def has(self, state: str) -> bool:
        """Whether it was "focused", "selected", "pressed", "sensitive", …"""
        return bool(self.states >> int(getattr(Atspi.StateType, state.upper())) & 1)

    def text(self) -> str:
        """What is written in an entry now."""
        count = accessibility.get(self.place, "Text", "CharacterCount")
        return accessibility.ask(self.place, "Text", "GetText",
                                 GLib.Variant("(ii)", (0, count)))[0]

    def again(self) -> "Control":
        """The same control as it is now."""
        return look(self.place)

    # What is in it

    def walk(self) -> Iterator["Control"]:
        yield self
        for child in self.children:
            yield from child.walk()

    def all(self, role: str, name: str | None = None,
            like: str | None = None) -> Iterator["Control"]:
        """Those in it of a role, with exactly that name, or with one that a pattern finds."""
        return (control for control in self.walk() if control.is_a(role)
                and (name is None or control.name == name)
                and (like is None or re.search(like, control.name)))

    def find(self, role: str, name: str | None = None,
             like: str | None = None) -> "Control | None":
        return next(self.all(role, name, like), None)

    def get(self, role: str, name: str | None = None, like: str | None = None) -> "Control":
        found = self.find(role, name, like)
        if found is None:
            raise Missing(f"no {role} named {name or like!r} in {self.name!r}")
        return found

    def words(self) -> str:
        """All that can be read in it, a name a line."""
        return "\n".join(control.name for control in self.walk() if control.name)

    # What a person does to it

    def act(self, action: str) -> None:
        count = accessibility.get(self.place, "Action", "NActions")
        names = [accessibility.ask(self.place, "Action", "GetName", GLib.Variant("(i)", (number,)))
                 [0] for number in range(count)]
        if action not in names:
            raise Missing(f"{self.name!r} cannot {action}, only {names}")
        accessibility.ask(self.place, "Action", "DoAction",
                          GLib.Variant("(i)", (names.index(action),)))

    def click(self) -> None:
        if not self.has("sensitive"):
            raise AssertionError(f"{self.name!r} cannot be clicked, it is insensitive")
        self.act("click")

    def write(self, text: str) -> None:
        accessibility.ask(self.place, "EditableText", "SetTextContents",
                          GLib.Variant("(s)", (text,)))

    def select(self, numbers: list[int]) -> None:
        """Selects exactly these of its rows. The wanted ones first: what must never be without
        a selection would choose one itself."""
        selected = [number for number, row in enumerate(self.children) if row.has("selected")]
        for method, changed in (("SelectChild", set(numbers) - set(selected)),
                                ("DeselectChild", set(selected) - set(numbers))):
            for number in sorted(changed):
                accessibility.ask(self.place, "Selection", method, GLib.Variant("(i)", (number,)))

    def extents(self) -> tuple[int, int, int, int]:
        """Left, top, width and height in its window."""
        return accessibility.ask(self.place, "Component", "GetExtents", GLib.Variant(
            "(u)", (int(Atspi.CoordType.WINDOW),)))[0]

    def at(self, left: int, top: int) -> Place:
        """What the pointer would meet there, in a window."""
        return Place(*accessibility.ask(self.place, "Component", "GetAccessibleAtPoint",
                                        GLib.Variant("(iiu)", (left, top,
                                                               int(Atspi.CoordType.WINDOW))))[0])

    def shows(self, control: "Control") -> bool:
        """Whether a person sees a control in this window: GTK 4.8 calls visible what is on a
        hidden page, too. Pictures are nothing to the pointer, so it tries the rim as well."""
        left, top, width, height = control.extents()
        middle = (left + width // 2, top + height // 2)
        return width > 0 and height > 0 and any(
            self._meets(control, *point) for point in (middle, (left, top), (left - 2, top - 2)))

    def _meets(self, control: "Control", left: int, top: int) -> bool:
        """The pointer passes through what is insensitive, and meets what that stands on."""
        met = self.at(left, top)
        if control.has("sensitive"):
            return control.place in accessibility.line_up(met)
        return met in accessibility.line_up(control.place)

    # For the person who reads why a journey failed

    def draw(self, depth: int = 0) -> Iterator[str]:
        states = " ".join(state.value_nick for state in map(Atspi.StateType, range(43))
                          if self.states >> int(state) & 1)
        yield f"{'  ' * depth}{Atspi.Role(self.role).value_nick} {self.name!r} ({states})"
        for child in self.children:
            yield from child.draw(depth + 1)


def look(root: Place, opened: Callable[[Control], bool] | None = None) -> Control:
    """What is there now, level by level; what goes away meanwhile is passed over. Into rows it
    looks only where opened() says so, and where it begins."""
    opened = opened or (lambda control: control.role not in CLOSED)
    found: Control | None = None
    level: list[tuple[Control | None, Place]] = [(None, root)]
    while level:
        answers = accessibility.ask_all(
            question for _, place in level for question in accessibility.questions_about(place))
        below = []
        for number, (parent, place) in enumerate(level):
            role, name, states, inside = answers[4 * number:4 * number + 4]
            if None in (role, name, states, inside):
                continue
            control = Control(place, role[0], name[0], states[0][0] | states[0][1] << 32)
            if parent is None:
                found = control
            else:
                parent.children.append(control)
            if parent is None or opened(control):
                below += [(control, Place(*child)) for child in inside[0]
                          if child[1] != accessibility.NOBODY]
        level = below
    if found is None:
        raise Missing("what was looked at has gone")
    return found


def look_at_all(root: Place) -> Control:
    """What is there now, rows too."""
    return look(root, lambda control: True)
