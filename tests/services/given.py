"""Figures that a test writes down itself, for the sentences and pictures made of them."""
# ruff: noqa: ARG002 - whatever is asked for, the figures are those that were given.

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from asahi_metrics.core.calendar import Month, Period
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.core.text import Text
from asahi_metrics.services.deck_figures import Told


@dataclass(frozen=True)
class GivenFigures:
    """The figures of one indicator in one year; ``None`` is the ward's code."""

    areas: Mapping[str | None, Told] = field(default_factory=dict)
    before: Mapping[str | None, Told] = field(default_factory=dict)
    months: Mapping[Month, Told] = field(default_factory=dict)
    months_before: Mapping[Month, Told] = field(default_factory=dict)
    year: int = 2026
    revision: int = 7

    def period(self, indicator: Indicator, year: int) -> Period | None:
        return Period(year, 1, 7)

    def is_by_district(self, indicator: Indicator, year: int) -> bool:
        return any(code is not None for code in self.areas)

    def of(self, indicator: Indicator, year: int, code: str | None = None) -> Told:
        return self.areas.get(code, Told(None))

    def compares(
        self,
        indicator: Indicator,
        year: int,
        code: str | None = None,
    ) -> bool:
        return True

    def year_before(self, indicator: Indicator, year: int, code: str | None = None) -> Told:
        return self.before.get(code, Told(None))

    def districts(self, indicator: Indicator, year: int) -> Mapping[str, Told]:
        return {code: one for code, one in self.areas.items() if code is not None}

    def monthly(
        self, indicator: Indicator, year: int, code: str | None = None
    ) -> Mapping[Month, Told]:
        return self.months if year == self.year else self.months_before

    def rank(self, indicator: Indicator, year: int, code: str) -> int | None:
        return None

    def is_sample(self, indicator: Indicator) -> bool:
        return False

    def is_provisional(self, indicator: Indicator, year: int) -> bool:
        return False

    def withheld_note(self, text: Text) -> str:
        return text("publication.note", last=4)
