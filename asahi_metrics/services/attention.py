"""What managers look at first (要確認): the late indicators of the year's initiatives."""

from __future__ import annotations

from dataclasses import dataclass

from asahi_metrics.analysis.attention import Case, rank
from asahi_metrics.core.calendar import Month
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.core.policy import Initiative
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.permission import require
from asahi_metrics.services.review import Standing, standing


@dataclass(frozen=True)
class Concern:
    """An indicator that needs a look.

    ``others`` are those of the same initiative that count the same thing, need a look as
    well, and are not in the list for themselves.
    """

    standing: Standing
    initiative: Initiative
    others: tuple[Indicator, ...] = ()


def attention_list(figures: Figures, year: int, until: Month | None = None) -> list[Concern]:
    """The indicators of the year's initiatives that need a look, the farthest off first.

    Empty without a policy, and where nothing of the year is known yet.
    """
    require(figures.office, "read")
    # It is about all indicators: no write leaves it as it is.
    key = ("attention", "", year, until)
    return figures.keep(key, lambda: _attention_list(figures, year, until))


def _attention_list(figures: Figures, year: int, until: Month | None) -> list[Concern]:
    policy = figures.office.policy_in_force(year)
    if policy is None:
        return []
    catalogue = figures.office.catalogue
    # An indicator that serves two initiatives is told with the first of them.
    homes: dict[str, Initiative] = {}
    for initiative in policy.initiatives:
        for id_ in initiative.indicators:
            homes.setdefault(id_, initiative)
    stands = {id_: standing(figures, catalogue[id_], year, until) for id_ in homes}
    return [
        Concern(
            standing=stands[one.case.id],
            initiative=homes[one.case.id],
            others=tuple(catalogue[other] for other in one.others),
        )
        for one in rank(_case(found, homes[id_]) for id_, found in stands.items())
    ]


def _case(found: Standing, home: Initiative) -> Case:
    """Figures of one initiative with the same numerator count the same thing.

    A target for what nobody wants higher or lower is no ground for concern.
    """
    return Case(
        id=found.indicator.id,
        kin=(home.id, found.indicator.numerator.series),
        status=found.progress.status if found.progress else None,
        chance=None if found.indicator.polarity == "neutral" else found.chance,
        gap=found.gap,
    )
