"""Results of the analysis as topics of a deck: their ids, and what is behind them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from asahi_metrics.core.catalogue import Catalogue, Indicator
from asahi_metrics.services.analysis_what_if import Rule, rules_of
from asahi_metrics.services.office import Office
from asahi_metrics.services.scales import residents_of, sister_of

ResultView = Literal[
    "chance", "smoothing", "clustering", "trend", "relations", "change", "season", "what_if"
]
"""The views of the analysis page, each of which makes one slide."""

RESULT_VIEWS: tuple[ResultView, ...] = get_args(ResultView)
_FIRST = "analysis"
_UNSCALED = ("relations", "season")
"""Views that show the figure itself, whatever the districts compare on."""


@dataclass(frozen=True)
class Result:
    """A view of an indicator; relations have a second one, what-if has a rule."""

    view: ResultView
    indicator: Indicator
    other: Indicator | None = None
    rule: Rule | None = None

    @property
    def id(self) -> str:
        """``analysis.<view>.<indicator>[.<other>][.<rule>]``."""
        further = (self.other.id if self.other else "", self.rule or "")
        return ".".join(one for one in (_FIRST, self.view, self.indicator.id, *further) if one)


def read_result(office: Office, year: int, id_: str) -> Result | None:
    """The result of an id; None for an id that names none in the year."""
    first, *parts = id_.split(".")
    if first != _FIRST or len(parts) < 2:
        return None
    view = next((one for one in RESULT_VIEWS if one == parts[0]), None)
    known = {one.id: one for one in office.catalogue}
    indicator, further = known.get(parts[1]), parts[2:]
    if view is None or indicator is None:
        return None
    if view == "relations":
        other = known.get(further[0]) if len(further) == 1 else None
        return Result(view, indicator, other=other) if other not in (None, indicator) else None
    if view == "what_if":
        rule = next((one for one in rules_of(indicator, year) if [one] == further), None)
        return Result(view, indicator, rule=rule) if rule else None
    return None if further else Result(view, indicator)


def behind(catalogue: Catalogue, result: Result) -> tuple[Indicator, ...]:
    """The indicators that a result is worked out from: its own, and what they are related to."""
    found = [result.indicator, *([result.other] if result.other else [])]
    if result.view not in _UNSCALED and result.indicator.kind != "context":
        shown_as = sister_of(catalogue, result.indicator) or result.indicator
        found += [shown_as, *_base(catalogue, shown_as)]
    return tuple(dict.fromkeys(found))


def _base(catalogue: Catalogue, indicator: Indicator) -> tuple[Indicator, ...]:
    """What the figures relate to, where the catalogue counts it."""
    if not indicator.is_rate:
        return (residents_of(catalogue),)
    counts = (one for one in catalogue if not one.is_rate)
    return tuple(one for one in counts if one.numerator == indicator.denominator)[:1]
