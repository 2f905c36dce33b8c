"""Numbers that are written into a deck for the public: found, vouched for, or kept inside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from asahi_metrics.core.errors import AsahiMetricsError
from asahi_metrics.core.report import (
    DECK_LANGUAGES,
    Deck,
    DeckLanguage,
    NumberPicture,
    TablePicture,
)
from asahi_metrics.core.text import LANGUAGES, Text
from asahi_metrics.services.deck_files import FORMS, deck_file
from asahi_metrics.services.deck_numbers import Unchecked, unchecked_numbers, vouched
from asahi_metrics.services.decks import copy_deck, read_deck, retitled, save_deck
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.office import Office
from asahi_metrics.services.releasing import release
from asahi_metrics.services.reporting import DeckRequest, MadeDeck, build_deck
from asahi_metrics.services.topics import topics
from tests.ward import open_filled_ward

# In FY2024 three people joined in 01, which residents are not told.
PATROL = DeckRequest("01", 2024, topics=("dog_patrol", "disaster_drills"), audience="public")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    office = open_filled_ward(tmp_path_factory.mktemp("released"))
    release(office)
    return office


def edited(office: Office, sentence: str, request: DeckRequest = PATROL) -> Deck:
    """The deck with another sentence above its table, which has the X."""
    deck = build_deck(office, request)
    return retitled(deck, {"dog_patrol.table": sentence})


def place(deck: Deck) -> int:
    return [one.id for one in deck.slides].index("dog_patrol.table") + 1


def refused(act: Callable[[], object], numbers: str) -> None:
    with pytest.raises(AsahiMetricsError) as caught:
        act()
    assert caught.value.key == "error.meeting.unchecked_numbers"
    for lang in LANGUAGES:
        assert f"({numbers})" in Text(lang).of_error(caught.value)


@pytest.mark.parametrize("lang", DECK_LANGUAGES)
def test_what_is_made_by_rule_needs_nobody_to_vouch_for_it(
    figures: Figures, tmp_path_factory: pytest.TempPathFactory, lang: DeckLanguage
) -> None:
    every = tuple(one.id for one in topics(figures.office, 2026))
    for district in ("05", None):
        request = DeckRequest(district, 2026, topics=every, lang=lang, length=200)
        deck = build_deck(figures.office, request, figures)
        assert unchecked_numbers(replace(deck, audience="public")) == ()


@pytest.mark.parametrize("sentence", ["新しい仲間は3人", "新しい仲間は三人", "新しい仲間が３人"])
def test_a_withheld_number_in_a_sentence_is_found_however_it_is_written(
    office: Office, sentence: str
) -> None:
    deck = edited(office, sentence)
    assert unchecked_numbers(deck) == (Unchecked(place(deck), ("3",), beside_withheld=True),)
    # The staff may see it all.
    assert unchecked_numbers(edited(office, sentence, replace(PATROL, audience="staff"))) == ()


def test_figures_of_the_slide_days_and_words_may_be_written_freely(office: Office) -> None:
    (members,) = (
        one.picture.cell.text
        for one in build_deck(office, PATROL).slides
        if one.id == "dog_patrol.number" and isinstance(one.picture, NumberPicture)
    )
    for sentence in (f"登録は{members}", "令和6年11月3日の話", "一人ひとりの力で"):
        deck = retitled(build_deck(office, PATROL), {"dog_patrol.number": sentence})
        assert unchecked_numbers(deck) == ()
    # A figure of another slide is not one of this.
    assert unchecked_numbers(edited(office, "訓練には70人"))


def test_beside_an_x_a_figure_that_is_shown_is_asked_for_too(office: Office) -> None:
    deck = build_deck(office, PATROL)
    slide = deck.slides[place(deck) - 1]
    assert isinstance(slide.picture, TablePicture)
    shown = slide.picture.rows[0][1]
    # The withheld figure may happen to be the same.
    found = unchecked_numbers(edited(office, f"新しい仲間は{shown}人"))
    assert found == (Unchecked(place(deck), (shown,), beside_withheld=True),)


def test_what_an_x_means_gives_no_number_away(office: Office) -> None:
    # The last slide says that counts from 1 to 4 are withheld.
    deck = retitled(build_deck(office, PATROL), {"closing": "新しい仲間は4人"})
    assert [one.numbers for one in unchecked_numbers(deck)] == [("4",)]


@pytest.mark.parametrize("sentence", ["New members: in Jul 9, in Aug 6", "Jul 9 and 6 Aug joined"])
def test_a_count_beside_a_month_is_no_day(office: Office, sentence: str) -> None:
    deck = edited(office, sentence, replace(PATROL, lang="en"))
    assert unchecked_numbers(deck) == (Unchecked(place(deck), ("9", "6"), beside_withheld=True),)


def test_a_title_that_was_typed_is_looked_at_too(office: Office) -> None:
    deck = build_deck(office, replace(PATROL, title="新しい仲間3人の集い"))
    assert unchecked_numbers(deck) == (Unchecked(1, ("3",), beside_withheld=False),)


def test_until_somebody_vouches_a_deck_is_neither_saved_nor_made_into_any_file(
    office: Office,
) -> None:
    deck = edited(office, "新しい仲間は3人と12.5人")
    refused(lambda: save_deck(office, MadeDeck(PATROL, deck), author="担当"), "3, 12.5")
    for form in FORMS:
        refused(lambda form=form: deck_file(office, MadeDeck(PATROL, deck), form), "3, 12.5")


def test_what_was_vouched_for_is_kept_with_the_deck_and_other_numbers_are_not(
    office: Office,
) -> None:
    deck = vouched(edited(office, "新しい仲間は12人"))
    number = save_deck(office, MadeDeck(PATROL, deck), author="担当")
    saved = read_deck(office, number).made.deck
    assert saved.slides[place(saved) - 1].vouched == ("12",)
    assert deck_file(office, MadeDeck(PATROL, saved), "csv")
    other = retitled(saved, {"dog_patrol.table": "新しい仲間は12人、3人"})
    assert [one.numbers for one in unchecked_numbers(other)] == [("3",)]


def test_a_copy_keeps_what_was_vouched_for_in_its_title(office: Office) -> None:
    request = replace(PATROL, title="山手地区の100人の集い")
    made = MadeDeck(request, vouched(build_deck(office, request)))
    number = save_deck(office, made, author="担当")
    copied = read_deck(office, copy_deck(office, number, "02", author="担当")).made.deck
    assert copied.title == "川端地区の100人の集い"
    assert unchecked_numbers(copied) == ()
