# SPDX-FileCopyrightText: The Usher authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Waiting for what another process does: with a deadline, and never by a fixed sleep."""

import time
from collections.abc import Callable
from typing import TypeVar

from gi.repository import GLib

# Long, because the machine may be busy: what is there in time costs none of it.
PATIENCE = 20.0
STEP = 0.03

T = TypeVar("T")


class Late(AssertionError):
    """What was waited for did not come in time."""


class Missing(LookupError):
    """A control that should be there is not: not yet, or no longer."""


def wait_for(what: str, ask: Callable[[], T], seconds: float = PATIENCE) -> T:
    """The first answer of ask() that is true. A control that is missing is no answer."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            answer = ask()
        except (GLib.Error, LookupError):
            answer = None
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise Late(f"waited {seconds:g} s in vain for {what}")
        time.sleep(STEP)


def stays(what: str, ask: Callable[[], object], seconds: float) -> None:
    """That ask() is true, and true at every look for so long."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not ask():
            raise AssertionError(f"did not last {seconds:g} s: {what}")
        time.sleep(STEP)
