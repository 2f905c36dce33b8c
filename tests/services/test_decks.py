"""Decks that are kept: who may, in versions, and made anew for another district."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from asahi_metrics.core.access import Principal, Role
from asahi_metrics.core.errors import AsahiMetricsError, NotAllowed, NotFound
from asahi_metrics.core.free_text import LONGEST_NAME
from asahi_metrics.core.report import DECK_LANGUAGES, Deck, DeckLanguage
from asahi_metrics.core.text import LANGUAGES, Text
from asahi_metrics.services.decks import (
    LONGEST_TITLE,
    copy_deck,
    list_decks,
    read_deck,
    retitled,
    save_deck,
)
from asahi_metrics.services.office import Office, today
from asahi_metrics.services.releasing import release
from asahi_metrics.services.reporting import DeckRequest, MadeDeck, build_deck, make_deck
from tests.ward import open_filled_ward

WRITERS: set[Role] = {"officer", "manager", "administrator"}
READERS: set[Role] = {"officer", "steward", "manager", "administrator"}
ASKED = DeckRequest(
    district="01",
    year=2023,
    topics=("dog_patrol", "disaster_drills"),
    date=date(2023, 11, 30),
    place="山手会館",
    length=9,
)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return open_filled_ward(tmp_path)


def made_by(office: Office, request: DeckRequest = ASKED) -> MadeDeck:
    return make_deck(office, request)


def refused(key: str, act: Callable[[], object]) -> None:
    with pytest.raises(AsahiMetricsError) as caught:
        act()
    assert caught.value.key == key
    assert all(Text(lang).of_error(caught.value) for lang in LANGUAGES)


def test_a_deck_is_read_as_it_was_saved_with_what_it_was_asked_for(office: Office) -> None:
    made = made_by(office)
    number = save_deck(office, made, author=" 地区担当\n旭 ")
    saved = read_deck(office, number)
    assert saved.made == made
    assert (saved.head.author, saved.head.account) == ("地区担当 旭", "local")
    assert office.local_time(saved.head.created_at).date() == today()
    assert [one.id for one in list_decks(office)] == [number]


@pytest.mark.parametrize("role", get_args(Role))
def test_officers_managers_and_administrators_save_and_the_public_does_not_even_read(
    office: Office, role: Role
) -> None:
    made = made_by(office)
    number = save_deck(office, made, author="管理者")
    somebody = office.acting_as(Principal("somebody", role))
    reading = (lambda: list_decks(somebody), lambda: read_deck(somebody, number))
    writing = (
        lambda: save_deck(somebody, made, author="誰か"),
        lambda: copy_deck(somebody, number, "02", author="誰か"),
    )
    for allowed, acts in ((role in READERS, reading), (role in WRITERS, writing)):
        for act in acts:
            if allowed:
                act()
            else:
                with pytest.raises(NotAllowed):
                    act()
    assert len(list_decks(office)) == (3 if role in WRITERS else 1)


def test_an_edited_deck_is_a_new_version_and_the_old_one_stays(office: Office) -> None:
    made = made_by(office)
    first = save_deck(office, made, author="担当")
    edited = replace(made, deck=retitled(made.deck, {"contents": "今日の話"}))
    second = save_deck(office, edited, author="担当", replaces=first)
    assert [one.id for one in list_decks(office)] == [second]
    assert [one.id for one in list_decks(office, all_versions=True)] == [second, first]
    assert read_deck(office, first).made.deck == made.deck
    assert read_deck(office, first).head.replaced_by == second
    assert read_deck(office, second).made.deck.slides[1].title == "今日の話"


def test_a_version_that_somebody_replaced_meanwhile_is_not_replaced_again(
    office: Office,
) -> None:
    made = made_by(office)
    first = save_deck(office, made, author="担当")
    save_deck(office, made, author="担当", replaces=first)
    refused(
        "error.meeting.saved_since", lambda: save_deck(office, made, author="主任", replaces=first)
    )
    assert len(list_decks(office, all_versions=True)) == 2


def test_saving_over_a_deck_that_is_none_is_refused(office: Office) -> None:
    made = made_by(office)
    with pytest.raises(NotFound):
        save_deck(office, made, author="担当", replaces=99)
    with pytest.raises(NotFound):
        read_deck(office, 99)


@pytest.mark.parametrize("lang", DECK_LANGUAGES)
def test_a_copy_has_the_other_districts_figures_and_the_same_topics_language_and_place(
    office: Office, lang: DeckLanguage
) -> None:
    request = replace(ASKED, lang=lang)
    number = save_deck(office, made_by(office, request), author="担当")
    copied = read_deck(office, copy_deck(office, number, "02", author="担当")).made
    asked = replace(request, district="02", date=None)
    assert copied == make_deck(office, asked)
    assert copied.deck.topics == ("dog_patrol", "disaster_drills")
    assert (copied.deck.place, copied.deck.date, copied.deck.lang) == ("山手会館", "", lang)


def test_a_title_that_names_the_district_names_the_other_one_in_the_copy(office: Office) -> None:
    request = replace(ASKED, title="山手地区のこれから")
    number = save_deck(office, made_by(office, request), author="担当")
    copied = read_deck(office, copy_deck(office, number, "02", author="担当")).made
    assert copied.deck.title == "川端地区のこれから"
    assert copied.request.title == copied.deck.slides[0].title == "川端地区のこれから"


def test_a_copy_begins_decks_of_its_own_and_goes_back_to_sentences_by_rule(
    office: Office,
) -> None:
    made = made_by(office)
    edited = replace(made, deck=retitled(made.deck, {"contents": "今日の話"}))
    number = save_deck(office, edited, author="担当")
    copied = read_deck(office, copy_deck(office, number, None, author="主任"))
    assert copied.made.deck.district is None
    assert copied.made.deck.slides[1].title != "今日の話"
    assert copied.head.replaces is None
    assert len(list_decks(office)) == 2


def test_a_copy_of_a_deck_for_the_public_is_made_of_released_figures(office: Office) -> None:
    release(office)
    request = replace(ASKED, audience="public")
    number = save_deck(office, made_by(office, request), author="担当")
    copied = read_deck(office, copy_deck(office, number, "02", author="担当")).made.deck
    assert copied.audience == "public"
    assert copied == build_deck(office, replace(request, district="02", date=None))


def test_a_copy_for_a_district_that_is_none_is_refused(office: Office) -> None:
    number = save_deck(office, made_by(office), author="担当")
    with pytest.raises(NotFound):
        copy_deck(office, number, "99", author="担当")
    assert len(list_decks(office)) == 1


def test_the_covers_sentence_is_the_decks_title_and_the_speaker_reads_what_is_shown(
    office: Office,
) -> None:
    deck = made_by(office).deck
    topic = next(one for one in deck.slides if one.kind == "number")
    edited = retitled(deck, {"cover": " 山手の\n今 ", topic.id: "訓練\u202eは2回"})
    assert edited.title == edited.slides[0].title == "山手の 今"
    changed = slide_of(edited, topic.id)
    assert changed == "訓練は2回"
    told = next(one for one in edited.slides if one.id == topic.id).speech.split("\n")
    assert told == ["訓練は2回", *topic.speech.split("\n")[1:]]


def slide_of(deck: Deck, name: str) -> str:
    return next(one.title for one in deck.slides if one.id == name)


def test_a_sentence_that_is_left_alone_changes_nothing(office: Office) -> None:
    deck = made_by(office).deck
    assert retitled(deck, {one.id: one.title for one in deck.slides}) == deck


def test_sentences_that_say_nothing_or_too_much_are_refused(office: Office) -> None:
    deck = made_by(office).deck
    refused("error.meeting.empty_title", lambda: retitled(deck, {"cover": " \u200b"}))
    long = "あ" * (LONGEST_TITLE + 1)
    refused("error.meeting.long_title", lambda: retitled(deck, {"cover": long}))


def test_a_deck_that_nobody_signs_is_not_saved(office: Office) -> None:
    made = made_by(office)
    refused("error.written.no_name", lambda: save_deck(office, made, author=" \u200b"))
    long = "い" * (LONGEST_NAME + 1)
    refused("error.written.long_name", lambda: save_deck(office, made, author=long))
    assert list_decks(office) == []
