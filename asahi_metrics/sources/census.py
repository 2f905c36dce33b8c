"""The 2020 census by town: the population to relate to until newer figures are loaded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from asahi_metrics.sources.sampling import SampleWard
from asahi_metrics.sources.spec import Column, Dataset, Series


def _no_sample(_: SampleWard) -> Iterator[Mapping[str, object]]:
    """The census is real: it has no sample."""
    yield from ()


DATASET = Dataset(
    id="census",
    section="ward_administration",
    columns=(
        Column("基準日", "as_of", "date"),
        Column("町丁", "town", "town"),
        Column("世帯数", "households", "count"),
        Column("人口", "population", "count"),
    ),
    key=("as_of", "town"),
    absence="missing",
    series=(
        Series("census_households", at="as_of", field="households", level=True),
        Series("census_population", at="as_of", field="population", level=True),
    ),
    sample=_no_sample,
    update_months=60,
    # The figures by town of October 2020 were published in February 2022.
    grace_months=18,
    earliest=date(2000, 1, 1),
)
