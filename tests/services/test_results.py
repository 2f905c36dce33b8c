"""Results of the analysis on slides: their ids, each view for each audience, in three languages."""

from __future__ import annotations

import io
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from pptx import Presentation

from asahi_metrics.core.calendar import Period
from asahi_metrics.core.errors import AsahiMetricsError, NotFound
from asahi_metrics.core.report import (
    AUDIENCES,
    DECK_LANGUAGES,
    Audience,
    BarPicture,
    Deck,
    DeckLanguage,
    MapPicture,
    Slide,
    TablePicture,
    deck_from_json,
    deck_to_json,
)
from asahi_metrics.core.settings import Settings
from asahi_metrics.services.analysis_change import changes
from asahi_metrics.services.analysis_relations import relation
from asahi_metrics.services.analysis_what_if import what_if
from asahi_metrics.services.deck_files import FORMS, Form, deck_file
from asahi_metrics.services.deck_words import Wording
from asahi_metrics.services.decks import copy_deck, read_deck, save_deck
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.office import Office, open_office
from asahi_metrics.services.publication import PublicFigures
from asahi_metrics.services.released_table import ReleasedTable
from asahi_metrics.services.releasing import release
from asahi_metrics.services.reporting import (
    DeckRequest,
    MadeDeck,
    build_deck,
    left_out,
    make_deck,
)
from asahi_metrics.services.results import RESULT_VIEWS, read_result
from asahi_metrics.services.topics import choose_topics
from tests.databases import open_sample

# How a database counts is tested elsewhere.
pytestmark = pytest.mark.sqlite

YEAR = 2026
OF_EACH_VIEW = (
    "analysis.chance.drill_participants",
    "analysis.smoothing.call_blockers",
    "analysis.clustering.call_blockers",
    "analysis.trend.drills",
    "analysis.relations.over65_share.drill_participants_rate",
    "analysis.change.drill_participants",
    "analysis.season.drills",
    "analysis.what_if.drill_participants.median",
)
every_audience = pytest.mark.parametrize("audience", AUDIENCES)
every_language = pytest.mark.parametrize("lang", DECK_LANGUAGES)
every_place = pytest.mark.parametrize("district", [None, "05"])


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The sample pack, released; decks may be saved in it."""
    office = open_sample(tmp_path_factory.mktemp("results"))
    release(office)
    return office


def asked(
    *topics: str,
    district: str | None = "05",
    audience: Audience = "public",
    lang: DeckLanguage = "ja",
) -> DeckRequest:
    return DeckRequest(district, YEAR, topics=topics, audience=audience, lang=lang)


def results_of(deck: Deck) -> list[Slide]:
    return [one for one in deck.slides if one.kind == "analysis"]


def slide(office: Office, topic: str, **given: object) -> Slide:
    (found,) = results_of(build_deck(office, asked(topic, **given)))  # type: ignore[arg-type]
    return found


def seen(one: Slide) -> Iterator[str]:
    """All that stands on a slide and in its notes, readings aside."""
    for told in (one.title, repr(one.picture), one.note, one.speech):
        yield re.sub("（[ぁ-ゖー]+）", "", told)


@pytest.mark.parametrize("id_", OF_EACH_VIEW)
def test_an_id_names_a_result_and_a_result_its_id(office: Office, id_: str) -> None:
    found = read_result(office, YEAR, id_)
    assert found is not None
    assert found.id == id_
    (topic,) = choose_topics(office, YEAR, [id_])
    assert (topic.id, topic.result, topic.indicators[0]) == (id_, found, found.indicator)


def test_every_view_has_a_result_to_show() -> None:
    assert tuple(one.split(".")[1] for one in OF_EACH_VIEW) == RESULT_VIEWS


@pytest.mark.parametrize(
    "id_",
    [
        "analysis",
        "analysis.chance",
        "analysis.horoscope.drills",
        "analysis.chance.nothing",
        "analysis.chance.drills.drills",
        "analysis.relations.drills",
        "analysis.relations.drills.drills",
        "analysis.relations.drills.nothing",
        "analysis.what_if.drills",
        "analysis.what_if.drills.best",
        "analysis.what_if.population.target",
        "subject.chance.drills",
    ],
)
def test_an_id_that_names_no_result_is_an_unknown_topic(office: Office, id_: str) -> None:
    with pytest.raises(NotFound) as caught:
        choose_topics(office, YEAR, [id_])
    assert caught.value.params["id"] == id_


def test_what_the_figures_relate_to_is_among_the_indicators_behind(office: Office) -> None:
    (topic,) = choose_topics(office, YEAR, ["analysis.chance.drill_participants"])
    assert [one.id for one in topic.indicators] == [
        "drill_participants",
        "drill_participants_rate",
        "population",
    ]
    (counted,) = choose_topics(office, YEAR, ["analysis.trend.drills"])
    assert [one.id for one in counted.indicators] == ["drills", "population"]
    (season,) = choose_topics(office, YEAR, ["analysis.season.drills"])
    assert [one.id for one in season.indicators] == ["drills"]


@every_audience
@every_language
@every_place
def test_each_view_makes_one_slide_with_sentence_picture_source_and_method(
    office: Office, district: str | None, lang: DeckLanguage, audience: Audience
) -> None:
    deck = build_deck(office, asked(*OF_EACH_VIEW, district=district, audience=audience, lang=lang))
    found = results_of(deck)
    assert tuple(one.topic for one in found) == deck.topics == OF_EACH_VIEW
    text = Wording(office, "en" if lang == "en" else "ja").text
    for one, view in zip(found, RESULT_VIEWS, strict=True):
        assert one.title == one.by_rule
        assert "{" not in one.title
        assert one.picture is not None
        assert one.picture.alt
        assert one.note
        assert one.sample
        assert text(f"result.method.{view}") in one.speech
    assert deck_from_json(deck_to_json(deck)) == deck


@every_language
@every_place
def test_the_public_is_told_no_other_district_but_where_figures_lack_or_classes_are(
    office: Office, district: str | None, lang: DeckLanguage
) -> None:
    deck = build_deck(office, asked(*OF_EACH_VIEW, district=district, lang=lang))
    wording = Wording(office, lang)
    others = {
        re.sub("（[ぁ-ゖー]+）", "", wording.place(code))
        for code in office.pack.areas.district_codes
        if code != district
    }
    for one in results_of(deck):
        picture = one.picture
        assert picture is not None
        if isinstance(picture, MapPicture):
            # Of the others nothing but the class, and no class of one or two.
            shown = {code for code, cell in picture.cells.items() if cell.value is not None}
            assert shown <= {district}
            placed = [at for at in picture.class_of.values() if at is not None]
            assert min(map(placed.count, placed)) >= 3
            picture = replace(picture, alt="", names={}, caption="")
        told = " ".join(seen(replace(one, picture=replace(picture, caption=""))))
        if lang != "en":
            assert [name for name in others if name in told] == [], one.id
        assert "位" not in one.title


def without_records(office: Office, folder: Path) -> Office:
    """The same ward with its releases, in a database whose records are gone."""
    path = folder / "emptied.db"
    url = f"sqlite:///{path.as_posix()}"
    with (
        closing(sqlite3.connect(str(office.engine.url.database))) as full,
        closing(sqlite3.connect(path)) as emptied,
    ):
        full.backup(emptied)
        emptied.execute("DELETE FROM observation")
        emptied.execute("DELETE FROM record")
        emptied.commit()
    return open_office(Settings(database_url=url))


@every_language
@every_place
def test_slides_for_the_public_are_the_same_where_the_release_is_all_there_is(
    office: Office, tmp_path: Path, district: str | None, lang: DeckLanguage
) -> None:
    """Whoever has read the release can work them out, so they tell nothing that it does not."""
    wanted = asked(*OF_EACH_VIEW, district=district, lang=lang)
    emptied = without_records(office, tmp_path)
    assert Figures(emptied).data_span(office.catalogue["drills"]) is None
    assert results_of(build_deck(emptied, wanted)) == results_of(build_deck(office, wanted))


def test_what_is_withheld_changes_what_is_worked_out(office: Office) -> None:
    told = [
        slide(office, "analysis.smoothing.call_blockers", audience=one).title for one in AUDIENCES
    ]
    assert told[0] != told[1]


def test_a_release_is_never_asked_for_records(office: Office) -> None:
    table = ReleasedTable(office, PublicFigures(office))
    drills = office.catalogue["drills"]
    with pytest.raises(LookupError):
        table.by_item(drills, Period(YEAR))


def test_withheld_districts_are_left_out_and_said_so(office: Office) -> None:
    indicator = office.catalogue["call_blockers"]
    public = PublicFigures(office)
    hidden = {code for code, one in public.districts(indicator, YEAR).items() if one.withheld}
    assert hidden
    picture = slide(office, "analysis.smoothing.call_blockers").picture
    assert isinstance(picture, MapPicture)
    assert {code for code, one in picture.cells.items() if one.state == "withheld"} == hidden
    assert picture.caption == Wording(office, "ja").text("result.hatched")
    chance = slide(office, "analysis.chance.call_blockers").picture
    assert chance is not None
    wording = Wording(office, "ja")
    assert all(wording.area(code) in chance.caption for code in hidden)
    assert wording.text("result.without") in chance.caption


def test_a_withheld_district_has_no_slide_of_its_own_figure(office: Office) -> None:
    public = PublicFigures(office)
    found = public.districts(office.catalogue["call_blockers"], YEAR)
    hidden = next(code for code, one in found.items() if one.withheld)
    wanted = asked("analysis.chance.call_blockers", "disaster_drills", district=hidden)
    (topic,) = left_out(office, wanted)
    assert topic.id == "analysis.chance.call_blockers"
    assert build_deck(office, wanted).topics == ("disaster_drills",)
    assert left_out(office, replace(wanted, audience="staff")) == ()


def test_a_deck_of_results_that_cannot_be_made_is_refused_with_a_reason(office: Office) -> None:
    # How many answered is not released, so chance cannot be judged of the shares.
    wanted = asked("analysis.chance.sentiment_safety")
    with pytest.raises(AsahiMetricsError) as caught:
        build_deck(office, wanted)
    assert caught.value.key == "error.deck.no_result"
    assert results_of(build_deck(office, replace(wanted, audience="staff")))


def test_a_saved_deck_and_its_copy_for_another_district_keep_the_results(office: Office) -> None:
    wanted = asked("analysis.trend.drills", "analysis.what_if.drills.target", "marche")
    number = save_deck(office, make_deck(office, wanted), author="地区担当")
    assert read_deck(office, number).made.request.topics == wanted.topics
    copied = read_deck(office, copy_deck(office, number, "07", author="地区担当")).made.deck
    assert copied.topics == wanted.topics
    assert all(copied.area in one.title for one in results_of(copied))


@every_audience
def test_what_a_slide_says_is_what_the_page_works_out(office: Office, audience: Audience) -> None:
    """Of drills nothing is withheld, so both audiences are told the same."""
    figures = Figures(office)
    indicator = office.catalogue["drills"]
    period = figures.to_date(indicator, Period(YEAR))
    found = changes(figures, indicator, period)
    assert found is not None
    own = next(one for one in found.districts if one.code == "06")
    change = slide(office, "analysis.change.drills", district="06", audience=audience).picture
    assert isinstance(change, BarPicture)
    assert [one.value for one in change.series[0].cells[:2]] == [own.this, own.last]
    needed = what_if(figures, indicator, period, "median")
    assert needed is not None
    need = next(one for one in needed.needs if one.code == "06")
    assert need.needed
    found_slide = slide(office, "analysis.what_if.drills.median", district="06", audience=audience)
    assert f"{need.needed}回" in found_slide.title
    added = found_slide.picture
    assert isinstance(added, BarPicture)
    assert [one.value for one in added.series[0].cells[:2]] == [need.value, need.raised]


def test_a_target_is_told_in_counts_and_a_level_by_residents(office: Office) -> None:
    target = slide(office, "analysis.what_if.drills.target").picture
    level = slide(office, "analysis.what_if.drills.quarter").picture
    assert isinstance(target, BarPicture)
    assert isinstance(level, BarPicture)
    assert (target.unit, level.unit) == ("回", "回/1万人")
    now, then = (one.value for one in target.series[0].cells[2:])
    assert now is not None
    assert then == office.catalogue["drills"].target(YEAR).value  # type: ignore[union-attr]


def test_the_ward_s_target_is_reached_with_those_from_outside(office: Office) -> None:
    indicator = office.catalogue["marche_visitors"]
    target = indicator.target(YEAR)
    picture = slide(office, "analysis.what_if.marche_visitors.target", audience="staff").picture
    assert isinstance(picture, BarPicture)
    assert target is not None
    now, then = (one.value for one in picture.series[0].cells[2:])
    figures = Figures(office)
    found = figures.of(indicator, figures.to_date(indicator, Period(YEAR)))
    assert (now, then) == (found.value, target.value)


def test_two_figures_of_other_months_go_together_on_a_slide_as_on_the_page(office: Office) -> None:
    across, upward = "plan_done_share", "drill_participants_rate"
    shown = slide(office, f"analysis.relations.{across}.{upward}", audience="staff")
    turned = slide(office, f"analysis.relations.{upward}.{across}", audience="staff")
    names = [office.catalogue[one].name["ja"] for one in (across, upward)]
    text = Wording(office, "ja").text
    found = relation(
        Figures(office), *(office.catalogue[one] for one in (across, upward)), Period(YEAR)
    )
    assert found.ranked is not None
    assert found.ranked.interval.low > 0
    for one, (name, label) in ((shown, names), (turned, names[::-1])):
        assert one.title == text("result.relations.together", name=name, label=label)
        assert isinstance(one.picture, TablePicture)
        assert "1つ目は" in one.picture.caption


def test_a_district_whose_share_of_the_target_is_none_is_not_told_that_it_is_reached(
    office: Office,
) -> None:
    figures, indicator = Figures(office), office.catalogue["drills"]
    found = what_if(figures, indicator, figures.to_date(indicator, Period(YEAR)), "target")
    assert found is not None
    assert found.total
    text = Wording(office, "ja").text
    told = {
        one.code: slide(office, "analysis.what_if.drills.target", district=one.code).title
        for one in found.needs
    }
    reached = text("result.what_if.own_target_reached", name=indicator.name["ja"], value="215回")
    assert reached not in told.values()
    assert all(f"{one.needed}回" in told[one.code] for one in found.needs)


def test_years_that_were_not_released_make_no_trend_for_the_public(office: Office) -> None:
    # By district whole years of it are public alone, and the newest year is under way.
    wanted = asked("analysis.trend.childcare_consultations", "marche")
    assert [one.id for one in left_out(office, wanted)] == [wanted.topics[0]]
    assert left_out(office, replace(wanted, audience="staff")) == ()


def test_staff_have_the_names_before_them_and_the_public_has_not(office: Office) -> None:
    said = Wording(office, "ja").text("result.for_staff", names="").partition("{")[0][:4]
    for topic in ("analysis.chance.drill_participants", "analysis.what_if.drills.median"):
        told = [slide(office, topic, district=None, audience=one).speech for one in AUDIENCES]
        assert [said in one for one in told] == [one == "staff" for one in AUDIENCES]


def test_a_result_is_one_slide_however_many_there_is_room_for(office: Office) -> None:
    deck = build_deck(office, asked("analysis.trend.drills", "marche"))
    kinds = [one.kind for one in deck.slides if one.topic]
    assert kinds.count("analysis") == 1
    assert kinds[:2] == ["analysis", "number"]


def test_a_result_is_named_by_its_view_in_the_list_of_topics(office: Office) -> None:
    deck = build_deck(office, asked("analysis.trend.drills"))
    assert deck.slides[1].picture is not None
    assert "防災訓練の実施回数(推移の判定)" in repr(deck.slides[1].picture)


@pytest.fixture(scope="module")
def made(office: Office) -> MadeDeck:
    return make_deck(office, asked(*OF_EACH_VIEW))


@pytest.mark.parametrize("form", FORMS)
def test_each_form_of_file_has_the_results(office: Office, made: MadeDeck, form: Form) -> None:
    """What the files say is read in ``tests/reading``; here they are opened as people open them."""
    content = deck_file(office, made, form)
    titles = [one.title for one in results_of(made.deck)]
    if form == "pptx":
        slides = list(Presentation(io.BytesIO(content)).slides)
        found = [one.shapes.title.text for one in slides]
        assert set(titles) <= set(found)
        charts = [shape for one in slides for shape in one.shapes if shape.has_chart]
        # All but the maps and the table can be edited there.
        assert len(charts) == len(titles) - 3
        notes = " ".join(one.notes_slide.notes_text_frame.text for one in slides)
        text = Wording(office, "ja").text
        assert all(text(f"result.method.{view}") in notes for view in RESULT_VIEWS)
    elif form == "png":
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            pictures = [one for one in opened.namelist() if one.endswith(".png")]
        assert len(pictures) == len(titles)
    elif form == "csv":
        said = content.decode("utf-8-sig")
        assert all(one in said for one in ("drills", "call_blockers", "over65_share"))
    else:
        starts = {"pdf": b"%PDF", "xlsx": b"PK", "geojson": b"{"}
        assert content.startswith(starts[form])
