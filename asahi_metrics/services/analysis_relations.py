"""Two indicators of the districts against each other: how they go together, and who is where."""

from __future__ import annotations

from dataclasses import dataclass

from asahi_metrics.analysis.relation import Correlation, partial, pearson, spearman
from asahi_metrics.core.calendar import Period
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.outcomes import SideBySide, first_output, side_by_side
from asahi_metrics.services.permission import require
from asahi_metrics.services.scales import residents


@dataclass(frozen=True)
class Relation:
    """The districts by both indicators, and how closely these go together.

    ``high_is_need`` tells which side of the first is the one to look at: of ageing the high
    one, of what is done the low one; ``low_is_weak`` the same of the second. ``alike`` is the
    correlation among districts alike in population, None where one indicator is the
    population itself.
    """

    beside: SideBySide
    high_is_need: bool
    low_is_weak: bool
    straight: Correlation | None
    ranked: Correlation | None
    alike: Correlation | None
    people: Indicator

    @property
    def placed(self) -> tuple[str, ...]:
        """The districts of which both are known."""
        return tuple(one.code for one in self.beside.placed)

    @property
    def left_out(self) -> tuple[str, ...]:
        """The districts of which one of the two is not known."""
        return tuple(one.code for one in self.beside.left_out)

    @property
    def candidates(self) -> tuple[str, ...]:
        """The districts on the side to look at of both averages."""
        across, upward = self.beside.output_average, self.beside.outcome_average
        if across is None or upward is None:
            return ()
        return tuple(
            one.code
            for one in self.beside.placed
            if _beyond(one.output, across, above=self.high_is_need)
            and _beyond(one.outcome, upward, above=not self.low_is_weak)
        )


def first_pair(figures: Figures) -> tuple[Indicator, Indicator] | None:
    """The pair to begin with: who lives there, and what is done for each resident.

    The first share of the people's context, ageing, against the first output by resident.
    None where too little is known by district.
    """
    require(figures.office, "read")
    known = [one for one in figures.office.catalogue if figures.has_districts(one)]
    outputs = [one for one in known if one.kind == "output"]
    if not outputs:
        return None
    upward = first_output(outputs)
    need = [one for one in known if one.kind == "context" and one.per == 100]
    others = [*need, *(one for one in known if one.id != upward.id)]
    return (others[0], upward) if others else None


def relation(figures: Figures, across: Indicator, upward: Indicator, period: Period) -> Relation:
    """Both indicators over the period, each as far as it has data."""
    require(figures.office, "read")
    key = ("relation", "", across.id, upward.id, period)
    return figures.keep(key, lambda: _relation(figures, across, upward, period))


def _relation(figures: Figures, across: Indicator, upward: Indicator, period: Period) -> Relation:
    beside = side_by_side(figures, across, upward, period)
    people = residents(figures)
    sizes = figures.by_area(people, figures.to_date(people, period))
    known = [
        (one.output, one.outcome, sizes[one.code].value)
        for one in beside.placed
        if one.code in sizes and sizes[one.code].value is not None
    ]
    xs, ys, zs = ([float(row[at] or 0.0) for row in known] for at in range(3))
    return Relation(
        beside=beside,
        high_is_need=across.polarity != "higher",
        low_is_weak=upward.polarity != "lower",
        straight=pearson(xs, ys),
        ranked=spearman(xs, ys),
        alike=None if people.id in {across.id, upward.id} else partial(xs, ys, zs),
        people=people,
    )


def _beyond(value: float | None, bound: float, *, above: bool) -> bool:
    return value is not None and (value > bound if above else value < bound)
