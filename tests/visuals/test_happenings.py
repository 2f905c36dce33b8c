"""The year by day: marks in their rows, the words of all of them, nothing from data as markup."""

from __future__ import annotations

from datetime import date

import pytest

from asahi_metrics.core.text import LANGUAGES, Language, Text
from asahi_metrics.visuals.figure import describe
from asahi_metrics.visuals.happenings import DayMark, day_chart

YEAR = (date(2026, 4, 1), date(2027, 3, 31))
MARKS = [
    DayMark(0, date(2026, 5, 10), ("5月10日", "避難訓練")),
    DayMark(0, date(2026, 9, 1), ("9月1日", "<b>A会</b>")),
    DayMark(1, date(2026, 7, 15), ("7月15日",)),
]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_row_tells_its_name_and_how_many_it_has(lang: Language) -> None:
    text = Text(lang)
    chart = day_chart(["訓練", "<補助>"], MARKS, YEAR, today=date(2026, 10, 1), text=text)
    names = chart.layout.yaxis.ticktext
    assert "2" in names[0]
    assert "&lt;補助&gt;" in names[1]
    assert [list(trace.x) for trace in chart.data] == [["2026-05-10", "2026-09-01"], ["2026-07-15"]]
    assert "訓練" in describe(chart)


def test_what_people_wrote_is_no_markup() -> None:
    chart = day_chart(["訓練", "補助"], MARKS, YEAR, today=date(2026, 10, 1), text=Text("ja"))
    assert chart.data[0].customdata[1] == "9月1日<br>&lt;b&gt;A会&lt;/b&gt;"


@pytest.mark.parametrize(("today", "lines"), [(date(2026, 10, 1), 1), (date(2028, 1, 1), 0)])
def test_today_is_drawn_only_within_the_year(today: date, lines: int) -> None:
    chart = day_chart(["訓練", "補助"], MARKS, YEAR, today=today, text=Text("ja"))
    assert len(chart.layout.shapes) == len(chart.layout.annotations) == lines


def test_rows_differ_in_shape() -> None:
    chart = day_chart(["訓練", "補助"], MARKS, YEAR, today=date(2026, 10, 1), text=Text("ja"))
    assert len({trace.marker.symbol for trace in chart.data}) == 2
