"""What is done and what is refused is in the log: with what was done, or without it."""

from __future__ import annotations

from pathlib import Path

import pytest

from asahi_metrics.core.access import Principal, Resource
from asahi_metrics.core.errors import AsahiMetricsError, NotAllowed
from asahi_metrics.core.text import Text
from asahi_metrics.services.audit_log import check_log, named_in_log, read_log, record_export
from asahi_metrics.services.history import undo
from asahi_metrics.services.notes import add_note, rewrite_note, withdraw_note
from asahi_metrics.services.office import Office
from asahi_metrics.services.permission import deed, require
from asahi_metrics.services.places import places
from asahi_metrics.services.remarks import add_remark, close_decision
from asahi_metrics.services.reviews import list_reviews
from asahi_metrics.store.audit import Filter
from asahi_metrics.store.notes import list_notes
from asahi_metrics.store.remarks import RemarkText
from tests.logs import entries, told
from tests.ward import DRILLS, dump, load, open_ward

OFFICER = Principal("山田", "officer", account="yamada", districts=frozenset({"01"}))
GUEST = Principal("客", "public", account="guest")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return open_ward(tmp_path)


def test_a_reading_is_not_logged_and_its_refusal_is(office: Office) -> None:
    list_reviews(office.acting_as(OFFICER))
    places(office.acting_as(OFFICER), Text("ja"))
    assert entries(office) == []
    with pytest.raises(NotAllowed):
        list_reviews(office.acting_as(GUEST))
    (entry,) = entries(office)
    assert (entry.account, entry.role, entry.action, entry.outcome) == (
        "guest",
        "public",
        "read",
        "refused",
    )
    assert entry.detail == {"reason": "error.not_allowed.read"}


def test_an_import_and_its_undo_are_logged_with_their_revisions(office: Office) -> None:
    number = load(office, "disaster_drills", DRILLS[:3])
    assert number is not None
    made = undo(office, number)
    loaded, undone = entries(office)
    assert (loaded.action, loaded.resource) == ("import", "dataset:disaster_drills")
    assert loaded.detail["revision"] == number
    assert len(loaded.detail["file_sha256"]) == 64
    assert (undone.action, undone.resource) == ("undo", f"revision:{number}")
    assert undone.detail["revision"] == made


def test_the_log_keeps_no_words_that_people_wrote(office: Office) -> None:
    number = add_note(office, "01", "山田さんの電話は045-000-0000", author="鈴木 一郎")
    rewrite_note(office, number, "別の言葉", author="鈴木 一郎", version=number)
    text = RemarkText("indicator", "drills", 2023, "decision", "佐藤に頼む", None)
    remark = add_remark(office, text, author="鈴木 一郎")
    close_decision(office, remark, outcome="佐藤が断った", by="鈴木 一郎")
    said = repr([(one.resource, one.detail) for one in entries(office)])
    for word in ("山田", "045", "鈴木", "佐藤", "別の言葉"):
        assert word not in said
    assert [one[1:3] for one in told(office)] == [
        ("note", "district:01"),
        ("note", "district:01"),
        ("review", "indicator:drills"),
        ("review", f"remark:{remark}"),
    ]


def test_what_is_refused_within_a_write_changes_nothing_and_is_logged(office: Office) -> None:
    number = add_note(office, "01", "メモ", author="管理者")
    before = dump(office)
    with pytest.raises(NotAllowed, match="not_author"):
        withdraw_note(office.acting_as(OFFICER), number, by="山田")
    assert dump(office) == before
    last = entries(office)[-1]
    assert (last.account, last.action, last.resource, last.outcome) == (
        "yamada",
        "note",
        "district:01",
        "refused",
    )
    assert last.detail == {"reason": "error.note.not_author", "note": number, "withdrawn": True}


def test_a_write_and_its_entry_stand_or_fall_together(office: Office) -> None:
    with pytest.raises(AsahiMetricsError, match="database_empty"), deed(office, "note") as doing:
        doing.tell(Resource("district", "01"))
        raise AsahiMetricsError("error.database_empty")
    # What fails for another reason is neither done nor refused.
    assert entries(office) == []
    with office.engine.connect() as connection:
        assert list_notes(connection, office.ward, "01") == []


def test_an_export_is_logged_for_those_who_may_read(office: Office) -> None:
    record_export(office.acting_as(OFFICER), Resource("file", "drills.csv"))
    with pytest.raises(NotAllowed):
        record_export(office.acting_as(GUEST), Resource("file", "drills.csv"))
    assert told(office) == [
        ("yamada", "export", "file:drills.csv", "done"),
        ("guest", "read", "file:drills.csv", "refused"),
    ]


def test_an_administrator_reads_the_log_and_nobody_else(office: Office) -> None:
    add_note(office, "01", "メモ", author="管理者")
    assert [one.action for one in read_log(office, Filter())] == ["note"]
    assert named_in_log(office).accounts == ("local",)
    for role in ("public", "officer", "steward", "manager"):
        somebody = office.acting_as(Principal("somebody", role))  # type: ignore[arg-type]
        for ask in (
            lambda one=somebody: read_log(one, Filter()),
            lambda one=somebody: named_in_log(one),
        ):
            with pytest.raises(NotAllowed):
                ask()
    assert check_log(office).broken_at is None
    assert check_log(office).length == 1 + 2 * 4


def test_the_same_rule_can_be_asked_without_anything_to_do(office: Office) -> None:
    require(office.acting_as(OFFICER), "read")
    with pytest.raises(NotAllowed):
        require(office.acting_as(OFFICER), "configure", Resource("boundaries"))
    assert told(office) == [("yamada", "configure", "boundaries", "refused")]
