"""The page of the audit log: what it tells in both languages, and how it is narrowed down."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text as sql
from streamlit.testing.v1 import AppTest

from asahi_metrics.core.access import Entitlement, Principal
from asahi_metrics.core.errors import NotAllowed
from asahi_metrics.core.text import LANGUAGES, Language, Text
from asahi_metrics.services.boundaries import read_boundaries
from asahi_metrics.services.notes import add_note
from asahi_metrics.services.office import Office
from asahi_metrics.services.people import set_person
from asahi_metrics.services.permission import log
from asahi_metrics.services.territory import replace_boundaries
from asahi_metrics.store.audit import Entry, Filter, list_entries
from asahi_metrics.store.database import write
from asahi_metrics.ui.audit_words import entries_frame
from tests.ui.conftest import LayDesk
from tests.ui.opening import html_of, open_page
from tests.ward import districts_geojson, open_filled_ward

HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Office:
    office = open_filled_ward(tmp_path_factory.mktemp("audit"))
    replace_boundaries(office, read_boundaries(districts_geojson(), "a.geojson", office.pack))
    yamada = Principal("山田", "officer", account="yamada", districts=frozenset({"01"}))
    add_note(office.acting_as(yamada), "01", "メモ", author="山田")
    with pytest.raises(NotAllowed):
        add_note(office.acting_as(yamada), "02", "メモ", author="山田")
    set_person(office, HOSTILE, Entitlement("officer", frozenset({"01"})))
    log(office, "of another release", None)
    return office


@pytest.fixture
def open_log(root: Path, ward: Office, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    monkeypatch.setenv("ASAHI_DATABASE_URL", ward.settings.database_url)
    monkeypatch.setenv("ASAHI_PACK", str(ward.settings.pack))
    shell = root / "asahi_metrics" / "ui" / "shell.py"
    return lambda **link: open_page(shell, "audit", **link)


def rows_of(app: AppTest) -> list[list[str]]:
    (table,) = re.findall(r'<table class="am-lines">(.*?)</table>', html_of(app), re.DOTALL)
    return [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in table.split("<tr")[2:]]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_log_is_told_in_words_newest_first(
    open_log: Callable[..., AppTest], lang: Language
) -> None:
    text, app = Text(lang), open_log(lang=lang)
    newest, given, refused, noted = rows_of(app)[:4]
    assert newest[4] == "of another release"
    assert given[4] == text("audit.action.people")
    assert text("role.officer") in given[7]
    assert refused[2:7] == [
        "yamada",
        text("role.officer"),
        text("audit.action.note"),
        "川端" if lang == "ja" else "District 02",
        text("audit.outcome.refused"),
    ]
    assert text("audit.reason.other_district") in refused[7]
    assert noted[6] == text("audit.outcome.done")
    imports = [row for row in rows_of(app) if row[4] == text("audit.action.import")]
    assert text("dataset.disaster_drills.name") in {row[5] for row in imports}
    whole = text("audit.whole", count=len(rows_of(app)), sha256="")[:8]
    assert whole in html_of(app)


def test_the_log_is_narrowed_down_by_person_action_and_outcome(
    open_log: Callable[..., AppTest],
) -> None:
    app = open_log()
    app.selectbox(key="audit_account").set_value("yamada").run()
    assert {row[2] for row in rows_of(app)} == {"yamada"}
    app.selectbox(key="audit_outcome").set_value("refused").run()
    assert len(rows_of(app)) == 1
    app.selectbox(key="audit_account").set_value("").run()
    app.selectbox(key="audit_outcome").set_value("").run()
    app.selectbox(key="audit_action").set_value("people").run()
    assert len(rows_of(app)) == 1


def test_the_log_is_narrowed_down_by_days(open_log: Callable[..., AppTest], ward: Office) -> None:
    with ward.engine.connect() as connection:
        day = ward.local_time(list_entries(connection, ward.ward, Filter())[0].at).date()
    app = open_log()
    everything = len(rows_of(app))
    app.date_input(key="audit_until").set_value(day).run()
    assert len(rows_of(app)) == everything
    app.date_input(key="audit_since").set_value(day.replace(year=day.year + 1)).run()
    assert rows_of(app) == []


def test_names_in_the_log_are_text(open_log: Callable[..., AppTest]) -> None:
    told = html_of(open_log())
    assert HOSTILE not in told
    assert "&lt;img src=x" in told


def test_what_another_release_wrote_is_shown_as_it_stands(lay_desk: LayDesk) -> None:
    moment = datetime(2026, 11, 2, tzinfo=UTC)
    told = {"unknown": 1, "dataset": "no_more", "role": "king", "reason": "error.x.y", "kind": "z"}
    entry = Entry(7, moment, "a", "public", "x", "planet:mars", "failed", told)
    row = entries_frame(lay_desk(lang="en"), [entry]).iloc[0].tolist()
    assert row[4:] == ["x", "planet mars", "Failed", "no_more, king, reason: error.x.y"]


def test_an_altered_log_is_told_at_once(
    tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = open_filled_ward(tmp_path)
    with write(office.engine) as connection:
        connection.execute(sql("DROP TRIGGER audit_no_delete"))
        connection.execute(sql("DELETE FROM audit WHERE number = 3"))
    monkeypatch.setenv("ASAHI_DATABASE_URL", office.settings.database_url)
    monkeypatch.setenv("ASAHI_PACK", str(office.settings.pack))
    replace_boundaries(office, read_boundaries(districts_geojson(), "a.geojson", office.pack))
    app = open_page(root / "asahi_metrics" / "ui" / "shell.py", "audit")
    assert Text("ja")("audit.broken", number=3) in [one.value for one in app.error]
