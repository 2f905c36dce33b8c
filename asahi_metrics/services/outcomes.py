"""What is done in the districts beside what residents feel: output and outcome by district."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from asahi_metrics.analysis.figures import NO_FIGURE, Figure, together
from asahi_metrics.analysis.intervals import FEW_ANSWERS, Interval, wilson
from asahi_metrics.core.calendar import Period
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.core.policy import Initiative, Policy
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.permission import require

_KINDS = ("output", "outcome")


@dataclass(frozen=True)
class Pairing:
    """An initiative with those of its outputs and outcomes that are known by district."""

    initiative: Initiative
    outputs: tuple[Indicator, ...]
    outcomes: tuple[Indicator, ...]


@dataclass(frozen=True)
class Point:
    """An area's output and outcome; a share of answers has its answers and its interval."""

    code: str
    output: float | None
    outcome: float | None
    answers: int | None = None
    interval: Interval | None = None

    @property
    def is_placed(self) -> bool:
        """Whether both are known."""
        return self.output is not None and self.outcome is not None

    @property
    def has_few_answers(self) -> bool:
        """Whether the share rests on too few answers to say much."""
        return self.answers is not None and self.answers < FEW_ANSWERS


@dataclass(frozen=True)
class SideBySide:
    """The districts by output and outcome, the ward, and the averages to set them against.

    The average of a rate is sum over sum, that of a count is for each district that
    reported. ``low_is_weak`` is false for an outcome that should be low.
    """

    points: tuple[Point, ...]
    ward: Point
    output_average: float | None
    outcome_average: float | None
    low_is_weak: bool = True

    @property
    def placed(self) -> tuple[Point, ...]:
        """The districts of which both are known."""
        return tuple(one for one in self.points if one.is_placed)

    @property
    def left_out(self) -> tuple[Point, ...]:
        """The districts of which one of the two is not known."""
        return tuple(one for one in self.points if not one.is_placed)

    @property
    def weak(self) -> tuple[Point, ...]:
        """The districts with an output below and an outcome on the weak side of the average."""
        return tuple(
            one
            for one in self.placed
            if _is_below(one.output, self.output_average) and self._is_weak(one.outcome)
        )

    @property
    def surely_weak(self) -> tuple[Point, ...]:
        """Those of them whose outcome's whole interval lies on the weak side."""
        return tuple(
            one
            for one in self.weak
            if one.interval is not None
            and self._is_weak(one.interval.high if self.low_is_weak else one.interval.low)
        )

    def _is_weak(self, outcome: float | None) -> bool:
        if self.low_is_weak:
            return _is_below(outcome, self.outcome_average)
        return _is_below(self.outcome_average, outcome)


def pairings(figures: Figures, policy: Policy | None) -> tuple[Pairing, ...]:
    """The initiatives that have both an output and an outcome by district."""
    require(figures.office, "read")
    catalogue = figures.office.catalogue
    found = []
    for initiative in policy.initiatives if policy else ():
        own = [catalogue[one] for one in initiative.indicators]
        pairing = Pairing(initiative, *(_of_kind(figures, own, kind) for kind in _KINDS))
        if pairing.outputs and pairing.outcomes:
            found.append(pairing)
    return tuple(found)


def every_pairing(figures: Figures) -> tuple[tuple[Indicator, ...], tuple[Indicator, ...]]:
    """All outputs and all outcomes by district, whatever initiative they belong to."""
    require(figures.office, "read")
    outputs, outcomes = (_of_kind(figures, figures.office.catalogue, kind) for kind in _KINDS)
    return outputs, outcomes


def first_output(outputs: Sequence[Indicator]) -> Indicator:
    """The output to begin with: one for each resident, since counts follow the population."""
    by_head = (one for one in outputs if one.denominator and one.denominator.over == "carry")
    return next(by_head, outputs[0])


def side_by_side(
    figures: Figures, output: Indicator, outcome: Indicator, period: Period
) -> SideBySide:
    """Every district by the two indicators, each over the period as far as it has data."""
    require(figures.office, "read")
    across = figures.by_area(output, figures.to_date(output, period))
    upward = figures.by_area(outcome, figures.to_date(outcome, period))
    codes = figures.office.pack.areas.district_codes

    def point(code: str) -> Point:
        return _point(code, across.get(code, NO_FIGURE), upward.get(code, NO_FIGURE), outcome)

    return SideBySide(
        points=tuple(point(code) for code in codes),
        ward=point(figures.office.ward),
        output_average=_average(output, [across.get(code, NO_FIGURE) for code in codes]),
        outcome_average=_average(outcome, [upward.get(code, NO_FIGURE) for code in codes]),
        low_is_weak=outcome.polarity != "lower",
    )


def _of_kind(figures: Figures, indicators: Iterable[Indicator], kind: str) -> tuple[Indicator, ...]:
    """Those of a kind that ever had a value and are known by district."""
    return tuple(one for one in indicators if one.kind == kind and figures.has_districts(one))


def _point(code: str, across: Figure, upward: Figure, outcome: Indicator) -> Point:
    if not outcome.proportion or upward.numerator is None or upward.denominator is None:
        return Point(code, across.value, upward.value)
    return Point(
        code,
        across.value,
        upward.value,
        answers=round(upward.denominator),
        interval=wilson(upward.numerator, upward.denominator, per=outcome.per),
    )


def _average(indicator: Indicator, figures: Sequence[Figure]) -> float | None:
    known = [one for one in figures if one.value is not None]
    total = together(known, rate=indicator.is_rate, per=indicator.per).value
    if total is None or indicator.is_rate:
        return total
    return total / len(known)


def _is_below(value: float | None, bound: float | None) -> bool:
    return value is not None and bound is not None and value < bound
