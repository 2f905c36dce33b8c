"""The pictures of every period of a year that the browser may paint ahead of the page's run."""

from __future__ import annotations

import html
import json
import re
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest

from asahi_metrics.core.access import Principal
from asahi_metrics.core.errors import NotSignedIn
from asahi_metrics.core.formats import Formats
from asahi_metrics.core.text import LANGUAGES, Language, Text
from asahi_metrics.services.office import LOCAL_USER, Office
from asahi_metrics.ui.desk import ledger
from asahi_metrics.ui.filters import PERIOD_CODES, period_name
from asahi_metrics.ui.links import View
from asahi_metrics.ui.opening import open_cached
from asahi_metrics.ui.pictures_route import pictures_route
from asahi_metrics.ui.shown import Classing, Shown, pictures_address, shown_at
from tests.ui.asking import Answer, ask
from tests.ui.opening import html_of, open_page

_ADDRESS = re.compile(r'data-pictures="([^"]+)"')


def asked(office: Office, address: str) -> Answer:
    return ask([pictures_route(lambda _: office)], address, headers={"accept": "*/*"})


def told(office: Office, address: str) -> dict[str, dict[str, Any]]:
    answer = asked(office, address)
    assert answer.status == HTTPStatus.OK
    return dict(json.loads(answer.text))


def named(page: str) -> list[str]:
    return [html.unescape(one) for one in _ADDRESS.findall(page)]


def name_of(code: str, lang: Language) -> str:
    text = Text(lang)
    return period_name(code, text, Formats(text))


@pytest.fixture
def address(small_ward: Office) -> str:
    book = ledger(small_ward)
    shown = Shown(small_ward.catalogue["drills"], amounts=True, page="subject")
    return pictures_address(shown, View(book.years[-1]), book.figures.revision)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("page", "choices", "parts"),
    [
        (
            "map",
            {"indicator": "drill_participants_rate", "second": "drills", "places": "market"},
            {"beside"},
        ),
        (
            "map",
            {"indicator": "drills", "districts": "03", "classes": "equal", "k": "3"},
            {"beside"},
        ),
        (
            "drills",
            {"disaster_drills": "drill_participants_rate", "districts": "03,05"},
            {"beside"},
        ),
    ],
)
def test_each_period_says_what_the_page_says_of_it(
    shell: Path, page: str, choices: dict[str, str], parts: set[str], lang: Language
) -> None:
    filters = {"year": "2025", "lang": lang, **choices}
    (address,) = named(html_of(open_page(shell, page, period="fy", **filters)))
    pictures = told(open_cached().acting_as(LOCAL_USER), address)
    assert list(pictures) == [name_of(code, lang) for code in PERIOD_CODES]
    for code in ("fy", "q2", "06-06"):
        drawn = html_of(open_page(shell, page, period=code, **filters))
        assert named(drawn) == [address]
        picture = pictures[name_of(code, lang)]
        assert picture["parts"].keys() == parts
        for part in (picture["legend"], *picture["parts"].values()):
            assert part in drawn


@pytest.mark.usefixtures("shell")
def test_every_indicator_of_districts_has_its_pictures() -> None:
    office = open_cached().acting_as(LOCAL_USER)
    book = ledger(office)
    found = [one for one in office.catalogue if book.figures.has_districts(one)]
    assert found
    codes = list(office.pack.areas.district_codes)
    for indicator in found:
        shown = Shown(indicator, amounts=True, page="subject")
        for year in (book.years[0], book.years[-1]):
            pictures = told(office, pictures_address(shown, View(year), book.figures.revision))
            for picture in pictures.values():
                ((_, drawn),) = picture["layers"]
                assert [one["area"] for one in drawn["districts"]] == codes
                assert picture["parts"]["beside"].count("am-bars-row") in {0, len(codes) + 1}


def test_periods_differ_where_their_figures_do(small_ward: Office, address: str) -> None:
    pictures = told(small_ward, address)
    whole, quarter = (pictures[name_of(code, "ja")] for code in ("fy", "q1"))
    assert [kind for kind, _ in whole["layers"]] == ["districts"]
    codes = [one["area"] for one in whole["layers"][0][1]["districts"]]
    assert codes == list(small_ward.pack.areas.district_codes)
    assert whole["layers"] != quarter["layers"]
    assert whole["parts"] != quarter["parts"]


def test_they_are_kept_by_no_browser(small_ward: Office, address: str) -> None:
    assert asked(small_ward, address).headers["cache-control"] == "no-store"


def test_of_another_revision_there_are_none(small_ward: Office, address: str) -> None:
    bygone = re.sub(r"revision=\d+", "revision=1", address)
    answer = asked(small_ward, bygone)
    assert (answer.status, answer.body) == (HTTPStatus.NO_CONTENT, b"")


@pytest.mark.parametrize(
    ("part", "wrong"),
    [
        ("indicator=drills", "indicator=none"),
        ("second=", "second=none"),
        ("classes=quantile", "classes=fair"),
        ("k=5", "k=99"),
        ("page=subject", "page=all"),
        ("year=", "year=1"),
        ("year=", "asof=1&year="),
    ],
)
def test_an_address_that_no_page_names_is_not_found(
    small_ward: Office, address: str, part: str, wrong: str
) -> None:
    assert part in address
    assert asked(small_ward, address.replace(part, wrong)).status == HTTPStatus.NOT_FOUND


def test_who_may_not_read_gets_none(small_ward: Office, address: str) -> None:
    told(small_ward, address)
    public = small_ward.acting_as(Principal("somebody", "public"))
    answer = asked(public, address)
    assert (answer.status, answer.body) == (HTTPStatus.FORBIDDEN, b"")


def test_who_is_not_signed_in_gets_none(address: str) -> None:
    def nobody(_: object) -> Office:
        raise NotSignedIn("error.sign_in.nobody")

    assert ask([pictures_route(nobody)], address).status == HTTPStatus.FORBIDDEN


def test_a_past_revision_names_none(shell: Path) -> None:
    newest = open_cached().acting_as(LOCAL_USER).revision()
    drawn = html_of(open_page(shell, "map", year="2025", asof=str(newest - 1)))
    assert "am-bars" in drawn
    assert named(drawn) == []


def test_an_address_brings_back_what_it_was_made_of(small_ward: Office) -> None:
    catalogue = small_ward.catalogue
    shown = Shown(
        catalogue["drills"],
        catalogue["drill_participants"],
        Classing("jenks", 4),
        places="all",
        amounts=True,
        page="map",
    )
    made = pictures_address(shown, View(2023, districts=("01",), lang="en"), 7)
    params = dict(part.split("=") for part in made.partition("?")[2].split("&"))
    assert shown_at(params, catalogue) == shown
    assert params.keys() & {"year", "districts", "lang", "revision"} == {
        "year",
        "districts",
        "lang",
        "revision",
    }
