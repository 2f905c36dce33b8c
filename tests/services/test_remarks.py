"""Managers' remarks: who may write what, and what nothing takes away again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import get_args

import pytest
from sqlalchemy import text

from asahi_metrics.core.access import Principal, Role
from asahi_metrics.core.catalogue import load_catalogue
from asahi_metrics.core.errors import AsahiMetricsError, NotAllowed, NotFound
from asahi_metrics.core.free_text import LONGEST_NAME
from asahi_metrics.core.policy import Policy, load_policies
from asahi_metrics.core.settings import ROOT
from asahi_metrics.core.text import LANGUAGES, Text
from asahi_metrics.services.history import undo
from asahi_metrics.services.office import Office, today
from asahi_metrics.services.remarks import (
    LONGEST_TEXT,
    add_remark,
    all_remarks,
    close_decision,
    open_decisions,
    remark_counts,
    remarks_on,
    withdraw,
)
from asahi_metrics.store.remarks import RemarkKind, RemarkText
from tests.ward import DRILLS, load, open_ward, state

COMMENT = RemarkText("indicator", "drills", 2026, "comment", "雨の日が多かった。")
DECISION = replace(COMMENT, kind="decision", body="10月にもう一度案内する。")
CHIEF, DEPUTY = Principal("chief", "manager"), Principal("deputy", "manager")


def policy() -> Policy:
    return load_policies(ROOT / "data" / "policy", load_catalogue(ROOT / "data" / "catalogue"))[
        2026
    ]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return replace(open_ward(tmp_path), policies={2026: policy()})


def decide(office: Office, due_on: date | None = None, body: str = DECISION.body) -> int:
    return add_remark(office, replace(DECISION, body=body, due_on=due_on), author="区長")


def refused(key: str, act: Callable[[], object]) -> None:
    """The act fails with that error, which is told in both languages."""
    with pytest.raises(AsahiMetricsError) as caught:
        act()
    assert caught.value.key == key
    assert all(Text(lang).of_error(caught.value) for lang in LANGUAGES)


def test_a_remark_is_kept_with_its_author_account_and_time(office: Office) -> None:
    number = add_remark(office.acting_as(CHIEF), COMMENT, author=" 区長\n山田 ")
    (found,) = remarks_on(office, "indicator", "drills")
    assert (found.id, found.text) == (number, COMMENT)
    assert (found.written.name, found.written.account) == ("区長 山田", "chief")
    assert office.local_time(found.written.at).date() == today()


@pytest.mark.parametrize("kind", ["comment", "decision"])
def test_an_initiative_can_be_remarked_on_as_well(office: Office, kind: RemarkKind) -> None:
    initiative = policy().initiatives[0].id
    add_remark(office, RemarkText("initiative", initiative, 2026, kind, "よい。"), author="区長")
    assert len(remarks_on(office, "initiative", initiative)) == 1
    assert remarks_on(office, "indicator", initiative) == []
    assert remark_counts(office) == {("initiative", initiative): 1}


def test_an_initiative_keeps_its_remarks_under_its_next_years_id(office: Office) -> None:
    this = policy()
    pillar, *others = this.pillars
    old, *rest = pillar.initiatives
    renamed = old.model_copy(update={"id": "renamed", "follows": old.id})
    pillars = (pillar.model_copy(update={"initiatives": (renamed, *rest)}), *others)
    later = replace(
        office,
        policies={2026: this, 2027: this.model_copy(update={"year": 2027, "pillars": pillars})},
    )
    for year, id_ in ((2026, old.id), (2027, "renamed")):
        add_remark(later, RemarkText("initiative", id_, year, "comment", "続ける。"), author="長")
    for id_ in (old.id, "renamed"):
        assert [one.text.year for one in remarks_on(later, "initiative", id_)] == [2027, 2026]
    assert len(remarks_on(later, "initiative", "renamed", year=2027)) == 1


@pytest.mark.parametrize(
    ("kind", "subject"),
    [("indicator", "nothing"), ("initiative", "nothing"), ("initiative", "safety")],
)
def test_what_is_no_indicator_or_initiative_cannot_be_remarked_on(
    office: Office, kind: str, subject: str
) -> None:
    what = replace(
        COMMENT,
        subject_kind="indicator" if kind == "indicator" else "initiative",
        subject_id=subject,
    )
    refused("error.remark.unknown_subject", lambda: add_remark(office, what, author="区長"))
    assert remarks_on(office, what.subject_kind, subject) == []


@pytest.mark.parametrize("body", ["", " \n　\t", "\u200b\u202e\u2066", "\x00\x07"])
def test_a_text_that_says_nothing_is_refused(office: Office, body: str) -> None:
    what = replace(COMMENT, body=body)
    refused("error.written.empty", lambda: add_remark(office, what, author="区長"))
    number = decide(office)
    refused("error.written.empty", lambda: close_decision(office, number, outcome=body, by="区長"))


def test_a_text_of_2000_characters_is_kept_and_a_longer_one_refused(office: Office) -> None:
    add_remark(office, replace(COMMENT, body="𠮷" * LONGEST_TEXT), author="区長")
    longer = replace(COMMENT, body="あ" * (LONGEST_TEXT + 1))
    refused("error.written.too_long", lambda: add_remark(office, longer, author="区長"))


@pytest.mark.parametrize(
    ("name", "key"),
    [(" \u200b", "error.written.no_name"), ("長" * (LONGEST_NAME + 1), "error.written.long_name")],
)
def test_every_act_needs_a_name_of_reasonable_length(office: Office, name: str, key: str) -> None:
    number = decide(office)
    refused(key, lambda: add_remark(office, COMMENT, author=name))
    refused(key, lambda: close_decision(office, number, outcome="できた", by=name))
    refused(key, lambda: withdraw(office, number, by=name))


def test_signs_that_cannot_be_seen_are_not_kept_and_all_others_are(office: Office) -> None:
    markup = "<img src=x onerror=alert(1)> {{7*7}} **太字** ①㈱髙﨑 1２"
    body = f"\u202e{markup}\u2066\x00\r\n\r\n\r\n\r\n終わり\x1b[0m "
    add_remark(office, replace(COMMENT, body=body), author="区\u202e長\x08")
    (found,) = remarks_on(office, "indicator", "drills")
    assert found.text.body == f"{markup}\n\n終わり[0m"
    assert found.written.name == "区長"


def test_a_due_date_may_be_today_but_not_before(office: Office) -> None:
    decide(office, today())
    refused("error.remark.due_date_passed", lambda: decide(office, today() - timedelta(days=1)))


def test_a_comment_has_no_due_date(office: Office) -> None:
    what = replace(COMMENT, due_on=today())
    refused("error.remark.comment_with_due_date", lambda: add_remark(office, what, author="区長"))


def test_open_decisions_come_by_due_date_overdue_first_and_undated_last(office: Office) -> None:
    day = today()
    undated = decide(office)
    late, soon, last = (decide(office, day + timedelta(days=days)) for days in (1, 3, 40))
    add_remark(office, COMMENT, author="区長")
    found = open_decisions(office, on=day + timedelta(days=3))
    assert [(one.remark.id, one.days_left, one.overdue) for one in found] == [
        (late, -2, True),
        (soon, 0, False),
        (last, 37, False),
        (undated, None, False),
    ]
    assert not any(one.overdue for one in open_decisions(office))


def test_a_decision_is_closed_once_with_what_came_of_it(office: Office) -> None:
    number = decide(office)
    close_decision(office.acting_as(DEPUTY), number, outcome="案内した。", by="副区長")
    (found,) = remarks_on(office, "indicator", "drills")
    assert found.closed is not None
    assert (found.closed.name, found.closed.account) == ("副区長", "deputy")
    assert (found.outcome, found.text.body) == ("案内した。", DECISION.body)
    assert open_decisions(office) == []
    refused(
        "error.remark.already_closed",
        lambda: close_decision(office, number, outcome="もう一度", by="区長"),
    )
    assert remarks_on(office, "indicator", "drills") == [found]


def test_a_comment_cannot_be_closed(office: Office) -> None:
    number = add_remark(office, COMMENT, author="区長")
    refused(
        "error.remark.no_decision",
        lambda: close_decision(office, number, outcome="できた", by="区長"),
    )


def test_a_remark_that_is_not_there_is_said_so(office: Office) -> None:
    refused("error.remark.unknown", lambda: close_decision(office, 9, outcome="済", by="区長"))
    with pytest.raises(NotFound):
        withdraw(office, 9, by="区長")


def test_a_withdrawn_remark_is_shown_nowhere_and_stays_in_the_table(office: Office) -> None:
    number = decide(office)
    withdraw(office, number, by="区長")
    assert remarks_on(office, "indicator", "drills") == []
    assert (all_remarks(office), open_decisions(office), remark_counts(office)) == ([], [], {})
    with office.engine.connect() as connection:
        row = connection.execute(text("SELECT body, withdrawn_by FROM remark")).one()
    assert tuple(row) == (DECISION.body, "区長")
    refused("error.remark.withdrawn", lambda: withdraw(office, number, by="区長"))
    refused(
        "error.remark.withdrawn",
        lambda: close_decision(office, number, outcome="できた", by="区長"),
    )


def test_only_its_author_and_an_administrator_withdraw_a_remark(office: Office) -> None:
    first, second = (add_remark(office.acting_as(CHIEF), COMMENT, author="区長") for _ in range(2))
    # The name as written is no proof: the account counts.
    refused("error.remark.not_author", lambda: withdraw(office.acting_as(DEPUTY), first, by="区長"))
    withdraw(office.acting_as(CHIEF), first, by="区長")
    withdraw(office, second, by="管理者")


CALLS: dict[str, Callable[[Office, int], object]] = {
    "add": lambda office, _: add_remark(office, COMMENT, author="区長"),
    "close": lambda office, number: close_decision(office, number, outcome="できた", by="区長"),
    "withdraw": lambda office, number: withdraw(office, number, by="区長"),
    "on": lambda office, _: remarks_on(office, "indicator", "drills"),
    "all": lambda office, _: all_remarks(office, 2026),
    "open": lambda office, _: open_decisions(office),
    "counts": lambda office, _: remark_counts(office),
}
WRITES = {"add", "close", "withdraw"}
READERS: set[Role] = {"officer", "steward", "manager", "administrator"}
WRITERS: set[Role] = {"manager", "administrator"}


@pytest.mark.parametrize("role", get_args(Role))
@pytest.mark.parametrize("call", CALLS)
def test_managers_write_and_whoever_may_read_the_data_reads(
    office: Office, role: Role, call: str
) -> None:
    somebody = office.acting_as(Principal("local", role))
    number = decide(office)
    if role in (WRITERS if call in WRITES else READERS):
        CALLS[call](somebody, number)
    else:
        before = all_remarks(office)
        with pytest.raises(NotAllowed, match="not_allowed"):
            CALLS[call](somebody, number)
        assert all_remarks(office) == before


def test_a_decision_survives_a_restart_and_the_undo_of_data(office: Office, tmp_path: Path) -> None:
    before = state(office)
    number = load(office, "disaster_drills", DRILLS)
    assert number is not None
    decide(office, today())
    close_decision(office, decide(office), outcome="できた。", by="区長")
    kept = all_remarks(office)
    undo(office, number)
    assert state(office) == before
    assert all_remarks(office) == kept
    office.engine.dispose()
    again = open_ward(tmp_path)
    assert all_remarks(again) == kept
    assert [one.remark for one in open_decisions(again)] == [kept[1]]


def test_a_remark_is_no_revision_of_the_data(office: Office) -> None:
    before = office.revision()
    withdraw(office, decide(office), by="区長")
    assert office.revision() == before
