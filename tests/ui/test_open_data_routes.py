"""The open data as anybody gets it: each file that the catalogue names, and nothing withheld."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path

import pytest

from asahi_metrics.core.report import CellState
from asahi_metrics.services.office import PUBLIC_READER, Office
from asahi_metrics.services.open_catalogue import open_catalogue
from asahi_metrics.services.open_data import OpenFigures
from asahi_metrics.services.releasing import release
from asahi_metrics.ui.open_data_routes import open_data_routes
from tests.public_ward import BOUNDARY_FILE, edition_of, open_public_ward, open_unreleased_ward
from tests.reading import Reader
from tests.ui.asking import Answer, ask
from tests.ward import DISTRICTS

Asking = Callable[..., Answer]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return open_public_ward(tmp_path_factory.mktemp("ward"))


@pytest.fixture(scope="module")
def figures(office: Office) -> OpenFigures:
    return OpenFigures(office.acting_as(PUBLIC_READER), edition_of(office), "ja")


def asking(office: Office) -> Asking:
    routes = open_data_routes(lambda: office)
    return lambda address, **told: ask(routes, f"/open-data/{address}", **told)


@pytest.fixture(scope="module")
def get(office: Office) -> Asking:
    return asking(office)


def rows_of(answer: Answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.body.decode("utf-8-sig"), newline="")))


def test_every_file_that_the_catalogue_names_is_there_as_what_it_says(
    get: Asking, figures: OpenFigures
) -> None:
    for dataset in open_catalogue(figures).datasets:
        for file in dataset.files:
            answer = get(file.name)
            assert answer.status == HTTPStatus.OK, file.name
            assert answer.headers["content-type"] == file.media_type
            assert answer.headers["etag"].startswith('W/"1-')
            assert answer.headers["cache-control"] == "public, max-age=300"


def test_the_figures_read_back_are_those_of_the_release(get: Asking, figures: OpenFigures) -> None:
    told = rows_of(get("figures.en.csv"))
    spans = {"year": "Year to date", "before": "Same months last year"}
    spans |= {"month": "Month", "kind": "By kind"}
    rows = figures.table().rows
    assert [
        (one["Indicator id"], one["Area code"], one["Kind of period"], one["State"]) for one in told
    ] == [(row.indicator.id, row.area_code, spans[row.span], row.state) for row in rows]
    assert [one["Value"] and float(one["Value"]) for one in told] == [
        "" if row.value is None else row.value for row in rows
    ]


def test_a_withheld_figure_is_in_no_file(get: Asking, figures: OpenFigures) -> None:
    """Members of district 03 are three, and 01 hides it: neither is told anywhere."""
    withheld = {
        (row.indicator.id, row.area_code, row.year)
        for row in figures.table().rows
        if (row.span, row.state) == ("year", "withheld")
    }
    assert {("patrol_members", "01", 2025), ("patrol_members", "03", 2025)} <= withheld
    for name in ("figures.csv", "dog_patrol.csv"):
        found = {
            (one["指標ID"], one["地区コード"], int(one["年度"])): (one["値"], one["値の状態"])
            for one in rows_of(get(name))
            if one["期間の種類"] == "年度累計"
        }
        assert {found[one] for one in withheld if one in found} == {("", "秘匿")}
    for year in figures.years:
        for feature in json.loads(get(f"districts-{year}.geojson").body)["features"]:
            told = feature["properties"]
            for one, code, at in withheld:
                if (code, at) == (told["code"], year):
                    assert (told[one], told[f"{one}_text"]) == (None, "X")


@pytest.mark.parametrize("ending", ["geojson", "en.geojson"])
def test_the_districts_bear_the_figures_of_the_year_and_their_states(
    get: Asking, figures: OpenFigures, ending: str
) -> None:
    states: dict[str, CellState] = {"value": "shown", "withheld": "withheld", "missing": "missing"}
    for year in figures.years:
        told = json.loads(get(f"districts-{year}.{ending}").body)
        assert [one["id"] for one in told["features"]] == list(DISTRICTS)
        assert told["metadata"]["release"] == 1
        assert told["metadata"]["licence_url"] == ""
        for row in figures.table().rows:
            if (row.year, row.span) != (year, "year") or row.area_code not in DISTRICTS:
                continue
            properties = told["features"][int(row.area_code) - 1]["properties"]
            assert properties[row.indicator.id] == row.value
            assert properties[f"{row.indicator.id}_state"] == states[row.state]


def test_the_definitions_are_those_of_the_catalogue(get: Asking, figures: OpenFigures) -> None:
    told = rows_of(get("definitions.csv"))
    assert [one["指標ID"] for one in told] == [one.id for one in figures.indicators()]
    assert all(one["定義"] and one["計算のしかた"] and one["出典"] for one in told)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_list_offers_every_file_of_its_language(
    get: Asking, figures: OpenFigures, lang: str
) -> None:
    answer = get(f"?lang={lang}")
    page = Reader.of(answer.text)
    assert page.all_of("lang")[0] == lang
    names = {
        file.name
        for dataset in open_catalogue(figures).datasets
        for file in dataset.files
        if file.lang == lang
    }
    assert names <= set(page.all_of("href"))
    for link in names:
        assert get(link).status == HTTPStatus.OK
    assert BOUNDARY_FILE not in answer.text


def test_plain_japanese_leads_to_the_japanese_list(get: Asking) -> None:
    assert get("?lang=easy").body == get("?lang=ja").body


def test_the_catalogue_names_the_public_address_where_there_is_one(office: Office) -> None:
    base = "https://example.lg.jp/asahi"
    settings = office.settings.model_copy(update={"public_url": base})
    told = asking(replace(office, settings=settings))("catalog.jsonld")
    assert told.headers["content-type"] == "application/ld+json"
    addresses = re.findall(r'"dcat:downloadURL": \{\s*"@id": "([^"]*)"', told.text)
    assert f"{base}/open-data/figures.csv" in addresses
    assert all(one.startswith(f"{base}/open-data/") for one in addresses)
    assert "127.0.0.1" not in asking(office)("catalog.jsonld").text


@pytest.mark.parametrize(
    "name",
    [
        "nothing.csv",
        "figures.json",
        "figures.fr.csv",
        "expo.csv",
        "figures-2025.csv",
        "districts.geojson",
        "districts-1999.geojson",
        "figures.geojson",
        "../../etc/passwd",
        "figures.csv/x",
        "%00.csv",
    ],
)
def test_what_is_no_file_is_not_found(get: Asking, name: str) -> None:
    answer = get(name)
    assert answer.status == HTTPStatus.NOT_FOUND
    assert answer.headers["cache-control"] == "no-store"


def test_before_the_first_release_there_is_no_file(tmp_path: Path) -> None:
    office = open_unreleased_ward(tmp_path)
    get = asking(office)
    for name in ("", "figures.csv", "catalog.jsonld", "districts-2025.geojson"):
        answer = get(name)
        assert answer.status == HTTPStatus.NOT_FOUND
        assert "公表した数値はまだありません" in answer.text
    release(office)
    assert get("figures.csv").status == HTTPStatus.OK


@pytest.mark.parametrize("name", ["", "figures.csv", "catalog.jsonld", "districts-2025.geojson"])
def test_who_has_a_file_is_told_so_and_who_asks_for_its_head_gets_that(
    get: Asking, name: str
) -> None:
    full = get(name)
    again = get(name, headers={"if-none-match": full.headers["etag"]})
    assert (again.status, again.body) == (HTTPStatus.NOT_MODIFIED, b"")
    head = get(name, method="HEAD")
    assert (head.status, head.body) == (HTTPStatus.OK, b"")
    assert head.headers["content-length"] == full.headers["content-length"]
    packed = get(name, headers={"accept-encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.body == full.body


@pytest.mark.parametrize("host", ["evil.example", "192.168.1.5"])
def test_another_name_for_this_machine_gets_nothing(get: Asking, host: str) -> None:
    assert get("figures.csv", host=host).status == HTTPStatus.FORBIDDEN


def test_the_folder_without_its_slash_leads_to_it(office: Office) -> None:
    answer = ask(open_data_routes(lambda: office), "/open-data")
    assert answer.headers["location"] == "open-data/"
