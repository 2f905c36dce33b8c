"""The district page in both languages: whose profile, compared with whom, notes as mere text."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text as sql
from streamlit.testing.v1 import AppTest

from asahi_metrics.core.access import Principal
from asahi_metrics.core.settings import Settings
from asahi_metrics.core.text import LANGUAGES, Language, Text
from asahi_metrics.services.notes import add_note, notes_on
from asahi_metrics.services.office import Office, open_office
from asahi_metrics.store.database import write
from asahi_metrics.ui.district_notes import note_html
from tests.ui.conftest import LayDesk
from tests.ui.opening import html_of, open_page

HOSTILE = "<img src=x onerror=alert(1)> **b** {{7*7}} [x](http://127.0.0.1/) $a$ :red[b]\n</div>"
WIDE = '<table class="am-spine am-spine-wide">'


@pytest.fixture
def office(shell: Path) -> Iterator[Office]:
    """The database of the pages, without any note before and after."""
    opened = open_office(Settings())
    yield opened
    with write(opened.engine) as connection:
        connection.execute(sql("DELETE FROM district_note"))
    opened.engine.dispose()


def press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert not app.exception
    return app


def fill(app: AppTest, body: str, author: str = "地区担当") -> AppTest:
    app.text_area(key="note_body").set_value(body)
    app.text_input(key="note_author").set_value(author)
    return app


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_profile_of_one_district_has_all_its_parts(shell: Path, lang: Language) -> None:
    text = Text(lang)
    app = open_page(shell, "district", districts="07", lang=lang)
    shown = html_of(app)
    for key in (
        "profile_page.stand_out.title",
        "district.all",
        "profile_page.rule.title",
        "note.title",
        "profile_page.months",
    ):
        assert text(key) in html.unescape(shown)
    assert shown.count('<table class="am-spine">') == 4
    assert "わかばだい" in shown
    assert not app.error


def test_the_ward_is_compared_with_until_the_reader_chooses_like_districts(shell: Path) -> None:
    app = open_page(shell, "district", districts="07")
    assert WIDE not in html_of(app)
    app.button_group(key="choice_compare").set_value("like").run()
    assert not app.exception
    assert app.query_params["compare"] == "like"
    shown = html_of(app)
    assert WIDE in shown
    assert "若葉台に最も似た地区は" in shown
    assert "人口密度" in shown


@pytest.mark.parametrize("lang", LANGUAGES)
def test_of_several_districts_one_is_shown_and_the_others_stand_beside(
    shell: Path, lang: Language
) -> None:
    app = open_page(shell, "district", districts="01,07,09", profile="07", lang=lang)
    shown = html_of(app)
    assert ("若葉台" if lang == "ja" else "Wakabadai") in shown.split("</h2>")[0]
    assert WIDE in shown
    app.selectbox(key="choice_profile").set_value("09").run()
    assert app.query_params["profile"] == "09"


def test_an_unknown_comparison_in_a_link_is_told_and_the_ward_is_taken(shell: Path) -> None:
    app = open_page(shell, "district", districts="07", compare="mars")
    assert any("mars" in one.value for one in app.warning)
    assert app.query_params["compare"] == "ward"


def test_a_link_to_one_indicator_opens_its_months(shell: Path) -> None:
    app = open_page(shell, "district", districts="07", indicator="childcare_salons")
    assert "若葉台の子育てサロンの開催回数は" in html_of(app)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_note_is_written_rewritten_and_withdrawn(
    shell: Path, office: Office, lang: Language
) -> None:
    text = Text(lang)
    app = open_page(shell, "district", districts="07", lang=lang)
    press(fill(press(app, "note_new"), "坂が多い。\nバスは少ない。"), "note_yes")
    assert [one.value for one in app.success] == [text("note.told.write")]
    (note,) = notes_on(office, "07")
    assert "坂が多い。\nバスは少ない。" in html_of(app)
    assert "地区担当" in html_of(app)
    press(app, f"note_rewrite_{note.id}")
    assert app.text_area(key="note_body").value == "坂が多い。\nバスは少ない。"
    press(fill(app, "坂は多い。"), "note_yes")
    assert [one.value for one in app.success] == [text("note.told.rewrite")]
    assert text("note.rewritten", count=1) in html.unescape(html_of(app))
    assert "バスは少ない。" in html_of(app)
    press(press(app, f"note_withdraw_{note.id}"), "note_yes")
    assert [one.value for one in app.success] == [text("note.told.withdraw")]
    assert notes_on(office, "07") == []


def test_a_refused_note_stays_in_the_form_and_says_why(shell: Path, office: Office) -> None:
    app = press(open_page(shell, "district", districts="07"), "note_new")
    press(fill(app, "メモ", author=" "), "note_yes")
    assert [one.value for one in app.error] == [Text("ja")("error.written.no_name")]
    assert app.text_area(key="note_body").value == "メモ"
    assert notes_on(office, "07") == []


def test_what_people_wrote_is_shown_as_text_and_never_run(shell: Path, office: Office) -> None:
    add_note(office, "07", HOSTILE, author="<script>alert(1)</script>")
    shown = html_of(open_page(shell, "district", districts="07"))
    assert "<img src=x" not in shown
    assert "<script" not in shown
    assert html.escape(HOSTILE) in shown


def test_the_account_is_told_where_it_says_something_else_than_the_name(
    lay_desk: LayDesk, office: Office
) -> None:
    now = lay_desk()
    somebody = office.acting_as(Principal("suzuki", "officer", districts=frozenset({"07"})))
    add_note(somebody, "07", "メモ", author="地区担当")
    (note,) = notes_on(office, "07")
    assert "地区担当(アカウント:suzuki)" in note_html(replace(now, office=office), note)
