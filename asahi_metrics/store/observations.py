"""Writing observations: the figures that are counted from records, month by month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, select

from asahi_metrics.store.tables import observation


@dataclass(frozen=True, slots=True)
class Observation:
    """A series' value for an area in a month; ``missing`` counts what was not reported.

    ``provisional`` counts the provisional records that it rests on.
    """

    series: str
    month: int
    area: str
    item: str
    value: float | None
    missing: int
    provisional: int = 0


def replace_observations(
    connection: Connection,
    *,
    ward: str,
    series: Sequence[str],
    months: Sequence[int],
    observations: Sequence[Observation],
) -> None:
    """Put these observations in the place of all that stood for the series and months."""
    connection.execute(
        delete(observation).where(
            observation.c.ward == ward,
            observation.c.series.in_(series),
            observation.c.month.in_(months),
        )
    )
    if observations:
        connection.execute(
            observation.insert(),
            [
                {
                    "ward": ward,
                    "series": one.series,
                    "month": one.month,
                    "area": one.area,
                    "item": one.item,
                    "value": one.value,
                    "missing": one.missing,
                    "provisional": one.provisional,
                }
                for one in observations
            ],
        )


def read_observations(
    connection: Connection, ward: str, series: Sequence[str]
) -> list[Observation]:
    """All observations of the series."""
    o = observation.c
    rows = connection.execute(
        select(o.series, o.month, o.area, o.item, o.value, o.missing, o.provisional).where(
            o.ward == ward, o.series.in_(series)
        )
    )
    return [Observation(*row) for row in rows]


def covered_months(
    connection: Connection, ward: str, series: Sequence[str]
) -> dict[str, tuple[int, int]]:
    """First and last month that each series has observations for."""
    rows = connection.execute(
        select(observation.c.series, func.min(observation.c.month), func.max(observation.c.month))
        .where(observation.c.ward == ward, observation.c.series.in_(series))
        .group_by(observation.c.series)
    )
    return {name: (first, last) for name, first, last in rows}
