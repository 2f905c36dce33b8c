"""Decks built from the small ward, whose figures can be worked out by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from asahi_metrics.core.access import Principal
from asahi_metrics.core.errors import NotAllowed, NotFound
from asahi_metrics.core.report import (
    DECK_LANGUAGES,
    BarPicture,
    Deck,
    DeckLanguage,
    LinePicture,
    ListPicture,
    MapPicture,
    NumberPicture,
    Slide,
    SlideKind,
    TablePicture,
    deck_from_json,
    deck_to_json,
)
from asahi_metrics.services.deck_figures import Told
from asahi_metrics.services.deck_slides import Workshop
from asahi_metrics.services.deck_words import Wording
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.office import Office
from asahi_metrics.services.releasing import release
from asahi_metrics.services.reporting import DeckRequest, build_deck
from asahi_metrics.services.topics import SlidePlan, choose_topics, topics
from tests.services.given import GivenFigures
from tests.ward import open_filled_ward

DRILLS = DeckRequest("01", 2023, topics=("disaster_drills",))
PATROL = DeckRequest("03", 2024, topics=("dog_patrol",))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return open_filled_ward(tmp_path_factory.mktemp("ward"))


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Office:
    office = open_filled_ward(tmp_path_factory.mktemp("released"))
    release(office)
    return office


@pytest.fixture(scope="module")
def drills(office: Office) -> Deck:
    return build_deck(office, DRILLS)


def slide(deck: Deck, kind: SlideKind) -> Slide:
    return next(one for one in deck.slides if one.kind == kind)


def told(deck: Deck) -> Iterator[str]:
    """Every text that the audience sees."""
    for one in deck.slides:
        yield one.title
        yield repr(one.picture)
        yield one.note


def test_the_last_slide_has_the_records_of_the_slides_and_of_what_their_rates_relate_to(
    office: Office,
) -> None:
    request = replace(DRILLS, length=4)
    number_alone = build_deck(office, request)
    assert [one.kind for one in number_alone.slides if one.topic] == ["number"]
    assert number_alone.sources == ("防災訓練実施記録(地域防災担当)",)
    with_rates = build_deck(office, replace(request, length=9))
    assert with_rates.sources[0] == "防災訓練実施記録(地域防災担当)"
    assert [one for one in with_rates.sources if one.startswith("町丁別人口")]
    assert len(with_rates.sources) == 2
    closing = with_rates.slides[-1].picture
    assert isinstance(closing, ListPicture)
    assert closing.lines == with_rates.sources


@pytest.mark.parametrize("months", [1, 2])
def test_one_month_or_two_are_no_course_and_a_yearly_figure_never_has_one(
    office: Office, months: int
) -> None:
    few = {202604 + at: Told(5) for at in range(months)}
    (drills, green) = choose_topics(office, 2026, ["disaster_drills", "green"])
    for topic, told, fits in (
        (drills, few, False),
        (drills, {**few, 202608: Told(None, withheld=True), 202609: Told(1)}, True),
        (green, {202604 + at: Told(5) for at in range(6)}, False),
    ):
        given = GivenFigures({"01": Told(5), None: Told(5)}, months=told)
        workshop = Workshop(given, Wording(office, "ja"), 2026, "01", "staff")
        assert workshop.fits(topic, "months") is fits


def test_a_deck_has_cover_topics_and_sources_around_its_slides(drills: Deck) -> None:
    kinds = [one.kind for one in drills.slides]
    assert kinds[:3] == ["cover", "contents", "number"]
    assert kinds[-1] == "closing"
    assert drills.topics == ("disaster_drills",)
    assert drills.area == "山手地区"
    assert drills.as_of == "令和6年3月"


def test_the_number_is_the_districts_beside_the_wards_and_the_range(drills: Deck) -> None:
    found = slide(drills, "number")
    assert found.title == "山手地区の防災訓練の実施回数は2回です"
    picture = found.picture
    assert isinstance(picture, NumberPicture)
    assert (picture.cell.value, picture.cell.text) == (2, "2回")
    held = {one.label: one.text for one in picture.comparisons}
    # Nothing is known of the year before.
    assert held == {"区全体": "3回", "地区の範囲": "0〜2回"}


def test_months_before_and_after_the_data_are_no_part_of_the_course(drills: Deck) -> None:
    picture = slide(drills, "months").picture
    assert isinstance(picture, LinePicture)
    values = dict(zip(picture.categories, picture.series[0].cells, strict=True))
    assert (values["5月"].value, values["9月"].value, values["6月"].value) == (1, 1, 0)
    assert picture.form == "columns"


def test_a_district_is_held_against_the_ward_by_its_rate(drills: Deck) -> None:
    found = slide(drills, "districts")
    picture = found.picture
    assert isinstance(picture, BarPicture)
    assert picture.categories[:2] == ("山手地区", "区全体")
    own, ward, *_ = picture.series[0].cells
    # 80 people of 300; 80 of the 1,400 residents of the districts that told their numbers.
    assert own.value == pytest.approx(1000 * 80 / 300)
    assert ward.value == pytest.approx(1000 * 80 / 1400)
    assert picture.highlighted == 0
    assert picture.caption == "データなし: 川端"
    assert "上回っています" in found.title


def test_a_district_without_a_report_has_no_class_on_the_map(drills: Deck) -> None:
    picture = slide(drills, "map").picture
    assert isinstance(picture, MapPicture)
    assert picture.class_of["02"] is None
    assert picture.cells["02"].text == picture.without_class == "データなし"
    assert picture.highlighted == "01"


def test_the_table_has_every_indicator_of_the_topic_that_the_place_has(drills: Deck) -> None:
    picture = slide(drills, "table").picture
    assert isinstance(picture, TablePicture)
    assert [row[:2] for row in picture.rows[:2]] == [
        ("訓練回数(回)", "2"),
        ("訓練参加者数(人)", "80"),
    ]


def test_the_whole_ward_is_held_against_its_target(office: Office) -> None:
    deck = build_deck(office, replace(DRILLS, district=None))
    picture = slide(deck, "number").picture
    assert isinstance(picture, NumberPicture)
    assert picture.cell.value == 3
    assert "年度目標(サンプル値)" in {one.label for one in picture.comparisons}


def test_every_slide_says_source_months_revision_and_for_whom(drills: Deck) -> None:
    for one in drills.slides[2:-1]:
        assert "防災訓練実施記録" in one.note
        assert "令和5年度(2023)" in one.note
        assert f"更新番号{drills.revision}" in one.note
        assert "庁内用" in one.note


def test_the_speaker_has_definition_section_and_for_the_staff_the_rank(drills: Deck) -> None:
    speech = slide(drills, "districts").speech
    assert "訓練参加者数 ÷ 人口" in speech
    assert "担当: 総務課" in speech
    assert "2地区の中で1位" in speech


def test_title_date_and_place_are_taken_as_given_but_in_one_line(office: Office) -> None:
    request = replace(
        DRILLS, title="防災の\n集い\u202e", date=date(2026, 11, 28), place="=cmd|' /C calc'!A0"
    )
    deck = build_deck(office, request)
    assert deck.title == deck.slides[0].title == "防災の 集い"
    assert (deck.date, deck.place) == ("令和8年11月28日", "=cmd|' /C calc'!A0")


@pytest.mark.parametrize("lang", DECK_LANGUAGES)
def test_a_deck_can_be_built_in_each_language_and_kept(office: Office, lang: DeckLanguage) -> None:
    deck = build_deck(office, replace(DRILLS, lang=lang))
    assert deck_from_json(deck_to_json(deck)) == deck
    assert [one.kind for one in deck.slides] == [
        one.kind for one in build_deck(office, DRILLS).slides
    ]
    if lang == "en":
        assert "Disaster drills held in District 01: 2 drills" in slide(deck, "number").title


def test_staff_figures_in_hand_are_used_again(office: Office) -> None:
    figures = Figures(office)
    assert build_deck(office, DRILLS, figures) == build_deck(office, DRILLS)


def test_unknown_districts_and_years_without_data_are_told(office: Office) -> None:
    with pytest.raises(NotFound) as caught:
        build_deck(office, replace(DRILLS, district="77"))
    assert caught.value.key == "error.deck.unknown_district"
    with pytest.raises(NotFound) as caught:
        build_deck(office, replace(DRILLS, year=2019))
    assert caught.value.key == "error.deck.no_data"


def test_the_public_gets_no_deck_before_anything_is_released(office: Office) -> None:
    with pytest.raises(NotFound) as caught:
        build_deck(office, replace(DRILLS, audience="public"))
    assert caught.value.key == "error.release.none"


def test_the_public_role_gets_no_staff_deck(released: Office) -> None:
    visitor = released.acting_as(Principal("somebody", "public"))
    with pytest.raises(NotAllowed):
        build_deck(visitor, DRILLS)
    assert build_deck(visitor, replace(DRILLS, audience="public")).audience == "public"


def test_few_people_are_withheld_from_the_public_and_shown_to_the_staff(released: Office) -> None:
    # In 03 five people joined and nobody was active; in 01 three joined, in 02 none.
    request = replace(PATROL, district="01")
    staff = build_deck(released, request)
    public = build_deck(released, replace(request, audience="public"))
    staff_table, public_table = (slide(one, "table").picture for one in (staff, public))
    assert isinstance(staff_table, TablePicture)
    assert isinstance(public_table, TablePicture)
    own = {row[0]: row[1] for row in staff_table.rows}
    seen = {row[0]: row[1] for row in public_table.rows}
    assert own["新規登録者数(人)"] == "3"
    assert seen["新規登録者数(人)"] == "X"
    assert staff_table.caption == ""
    assert "秘匿" in public_table.caption
    assert "X" in slide(public, "closing").picture.caption  # type: ignore[union-attr]


def test_the_public_sees_no_rank_no_name_of_a_lowest_district_and_nothing_for_staff(
    released: Office,
) -> None:
    deck = build_deck(released, replace(DRILLS, audience="public"))
    assert not any("庁内用" in text or "最も高い地区(" in text for text in told(deck))
    assert not any("位です" in one.speech for one in deck.slides)


def test_a_deck_says_sample_data_where_there_is_some(figures: Figures, office: Office) -> None:
    deck = build_deck(figures.office, DeckRequest("05", 2026), figures)
    assert deck.sample
    assert deck.sample_label == "サンプルデータ"
    assert all(one.sample for one in deck.slides)
    assert len(deck.slides) == 12
    assert not build_deck(office, DRILLS).sample


def test_every_topic_makes_slides_for_every_kind_of_place(figures: Figures) -> None:
    for one in topics(figures.office, 2026):
        for district in ("01", None):
            request = DeckRequest(district, 2026, topics=(one.id,), lang="en")
            deck = build_deck(figures.office, request, figures)
            assert len(deck.slides) >= 4
            assert all(slide.title and slide.note and slide.speech for slide in deck.slides)


def test_where_no_district_is_shown_the_ward_has_no_bars_of_them(office: Office) -> None:
    withheld = GivenFigures({None: Told(5), "01": Told(None, withheld=True)})
    (drills,) = choose_topics(office, 2026, ["disaster_drills"])
    ward, district = (
        Workshop(withheld, Wording(office, "ja"), 2026, code, "public") for code in (None, "01")
    )
    assert not ward.fits(drills, "districts")
    assert ward.fits(drills, "map")
    assert district.fits(drills, "districts")


def test_of_what_no_district_has_a_district_is_told_the_wards_figure(office: Office) -> None:
    given = GivenFigures({None: Told(5)})
    workshop = Workshop(given, Wording(office, "ja"), 2026, "01", "staff")
    (drills,) = choose_topics(office, 2026, ["disaster_drills"])
    made = workshop.make(SlidePlan(drills, "number"))
    assert made.title == "旭区の防災訓練の実施回数は5回です"
    assert not workshop.fits(drills, "map")
    assert not workshop.fits(drills, "months")
