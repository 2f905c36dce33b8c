"""What it would take to raise the districts by a rule, and where the ward would then stand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, get_args

from asahi_metrics.analysis.figures import NO_FIGURE, Figure
from asahi_metrics.analysis.ranking import Counted
from asahi_metrics.analysis.what_if import level_of, raised_to, shared_out
from asahi_metrics.core.calendar import Period
from asahi_metrics.core.catalogue import Indicator, Target
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.permission import require
from asahi_metrics.services.scales import Scale, residents, scale_of

Rule = Literal["median", "quarter", "target"]
"""Raise the districts below the median, or below what the best quarter reach, to that level; or
share out by population what the ward lacks of its target."""

RULES: tuple[Rule, ...] = get_args(Rule)
_QUARTERS: dict[Rule, int] = {"median": 2, "quarter": 3}


@dataclass(frozen=True)
class Need:
    """A district as it stands and what it needs: whole people, events or things.

    ``value`` and ``raised`` are on the scale that compares, before and after.
    """

    code: str
    counted: Counted
    needed: int
    value: float
    raised: float


@dataclass(frozen=True)
class WhatIf:
    """The rule worked out for all districts that are known; ``missing`` are the others.

    ``level`` is what the districts are raised to on the scale, for the rules that have one;
    ``target`` and ``gap`` belong to the rule of the target. ``ward`` and ``raised`` are the
    ward's figure before and after, sum over sum, in the indicator's own unit.
    """

    rule: Rule
    period: Period
    scale: Scale
    needs: tuple[Need, ...]
    missing: tuple[str, ...]
    ward: Figure
    raised: float | None
    level: float | None = None
    target: Target | None = None
    gap: float | None = None

    @property
    def total(self) -> int:
        """What all districts need together."""
        return sum(one.needed for one in self.needs)

    @property
    def outside(self) -> float:
        """What the ward's count has beside the districts': from outside, or of none known."""
        if self.ward.numerator is None:
            return 0.0
        return self.ward.numerator - sum(one.counted.events for one in self.needs)

    @property
    def needing(self) -> tuple[Need, ...]:
        """The districts that need anything, those that need the most first."""
        return tuple(sorted((one for one in self.needs if one.needed), key=lambda one: -one.needed))


def can_be_raised(figures: Figures) -> tuple[Indicator, ...]:
    """The indicators that more people, events or things raise, and that are known by district.

    A share of answers is none: nobody can be made to answer otherwise. Nor is a figure that
    relates to something else than people or households.
    """
    require(figures.office, "read")
    return tuple(
        one
        for one in figures.office.catalogue
        if one.kind == "output"
        and one.polarity == "higher"
        and (one.denominator is None or one.denominator.over == "carry")
        and figures.has_districts(one)
    )


def rules_of(indicator: Indicator, year: int) -> tuple[Rule, ...]:
    """The rules that can be worked out: that of the target only where the year has one."""
    return tuple(one for one in RULES if one != "target" or indicator.target(year))


def what_if(figures: Figures, indicator: Indicator, period: Period, rule: Rule) -> WhatIf | None:
    """A rule on the period's figures; None where no district has any, or the target lacks."""
    require(figures.office, "read")
    scale = scale_of(figures, indicator, period)
    if scale is None:
        return None
    ward = figures.by_area(indicator, period).get(figures.office.ward, NO_FIGURE)
    codes = figures.office.pack.areas.district_codes
    frame = WhatIf(
        rule=rule,
        period=period,
        scale=scale,
        needs=(),
        missing=tuple(code for code in codes if code not in scale.counted),
        ward=ward,
        raised=None,
    )
    if rule == "target":
        return _to_target(frame, figures, indicator)
    level = level_of(scale.counted, _QUARTERS[rule])
    worked = replace(frame, level=level * scale.per)
    return _worked_out(worked, indicator, raised_to(scale.counted, level))


def _to_target(frame: WhatIf, figures: Figures, indicator: Indicator) -> WhatIf | None:
    target, top = indicator.target(frame.period.year), frame.ward.numerator
    if target is None or top is None:
        return None
    wanted = target.value
    if indicator.is_rate:
        wanted = target.value / indicator.per * (frame.ward.denominator or 0.0)
    gap = wanted - top
    people = figures.by_area(residents(figures), frame.period)
    known = {
        code: Counted(one.events, people[code].value or 0.0)
        for code, one in frame.scale.counted.items()
        if code in people and people[code].value
    }
    if not known:
        return None
    return _worked_out(replace(frame, target=target, gap=gap), indicator, shared_out(known, gap))


def _worked_out(frame: WhatIf, indicator: Indicator, needed: dict[str, int]) -> WhatIf:
    per = frame.scale.per
    needs = tuple(
        Need(
            code=code,
            counted=one,
            needed=needed.get(code, 0),
            value=one.events / one.base * per,
            raised=(one.events + needed.get(code, 0)) / one.base * per,
        )
        for code, one in frame.scale.counted.items()
    )
    done = replace(frame, needs=needs)
    return replace(done, raised=_ward_after(done, indicator))


def _ward_after(done: WhatIf, indicator: Indicator) -> float | None:
    """The ward's figure with what was added, sum over sum."""
    top, bottom = done.ward.numerator, done.ward.denominator
    if top is None:
        return None
    if not indicator.is_rate:
        return top + done.total
    return (top + done.total) / bottom * indicator.per if bottom else None
