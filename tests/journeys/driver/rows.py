# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading a table: thousands of objects, of which only the words in the cells matter."""

from . import accessibility
from .accessibility import Place, Question
from .control import Control, look_at_all

Row = dict[str, str]


def read_rows(table: Control) -> list[Row]:
    """The rows of a column view, each as what stands under the titles. A row that shows nothing
    is one that the view keeps for later."""
    head, body = table.children[0], list(table.all("list"))[-1]
    titles = [label.name for label in look_at_all(head.place).all("label")]
    rows = accessibility.children_of(accessibility.children_of([body.place])[0])
    words = iter(_words_in([cell for row in rows for cell in row]))
    texts = [[next(words) for _ in row] for row in rows]
    return [dict(zip(titles, text)) for text in texts if any(text)]


def _words_in(cells: list[Place]) -> list[str]:
    """The name of the last and innermost object of each, which is the cell's text."""
    innermost = cells
    while True:
        inside = accessibility.children_of(innermost)
        if not any(inside):
            break
        innermost = [places[-1] if places else place
                     for place, places in zip(innermost, inside)]
    names = accessibility.ask_all(
        Question(place, "org.freedesktop.DBus.Properties", "Get", accessibility.NAME)
        for place in innermost)
    return [name[0] if name else "" for name in names]
