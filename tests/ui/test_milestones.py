"""The policy page's milestones: each with its item, what is late first, in both languages."""

from __future__ import annotations

import html
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from asahi_metrics.core.catalogue import load_catalogue
from asahi_metrics.core.policy import load_policies
from asahi_metrics.core.settings import ROOT, Settings
from asahi_metrics.core.text import LANGUAGES, Language, Text
from asahi_metrics.services.milestones import ProjectMilestone, bureau_milestones, overdue
from asahi_metrics.services.office import Office, open_office, today
from asahi_metrics.ui.milestone_lines import milestones_frame, steps_html
from asahi_metrics.ui.policy_projects import countdown_sentences
from tests.ui.conftest import LayDesk
from tests.ui.opening import html_of, open_page
from tests.ward import load

POLICY = load_policies(ROOT / "data" / "policy", load_catalogue(ROOT / "data" / "catalogue"))[2026]
ITEMS = {
    "organisation": (*POLICY.organisation_items, *POLICY.improvement_projects),
    "projects": POLICY.bureau_projects,
}
LATE = ProjectMilestone(
    item=POLICY.bureau_projects[0],
    item_name="bureau_green_expo",
    name="<img src=x onerror=alert(1)>",
    due=today() - timedelta(days=2),
    state="under_way",
    updated=date(2026, 10, 1),
    remark="=1+1",
    sample=False,
)


def opened(shell: Path, tab: str, lang: Language) -> AppTest:
    """The policy page with one of its tabs open."""
    app = open_page(shell, "policy", lang=lang)
    app.session_state["policy"] = Text(lang)(f"policy.tab.{tab}")
    app.run()
    assert not app.exception
    return app


@pytest.fixture(scope="module")
def filled(shell: Path) -> Office:
    """The office whose database the pages show."""
    open_page(shell, "policy")
    return open_office(Settings())


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("tab", ["organisation", "projects"])
def test_every_item_stands_with_its_own_milestones(shell: Path, tab: str, lang: Language) -> None:
    shown = html_of(opened(shell, tab, lang))
    cards = shown.split('<div class="am-project">')[1:]
    assert len(cards) == len(ITEMS[tab])
    for item, card in zip(ITEMS[tab], cards, strict=True):
        assert html.escape(Text(lang).pick(item.title)) in card
        without = item.id in {"bureau_green_expo", "bureau_grade_separation"}
        assert card.count("<tr><td") in ({0} if without else {5, 7})


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_known_dates_stand_with_their_projects(shell: Path, lang: Language) -> None:
    cards = html_of(opened(shell, "projects", lang)).split('<div class="am-project">')[1:]
    told = {
        item.id: card.count('class="am-known"')
        for item, card in zip(POLICY.bureau_projects, cards, strict=True)
    }
    assert {one for one, known in told.items() if known} == {
        "bureau_green_expo", "bureau_grade_separation",
    }  # fmt: skip
    assert Text(lang)("milestone.none_of_item") in cards[0]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_overdue_is_listed_before_all_else(
    shell: Path, filled: Office, lang: Language
) -> None:
    late = overdue(bureau_milestones(filled, POLICY), today())
    assert late
    shown = html_of(opened(shell, "projects", lang))
    listed = shown[: shown.index("am-project")]
    assert listed.count("<tr><td") == listed.count("am-overdue") == len(late)
    summary = Text(lang)("milestone.summary_overdue", count=len(late))
    assert summary in shown


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("tab", ["organisation", "projects"])
def test_the_charts_and_the_table_of_all_milestones_are_there(
    shell: Path, tab: str, lang: Language
) -> None:
    app = opened(shell, tab, lang)
    charts = {"organisation": 1, "projects": 3}[tab]
    assert len(app.get("plotly_chart")) == charts
    assert Text(lang)("milestone.this_year", year=year_name(lang)) in html_of(app)


def year_name(lang: Language) -> str:
    return {"ja": "令和8年度", "en": "FY2026"}[lang]


def test_real_milestones_take_the_samples_place_and_those_of_no_item_stand_apart(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = f"sqlite:///{(tmp_path / 'own.db').as_posix()}"
    monkeypatch.setenv("ASAHI_DATABASE_URL", database)
    shell = root / "asahi_metrics" / "ui" / "shell.py"
    open_page(shell, "policy")
    rows = [
        ("公園事業", "遊具の更新", "2034-03-31", "進行中", "2026-10-01", None),
        ("<b>駅前広場</b>", "調整", "2026-12-01", "未着手", "2026-10-01", None),
    ]
    load(open_office(Settings()), "bureau_projects", rows)
    shown = html_of(opened(shell, "projects", "ja"))
    assert shown.count("遊具の更新") == 1
    assert "中間点検(R8)" not in shown
    apart = shown[shown.index(Text("ja")("milestone.other")) :]
    assert "&lt;b&gt;駅前広場&lt;/b&gt;" in apart
    assert Text("ja")("milestone.other_note") in apart


@pytest.mark.parametrize("lang", LANGUAGES)
def test_lines_are_text_whatever_a_file_says(lay_desk: LayDesk, lang: Language) -> None:
    now = lay_desk(lang=lang)
    told = steps_html(now, [LATE], with_item=True)
    assert "<img" not in told
    assert Text(lang)("milestone.overdue_by", days="2") in told
    assert Text(lang)("milestone.overdue_by_one") in steps_html(
        now, [replace(LATE, due=today() - timedelta(days=1))]
    )
    assert "am-overdue" not in steps_html(now, [replace(LATE, state="done")])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_table_to_download_counts_the_days_of_what_is_late(
    lay_desk: LayDesk, lang: Language
) -> None:
    text = Text(lang)
    frame = milestones_frame(lay_desk(lang=lang), [LATE, replace(LATE, state="stopped")])
    assert frame[text("milestone.overdue_days")].tolist() == [2, 0]
    assert frame[text("milestone.item")][0] == text.pick(POLICY.bureau_projects[0].label)
    assert frame[text("milestone.state_name")].tolist() == [
        text("milestone.state.under_way"), text("milestone.state.stopped"),
    ]  # fmt: skip


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_countdown_names_the_dates_that_are_fixed_to_the_day(
    lay_desk: LayDesk, lang: Language
) -> None:
    said = countdown_sentences(lay_desk(lang=lang), POLICY)
    fixed = [one for one in POLICY.milestones if not one.fiscal_years and one.last_day >= today()]
    assert len(said) == len(fixed)
    for sentence, one in zip(said, fixed, strict=True):
        assert Text(lang).pick(one.title) in sentence
