"""The quarters of a fiscal year, as far as the policy's indicators have data for them."""

from __future__ import annotations

from asahi_metrics.core.calendar import Month, Period
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.services.courses import is_yearly
from asahi_metrics.services.figures import Figures

QUARTERS = (1, 2, 3, 4)


def to_quarter(year: int, quarter: int) -> Period:
    """The months of a fiscal year up to the end of a quarter."""
    return Period(year, 1, 3 * quarter)


def newest_month(figures: Figures, year: int) -> Month | None:
    """The newest month of the year that any of the policy's indicators has data for."""
    return figures.keep(("newest month", year), lambda: _newest_month(figures, year))


def known_quarters(figures: Figures, year: int) -> tuple[int, ...]:
    """The quarters of the year that have data, the last of them perhaps in part."""
    newest = newest_month(figures, year)
    if newest is None:
        return ()
    return tuple(one for one in QUARTERS if Period(year, 3 * one - 2).first_month <= newest)


def ended_quarter(figures: Figures, year: int) -> int | None:
    """The last quarter of the year whose months are all there."""
    newest = newest_month(figures, year)
    ended = [one for one in QUARTERS if newest and to_quarter(year, one).last_month <= newest]
    return ended[-1] if ended else None


def measured(figures: Figures, year: int) -> tuple[Indicator, ...]:
    """The indicators of the year's initiatives, each once."""
    policy = figures.office.policy_in_force(year)
    ids = dict.fromkeys(one for i in (policy.initiatives if policy else ()) for one in i.indicators)
    return tuple(figures.office.catalogue[one] for one in ids)


def _newest_month(figures: Figures, year: int) -> Month | None:
    """Figures of the whole year, which come in its April, say nothing of how far it is."""
    spans = [
        span[1]
        for one in measured(figures, year)
        if not is_yearly(one) and (span := figures.data_span(one))
    ]
    newest = min(max(spans, default=0), Period(year).last_month)
    return newest if newest >= Period(year).first_month else None
