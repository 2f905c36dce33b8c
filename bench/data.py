"""Databases of 90,000, 900,000 and 9 million observations, grown out of the sample.

What grows is what a ward would have more of. Where the sample counts different things
(associations, shelters, groups), there are more of them in each month; every other figure that
is known by district is told for blocks of the district besides. Indicators, years and districts
stay, so a page asks what it always asks, of a table that is so much larger. The records behind
stay those of the sample.
"""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import ColumnElement, Connection, Select, func, literal_column, select

from asahi_metrics.core.settings import Settings
from asahi_metrics.services.office import Office, open_office
from asahi_metrics.services.setup import fill_if_empty
from asahi_metrics.services.territory import territory
from asahi_metrics.store.database import write
from asahi_metrics.store.tables import observation

FULL = 90_000
HEADER = ("series", "month", "area", "item", "value")

_o = observation.c


@dataclass(frozen=True)
class Data:
    """What all contestants work with at one scale: the same observations and shapes."""

    scale: int
    observations: int
    database: Path
    cells: Path
    shapes: Path
    ward: str


def write_data(folder: Path, scale: int, cells: int) -> Data:
    """Write the observations as a database and as a file, and the districts' shapes."""
    database, table, shapes = (folder / f"{scale}.{suffix}" for suffix in ("db", "csv", "geojson"))
    found = fill(database, cells * scale)
    write_csv(database, table)
    return Data(scale, found, database, table, shapes, write_shapes(database, shapes))


def fill(file: Path, cells: int) -> int:
    """Make a database of about ``cells`` observations; returns how many there are.

    Fewer than the sample has are not made.
    """
    office = open_office(Settings(database_url=url_of(file)))
    fill_if_empty(office)
    with write(office.engine) as connection:
        there = _count(connection)
        growing = _count(connection, _can_grow(office))
        copies = max(0, round((cells - there) / growing))
        if copies:
            _grow(connection, office, copies)
        total = _count(connection)
    office.engine.dispose()
    return total


def url_of(file: Path) -> str:
    """The address of a database file."""
    return f"sqlite:///{file.as_posix()}"


def write_csv(database: Path, file: Path) -> None:
    """The same observations as a file, as a page would read it that has no database."""
    with (
        closing(sqlite3.connect(database)) as connection,
        file.open("w", encoding="utf-8", newline="") as out,
    ):
        writer = csv.writer(out)
        writer.writerow(HEADER)
        writer.writerows(connection.execute(f"SELECT {', '.join(HEADER)} FROM observation"))  # noqa: S608 - fixed names


def write_shapes(database: Path, file: Path) -> str:
    """The districts' shapes as GeoJSON, for pages that have no program; returns the ward's code."""
    office = open_office(Settings(database_url=url_of(database)))
    shapes = territory(office).boundaries.districts_geojson
    file.write_text(shapes, encoding="utf-8")
    office.engine.dispose()
    return office.ward


def _count(connection: Connection, *where: ColumnElement[bool]) -> int:
    return int(connection.scalar(select(func.count()).select_from(observation).where(*where)) or 0)


def _grow(connection: Connection, office: Office, copies: int) -> None:
    """Write ``copies`` further cells beside each one that can grow, in the order of the key."""
    for series in sorted(_growing(connection, office)):
        connection.execute(
            observation.insert().from_select(
                [column.name for column in observation.columns],
                _further(office, series, copies, by_item=series in _counted_apart(office)),
            )
        )


def _further(
    office: Office, series: str, copies: int, *, by_item: bool
) -> Select[tuple[object, ...]]:
    numbers = select(literal_column("1").label("n")).cte("numbers", recursive=True)
    numbers = numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < copies))
    number = func.printf("%04d", numbers.c.n)
    return (
        select(
            _o.ward,
            _o.series,
            _o.month,
            _o.area if by_item else _o.area + "-" + number,
            _o.item + " " + number if by_item else _o.item,
            _o.value,
            _o.missing,
            _o.provisional,
        )
        .select_from(observation.join(numbers, literal_column("1") == literal_column("1")))
        .where(_o.ward == office.ward, _o.series == series, _can_grow(office))
        .order_by(_o.month, literal_column("4"), literal_column("5"))
    )


def _can_grow(office: Office) -> ColumnElement[bool]:
    return _o.area.in_(office.pack.areas.district_codes)


def _growing(connection: Connection, office: Office) -> Iterator[str]:
    yield from connection.scalars(select(_o.series).distinct().where(_can_grow(office)))


def _counted_apart(office: Office) -> set[str]:
    """The series of which an indicator counts the different items."""
    terms = [term for one in office.catalogue for term in (one.numerator, one.denominator) if term]
    return {name for term in terms if term.over == "distinct" for name in term.series}
