"""Provisional figures on the pages: said where they stand, chosen at a load, led to their past."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from asahi_metrics.core.settings import Settings
from asahi_metrics.core.text import LANGUAGES, Language, Text
from asahi_metrics.services.office import Office, open_office
from asahi_metrics.services.setup import fill_if_empty
from asahi_metrics.ui.navigation import PAGES
from tests.ui.opening import html_of, open_page
from tests.ward import Rows, as_csv, header_of, load

DATASET = "disaster_drills"
TEXT = Text("ja")
DRILLS: Rows = [
    ("2025-09-06", "今宿", "今宿第1自治会", "避難訓練", "会場A", 70, 40, None),
    ("2026-09-06", "今宿", "今宿第1自治会", "避難訓練", "会場A", 80, 50, None),
    ("2026-10-04", "白根", "白根第2自治会", "避難訓練", "会場C", 200, 90, None),
]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The sample pack, with drills of which the newest are provisional."""
    database = tmp_path_factory.mktemp("stage") / "asahi.db"
    office = open_office(Settings(database_url=f"sqlite:///{database.as_posix()}"))
    fill_if_empty(office)
    load(office, DATASET, DRILLS[:1])
    load(office, DATASET, DRILLS[1:], stage="provisional")
    return office


@pytest.fixture
def frame(root: Path, office: Office) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASAHI_DATABASE_URL", office.settings.database_url)
        yield root / "asahi_metrics" / "ui" / "shell.py"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_every_page_says_that_provisional_figures_are_in_use(
    frame: Path, page: str, lang: Language
) -> None:
    shown = html_of(open_page(frame, page, lang=lang))
    assert Text(lang)("stage.contains") in shown
    assert Text(lang)("stage.detail", names=Text(lang)(f"dataset.{DATASET}.name")) in shown


def test_cards_the_map_and_the_source_say_it_of_the_year_that_is_provisional(frame: Path) -> None:
    mark = TEXT("stage.provisional")
    shown = html_of(open_page(frame, "drills", year="2026"))
    assert f'<span class="am-stage">{mark}</span>' in shown
    assert f"<span>{mark}</span>" in shown
    assert f" / {mark} / " in shown
    before = html_of(open_page(frame, "drills", year="2025"))
    assert '<span class="am-stage">' not in before
    assert f"<span>{mark}</span>" not in before


def test_the_policy_says_it_of_each_standing_that_rests_on_provisional_records(
    frame: Path, office: Office
) -> None:
    mark = f'</a> <span class="am-stage">{TEXT("stage.provisional")}</span>'
    policy = office.policy_in_force(2026)
    assert policy is not None
    lines = [office.catalogue[id_] for one in policy.initiatives for id_ in one.indicators]
    resting = [one for one in lines if one.dataset == DATASET]
    assert html_of(open_page(frame, "policy", year="2026")).count(mark) == len(resting) > 0
    assert mark not in html_of(open_page(frame, "policy", year="2026", period="q1"))


def test_every_table_that_can_be_taken_along_is_told_whether_it_is_provisional(root: Path) -> None:
    calls = [
        (path.name, {one.arg for one in node.keywords})
        for path in sorted((root / "asahi_metrics" / "ui").glob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"table_button", "marked_stem"}
    ]
    assert len(calls) > 10
    assert [name for name, given in calls if "sample" in given and "provisional" not in given] == []


def test_the_source_leads_to_the_revision_of_the_figures(frame: Path, office: Office) -> None:
    shown = html_of(open_page(frame, "drills", year="2026"))
    number = office.revision()
    assert f"revision={number}" in shown
    assert TEXT("source.revision", id=number) in shown


def test_the_history_leads_to_the_figures_before_and_after_a_load(
    frame: Path, office: Office
) -> None:
    app, number = open_page(frame, "data"), office.revision()
    links = [one.proto for one in app.get("page_link")]
    told = [(one.label, one.query_string) for one in links]
    before = [query for label, query in told if label == TEXT("history.before")]
    after = [query for label, query in told if label == TEXT("history.after")]
    assert f"asof={number - 1}" in before[0]
    # Right after the newest revision the figures are those of today.
    assert "asof" not in after[0]
    assert f"asof={number - 1}" in after[1]
    assert next(one.page for one in links if one.label == TEXT("history.before")) == "drills"
    shown = " ".join(one.value for one in app.text)
    assert f"{TEXT('revision.kind.import')}({TEXT('stage.provisional')})" in shown


def give(frame: Path, stage: str, rows: Rows) -> AppTest:
    app = open_page(frame, "data", dataset=DATASET)
    app.button_group(key=f"loading_stage_{DATASET}").set_value(stage).run()
    content = as_csv(header_of(DATASET), rows)
    app.file_uploader[0].set_value(("drills.csv", content, "text/csv")).run()
    assert not app.exception
    return app


def test_the_preview_tells_which_records_become_final(frame: Path) -> None:
    app = give(frame, "final", DRILLS[1:])
    assert TEXT("stage.finalised", count=2) in [one.value for one in app.info]
    assert TEXT("stage.column") in html_of(app)


def test_the_preview_warns_where_a_final_record_becomes_provisional_again(frame: Path) -> None:
    corrected: Rows = [(*DRILLS[0][:5], 71, *DRILLS[0][6:])]
    app = give(frame, "provisional", corrected)
    assert TEXT("stage.reopened", count=1) in [one.value for one in app.warning]
    stage = TEXT("loading.accepted.stage", stage=TEXT("stage.provisional"))
    assert stage in [one.value for one in app.caption]


def test_a_choice_of_another_stage_checks_the_file_anew(frame: Path) -> None:
    app = give(frame, "provisional", DRILLS)
    same = TEXT("loading.accepted.same", file="drills.csv")
    assert same in [one.value for one in app.info]
    app.button_group(key=f"loading_stage_{DATASET}").set_value("final").run()
    assert TEXT("stage.finalised", count=2) in [one.value for one in app.info]
