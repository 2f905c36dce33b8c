"""Periods joined from months, against the observations added up one by one."""

from __future__ import annotations

import random
from itertools import groupby
from pathlib import Path

import pytest

from asahi_metrics.core.calendar import Period
from asahi_metrics.core.catalogue import Over, Term
from asahi_metrics.services.amounts import Amounts
from asahi_metrics.store.database import open_database, write
from asahi_metrics.store.observations import Observation, replace_observations
from tests.databases import database_url

WARD = "14112"
AREAS = ("01", "02", "outside")
MONTHS = (*Period(2024).months, *Period(2025).months)
PERIODS = [Period(2025, first, last) for first in range(1, 13) for last in range(first, 13)]


def invented(series: str, items: tuple[str, ...]) -> list[Observation]:
    """Observations with gaps, zeros and missing reports, the same each time."""
    dice = random.Random(series)  # noqa: S311 - no secret
    return [
        Observation(series, month, area, item, value, missing)
        for month in MONTHS
        for area in (*AREAS, "01-0001")
        for item in items
        if dice.random() < 0.5
        for value, missing in [dice.choice([(0.0, 0), (3.0, 0), (7.0, 1), (0.0, 2), (None, 1)])]
    ]


@pytest.fixture(scope="module")
def observations() -> list[Observation]:
    return [*invented("s", ("", "a", "b")), *invented("t", ("",)), *invented("u", ("",))]


def joined(found: list[Observation], over: Over, period: Period) -> tuple[float | None, int]:
    """One area's amount, straight from what the words of the catalogue say."""
    known = [one for one in found if one.value is not None]
    missing = sum(one.missing for one in found)
    if over == "distinct":
        return len({one.item for one in known if one.value}), missing
    if over == "sum":
        total = sum(one.value or 0 for one in known)
        return (None if not known or (missing and not total) else total), missing
    newest = max(known, key=lambda one: (one.month, one.series == "t"))
    return newest.value, 0


@pytest.mark.parametrize(
    ("series", "over"), [("s", "sum"), ("s", "distinct"), ("tu", "last"), ("tu", "carry")]
)
def test_every_period_is_what_its_observations_come_to(
    observations: list[Observation], tmp_path: Path, series: str, over: Over
) -> None:
    engine = open_database(database_url(tmp_path), WARD)
    with write(engine) as connection:
        replace_observations(
            connection, ward=WARD, series=list("stu"), months=MONTHS, observations=observations
        )
    term = Term(series=tuple(series), over=over)
    amounts = Amounts(WARD, AREAS)
    with engine.connect() as connection:
        for period in PERIODS:
            first = 0 if over == "carry" else period.first_month
            within = [
                one
                for one in observations
                if one.series in series
                and one.area in AREAS
                and first <= one.month <= period.last_month
                and (one.value is not None or over in {"sum", "distinct"})
            ]
            within.sort(key=lambda one: one.area)
            expected = {
                area: joined(list(found), over, period)
                for area, found in groupby(within, key=lambda one: one.area)
            }
            told = amounts.by_area(connection, term, period.months)
            assert {area: (one.value, one.missing) for area, one in told.items()} == expected, (
                period.code
            )
    engine.dispose()


def test_what_nobody_has_touched_is_known_at_the_next_revision_too(tmp_path: Path) -> None:
    engine = open_database(database_url(tmp_path), WARD)
    terms = [Term(series=(name,), over="sum") for name in "st"]
    with write(engine) as connection:
        for name in "st":
            replace_observations(
                connection,
                ward=WARD,
                series=[name],
                months=MONTHS,
                observations=[Observation(name, MONTHS[0], "01", "", 5.0, 0)],
            )
    before, after = Amounts(WARD, AREAS), Amounts(WARD, AREAS)
    with engine.connect() as connection:
        for term in terms:
            before.by_area(connection, term, MONTHS)
    # Both are changed behind the back of what is known; of one of them it is said.
    with write(engine) as connection:
        replace_observations(
            connection, ward=WARD, series=list("st"), months=MONTHS, observations=[]
        )
    after.take_over(before, {"t"})
    with engine.connect() as connection:
        assert after.by_area(connection, terms[0], MONTHS)["01"].value == 5.0
        assert after.by_area(connection, terms[1], MONTHS) == {}
    engine.dispose()
