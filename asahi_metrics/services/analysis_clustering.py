"""Whether like districts, and like towns, lie side by side on the map."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from asahi_metrics.analysis.clustering import (
    FEWEST,
    LocalMoran,
    Moran,
    local_moran,
    moran,
    standardised,
)
from asahi_metrics.analysis.intervals import LEVEL
from asahi_metrics.analysis.neighbours import Neighbours, neighbours
from asahi_metrics.analysis.ranking import Counted
from asahi_metrics.core.calendar import Period
from asahi_metrics.core.catalogue import Indicator, Term
from asahi_metrics.services import queries
from asahi_metrics.services.boundary_layers import Boundaries
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.permission import require
from asahi_metrics.services.scales import Scale, counts_things, scale_of
from asahi_metrics.sources import datasets


@dataclass(frozen=True)
class Clustering:
    """The districts of an indicator on the map; ``moran`` is None where it cannot be had.

    ``adjusted``: small districts were allowed for, since the figures are rates of counts.
    """

    scale: Scale
    beside: Neighbours
    adjusted: bool
    moran: Moran | None

    @property
    def are_too_few(self) -> bool:
        """Whether there are too few districts with a figure; else all have the same."""
        return len(self.scale.counted) < FEWEST


@dataclass(frozen=True)
class TownClustering:
    """The towns of an indicator: figures by code, Moran's I, and each town beside its neighbours.

    ``moran`` is None, and ``local`` empty, where it cannot be had.
    """

    by_town: Mapping[str, float]
    missing: tuple[str, ...]
    beside: Neighbours
    adjusted: bool
    moran: Moran | None
    local: Mapping[str, LocalMoran]

    @property
    def found(self) -> tuple[str, ...]:
        """The towns that count as clusters, with false discoveries under control."""
        return tuple(code for code, one in self.local.items() if one.is_found)

    @property
    def found_without_control(self) -> int:
        """How many towns would have been called clusters had each been judged by itself."""
        return sum(one.p < 1 - LEVEL for one in self.local.values())


def clustering(
    figures: Figures, indicator: Indicator, period: Period, boundaries: Boundaries
) -> Clustering | None:
    """The districts over the period as far as it has data; None where none has a figure."""
    require(figures.office, "read")
    reached = figures.to_date(indicator, period)
    scale = scale_of(figures, indicator, reached)
    if scale is None:
        return None
    # Not under the indicator's id: it hangs on the residents and the shapes too.
    return figures.keep(
        ("clustering", "", indicator.id, reached), lambda: _of_districts(scale, boundaries)
    )


def town_clustering(
    figures: Figures, indicator: Indicator, period: Period, boundaries: Boundaries
) -> TownClustering | None:
    """The towns at the end of the period; None where figures or shapes by town are not known.

    Counts, such as residents, follow from how large a town was cut: rates alone are taken.
    """
    require(figures.office, "read")
    layer = boundaries.towns_geojson
    if layer is None or not is_by_town(indicator):
        return None
    return figures.keep(
        ("town clustering", "", indicator.id, period),
        lambda: _of_towns(figures, indicator, period, layer),
    )


def is_by_town(indicator: Indicator) -> bool:
    """Whether every series of a rate comes from a dataset whose records name towns."""
    by_town = {
        series.id
        for dataset in datasets().values()
        if any(column.kind == "town" for column in dataset.columns)
        for series in dataset.series
    }
    return indicator.is_rate and by_town.issuperset(
        name for term in indicator.terms for name in term.series
    )


def _of_districts(scale: Scale, boundaries: Boundaries) -> Clustering:
    beside = neighbours(boundaries.districts_geojson, scale.counted)
    counted = {code: scale.counted[code] for code in beside.codes}
    adjusted = _is_adjusted(scale.shown_as, counted)
    found = standardised(counted, rates=adjusted)
    return Clustering(scale, beside, adjusted, moran(found, beside) if found else None)


def _of_towns(
    figures: Figures, indicator: Indicator, period: Period, layer: str
) -> TownClustering | None:
    towns = figures.office.pack.areas.town_codes
    counted = _counted_towns(figures, indicator, period, towns)
    beside = neighbours(layer, counted)
    # A ward's own shapes may lack a town.
    counted = {code: counted[code] for code in beside.codes}
    if not counted:
        return None
    adjusted = _is_adjusted(indicator, counted)
    standard = standardised(counted, rates=adjusted)
    known = moran(standard, beside) if standard else None
    return TownClustering(
        by_town={code: one.events / one.base * indicator.per for code, one in counted.items()},
        missing=tuple(code for code in towns if code not in counted),
        beside=beside,
        adjusted=adjusted,
        moran=known,
        local=local_moran(standard, beside) if standard and known else {},
    )


def _counted_towns(
    figures: Figures, indicator: Indicator, period: Period, towns: Collection[str]
) -> dict[str, Counted]:
    """Numerator and denominator of each town that has both, and somebody to relate to."""
    bottom = indicator.denominator
    if bottom is None:
        return {}
    top, base = (_amounts(figures, term, period) for term in (indicator.numerator, bottom))
    return {
        code: Counted(top[code], base[code])
        for code in towns
        if code in top and base.get(code, 0) > 0
    }


def _amounts(figures: Figures, term: Term, period: Period) -> dict[str, float]:
    office = figures.office
    with office.reading() as connection:
        found = queries.amounts_by_area(
            connection, office.ward, term, period.first_month, period.last_month
        )
    return {code: one.value for code, one in found.items() if one.value is not None}


def _is_adjusted(indicator: Indicator, counted: Mapping[str, Counted]) -> bool:
    """Whether the figures are rates of counted things whose bases differ."""
    bases = {one.base for one in counted.values()}
    return len(bases) > 1 and counts_things(indicator)
