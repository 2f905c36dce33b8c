"""Results of the analysis in files for the public: read from their bytes like everything else.

That such a slide tells nothing which the release does not is tested where it is made
(``tests/services/test_results.py``): it comes out the same where the release is all there is.
Here its files are taken apart: they say the slide and no more.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from asahi_metrics.core.report import (
    BarPicture,
    LinePicture,
    MapPicture,
    Slide,
    TablePicture,
)
from asahi_metrics.services.office import Office
from asahi_metrics.services.publication import PublicFigures
from asahi_metrics.services.reporting import DeckRequest, build_deck
from tests.reading.conftest import WARD, YEAR, Made, Make, Place, public_deck
from tests.reading.contents import Page
from tests.reading.expected import Expected, round_ticks
from tests.reading.forms import FORMS
from tests.reading.test_public_files import _agrees, released_at
from tests.reading.understanding import bare, numbers_of

RESULTS = (
    "analysis.chance.call_blockers",
    "analysis.smoothing.call_blockers",
    "analysis.clustering.drill_participants",
    "analysis.trend.patrol_members",
    "analysis.relations.over65_share.call_blockers",
    "analysis.change.patrol_members",
    "analysis.season.drill_participants",
    "analysis.what_if.call_blockers.median",
)
PLACES = (Place(WARD, "ja"), Place("05", "en"), Place("15", "easy"))
every_place = pytest.mark.parametrize("place", PLACES, ids=str)


@pytest.fixture(scope="module")
def make_results(office: Office) -> Make:
    """Makes the files of a place, once."""

    @cache
    def made(place: Place) -> Made:
        return Made(office, public_deck(office, place, RESULTS))

    return made


def said_by(slide: Slide) -> list[str]:
    """Every text of a slide, as its maker wrote them."""
    picture = slide.picture
    assert picture is not None
    told = [slide.title, slide.note, slide.speech, picture.alt, picture.caption]
    match picture:
        case BarPicture() | LinePicture():
            told += [*picture.categories, picture.unit]
            told += [cell.text for one in picture.series for cell in one.cells]
        case MapPicture():
            told += [*picture.classes, picture.legend_title, picture.unit]
            told += [picture.label(code) for code in picture.names]
            told += [cell.text for cell in picture.cells.values()]
        case TablePicture():
            told += [*picture.header, *(cell for row in picture.rows for cell in row)]
    return told


def values_of(slide: Slide) -> list[float]:
    """The numbers that a chart of the slide computes with."""
    if isinstance(slide.picture, BarPicture | LinePicture):
        cells = [cell for one in slide.picture.series for cell in one.cells]
        return [0.0, *(one.value for one in cells if one.value is not None)]
    return [0.0]


def ticks_of(slide: Slide, page: Page) -> set[str]:
    if not isinstance(slide.picture, LinePicture):
        return {"0", "1"}
    alone = {one for one in page.texts if numbers_of(one) == [one]}
    return round_ticks(alone, values_of(slide)[1:], slide.picture.decimals)


@every_place
def test_a_page_of_a_result_says_what_its_slide_says_and_nothing_is_finer(
    place: Place, make_results: Make, public: PublicFigures
) -> None:
    made = make_results(place)
    expected = Expected(made.reader, public)
    by_title = {bare(one.title): one for one in made.deck.slides if one.kind == "analysis"}
    assert len(by_title) >= 7
    for form in (name for name, one in FORMS.items() if one.by_slide):
        pages = [one for one in made.contents[form].pages if bare(one.title) in by_title]
        assert {bare(one.title) for one in pages} == by_title.keys(), form
        for page in pages:
            slide = by_title[bare(page.title)]
            known = {number for told in said_by(slide) for number in numbers_of(bare(told))}
            known |= {str(at) for at in range(1, len(made.contents[form].pages) + 1)}
            strange = expected.strange(page.texts, known | ticks_of(slide, page))
            assert strange == [], (form, slide.id)
            values = values_of(slide)
            finer = [one for one in page.numbers if min(abs(one - v) for v in values) > 1e-9]
            assert finer == [], (form, slide.id)


@every_place
def test_no_page_names_another_district_but_on_maps_of_classes_and_where_figures_lack(
    place: Place, make_results: Make
) -> None:
    made = make_results(place)
    own = {made.reader.words.area(code) for code in [made.deck.district] if code}
    others = {made.reader.words.area(code) for code in made.reader.codes} - own
    plain = {
        bare(one.title): one
        for one in made.deck.slides
        if one.kind == "analysis" and not isinstance(one.picture, MapPicture)
    }
    for form in ("pptx", "screen"):
        for page in made.contents[form].pages:
            slide = plain.get(bare(page.title))
            if slide is None or slide.picture is None:
                continue
            caption = "".join(bare(slide.picture.caption).split())
            for text in page.texts:
                told = "".join(bare(text).split())
                named = [one for one in others if one in told and not any(one in o for o in own)]
                assert not named or told in caption, (form, slide.id, text)


@every_place
def test_the_lists_behind_results_hold_what_was_released(
    place: Place, make_results: Make, public: PublicFigures, office: Office
) -> None:
    made = make_results(place)
    for form in ("xlsx", "csv", "geojson"):
        facts = list(FORMS[form].facts(made.reader, made.files[form], made.contents[form]))
        assert facts, form
        for fact in facts:
            assert _agrees(fact, released_at(public, office, fact)), fact


@every_place
def test_the_paper_has_no_number_that_neither_slides_nor_release_have(
    place: Place, make_results: Make, public: PublicFigures
) -> None:
    made = make_results(place)
    expected, contents = Expected(made.reader, public), made.contents["pdf"]
    known = expected.of_paper(contents)
    slides = [one for one in made.deck.slides if one.kind == "analysis"]
    for slide in slides:
        known |= {number for told in said_by(slide) for number in numbers_of(bare(told))}
        for page in contents.pages:
            known |= ticks_of(slide, page)
    for page in contents.pages:
        assert expected.strange(page.texts, known) == [], page.where


def test_a_page_made_of_the_staffs_figures_is_caught(
    office: Office, make_results: Make, public: PublicFigures
) -> None:
    """The tests above do find what they look for, where a withheld district takes part."""
    told = make_results(PLACES[1])
    request = DeckRequest("05", YEAR, topics=RESULTS, lang="en", length=300)
    staff = replace(build_deck(office, request), audience="public")
    expected = Expected(told.reader, public)
    slides = {one.id: one for one in told.deck.slides if one.kind == "analysis"}
    by_title = {bare(one.title): slides[one.id] for one in staff.slides if one.kind == "analysis"}
    strange = []
    for page in FORMS["screen"].read(FORMS["screen"].make(office, staff)).pages:
        slide = by_title.get(bare(page.title))
        if slide is not None:
            known = {number for said in said_by(slide) for number in numbers_of(bare(said))}
            strange += expected.strange(page.texts, known | ticks_of(slide, page))
    assert strange
