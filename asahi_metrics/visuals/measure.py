"""What a chart or map shows: the name, unit and decimals of an indicator, said in one language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from asahi_metrics.core.formats import Formats
from asahi_metrics.core.text import Text

_FEW = 6


@dataclass(frozen=True)
class Measure:
    """An indicator as far as a picture needs to know it."""

    name: str
    unit: str
    decimals: int
    text: Text

    @cached_property
    def formats(self) -> Formats:
        """The formats of the measure's language."""
        return Formats(self.text)

    def number(self, value: float | None) -> str:
        """The bare number, or the word for no data."""
        return self.formats.number(value, self.decimals)

    def say(self, value: float | None) -> str:
        """The number with its unit, or the word for no data."""
        return self.formats.quantity(value, self.unit, self.decimals)


def few_wholes(values: Iterable[float | None], decimals: int) -> bool:
    """Whether an axis over the values would get steps between whole numbers, which none can have.

    >>> few_wholes([0, 2, None], 0), few_wholes([0, 2], 1), few_wholes([0, 80], 0)
    (True, False, False)
    """
    known = [value for value in values if value is not None]
    return decimals == 0 and bool(known) and max(known) - min(known) < _FEW
