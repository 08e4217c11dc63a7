# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The program under test, in the words of the person who uses it: its tree, its table, its
dialogs. All of it goes through the accessibility bus, the keyboard and the pointer."""

import os
import pathlib
import re
import subprocess

from . import accessibility
from .control import Control, look, look_at_all
from .processes import Program
from .rows import Row, read_rows
from .waiting import PATIENCE, wait_for


# Of a header, beside its title.
PADDING = 6


class Usher:
    """One process of Usher and its windows."""

    def __init__(self, program: pathlib.Path, folder: pathlib.Path, arguments: list[str],
                 **settings: str):
        self.program = Program([str(program), *arguments], folder / "usher.log",
                               environment() | settings)
        self.place: accessibility.Place | None = None
        self.parts: dict[str, accessibility.Place] = {}

    # Its windows

    def appear(self) -> "Usher":
        """Waits for its first window."""
        self.place = wait_for("Usher on the accessibility bus", self._find)
        wait_for("the main window", self.windows)
        return self

    def _find(self) -> accessibility.Place | None:
        if not self.program.is_running():
            raise AssertionError(f"Usher ended with {self.program.process.returncode}")
        return accessibility.find_application(self.program.pid)

    def screen(self) -> Control:
        """All of its windows as they are now, without what is in the rows of lists."""
        return look(self.place)

    def windows(self) -> list[Control]:
        return [child for child in self.screen().children if not child.has("modal")]

    def window(self) -> Control:
        return self.windows()[0]

    def top(self) -> Control:
        """The dialog, if there is one, else the window."""
        return self.screen().children[-1]

    def dialog(self, like: str = "") -> Control | None:
        """The dialog, with its rows, if it is there and its words match."""
        top = self.top()
        whole = look_at_all(top.place) if top.has("modal") else None
        return whole if whole and re.search(like, whole.words()) else None

    def wait_for_dialog(self, like: str = "") -> Control:
        return wait_for(f"a dialog that says {like!r}", lambda: self.dialog(like))

    # Things in them

    def sees(self, role: str, name: str | None = None, like: str | None = None) -> Control | None:
        """What a person can see and reach: in the dialog, if there is one."""
        top = self.top()
        return next((control for control in top.all(role, name, like) if top.shows(control)), None)

    def words_like(self, like: str) -> str | None:
        """The first words to be seen, outside of rows, that match."""
        for window in reversed(self.screen().children):
            for control in window.walk():
                found = re.search(like, control.name)
                if found and window.shows(control):
                    return found.group(0)
        return None

    def wait_for_words(self, like: str, seconds: float = PATIENCE) -> str:
        return wait_for(f"the words {like!r}", lambda: self.words_like(like), seconds)

    def press(self, name: str | None = None, like: str | None = None) -> None:
        """Clicks a button as soon as it can be clicked."""
        def find():
            button = self.sees("button", name, like)
            return button if button and button.has("sensitive") else None
        wait_for(f"a button {name or like!r} to click", find).click()

    def key(self, *keys: str) -> None:
        """Types keys where the focus is."""
        subprocess.run(["xdotool", "key", "--clearmodifiers", *keys], check=True, timeout=10)

    def take_keys(self, title: str = "Usher") -> None:
        """What a window manager does when a dialog has gone: a window gets the keys back."""
        subprocess.run(["xdotool", "search", "--sync", "--all", "--onlyvisible", "--pid",
                        str(self.program.pid), "--name", f"{title}$", "windowfocus", "--sync"],
                       check=True, timeout=20, capture_output=True)

    def point(self, control: Control, button: int = 1, holding: str | None = None) -> None:
        """Clicks with the pointer, for what has no action, perhaps while a key is held."""
        held, let_go = (["keydown", holding], ["keyup", holding]) if holding else ([], [])
        self._move_pointer(["mousemove", *self._middle(control), *held, "click", str(button),
                            *let_go])

    def drag(self, control: Control, right: int, down: int, from_below: int = 0,
             from_edge: bool = False) -> None:
        """Presses the pointer's button on a control, or so far below its middle, or on the
        left edge of what it stands in, and lets go that many pixels away. The way there has steps, as that of a hand."""
        x, y = map(int, self._middle(control))
        x -= control.extents()[2] // 2 + PADDING if from_edge else 0
        y += from_below
        way = [word for step in range(1, 9) for word in
               ("mousemove", "--sync", str(x + right * step // 8), str(y + down * step // 8))]
        self._move_pointer(["mousemove", str(x), str(y), "mousedown", "1", *way, "mouseup", "1"])

    def drag_and_drop(self, control: Control, down: int) -> None:
        """Carries a control so far down. What lies under it has to say that it takes it, before
        it is let go."""
        x, y = map(int, self._middle(control))
        way = [word for step in range(1, 9) for word in
               ("mousemove", "--sync", str(x), str(y + down * step // 8), "sleep", "0.05")]
        self._move_pointer(["mousemove", str(x), str(y), "mousedown", "1", *way, "sleep", "1",
                            "mouseup", "1"])

    def _move_pointer(self, commands: list[str]) -> None:
        subprocess.run(["xdotool", *commands], check=True, timeout=20)

    def _middle(self, control: Control) -> tuple[str, str]:
        """On the screen. Without a window manager a window stands in the corner of the screen;
        its shadow's share is measured by its own size."""
        left, top, width, height = control.extents()
        edge = self._edge()
        return str(edge + left + width // 2), str(edge + top + height // 2)

    def _edge(self) -> int:
        found = subprocess.run(["xdotool", "getwindowfocus", "getwindowgeometry", "--shell"],
                               capture_output=True, text=True, timeout=10, check=True)
        width = int(re.search(r"WIDTH=(\d+)", found.stdout).group(1))
        return max(0, width - self.top().extents()[2]) // 2

    def place_on_screen(self) -> tuple[int, int, int, int]:
        """Left, top, width and height of the main window without its shadow."""
        edge = self._edge()
        return edge, edge, *self.window().extents()[2:]

    # The tree

    def tree(self) -> Control:
        return self._part("Connections")

    def _part(self, name: str) -> Control:
        """A list that stays where it is as long as its window does."""
        if name not in self.parts:
            self.parts[name] = self.window().get("list", name).place
        return look(self.parts[name])

    def places(self) -> list[str]:
        """What the rows of the tree say, from the top."""
        return [row.name for row in self.tree().all("row")]

    def focused_place(self) -> str:
        """What the row of the tree says that has the focus, "" if none has. GTK 4.8 gives it to
        the expander in the row."""
        return next((row.name for row in self.tree().all("row") if any(
            control.has("focused") for control in look_at_all(row.place).walk())), "")

    def wait_for_place(self, like: str) -> str:
        """Waits for a row of the tree that matches."""
        return wait_for(f"the place {like!r} in the tree", lambda: next(
            (name for name in self.places() if re.search(like, name)), None))

    def choose(self, *names: str) -> None:
        """Selects exactly these places of the tree."""
        def find():
            rows = [re.sub(r", \d+ sessions?\b.*", "", name, flags=re.DOTALL)
                    for name in self.places()]
            numbers = [number for number, name in enumerate(rows) if name in names]
            return numbers if len(numbers) == len(names) else None
        self.tree().select(wait_for(f"the places {names} in the tree", find))

    # The table

    def table(self) -> Control:
        return self._part("Sessions")

    def body(self) -> Control:
        """The list of rows in the table."""
        return list(self.table().all("list"))[-1]

    def header(self, title: str) -> Control:
        return look_at_all(self.table().children[0].place).get("label", title)

    def rows(self) -> list[Row]:
        """The sessions in the table, each as what stands under the titles."""
        return read_rows(self.table())

    def pids(self) -> set[int]:
        return {int(row["PID"]) for row in self.rows()}

    def row(self, pid: int) -> Row:
        """The row of a session, empty when it is not in the table."""
        return next((row for row in self.rows() if row["PID"] == str(pid)), {})

    def row_of(self, pid: int) -> Control:
        """The row of a session as a whole, by its name."""
        return self.body().get("row", like=rf"^{pid}: ")

    def titles(self) -> list[str]:
        """The headers, from left to right."""
        return [label.name for label in look_at_all(self.table().children[0].place).all("label")]

    def select(self, *pids: int) -> None:
        """Selects exactly these sessions."""
        wanted = {str(pid) for pid in pids}

        def find():
            numbers = [number for number, row in enumerate(self.rows()) if row["PID"] in wanted]
            return numbers if len(numbers) == len(wanted) else None
        self.body().select(wait_for(f"the sessions {sorted(wanted)} in the table", find))

    def selected(self) -> set[int]:
        chosen = [row.has("selected") for row in self.body().all("row")]
        return {int(row["PID"]) for row, is_chosen in zip(self.rows(), chosen) if is_chosen}

    def filter(self, text: str) -> None:
        self.window().get("entry", like="Filter").write(text)

    # Its end

    def end(self) -> int:
        return self.program.end()


def take_picture(path: pathlib.Path) -> None:
    """The whole screen."""
    subprocess.run(["import", "-silent", "-window", "root", str(path)], check=True, timeout=30)


def environment() -> dict[str, str]:
    """What Usher gets: accessibility on, its settings in memory, and no server by accident."""
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith("PG") and name != "GTK_A11Y"}
    return kept | {"GSETTINGS_BACKEND": "memory", "GSK_RENDERER": "cairo",
                   "G_DEBUG": "fatal-criticals", "LC_ALL": "C.UTF-8"}
