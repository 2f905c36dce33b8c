"""The ward's own town-to-district table: every town once, every district with a town."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from asahi_metrics.core.findings import Finding
from asahi_metrics.core.matching import AreaNames
from asahi_metrics.core.pack import Pack
from asahi_metrics.sources.reading import read_table
from asahi_metrics.sources.spec import Cells, Column, Dataset, Table

_TOWN = Column("町丁", "town", "town", False, ("町名", "町丁名", "町", "town", "name_ja"))
_TOWN_CODE = Column("町丁コード", "town_code", "town", False, ("町コード", "town_code", "code"))
_DISTRICT = Column("地区", "district", "district", False, ("地区名", "連合", "district"))
_DISTRICT_CODE = Column(
    "地区コード", "district_code", "district", False, ("地区番号", "district_code")
)

# Read as a dataset for its headers alone: the rows are no records and have no month.
_LAYOUT = Dataset(
    id="town_table",
    columns=(_TOWN, _TOWN_CODE, _DISTRICT, _DISTRICT_CODE),
    key=("town",),
    absence="missing",
    series=(),
    sample=lambda _: iter(()),
)

Find = Callable[[object], str | None]


@dataclass(frozen=True)
class TownTable:
    """A town table as read: ``districts`` maps town to district, whole unless refused."""

    districts: Mapping[str, str]
    findings: tuple[Finding, ...]
    source_name: str

    @property
    def refused(self) -> bool:
        """Whether anything is wrong with it."""
        return any(finding.severity == "error" for finding in self.findings)


@dataclass(frozen=True)
class _Row:
    """One row's cells by column header, empty ones left out."""

    number: int
    cells: Mapping[str, object]

    def area(self, columns: Sequence[Column], find: Find) -> tuple[str | None, Finding | None]:
        """The area that all given cells name, or what is wrong with them."""
        kind = columns[0].kind
        given = [(column, self.cells[column.header]) for column in columns
                 if column.header in self.cells]  # fmt: skip
        if not given:
            return None, Finding(f"town_table_no_{kind}", row=self.number, column=columns[0].header)
        found = [find(value) for _, value in given]
        for (column, value), code in zip(given, found, strict=True):
            if code is None:
                return None, self._finding(f"town_table_unknown_{kind}", column, value)
        if len(set(found)) > 1:
            return None, self._finding("town_table_disagree", *given[-1])
        return found[0], None

    def twice(self, other: int) -> Finding:
        """The finding that this row's town stood in another row already."""
        column = _TOWN if _TOWN.header in self.cells else _TOWN_CODE
        return self._finding("town_table_twice", column, self.cells[column.header], other=other)

    def _finding(self, code: str, column: Column, value: object, **params: object) -> Finding:
        return Finding(code, row=self.number, column=column.header, value=str(value), params=params)


def read_town_table(content: bytes, file_name: str, pack: Pack) -> TownTable:
    """The table of a CSV or Excel file that names towns and districts by name or code.

    Raises UnreadableFile when no such columns are found; all else that is wrong is a finding.
    """
    table = read_table(content, file_name, _LAYOUT)
    districts, findings = _districts(table, AreaNames(pack.areas))
    if not findings:
        findings = list(_gaps(districts, pack))
    placed = (replace(finding, sheet=table.sheet) for finding in findings)
    return TownTable(districts, (*table.notices, *placed), file_name)


def _districts(table: Table, names: AreaNames) -> tuple[dict[str, str], list[Finding]]:
    districts: dict[str, str] = {}
    first: dict[str, int] = {}
    findings: list[Finding] = []
    for number, cells in table.rows:
        row = _Row(number, _given(table, cells))
        town, bad_town = row.area((_TOWN, _TOWN_CODE), names.town)
        district, bad_district = row.area((_DISTRICT, _DISTRICT_CODE), names.district)
        findings += [finding for finding in (bad_town, bad_district) if finding]
        if town is not None and first.setdefault(town, number) != number:
            findings.append(row.twice(first[town]))
        elif town is not None and district is not None:
            districts[town] = district
    return districts, findings


def _given(table: Table, cells: Cells) -> dict[str, object]:
    return {
        header: cell for header, cell in zip(table.header, cells, strict=True) if cell is not None
    }


def _gaps(districts: Mapping[str, str], pack: Pack) -> Iterator[Finding]:
    for town in pack.areas.towns:
        if town.code not in districts:
            yield Finding("town_missing", column=_TOWN.header, value=town.name["ja"])
    for district in pack.areas.districts:
        if district.code not in districts.values():
            yield Finding(
                "district_without_town", column=_DISTRICT.header, value=district.name["ja"]
            )
