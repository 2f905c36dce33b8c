"""All that files for the public say, read from their bytes, and an attacker who has read it all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from asahi_metrics.services.figures import Figures
from asahi_metrics.services.office import Office
from asahi_metrics.services.publication import PublicFigure, PublicFigures
from asahi_metrics.services.reporting import DeckRequest, build_deck
from asahi_metrics.services.topics import topics
from asahi_metrics.visuals import theme
from tests.attacker import open_numbers
from tests.reading.conftest import WARD, YEAR, Made, Make, Place, places, public_deck
from tests.reading.expected import Expected
from tests.reading.forms import FORMS
from tests.reading.listed import facts_of_list
from tests.reading.measuring import wrong_marks
from tests.reading.understanding import Fact, Reader, bare, slides_of
from tests.services.published import Handed, Release, X, handed_out

THRESHOLD = 5
BY_SLIDE = [name for name, form in FORMS.items() if form.by_slide]
every_place = pytest.mark.parametrize("place", places(), ids=str)


@every_place
def test_every_number_of_a_slide_was_released_for_its_place_and_nothing_is_finer(
    place: Place, make: Make, public: PublicFigures
) -> None:
    made = make(place)
    expected = Expected(made.reader, public)
    for form in BY_SLIDE:
        pages = made.contents[form].pages
        slides = {one.page.where: one for one in slides_of(made.reader, pages)}
        count = sum(page.where != "around the slides" for page in pages)
        for at, page in enumerate(pages, start=1 + count - len(pages)):
            slide = slides.get(page.where)
            known = expected.of_page(page, slide, at, count) if at else {"7", "0", "00"}
            assert expected.strange(page.texts, known) == [], (form, page.where)
            values = [0.0, *(expected.values(slide) if slide else ())]
            finer = [
                one for one in page.numbers if min(abs(one - value) for value in values) > 1e-9
            ]
            assert finer == [], (form, page.where)


@every_place
def test_every_number_on_paper_was_released_for_its_place(
    place: Place, make: Make, public: PublicFigures
) -> None:
    made = make(place)
    expected, contents = Expected(made.reader, public), made.contents["pdf"]
    known = expected.of_paper(contents)
    for page in contents.pages:
        assert expected.strange(page.texts, known) == [], page.where


@every_place
def test_every_bar_and_point_is_that_of_a_shown_figure(place: Place, make: Make) -> None:
    made = make(place)
    fills = (theme.DARK_BLUE, theme.SEQUENCE[2])
    measured = 0
    for slide in slides_of(made.reader, made.contents["screen"].pages):
        assert wrong_marks(slide, fills) == []
        measured += len(slide.page.marks)
    assert measured > 50


@every_place
def test_lists_have_no_number_but_figures_months_and_codes(
    place: Place, make: Make, public: PublicFigures
) -> None:
    made = make(place)
    expected = Expected(made.reader, public)
    for form in ("xlsx", "csv", "geojson"):
        facts = list(FORMS[form].facts(made.reader, made.files[form], made.contents[form]))
        told = {one.low for one in facts if one.low == one.high}
        written = {text for value in told for text in (f"{value:g}", f"{value:.0f}", str(value))}
        codes = {*made.reader.codes, made.office.ward, str(made.deck.year), str(public.revision)}
        for page in made.contents[form].pages:
            # A figure with its unit is one of the facts.
            texts = [text for text in page.texts if not made.reader.figure.fullmatch(bare(text))]
            assert expected.strange(texts, written | codes) == [], (form, page.where)
            numbers = {*told, float(public.revision), float(made.deck.year)}
            assert set(page.numbers) <= numbers, (form, page.where)


@every_place
def test_whatever_is_said_of_a_figure_in_any_form_is_what_was_released(
    place: Place, make: Make, public: PublicFigures, office: Office
) -> None:
    made = make(place)
    for form in FORMS:
        facts = list(_facts(made, form))
        assert facts, form
        for fact in facts:
            assert _agrees(fact, released_at(public, office, fact)), fact


def _facts(made: Made, form: str) -> Iterator[Fact]:
    return FORMS[form].facts(made.reader, made.files[form], made.contents[form])


def released_at(public: PublicFigures, office: Office, fact: Fact) -> PublicFigure | None:
    """The released figure of a spot; None for a month that the indicator has no data of."""
    id_, year, section, area, slot = fact.spot
    indicator, code = office.catalogue[id_], None if area == office.ward else area
    if section == "areas":
        return public.of(indicator, year, code)
    if section == "before":
        return public.year_before(indicator, year, code)
    assert isinstance(slot, int)
    return public.monthly(indicator, year, code).get(slot)


def _agrees(fact: Fact, figure: PublicFigure | None) -> bool:
    """A value lies between the ends; of a figure that is not shown nothing but that is told."""
    if fact.state != "shown":
        return figure is not None and figure.state == fact.state
    if figure is None or figure.value is None:
        # A range of all districts may be told only where no figure is withheld.
        return fact.low < fact.high and not (figure and figure.withheld)
    return fact.low - 1e-6 <= figure.value <= fact.high + 1e-6


@pytest.fixture(scope="module")
def told(make: Make, office: Office) -> list[Fact]:
    """All that all files say, of every place and of every year."""
    subjects = tuple(one.id for one in topics(office, YEAR) if one.label is None)
    facts = [fact for place in places() for form in FORMS for fact in _facts(make(place), form)]
    for place in places():
        # Each file has the months of its year and of the year before.
        for year in (YEAR, YEAR - 2, YEAR - 4) if place.code != WARD else range(YEAR - 4, YEAR + 1):
            deck = public_deck(office, place, subjects, year=year, length=0)
            facts += facts_of_list(Reader(office, deck), FORMS["csv"].make(office, deck))
    return facts


def handed_by(facts: list[Fact], office: Office) -> Handed:
    """What the facts say of each figure of people, as the attacker takes it in."""
    people = {one.id for one in office.catalogue if one.disclosure == "people"}
    handed: Handed = {}
    for fact in facts:
        if fact.spot[0] in people:
            if fact.state == "withheld":
                handed.setdefault(fact.spot, X)
            elif fact.state == "missing":
                handed.setdefault(fact.spot, None)
            elif fact.low == fact.high:
                handed[fact.spot] = fact.low
    return handed


def attacked(facts: list[Fact], public: PublicFigures, figures: Figures) -> Release:
    """The equations of all facts: figures, and the ends that sentences and classes give."""
    release = Release(handed_by(facts, figures.office), public, figures)
    for fact in facts:
        if release.handed.get(fact.spot) == X and fact.state == "shown":
            release.learn_figure(fact.spot, max(fact.low, 0.0), fact.high)
    return release


def test_the_files_say_all_that_was_released_of_people_but_the_kinds(
    told: list[Fact], office: Office, public: PublicFigures
) -> None:
    districts = office.pack.areas.district_codes
    every = handed_out(public, office.catalogue, (*districts, office.ward))
    released = {
        spot: value for spot, value in every.items() if spot[2] != "kinds" and value is not None
    }
    read = {spot: value for spot, value in handed_by(told, office).items() if value is not None}
    assert read.keys() <= released.keys()
    assert {spot: value for spot, value in released.items() if spot not in read} == {}
    assert all(read[spot] == pytest.approx(value) for spot, value in released.items() if value != X)
    assert [spot for spot, value in released.items() if value == X and read[spot] != X] == []


def test_the_attacker_who_has_read_all_files_finds_no_count_narrower_than_the_rule(
    told: list[Fact], public: PublicFigures, figures: Figures
) -> None:
    release = attacked(told, public, figures)
    assert len(release.withheld) > 80
    assert release.exposed(THRESHOLD) == {}
    found = release.attacker.intervals(release.withheld)
    assert min(open_numbers(ends) for ends in found.values()) >= THRESHOLD - 1


def test_the_attacker_finds_out_where_a_file_says_a_little_too_much(
    told: list[Fact], public: PublicFigures, figures: Figures
) -> None:
    """A class, a range or a bar that a withheld figure takes part in is enough."""
    one = next(fact for fact in told if fact.state == "withheld" and fact.spot[2] == "areas")
    too_much = Fact(one.spot, "shown", 2.0, 4.0)
    assert attacked([*told, too_much], public, figures).exposed(THRESHOLD)


@every_place
def test_files_say_of_themselves_and_to_the_speaker_nothing_of_the_staffs(
    place: Place, make: Make
) -> None:
    made = make(place)
    text = made.reader.text
    rank = re.split(r"\{\w+\}", made.reader.pattern("deck.speech.rank").pattern)[0]
    secrets = [text("files.audience.staff"), "庁内用", "職員用", "for staff", "For staff", "local"]
    for form in FORMS:
        contents = made.contents[form]
        for said in contents.strings():
            assert not any(secret in said for secret in secrets), (form, said)
        assert set(contents.properties) <= {
            "title", "subject", "creator", "keywords", "lastModifiedBy", "revision", "language",
            "xmp",
        }  # fmt: skip
    for slide in made.deck.slides:
        assert not re.search(rank, slide.speech)
    assert made.contents["pptx"].properties["creator"] == made.deck.publisher


def test_a_deck_of_uncontrolled_figures_is_caught(office: Office, public: PublicFigures) -> None:
    """The tests above do find what they look for: the staff's figures, called the public's."""
    request = DeckRequest("05", YEAR, topics=("dog_patrol", "crime_prevention"), length=40)
    deck = replace(build_deck(office, request), audience="public")
    reader = Reader(office, deck)
    expected = Expected(reader, public)
    pages = FORMS["screen"].read(FORMS["screen"].make(office, deck)).pages
    slides = list(slides_of(reader, pages))
    strange = [
        text
        for slide in slides
        for text in expected.strange(slide.page.texts, expected.of_page(slide.page, slide, 0, 0))
    ]
    facts = facts_of_list(reader, FORMS["csv"].make(office, replace(deck, audience="staff")))
    wrong = [fact for fact in facts if not _agrees(fact, released_at(public, office, fact))]
    assert strange
    assert wrong
