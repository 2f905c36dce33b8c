"""The public page of a district and of the ward, held against the release that it is made of."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from asahi_metrics.core.catalogue import Words
from asahi_metrics.core.errors import NotAllowed, NotFound
from asahi_metrics.core.imprint import Imprint
from asahi_metrics.core.public_page import PublicPage, PublicTopic
from asahi_metrics.core.report import (
    DECK_LANGUAGES,
    BarPicture,
    Cell,
    DeckLanguage,
    LinePicture,
    MapPicture,
    NumberPicture,
    TablePicture,
)
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.office import PUBLIC_READER, Office
from asahi_metrics.services.public_pages import is_language, newest_year, public_page
from asahi_metrics.services.publication import PublicFigure, PublicFigures
from asahi_metrics.services.releasing import release
from asahi_metrics.services.territory import shapes_in_use, territory
from tests.public_ward import BOUNDARY_FILE, edition_of, open_public_ward, open_unreleased_ward
from tests.ward import DISTRICTS, load

PLACES = ("01", "02", "03", None)
every_place = pytest.mark.parametrize("place", PLACES, ids=str)
every_language = pytest.mark.parametrize("lang", DECK_LANGUAGES)
YEAR = 2025


@pytest.fixture(scope="module")
def staff(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return open_public_ward(tmp_path_factory.mktemp("ward"))


@pytest.fixture(scope="module")
def reader(staff: Office) -> Office:
    return staff.acting_as(PUBLIC_READER)


@pytest.fixture(scope="module")
def released(reader: Office) -> PublicFigures:
    return PublicFigures(reader)


def page_of(office: Office, place: str | None, lang: DeckLanguage = "ja") -> PublicPage:
    return public_page(office, edition_of(office), place, lang)


def pictures(topic: PublicTopic) -> dict[str, object]:
    return {one.kind: one.picture for one in topic.slides}


def told(figure: PublicFigure) -> tuple[float | None, str]:
    return figure.value, {"value": "shown"}.get(figure.state, figure.state)


def cell(one: Cell) -> tuple[float | None, str]:
    return one.value, one.state


@every_language
@every_place
def test_every_figure_of_a_page_is_that_of_the_release(
    reader: Office, released: PublicFigures, place: str | None, lang: DeckLanguage
) -> None:
    page = page_of(reader, place, lang)
    assert [one.id for one in page.topics] == ["people", "disaster_drills", "dog_patrol"]
    seen = set()
    for topic in page.topics:
        known = [one for one in reader.catalogue.of_subject(topic.id) if released.period(one, YEAR)]
        for kind, picture in pictures(topic).items():
            seen.add(kind)
            if isinstance(picture, NumberPicture):
                assert cell(picture.cell) == told(released.of(known[0], YEAR, place))
            if isinstance(picture, MapPicture):
                # Of the others the map has their classes alone.
                said = {code: cell(one) for code, one in picture.cells.items()}
                assert all(code == place or one[1] != "shown" for code, one in said.items())
                assert any(
                    said.items()
                    <= {
                        code: told(one) for code, one in released.districts(each, YEAR).items()
                    }.items()
                    for each in known
                )
            if isinstance(picture, LinePicture):
                months = released.monthly(known[0], YEAR, place)
                assert [cell(one) for one in picture.series[0].cells] == [
                    told(one) for one in months.values()
                ]
            if isinstance(picture, TablePicture):
                assert [row[1] for row in picture.rows] == [
                    written(released.of(one, YEAR, place), one.decimals) for one in known
                ]
    assert seen == {"number", "districts", "map", "months", "table"}


def written(figure: PublicFigure, decimals: int) -> str:
    if figure.withheld:
        return "X"
    return "データなし" if figure.value is None else f"{figure.value:,.{decimals}f}"


def test_a_district_stands_against_the_ward_and_has_no_rank(reader: Office) -> None:
    page = page_of(reader, "01")
    drills = next(one for one in page.topics if one.id == "disaster_drills")
    number = pictures(drills)["number"]
    assert isinstance(number, NumberPicture)
    assert [one.label for one in number.comparisons] == ["前年同期", "区全体"]
    bars = pictures(drills)["districts"]
    assert isinstance(bars, BarPicture)
    # Three districts have no middle half, and either end would tell who is first or last.
    assert bars.categories == ("山手地区", "区全体")
    assert "位" not in " ".join(one.title for topic in page.topics for one in topic.slides)


def test_a_withheld_figure_is_an_x_with_the_reason_and_no_range(reader: Office) -> None:
    page = page_of(reader, "03")
    patrol = pictures(next(one for one in page.topics if one.id == "dog_patrol"))
    number, table = patrol["number"], patrol["table"]
    assert isinstance(number, NumberPicture)
    assert isinstance(table, TablePicture)
    assert cell(number.cell) == (None, "withheld")
    assert "秘匿" in number.caption
    assert table.rows[0][1] == "X"
    assert table.rows[0][-1] == "–"
    assert any("「–」" in one for one in page.remarks)


def test_the_page_is_made_of_the_release_alone(tmp_path: Path) -> None:
    office = open_public_ward(tmp_path)
    before = [page_of(office, place) for place in PLACES]
    with office.engine.begin() as connection:
        for table in ("observation", "record"):
            connection.execute(sql(f"DELETE FROM {table}"))  # noqa: S608 - names of this test
        connection.execute(sql("DELETE FROM release_part WHERE kind = 'cells'"))
    assert [page_of(office, place) for place in PLACES] == before


def test_what_is_not_released_is_not_told(tmp_path: Path) -> None:
    office = open_public_ward(tmp_path)
    before = page_of(office, "01")
    load(
        office,
        "disaster_drills",
        [("2025-11-01", "山手", "A会", "避難訓練", "公園", 500, 90, None)],
    )
    assert page_of(office, "01") == before
    edition = edition_of(office)
    release(office)
    assert edition_of(office) != edition
    assert page_of(office, "01").release.number == 2
    assert "564" in str(page_of(office, "01"))


def test_nothing_released_is_said_and_a_district_that_is_none_too(
    tmp_path: Path, reader: Office
) -> None:
    unreleased = open_unreleased_ward(tmp_path).acting_as(PUBLIC_READER)
    with pytest.raises(NotFound) as caught:
        edition_of(unreleased)
    assert caught.value.key == "error.release.none"
    for code in ("04", "", "1", "<script>", "14112"):
        with pytest.raises(NotFound) as caught:
            page_of(reader, code)
        assert caught.value.key == "error.deck.unknown_district"


def test_the_public_reads_nothing_else_of_the_office(reader: Office) -> None:
    with pytest.raises(NotAllowed):
        Figures(reader)
    with pytest.raises(NotAllowed):
        territory(reader)
    with pytest.raises(NotAllowed):
        shapes_in_use(reader)
    assert page_of(reader, None).boundaries == "境界は区で用意したデータによるものです。"
    # The name of a file may have that of a person in it.
    assert BOUNDARY_FILE not in repr([page_of(reader, place) for place in PLACES])


def test_a_page_tells_release_newest_month_and_who_publishes_on_what_terms(reader: Office) -> None:
    page = page_of(reader, "01")
    edition = edition_of(reader)
    day = reader.local_time(edition.release.created_at)
    assert (page.release.number, page.release.revision) == (1, edition.release.revision)
    assert page.release.as_of == "令和7年10月"
    assert f"{day.month}月{day.day}日" in page.release.day
    assert page.terms.publisher == "旭区役所"
    assert page.terms.licence == "利用条件はまだ定められていません"
    assert page.terms.licence_url == ""


def test_the_terms_are_those_that_the_pack_states(reader: Office) -> None:
    imprint = Imprint(
        publisher=Words(ja="旭区総務課", en="General affairs"),
        licence=Words(ja="CC BY 4.0", en="CC BY 4.0"),
        licence_url="https://example.lg.jp/licence",
        contact=Words(ja="区政推進課", en="Ward administration"),
        contact_url="mailto:ward@example.lg.jp",
    )
    ward = replace(reader, pack=replace(reader.pack, imprint=imprint))
    terms = page_of(ward, None, "en").terms
    assert (terms.publisher, terms.contact) == ("General affairs", "Ward administration")
    assert terms.licence_url == "https://example.lg.jp/licence"


def test_what_has_no_data_this_year_is_named(reader: Office) -> None:
    page = page_of(reader, "01", "en")
    assert "Crime prevention" in page.without_data
    assert {one.id for one in page.topics}.isdisjoint(page.without_data)


def test_sample_data_is_marked_and_explained_and_real_data_is_not(reader: Office) -> None:
    assert not page_of(reader, "01").sample
    assert not any("サンプル" in one for one in page_of(reader, "01").remarks)


def test_all_districts_are_named_and_the_year_is_the_newest_of_the_wards_own_subjects(
    reader: Office, released: PublicFigures
) -> None:
    assert page_of(reader, None).districts == DISTRICTS
    assert newest_year(reader, released) == YEAR


def test_harder_words_have_their_readings_in_plain_japanese_alone(reader: Office) -> None:
    assert page_of(reader, "01", "easy").readings["地区"] == "ちく"
    assert not page_of(reader, "01", "ja").readings


def test_only_the_three_languages_are_languages() -> None:
    assert [one for one in ("ja", "en", "easy", "", "fr", "JA") if is_language(one)] == [
        "ja",
        "en",
        "easy",
    ]
