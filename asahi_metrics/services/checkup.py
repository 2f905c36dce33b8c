"""The doctor: whether the database is whole and its observations follow from its records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from asahi_metrics.analysis.derivation import Cell
from asahi_metrics.core.access import require
from asahi_metrics.services import queries
from asahi_metrics.services.deriving import derived_cells
from asahi_metrics.services.office import Office
from asahi_metrics.services.territory import derivation
from asahi_metrics.sources import datasets
from asahi_metrics.store.schema import differences, stored_step

Cells = Mapping[Cell, tuple[float | None, int]]
"""Value and missing reports by series, month, area and item."""


@dataclass(frozen=True)
class Check:
    """One point of the check-up, told by a text key."""

    key: str
    passed: bool
    params: Mapping[str, object] = field(default_factory=dict)


def check_up(office: Office) -> Iterator[Check]:
    """Every point in turn: the file and its tables whole, series known, observations derived."""
    require(office.principal, "read")
    with office.engine.connect() as connection:
        problem = queries.integrity(connection)
        yield Check("doctor.integrity", problem is None, {"problem": problem or "ok"})
        other = "; ".join(differences(connection))
        told = {"step": stored_step(connection), "differences": other or "ok"}
        yield Check("doctor.schema", not other, told)
        known = {series.id for dataset in datasets().values() for series in dataset.series}
        wanted = {name for one in office.catalogue for term in one.terms for name in term.series}
        lacking = ", ".join(sorted(wanted - known))
        yield Check("doctor.series", not lacking, {"series": lacking or "ok"})
        for dataset in datasets().values():
            stored = queries.stored_cells(
                connection, office.ward, [series.id for series in dataset.series]
            )
            derived = derived_cells(connection, derivation(connection, office), dataset)
            yield Check(
                "doctor.derived",
                stored == derived,
                {"dataset": dataset.id, "count": len(stored), "wrong": _wrong(stored, derived)},
            )


def _wrong(stored: Cells, derived: Cells) -> int:
    return sum(stored.get(cell) != derived.get(cell) for cell in stored.keys() | derived.keys())
