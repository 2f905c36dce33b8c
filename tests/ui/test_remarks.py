"""Remarks on the pages, in both languages: written, done, withdrawn, and shown as mere text."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text as sql
from streamlit.testing.v1 import AppTest

from asahi_metrics.core.access import Principal
from asahi_metrics.core.settings import Settings
from asahi_metrics.core.text import LANGUAGES, Language, Text
from asahi_metrics.services.office import Office, open_office, today
from asahi_metrics.services.remarks import (
    OpenDecision,
    add_remark,
    all_remarks,
    close_decision,
    open_decisions,
)
from asahi_metrics.store.database import write
from asahi_metrics.store.remarks import Remark, RemarkText
from asahi_metrics.ui.desk import Desk
from asahi_metrics.ui.remark_lines import decision_html, due_of, remark_html, subject_name
from tests.ui.conftest import LayDesk
from tests.ui.opening import SECONDS, html_of, open_page

HOSTILE = "<img src=x onerror=alert(1)> **b** {{7*7}} [x](http://127.0.0.1/) $a$ :red[b]\n</div>"
DECISION = RemarkText("indicator", "drills", 2026, "decision", "案内を出す。")


@pytest.fixture
def office(shell: Path) -> Iterator[Office]:
    """The database of the pages, without any remark before and after."""
    opened = open_office(Settings())
    yield opened
    with write(opened.engine) as connection:
        connection.execute(sql("DELETE FROM remark"))
    opened.engine.dispose()


def page(shell: Path, lang: Language = "ja", indicator: str = "drills") -> AppTest:
    return open_page(shell, "indicators", indicator=indicator, lang=lang)


def fill(app: AppTest, body: str, name: str = "区長", *, decision: bool = False) -> AppTest:
    """The form filled in, with the day of a decision left open."""
    app.button(key="remark_new").click().run()
    if decision:
        app.segmented_control(key="remark_kind").set_value("decision").run()
    app.text_area(key="remark_body").set_value(body)
    app.text_input(key="remark_by").set_value(name)
    return app


def press(app: AppTest, key: str = "remark_yes") -> AppTest:
    app.button(key=key).click().run()
    assert not app.exception
    return app


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_comment_is_written_and_shown_with_its_author(
    shell: Path, office: Office, lang: Language
) -> None:
    text = Text(lang)
    app = page(shell, lang)
    assert text("remarks.none") in [one.value for one in app.caption]
    press(fill(app, "雨の日が\n多かった。", "山田課長"))
    assert [one.value for one in app.success] == [text("remarks.told.comment")]
    shown = html_of(app)
    assert "雨の日が\n多かった。" in shown
    assert "山田課長" in shown
    assert f">{text('remarks.of.kind.comment')}<" in shown
    (stored,) = all_remarks(office)
    assert (stored.text.subject_id, stored.text.kind) == ("drills", "comment")
    assert not app.text_area


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_decision_is_written_done_and_withdrawn(
    shell: Path, office: Office, lang: Language
) -> None:
    text, day = Text(lang), today() + timedelta(days=9)
    app = fill(page(shell, lang), "案内を出す。", decision=True)
    app.date_input(key="remark_due").set_value(day)
    press(app)
    assert text("remarks.due.left", count=9) in html_of(app)
    (found,) = open_decisions(office)
    assert found.remark.text.due_on == day
    number = found.remark.id

    press(app, f"remark_close_{number}")
    app.text_area(key=f"remark_outcome_{number}").set_value("出した。")
    # The name is remembered from the form before.
    assert app.text_input(key="remark_by").value == "区長"
    press(app)
    assert [one.value for one in app.success] == [text("remarks.told.close")]
    shown = html_of(app)
    assert "出した。" in shown
    assert f"<b>{text('remarks.state.closed')}</b>" in shown
    assert text("remarks.due.left", count=9) not in shown
    assert open_decisions(office) == []

    press(app, f"remark_withdraw_{number}")
    assert text("remarks.withdraw_what") in [one.value for one in app.markdown]
    press(app)
    assert [one.value for one in app.success] == [text("remarks.told.withdraw")]
    assert "案内を出す。" not in html_of(app)
    assert all_remarks(office) == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("body", "name", "key"),
    [("  ", "区長", "error.written.empty"), ("雨だった。", "", "error.written.no_name")],
)
def test_what_is_refused_is_told_and_the_form_stays_as_it_was(
    shell: Path, office: Office, lang: Language, body: str, name: str, key: str
) -> None:
    app = press(fill(page(shell, lang), body, name))
    assert [one.value for one in app.error] == [Text(lang)(key)]
    assert app.text_area(key="remark_body").value == body
    assert all_remarks(office) == []


def test_a_decision_has_its_day_or_says_that_it_has_none(shell: Path, office: Office) -> None:
    app = press(fill(page(shell), "案内を出す。", decision=True))
    assert "期限を定めない" in app.error[0].value
    app.checkbox(key="remark_undated").check()
    press(app)
    (found,) = open_decisions(office)
    assert found.remark.text.due_on is None
    assert Text("ja")("remarks.due.none") in html_of(app)


def test_a_day_that_has_passed_is_refused_in_the_words_of_the_page(
    shell: Path, office: Office
) -> None:
    app = fill(page(shell), "案内を出す。", decision=True)
    app.date_input(key="remark_due").set_value(today() - timedelta(days=1))
    assert "今日以降" in press(app).error[0].value
    assert all_remarks(office) == []


def test_giving_up_keeps_nothing(shell: Path, office: Office) -> None:
    app = press(fill(page(shell), "書きかけ"), "remark_no")
    assert not app.text_area
    assert press(app, "remark_new").text_area(key="remark_body").value == ""
    assert all_remarks(office) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_text_of_people_is_shown_as_text(shell: Path, office: Office, lang: Language) -> None:
    app = press(fill(page(shell, lang), HOSTILE, "<script>alert(1)</script>"))
    shown = html_of(app)
    assert html.escape(HOSTILE) in shown
    assert "<img" not in shown
    assert "<script>" not in shown
    # Nothing of it is given to Markdown, which would fetch its pictures.
    drawn = [one.value for kind in (app.markdown, app.caption, app.success) for one in kind]
    assert not any("onerror" in one or "alert(1)" in one for one in drawn)


def test_long_lists_show_the_newest_until_all_are_asked_for(shell: Path, office: Office) -> None:
    for number in range(7):
        add_remark(office, replace(DECISION, body=f"その{number}。"), author="区長")
    app = page(shell)
    assert [f"その{n}。" in html_of(app) for n in range(7)] == [False] * 2 + [True] * 5
    press(app, "remarks_more")
    assert all(f"その{n}。" in html_of(app) for n in range(7))


def test_each_indicator_has_its_own_remarks(shell: Path, office: Office) -> None:
    add_remark(office, DECISION, author="区長")
    assert DECISION.body in html_of(page(shell))
    assert DECISION.body not in html_of(page(shell, indicator="grants"))


def panel() -> None:
    """A page of nothing but the open decisions, for the frame's desk."""
    import streamlit as st  # noqa: PLC0415

    from asahi_metrics.ui.desk import known, lay_out, ledger  # noqa: PLC0415
    from asahi_metrics.ui.navigation import PAGES, page_file  # noqa: PLC0415
    from asahi_metrics.ui.opening import open_cached  # noqa: PLC0415
    from asahi_metrics.ui.remarks import open_decisions_panel  # noqa: PLC0415
    from asahi_metrics.ui.state import read_view  # noqa: PLC0415

    office = open_cached()
    read_view(known(office, ledger(office)))
    lay_out(office, ledger(office))
    st.navigation([st.Page(page_file(one), url_path=one) for one in PAGES], position="hidden")
    open_decisions_panel()


def open_panel(lang: Language) -> AppTest:
    app = AppTest.from_function(panel, default_timeout=SECONDS)
    app.query_params["lang"] = lang
    app.run()
    assert not app.exception
    return app


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_panel_counts_the_open_decisions_and_shows_the_first(
    office: Office, lang: Language
) -> None:
    text = Text(lang)
    assert text("remarks.decisions.none") in [one.value for one in open_panel(lang).caption]
    days = [None, *(today() + timedelta(days=days) for days in range(6))]
    for number, day in enumerate(days):
        add_remark(office, replace(DECISION, body=f"その{number}。", due_on=day), author="区長")
    close_decision(office, open_decisions(office)[0].remark.id, outcome="できた。", by="区長")
    app = open_panel(lang)
    shown = html_of(app)
    assert text("remarks.decisions.title", count=6) in shown
    assert [f"その{n}。" in shown for n in range(7)] == [False] * 2 + [True] * 5
    assert "その0。" in html_of(press(app, "decisions_more"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_remarks_button_opens_them_and_the_form(office: Office, lang: Language) -> None:
    number = add_remark(office, DECISION, author="区長")
    app = press(open_panel(lang), f"remarks_{number}_indicator_drills")
    assert app.button(key="remark_new").label == Text(lang)("remarks.new")
    assert app.button(key=f"remark_close_{number}").label == Text(lang)("remarks.close")


def written(desk: Desk, what: RemarkText, as_who: Principal) -> Remark:
    acting = desk.office.acting_as(as_who)
    number = add_remark(acting, what, author="区長")
    return next(one for one in all_remarks(acting) if one.id == number)


def test_the_account_is_named_beside_a_name_that_differs(lay_desk: LayDesk) -> None:
    now = lay_desk(2024)
    assert "yamada" in remark_html(now, written(now, DECISION, Principal("yamada", "manager")))
    local = remark_html(now, written(now, DECISION, Principal("local", "administrator")))
    assert "local" not in local


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("left", "key"),
    [
        (-2, "remarks.due.overdue"),
        (-1, "remarks.due.overdue_one"),
        (0, "remarks.due.today"),
        (1, "remarks.due.left_one"),
        (2, "remarks.due.left"),
    ],
)
def test_a_due_date_is_told_in_words_against_today(
    lay_desk: LayDesk, lang: Language, left: int, key: str
) -> None:
    now = lay_desk(2024, lang=lang)
    due = due_of(now, today(), left)
    assert due.standing == now.text(key, count=2)
    assert due.late == (left < 0)
    assert now.formats.date(today()) in due.day


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_overdue_decision_says_so_in_words(lay_desk: LayDesk, lang: Language) -> None:
    now = lay_desk(2024, lang=lang)
    one = written(now, replace(DECISION, due_on=today()), Principal("local", "administrator"))
    shown = decision_html(now, OpenDecision(one, -3))
    assert now.text("remarks.due.overdue", count=3) in shown
    assert "am-bad" in shown


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_subject_that_is_no_more_is_named_by_its_id(lay_desk: LayDesk, lang: Language) -> None:
    now = lay_desk(2024, lang=lang)
    for kind in ("indicator", "initiative"):
        gone = RemarkText(kind, "gone_long_ago", 2024, "comment", "")
        assert subject_name(now, gone) == now.text("remarks.gone", id="gone_long_ago")
    assert subject_name(now, DECISION) == now.text.pick(now.office.catalogue["drills"].name)
