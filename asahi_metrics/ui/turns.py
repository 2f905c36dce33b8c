"""Turns: one run of a page at a time, and the others after it in the order in which they came."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition

LONGEST = 0.3
"""Seconds that a turn keeps others waiting; most runs are done in a tenth of it."""


class Turns:
    """Lets one piece of work go first, for a time.

    The interpreter does one thing at a time. Runs that share it are each as late as the last of
    them, and passing it to and fro costs as much again as the work. Whoever takes longer than
    ``longest`` seconds goes on beside the next, so that nobody waits for an export.
    """

    def __init__(self, longest: float = LONGEST) -> None:
        self.longest = longest
        self._changed = Condition()
        self._holder: object = None
        self._until = 0.0

    @contextmanager
    def take(self) -> Iterator[None]:
        """Wait for the turn, and pass it on at the end."""
        mine = object()
        with self._changed:
            while self._holder is not None and (left := self._until - time.monotonic()) > 0:
                self._changed.wait(left)
            self._holder, self._until = mine, time.monotonic() + self.longest
        try:
            yield
        finally:
            with self._changed:
                # Who has taken too long has lost the turn, and has none to pass on.
                if self._holder is mine:
                    self._holder = None
                    self._changed.notify()


turns = Turns()
"""What all sessions of the process share."""
