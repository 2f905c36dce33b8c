"""Whose records a file or an undo touches: the own section's, or the own districts' alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from sqlalchemy import Connection

from asahi_metrics.core import access
from asahi_metrics.core.access import Action, Resource, allows
from asahi_metrics.core.errors import NotAllowed
from asahi_metrics.core.findings import Finding
from asahi_metrics.services.comparing import Difference
from asahi_metrics.services.office import Office
from asahi_metrics.services.permission import log_refusal
from asahi_metrics.services.territory import town_district
from asahi_metrics.sources import datasets
from asahi_metrics.sources.spec import Checked, Dataset
from asahi_metrics.store.records import areas_of, places_of
from asahi_metrics.store.revisions import Revision

_PLACED = frozenset({"district", "town"})


def dataset_resource(
    office: Office, dataset: Dataset, districts: frozenset[str] | None = None
) -> Resource:
    """A dataset as that which is loaded; records that name no district are the whole ward's."""
    if districts is None and not any(column.kind in _PLACED for column in dataset.columns):
        districts = frozenset({office.ward})
    return Resource("dataset", dataset.id, section=dataset.section, districts=districts)


def revision_resource(office: Office, revision: Revision) -> Resource:
    """A revision as that which is undone or whose file is fetched."""
    dataset = datasets().get(revision.dataset or "")
    if dataset is None:
        return Resource("revision", str(revision.id), districts=frozenset({office.ward}))
    return replace(dataset_resource(office, dataset), kind="revision", id=str(revision.id))


def require_own(
    connection: Connection, office: Office, action: Action, dataset: Dataset, areas: Iterable[str]
) -> None:
    """Raise NotAllowed when any of the areas lies outside of what the principal may change."""
    touched = frozenset(_districts(connection, office, set(areas)).values())
    access.require(office.principal, action, dataset_resource(office, dataset, touched))


def may_change(
    connection: Connection, office: Office, dataset: Dataset, areas: Iterable[str]
) -> bool:
    """Whether records of these areas are the principal's to change."""
    touched = frozenset(_districts(connection, office, set(areas)).values())
    return allows(office.principal, "undo", dataset_resource(office, dataset, touched))


def touched_areas(connection: Connection, office: Office, found: Difference) -> set[str]:
    """The areas of the records that a file would write or end."""
    return found.areas | areas_of(connection, office.ward, found.closed)


def within_own(
    connection: Connection,
    office: Office,
    dataset: Dataset,
    checked: Checked,
    found: Difference,
) -> Checked:
    """The file with a finding on each row that touches what is not the principal's to change.

    ``found`` is what the file would write and end. The refusal is logged, since nobody can
    commit such a file.
    """
    areas = touched_areas(connection, office, found)
    districts = _districts(connection, office, areas)
    foreign = {
        area
        for area, district in districts.items()
        if not allows(
            office.principal, "import", dataset_resource(office, dataset, frozenset({district}))
        )
    }
    if not foreign:
        return checked
    sheet = next((one.sheet for one in checked.findings if one.sheet), None)
    former = places_of(connection, office.ward, found.closed)
    told = [*_findings(office, foreign, found, former, sheet)]
    refusal = NotAllowed("error.access.other_district", name=office.principal.name)
    log_refusal(office, "import", dataset_resource(office, dataset), refusal)
    return Checked(checked.records, [*checked.findings, *told])


def _findings(
    office: Office,
    foreign: set[str],
    found: Difference,
    former: dict[str, str],
    sheet: str | None,
) -> Iterator[Finding]:
    """Row by row: a record that would be foreign, or was; then what no row of the file names.

    ``former`` are the areas of what the file would end, by the keys of the records.
    """
    records, before = found.records, dict(former)
    for place in sorted([*found.new, *found.changed]):
        touched = (records.areas[place], before.pop(records.keys[place], None))
        for outside in [area for area in touched if area in foreign][:1]:
            value = _name(office, str(outside))
            yield Finding("other_district", sheet=sheet, row=records.rows[place], value=value)
    gone = [area for area in before.values() if area in foreign]
    if gone:
        yield Finding("other_districts_sample", sheet=sheet, params={"count": len(gone)})


def _name(office: Office, area: str) -> str:
    areas = office.pack.areas
    return areas[area].name["ja"] if area in areas else area


def _districts(connection: Connection, office: Office, areas: set[str]) -> Mapping[str, str]:
    """The district of each area; what lies in none stands for itself."""
    towns = town_district(connection, office)
    return {area: towns.get(area, area) for area in areas}
