"""The projection on the Indicators page, in words and in its tables."""

from __future__ import annotations

import html
from pathlib import Path

import pytest

from asahi_metrics.analysis.backtest import Record
from asahi_metrics.core.formats import Formats
from asahi_metrics.core.settings import Settings
from asahi_metrics.core.text import LANGUAGES, Language, Text
from asahi_metrics.services.office import open_office
from asahi_metrics.services.review import standing
from asahi_metrics.services.setup import fill_if_empty
from asahi_metrics.ui.desk import Desk, ledger
from asahi_metrics.ui.links import View
from asahi_metrics.ui.outlook import (
    outlook_sentences,
    record_sentences,
    records_table,
    say_chance,
    trials_table,
    why_none,
)
from tests.ui.opening import html_of, open_page


@pytest.fixture(scope="module", params=LANGUAGES)
def now(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk on the sample pack, whose years are many enough to project from."""
    database = tmp_path_factory.mktemp("outlook") / "fresh.db"
    office = open_office(Settings(database_url=f"sqlite:///{database.as_posix()}"))
    fill_if_empty(office)
    text = Text(request.param)
    return Desk(office, ledger(office), text, Formats(text), View(2026, lang=request.param))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("indicator", "method"),
    [("drills", "seasonal"), ("patrol_members", "drift"), ("shelter_video_uses", "plain")],
)
def test_the_page_says_how_the_year_is_projected_to_end(
    shell: Path, indicator: str, method: str, lang: Language
) -> None:
    shown = html_of(open_page(shell, "indicators", indicator=indicator, lang=lang))
    text = Text(lang)
    assert html.escape(text(f"outlook.method.{method}")) in shown
    assert (text("outlook.no_range") in shown) == (method == "plain")
    assert text("outlook.test.title") in shown


def test_a_year_that_is_over_and_a_yearly_figure_have_no_projection(shell: Path) -> None:
    text = Text("ja")
    over = html_of(open_page(shell, "indicators", indicator="drills", year="2024"))
    assert text("outlook.none_over", year="令和6年度") in over
    yearly = html_of(open_page(shell, "indicators", indicator="green_curtains"))
    assert text("outlook.none_yearly") in yearly
    assert text("outlook.test.title") not in yearly


def test_words_and_tables_of_every_indicator_are_whole(now: Desk) -> None:
    for one in now.office.catalogue:
        found = standing(now.figures, one, 2026)
        said = list(outlook_sentences(now, found)) or [why_none(now, found)]
        assert all("None" not in words and "nan" not in words for words in said)
        table = trials_table(now, one)
        assert table.empty or set(table.columns) >= {
            now.text("outlook.test.projected"),
            now.text("outlook.test.actual"),
        }


def test_the_record_of_all_stands_first_in_its_table(now: Desk) -> None:
    table = records_table(now)
    assert table.iloc[0, 0] == now.text("outlook.test.whole")
    errors, plain = (table[now.text(f"outlook.test.{name}")] for name in ("error", "plain_error"))
    assert errors[0] < plain[0]
    assert len(table) > 30


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_record_in_words_says_which_forecast_was_closer(lang: Language) -> None:
    text = Text(lang)
    better = Record(trials=30, error=0.05, plain_error=0.1, ranged=30, coverage=(0.8, 0.95))
    worse = Record(trials=6, error=0.2, plain_error=0.1, ranged=6, coverage=(0.5, 1.0))
    said = record_sentences(text, better, level=False)
    assert text("outlook.test.better") in said
    assert text("outlook.test.few") not in said
    assert text("outlook.test.plain_flow", error="10.0%") in said
    said = record_sentences(text, worse, level=True)
    assert text("outlook.test.worse") in said
    assert text("outlook.test.few") in said
    assert text("outlook.test.plain_level", error="10.0%") in said


def test_what_is_nearly_sure_is_not_called_sure() -> None:
    text = Text("ja")
    assert [say_chance(one, text) for one in (0, 0.004, 0.5, 0.995, 1)] == [
        "1%未満",
        "1%未満",
        "50%",
        "99%超",
        "99%超",
    ]
