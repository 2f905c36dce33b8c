"""Notes on districts: who may write what, and what stays of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest

from asahi_metrics.core.access import Principal, Role
from asahi_metrics.core.errors import AsahiMetricsError, NotAllowed, NotFound
from asahi_metrics.core.free_text import LONGEST_NAME
from asahi_metrics.core.text import LANGUAGES, Text
from asahi_metrics.services.history import undo
from asahi_metrics.services.notes import (
    LONGEST_BODY,
    add_note,
    may_rewrite,
    may_withdraw_note,
    notes_on,
    rewrite_note,
    withdraw_note,
)
from asahi_metrics.services.office import Office, today
from tests.ward import DRILLS, load, open_ward

OWN = frozenset({"01", "02"})
OFFICER = Principal("officer", "officer", districts=OWN)
OTHER = Principal("other", "officer", districts=OWN)
WRITERS: set[Role] = {"officer", "manager", "administrator"}


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return open_ward(tmp_path)


@pytest.fixture
def mine(office: Office) -> Office:
    return office.acting_as(OFFICER)


def refused(key: str, act: Callable[[], object]) -> None:
    with pytest.raises(AsahiMetricsError) as caught:
        act()
    assert caught.value.key == key
    assert all(Text(lang).of_error(caught.value) for lang in LANGUAGES)


def test_a_note_is_kept_with_its_author_account_and_time(mine: Office) -> None:
    number = add_note(
        mine, "01", " 坂が多い。\n\n\n\n\u202eバスは1時間に1本。 ", author=" 担当\n旭 "
    )
    (found,) = notes_on(mine, "01")
    assert (found.id, found.district) == (number, "01")
    assert found.newest.body == "坂が多い。\n\nバスは1時間に1本。"
    assert (found.newest.written.name, found.newest.written.account) == ("担当 旭", "officer")
    assert mine.local_time(found.newest.written.at).date() == today()


def test_a_district_has_its_own_notes_the_one_last_written_first(mine: Office) -> None:
    first, second = (add_note(mine, "01", body, author="担当") for body in ("一", "二"))
    add_note(mine, "02", "三", author="担当")
    assert [one.id for one in notes_on(mine, "01")] == [second, first]
    rewrite_note(mine, first, "一の二", author="担当", version=first)
    assert [one.id for one in notes_on(mine, "01")] == [first, second]


def test_rewriting_keeps_what_was_said_before(mine: Office) -> None:
    number = add_note(mine, "01", "はじめ", author="担当")
    rewrite_note(mine, number, "つぎ", author="担当", version=number)
    (found,) = notes_on(mine, "01")
    rewrite_note(mine, number, "おわり", author="主任", version=found.newest.id)
    (found,) = notes_on(mine, "01")
    assert [(one.body, one.written.name) for one in found.versions] == [
        ("おわり", "主任"),
        ("つぎ", "担当"),
        ("はじめ", "担当"),
    ]


def test_saying_the_same_again_makes_no_version(mine: Office) -> None:
    number = add_note(mine, "01", "同じ", author="担当")
    rewrite_note(mine, number, " 同じ ", author="担当", version=number)
    assert len(notes_on(mine, "01")[0].versions) == 1


def test_a_version_that_was_rewritten_meanwhile_is_not_written_over(mine: Office) -> None:
    number = add_note(mine, "01", "はじめ", author="担当")
    rewrite_note(mine, number, "先", author="担当", version=number)
    refused(
        "error.note.rewritten_since",
        lambda: rewrite_note(mine, number, "後", author="担当", version=number),
    )
    assert notes_on(mine, "01")[0].newest.body == "先"


@pytest.mark.parametrize("role", get_args(Role))
def test_officers_managers_and_administrators_write_notes_and_nobody_else(
    office: Office, role: Role
) -> None:
    somebody = office.acting_as(Principal("somebody", role, districts=OWN))
    if role in WRITERS:
        number = add_note(somebody, "01", "メモ", author="誰か")
        rewrite_note(somebody, number, "メモ2", author="誰か", version=number)
        withdraw_note(somebody, number, by="誰か")
        assert notes_on(somebody, "01") == []
        return
    number = add_note(office, "01", "メモ", author="管理者")
    for act in (
        lambda: add_note(somebody, "01", "メモ", author="誰か"),
        lambda: rewrite_note(somebody, number, "別", author="誰か", version=number),
        lambda: withdraw_note(somebody, number, by="誰か"),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert [one.newest.body for one in notes_on(office, "01")] == ["メモ"]


def test_an_officer_writes_on_the_own_districts_only(office: Office, mine: Office) -> None:
    elsewhere = Principal("officer", "officer", districts=frozenset({"03"}))
    moved, number = office.acting_as(elsewhere), add_note(mine, "01", "メモ", author="担当")
    refused("error.access.other_district", lambda: add_note(moved, "01", "別", author="担当"))
    refused(
        "error.access.other_district",
        lambda: rewrite_note(moved, number, "別", author="担当", version=number),
    )
    refused("error.access.other_district", lambda: withdraw_note(moved, number, by="担当"))
    (found,) = notes_on(moved, "01")
    assert not may_rewrite(moved, found)
    assert add_note(moved, "03", "メモ", author="担当")
    nowhere = office.acting_as(Principal("officer", "officer"))
    refused("error.access.no_district", lambda: add_note(nowhere, "01", "別", author="担当"))


def test_the_name_of_a_login_signs_whatever_else_was_written(office: Office) -> None:
    signed = Principal("山田 花子", "manager", account="yamada", signed_in=True)
    add_note(office.acting_as(signed), "01", "メモ", author="区長")
    (found,) = notes_on(office, "01")
    assert (found.newest.written.name, found.newest.written.account) == ("山田 花子", "yamada")


def test_the_public_reads_no_notes(office: Office) -> None:
    with pytest.raises(NotAllowed):
        notes_on(office.acting_as(Principal("somebody", "public")), "01")


def test_nobody_rewrites_anothers_words_not_even_an_administrator(
    office: Office, mine: Office
) -> None:
    number = add_note(mine, "01", "メモ", author="担当")
    (found,) = notes_on(office, "01")
    for other in (office, office.acting_as(OTHER)):
        assert not may_rewrite(other, found)
        refused(
            "error.note.not_author",
            lambda other=other: rewrite_note(other, number, "別", author="誰か", version=number),
        )
    assert may_rewrite(mine, found)


def test_an_administrator_may_withdraw_a_note_and_another_officer_may_not(
    office: Office, mine: Office
) -> None:
    number = add_note(mine, "01", "メモ", author="担当")
    (found,) = notes_on(office, "01")
    other = office.acting_as(OTHER)
    assert not may_withdraw_note(other, found)
    refused("error.note.not_author", lambda: withdraw_note(other, number, by="誰か"))
    assert may_withdraw_note(office, found)
    withdraw_note(office, number, by="管理者")
    assert notes_on(office, "01") == []


def test_a_withdrawn_note_can_neither_be_rewritten_nor_withdrawn_again(mine: Office) -> None:
    number = add_note(mine, "01", "メモ", author="担当")
    withdraw_note(mine, number, by="担当")
    refused("error.note.withdrawn", lambda: withdraw_note(mine, number, by="担当"))
    refused(
        "error.note.withdrawn",
        lambda: rewrite_note(mine, number, "別", author="担当", version=number),
    )


@pytest.mark.parametrize("body", ["", " \n　", "\u200b\u202e", "\x00"])
def test_a_note_that_says_nothing_is_refused(mine: Office, body: str) -> None:
    refused("error.written.empty", lambda: add_note(mine, "01", body, author="担当"))


def test_what_is_too_long_or_unsigned_is_refused(mine: Office) -> None:
    add_note(mine, "01", "あ" * LONGEST_BODY, author="い" * LONGEST_NAME)
    long = "あ" * (LONGEST_BODY + 1)
    refused("error.written.too_long", lambda: add_note(mine, "01", long, author="担当"))
    refused("error.written.no_name", lambda: add_note(mine, "01", "メモ", author="\u200b "))
    name = "い" * (LONGEST_NAME + 1)
    refused("error.written.long_name", lambda: add_note(mine, "01", "メモ", author=name))
    assert len(notes_on(mine, "01")) == 1


def test_only_a_district_has_notes(office: Office) -> None:
    for area in ("X1", "14112", "99"):
        refused(
            "error.note.unknown_district",
            lambda area=area: add_note(office, area, "メ", author="担"),
        )


def test_the_number_of_a_later_version_is_no_note(mine: Office) -> None:
    number = add_note(mine, "01", "メモ", author="担当")
    rewrite_note(mine, number, "別", author="担当", version=number)
    version = notes_on(mine, "01")[0].newest.id
    with pytest.raises(NotFound):
        withdraw_note(mine, version, by="担当")


def test_undoing_an_import_leaves_notes_alone(office: Office) -> None:
    revision = load(office, "disaster_drills", DRILLS)
    add_note(office, "01", "メモ", author="担当")
    assert revision is not None
    undo(office, revision)
    assert len(notes_on(office, "01")) == 1
