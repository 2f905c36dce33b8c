"""Telling how far a long piece of work has come."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[float], None]
"""Is told how much of the work is done, from 0.0 to 1.0; raises whatever is to stop the work."""


def untold(share: float) -> None:
    """Tell nobody."""


def part(progress: Progress, first: float, last: float) -> Progress:
    """The progress of a part of the work, which reaches from ``first`` to ``last`` of the whole.

    >>> told = []
    >>> part(told.append, 0.5, 1.0)(0.5)
    >>> told
    [0.75]
    """

    def tell(share: float) -> None:
        progress(first + (last - first) * min(share, 1.0))

    return tell
