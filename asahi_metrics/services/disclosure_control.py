"""The disclosure control: the one place that decides what the public may see.

It lays out the sheets that the public could be given, finds the cells behind them and what
binds these, reckons with every earlier release, and writes an X where a figure is withheld.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from asahi_metrics.analysis.disclosure import Rule, System
from asahi_metrics.analysis.feasible import Relation
from asahi_metrics.analysis.figures import Figure
from asahi_metrics.analysis.withholding import Withheld, withhold
from asahi_metrics.core.calendar import fiscal_year_of
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.services.earlier_releases import Part, cells_part, with_earlier
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.office import Office
from asahi_metrics.services.permission import require
from asahi_metrics.services.public_bonds import bonds
from asahi_metrics.services.public_entries import PublicBook
from asahi_metrics.services.public_sheets import Sheet, sheet
from asahi_metrics.services.public_tables import enter_all, people_among
from asahi_metrics.services.status import dataset_states
from asahi_metrics.sources import datasets
from asahi_metrics.store import releases as stored


@dataclass(frozen=True)
class Controlled:
    """What a release would tell: the sheets by name, the cells, and which are withheld."""

    sheets: dict[str, dict[str, Any]]
    cells: dict[str, dict[str, Any]]
    system: System
    withheld: Withheld


def control(figures: Figures) -> Controlled:
    """Decide what the public may see of the figures, after all that it has seen already."""
    office = figures.office
    require(office, "read")
    known = bonds(office.catalogue)
    sheets = [
        found
        for indicator in office.catalogue
        for year in _years(figures, indicator)
        if (found := sheet(figures, known, indicator, year)) is not None
    ]
    book, sample = enter_all(figures, known, sheets), _samples(office)
    today = _system(book)
    system = with_earlier(today, _earlier(office, sample))
    withheld = withhold(system, Rule(office.pack.threshold))
    return Controlled(
        sheets={
            _name(one): _told(one, book, withheld.cells)
            | {"sample": sample[one.indicator.dataset]}
            | _stage(figures, one)
            for one in sheets
        },
        cells={
            home: part | {"sample": sample[_dataset_of(home)]}
            for home, part in _parts(book, today, withheld.cells).items()
        },
        system=system,
        withheld=withheld,
    )


def _stage(figures: Figures, one: Sheet) -> dict[str, bool]:
    """That the sheet is provisional, where it is; a final one has no word of it."""
    early = figures.is_provisional(one.indicator, one.period)
    return {"provisional": True} if early else {}


def _earlier(office: Office, sample: Mapping[str, bool]) -> list[tuple[int, str, Part]]:
    """What earlier releases told; what they told of a sample says nothing of real data."""
    with office.reading() as connection:
        parts = stored.read_all_cells(connection, office.ward)
    return [
        (number, home, part)
        for number, home, part in parts
        if not part or part["sample"] == sample[_dataset_of(home)]
    ]


def _samples(office: Office) -> dict[str, bool]:
    """Whether a dataset holds sample data, by id."""
    return {one.id: one.sample for one in dataset_states(office).values()}


def _dataset_of(home: str) -> str:
    """The dataset that the cells of a part are counted from."""
    series = re.split(r"[|~+]", home, maxsplit=1)[0]
    return next(one.id for one in datasets().values() if series in {own.id for own in one.series})


def _years(figures: Figures, indicator: Indicator) -> range:
    """The years from the indicator's first data up to the newest of any data."""
    span = figures.data_span(indicator)
    if span is None:
        return range(0)
    spans = (figures.data_span(one) for one in figures.office.catalogue)
    last = max(known[1] for known in spans if known)
    first = max(fiscal_year_of(span[0]), fiscal_year_of(_first_own(figures)))
    return range(first, fiscal_year_of(last) + 1)


def _first_own(figures: Figures) -> int:
    """The first month of the ward's own figures; the census before them is context only."""
    own = (figures.data_span(one) for one in figures.office.catalogue if one.kind != "context")
    return min((span[0] for span in own if span), default=0)


def _system(book: PublicBook) -> System:
    cells, people = book.cells, people_among(book)
    return System(
        values=cells.values,
        relations=list(cells.relations),
        people=people,
        unpublished=frozenset(cells.unpublished),
        known=frozenset(cells.values.keys() - people),
        costs=cells.costs,
    )


def _parts(book: PublicBook, system: System, withheld: frozenset[str]) -> dict[str, dict[str, Any]]:
    """The cells by quantity and year."""
    home = book.cells.home
    cells: dict[str, list[str]] = {}
    relations: dict[str, list[Relation]] = {}
    for cell, name in home.items():
        cells.setdefault(name, []).append(cell)
    for one in system.relations:
        for name in sorted({home[cell] for cell, _ in one.terms}):
            relations.setdefault(name, []).append(one)
    return {
        name: cells_part(system, inside, relations.get(name, ()), withheld)
        for name, inside in cells.items()
    }


def _told(one: Sheet, book: PublicBook, withheld: frozenset[str]) -> dict[str, Any]:
    """The sheet as the public reads it: numbers, X where withheld, None where data lacks."""
    told: dict[str, Any] = {"period": one.period.code}
    for spot, figure in one.figures.items():
        section, code, slot = spot
        rests = book.rests_on.get((one.indicator.id, one.period.year, spot), ())
        under_control = bool(book.bonds.under_control(one.indicator))
        value = _value(one.indicator, figure)
        if value is not None and under_control and (not rests or not withheld.isdisjoint(rests)):
            value = stored.WITHHELD
        if section == "areas" and figure.missing:
            told.setdefault("lacking", {})[code] = figure.missing
        place = told.setdefault(section, {})
        if slot:
            place.setdefault(code, {})[slot] = value
        else:
            place[code] = value
    return told


def _value(indicator: Indicator, figure: Figure) -> float | str | None:
    """The value as exactly as the indicator is written."""
    if figure.value is None:
        return None
    return round(figure.value, indicator.decimals) if indicator.is_rate else figure.value


def _name(one: Sheet) -> str:
    return f"{one.indicator.id}/{one.period.year}"
