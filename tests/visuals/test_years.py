"""The chart of a figure through the fiscal years, and the boxes of the statuses."""

from __future__ import annotations

import re

import pytest

from asahi_metrics.analysis.progress import STATUSES, Status
from asahi_metrics.core.text import LANGUAGES, Language, Text
from asahi_metrics.visuals.figure import describe
from asahi_metrics.visuals.measure import Measure
from asahi_metrics.visuals.status import ORDER, status_counts_html, status_html
from asahi_metrics.visuals.years import Foreseen, YearFigure, by_year

JA = Text("ja")
MEASURE = Measure("参加者数", "人", 0, JA)
YEARS = [
    YearFigure("令和6年度", 100, 120),
    YearFigure("令和7年度", None, 130),
    YearFigure("令和8年度", 90, 140, so_far=True),
]


def test_a_year_under_way_is_no_part_of_the_line_of_whole_years() -> None:
    _, whole, so_far = by_year(YEARS, MEASURE).data
    assert list(whole.y) == [100, None, None]
    assert list(so_far.y) == [None, None, 90]


def test_the_forecast_stands_in_the_last_year_with_its_range() -> None:
    *_, foreseen = by_year(YEARS, MEASURE, Foreseen(150, (130, 180))).data
    assert list(foreseen.x) == ["令和8年度"]
    assert (foreseen.error_y.array[0], foreseen.error_y.arrayminus[0]) == (30, 20)


def test_a_forecast_without_a_range_draws_none() -> None:
    *_, foreseen = by_year(YEARS, MEASURE, Foreseen(150, None)).data
    assert foreseen.error_y.array is None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_text_of_the_chart_tells_every_year_and_what_is_missing(lang: Language) -> None:
    measure = Measure("Name", "人", 0, Text(lang))
    told = describe(by_year(YEARS, measure, Foreseen(150, None)))
    assert [one.label in told for one in YEARS] == [True] * 3
    assert Text(lang)("value.missing") in told
    assert "150" in told


def test_nothing_to_show_is_said() -> None:
    chart = by_year([YearFigure("令和6年度", None, None)], MEASURE)
    assert chart.layout.annotations[0].text == JA("chart.no_values")


@pytest.mark.parametrize("status", STATUSES)
def test_a_status_is_told_by_its_word_and_mark(status: Status) -> None:
    assert JA(f"status.{status}") in status_html(JA, status)


def test_the_boxes_know_every_status_best_first() -> None:
    assert ORDER == STATUSES


def test_statuses_are_counted_best_first_without_those_that_do_not_occur() -> None:
    told = status_counts_html(JA, {None: 2, "missed": 1, "on_track": 0, "achieved": 3})
    assert re.findall(r">([^<]+)</span>", told) == ["◎ 達成 3", "× 未達 1", "判定なし 2"]
