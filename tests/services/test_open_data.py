"""The open data held against the release: every figure of it, no other, and what it is called."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from asahi_metrics.core.catalogue import Words
from asahi_metrics.core.errors import NotFound
from asahi_metrics.core.imprint import Imprint
from asahi_metrics.core.open_data import OpenRow
from asahi_metrics.services.office import PUBLIC_READER, Office
from asahi_metrics.services.open_catalogue import open_catalogue
from asahi_metrics.services.open_data import OpenFigures
from asahi_metrics.services.public_edition import Edition
from asahi_metrics.services.publication import PublicFigure, PublicFigures
from asahi_metrics.services.releasing import release
from tests.public_ward import BOUNDARY_FILE, edition_of, open_public_ward
from tests.ward import load

Spot = tuple[str, str, int, str, str, int]
Told = tuple[float | None, str]


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return open_public_ward(tmp_path_factory.mktemp("ward")).acting_as(PUBLIC_READER)


@pytest.fixture(scope="module")
def figures(reader: Office) -> OpenFigures:
    return OpenFigures(reader, edition_of(reader), "ja")


def told(figure: PublicFigure) -> Told:
    return figure.value, figure.state


def spot(row: OpenRow) -> Spot:
    return row.indicator.id, row.area_code, row.year, row.span, row.kind, row.first_month


def released_spots(reader: Office, released: PublicFigures) -> Iterator[tuple[Spot, Told]]:
    """Every figure that the release hands out, asked for one by one."""
    areas = reader.pack.areas
    codes = (areas.ward.code, *areas.district_codes, *(one.code for one in areas.outside))
    for one in reader.catalogue:
        for year in released.years(one):
            period = released.period(one, year)
            assert period is not None
            for code in codes:
                start = period.first_month
                figure = released.of(one, year, code)
                if code in released.areas(one, year):
                    yield (one.id, code, year, "year", "", start), told(figure)
                before = released.year_before(one, year, code)
                if before.state != "missing":
                    yield (one.id, code, year, "before", "", start - 100), told(before)
                for month, each in released.monthly(one, year, code).items():
                    yield (one.id, code, year, "month", "", month), told(each)
                for kind, each in released.kinds(one, year, code).items():
                    yield (one.id, code, year, "kind", kind, start), told(each)


def test_the_rows_are_the_figures_of_the_release_each_once_and_no_other(
    reader: Office, figures: OpenFigures
) -> None:
    rows = figures.table().rows
    found = {spot(row): (row.value, row.state) for row in rows}
    assert len(found) == len(rows)
    assert found == dict(released_spots(reader, figures.released))
    assert {row.span for row in rows} == {"year", "before", "month", "kind"}
    assert {row.state for row in rows} == {"value", "withheld", "missing"}


def test_a_withheld_figure_has_no_value(figures: OpenFigures) -> None:
    withheld = [row for row in figures.table().rows if row.state == "withheld"]
    assert {row.indicator.id for row in withheld} >= {"patrol_members", "patrol_members_rate"}
    assert all(row.value is None for row in withheld)


def test_places_outside_the_ward_are_told_where_the_release_has_them(figures: OpenFigures) -> None:
    outside = {row.indicator.id for row in figures.table().rows if row.area_code == "X1"}
    assert "marche_visitors" in outside
    assert "drills" not in outside


def test_a_subjects_table_is_its_part_of_the_whole(figures: OpenFigures) -> None:
    parts = [row for one in figures.subjects for row in figures.table(one).rows]
    assert {spot(row) for row in parts} == {spot(row) for row in figures.table().rows}
    assert {row.subject for row in figures.table("dog_patrol").rows} == {"わんわんパトロール"}


@pytest.mark.parametrize("subject", ["", "nothing", "expo"])
def test_a_subject_without_figures_has_no_table(figures: OpenFigures, subject: str) -> None:
    with pytest.raises(NotFound):
        figures.table(subject)


@pytest.mark.parametrize("year", [1999, 2030])
def test_a_year_without_figures_has_no_districts(figures: OpenFigures, year: int) -> None:
    with pytest.raises(NotFound):
        figures.sheet(year)


def test_the_districts_of_a_year_have_its_figures(figures: OpenFigures) -> None:
    for year in figures.years:
        sheet = figures.sheet(year)
        assert sheet.audience == "public"
        for row in sheet.of_year():
            one = figures.office.catalogue[row.indicator.id]
            figure = figures.released.of(one, year, row.area_code)
            assert row.cell.value == figure.value
            assert (row.cell.state == "withheld") == figure.withheld


def test_names_are_those_of_the_language(reader: Office, figures: OpenFigures) -> None:
    english = OpenFigures(reader, figures.edition, "en")
    rows = {row.area_code: row.area for row in english.table("dog_patrol").rows}
    assert rows["01"] == "District 01"
    kinds = {row.kind for row in english.table("disaster_drills").rows if row.kind}
    assert kinds
    assert all(kind.isascii() for kind in kinds)


def test_the_catalogue_lists_every_file_with_its_reach(figures: OpenFigures) -> None:
    catalogue = open_catalogue(figures)
    assert [one.id for one in catalogue.datasets] == [
        "figures",
        *figures.subjects,
        "districts",
        "definitions",
    ]
    patrol = next(one for one in catalogue.datasets if one.id == "dog_patrol")
    assert (patrol.first, patrol.last) == (202304, 202504)
    assert [file.name for file in patrol.files] == ["dog_patrol.csv", "dog_patrol.en.csv"]
    names = [file.name for one in catalogue.datasets for file in one.files]
    assert len(set(names)) == len(names)
    assert not catalogue.sample


def test_the_catalogue_says_when_anything_was_first_released_and_when_this(tmp_path: Path) -> None:
    office = open_public_ward(tmp_path)
    first = edition_of(office)
    drill = ("2025-11-01", "山手", "A会", "避難訓練", "公園", 500, 90, None)
    load(office, "disaster_drills", [drill])
    release(office)
    again = edition_of(office)
    assert again.release.id == 2
    catalogue = open_catalogue(OpenFigures(office, again, "ja"))
    assert catalogue.issued == office.local_time(first.release.created_at).date()
    assert catalogue.modified == office.local_time(again.release.created_at).date()
    # An edition stays readable as it was.
    old = OpenFigures(office, first, "ja").table("disaster_drills")
    assert (old.release, old.revision) == (1, first.release.revision)
    assert max(row.last_month for row in old.rows) == 202510


def test_the_packs_themes_and_terms_are_those_of_the_catalogue(
    reader: Office, figures: OpenFigures
) -> None:
    imprint = Imprint(
        publisher=Words(ja="旭区", en="Asahi"), themes={"dog_patrol": ("JUST", "REGI")}
    )
    ward = replace(reader, pack=replace(reader.pack, imprint=imprint))
    catalogue = open_catalogue(OpenFigures(ward, figures.edition, "ja"))
    themes = {one.id: one.themes for one in catalogue.datasets}
    assert themes["dog_patrol"] == ("JUST", "REGI")
    assert themes["disaster_drills"] == ()
    assert catalogue.terms["en"].publisher == "Asahi"


def test_no_name_of_a_file_of_the_wards_own_is_told(figures: OpenFigures) -> None:
    assert BOUNDARY_FILE not in repr(open_catalogue(figures))


def test_an_edition_that_is_none_is_not_found(reader: Office, figures: OpenFigures) -> None:
    head = replace(figures.edition.release, id=99)
    with pytest.raises(NotFound):
        OpenFigures(reader, Edition(head, figures.edition.shapes), "ja").table()
