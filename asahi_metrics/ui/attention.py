"""The sentence that says why an indicator needs a look, put together from its figures by rule.

It tells how far the year is, how far it should be, and where it is heading; never a cause.
"""

from __future__ import annotations

import math

from asahi_metrics.analysis.attention import LATE
from asahi_metrics.analysis.projection import Projection
from asahi_metrics.core.calendar import Period
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.core.formats import Formats
from asahi_metrics.core.text import Text
from asahi_metrics.services.courses import is_yearly
from asahi_metrics.services.review import Standing
from asahi_metrics.ui.outlook import say_chance

_RANGE = 0.8
# From here on an estimate is told by its first three digits: it is not known to the last.
_LARGE = 10_000


def reason(found: Standing, text: Text, formats: Formats) -> str:
    """How far the year is against what is due by now, and where it is expected to end."""
    said = _Said(found.indicator, text, formats)
    return text.join((_so_far(found, said), _year_end(found, said)))


class _Said:
    """An indicator's values in words."""

    def __init__(self, indicator: Indicator, text: Text, formats: Formats) -> None:
        self.text, self.formats = text, formats
        self._unit, self._decimals = text.pick(indicator.unit), indicator.decimals
        self._is_rate = indicator.is_rate
        self._low = indicator.polarity == "lower"

    def value(self, value: float) -> str:
        """A value with its unit."""
        return self.formats.quantity(value, self._unit, self._decimals)

    def again(self, value: float) -> str:
        """A further value: English names the unit once, Japanese each time."""
        if self.text.lang == "ja" or self._unit.startswith("%"):
            return self.value(value)
        return self.formats.number(value, self._decimals)

    def estimate(self, value: float) -> str:
        """An expected value, without the digits that nobody can know."""
        return self.again(self.about(value))

    def about(self, value: float) -> float:
        """An estimate as a number that is told."""
        if abs(value) < _LARGE:
            return round(value, self._decimals)
        scale = 10 ** (math.floor(math.log10(abs(value))) - 2)
        return float(round(value / scale) * scale)

    def difference(self, value: float, other: float) -> str:
        """How far two told values lie apart, so that readers who subtract get the same."""
        apart = round(value, self._decimals) - round(other, self._decimals)
        size = -apart if not self._low else apart
        if float(f"{size:.{self._decimals}f}") <= 0:
            return self.text("attention.slightly")
        number = self.formats.number(size, self._decimals)
        if self._unit.startswith("%"):
            return self.text("attention.points", number=number)
        return number if self._is_rate else self.again(size)

    def range(self, low: float, high: float) -> str:
        """``60〜73件``, ``60–73 grants``."""
        dash = "–" if self.text.lang == "en" else "〜"
        low, high = self.about(low), self.about(high)
        return f"{self.formats.number(low, self._decimals)}{dash}{self.value(high)}"


def _so_far(found: Standing, said: _Said) -> str:
    """Where the figure stands against what is due by now."""
    if found.value is None or found.period is None or found.target is None:
        return said.text("value.missing")
    told = {"when": _when(found, said), "value": said.value(found.value)}
    progress = found.progress
    if progress is None:
        return said.text("attention.so_far", **told)
    due = said.about(progress.expected) if progress.season < 1 else found.target.value
    basis = _basis(found)
    told["due"] = _target(found, said) if basis != "season" else said.again(due)
    if progress.status not in LATE:
        return said.text(f"attention.{basis}.met", **told)
    side = "above" if found.indicator.polarity == "lower" else "below"
    told["difference"] = said.difference(found.value, due)
    return said.text(f"attention.{basis}.{side}", **told)


def _basis(found: Standing) -> str:
    """What the value is set against: the year that is over, the yearly figure's target, …"""
    if found.period == Period(found.year):
        return "over"
    if is_yearly(found.indicator):
        return "yearly"
    return "season" if found.progress and found.progress.season < 1 else "target"


def _when(found: Standing, said: _Said) -> str:
    if found.period == Period(found.year):
        return said.formats.fiscal_year_name(found.year)
    month = said.formats.month_name(found.period.last_month) if found.period else ""
    return said.text(f"attention.when.{_kind(found.indicator)}", month=month)


def _kind(indicator: Indicator) -> str:
    """A level at a time, a share over some months, or a count that grows with them."""
    if not indicator.adds_up:
        return "level"
    return "share" if indicator.unit["en"].startswith("%") else "count"


def _target(found: Standing, said: _Said) -> str:
    if found.target is None:
        return ""
    key = "attention.sample_target" if found.target.sample else "attention.own_target"
    return said.text(key, value=said.again(found.target.value))


def _year_end(found: Standing, said: _Said) -> str:
    """The projection with its range and the chance, or the plain forecast that it falls back to."""
    ahead = found.projection
    if ahead is None or found.target is None:
        return ""
    span, chance = ahead.interval(_RANGE), found.chance
    if span is None or chance is None:
        return _plain(ahead, found, said)
    low = found.indicator.polarity == "lower"
    return said.text(
        "attention.projected_limit" if low else "attention.projected",
        range=said.range(*span),
        target=_target(found, said),
        chance=say_chance(chance, said.text),
    )


def _plain(ahead: Projection, found: Standing, said: _Said) -> str:
    level = found.indicator.numerator.over == "last"
    return said.text(
        "attention.plain_level" if level else "attention.plain",
        value=said.value(said.about(ahead.value)),
        target=_target(found, said),
    )
