"""The chart of milestones: a row for each project, a shape for each state, a ring for the late."""

from __future__ import annotations

from datetime import date

import plotly.graph_objects as go
import pytest

from asahi_metrics.core.milestones import STATES
from asahi_metrics.core.text import LANGUAGES, Language, Text
from asahi_metrics.visuals import charts, theme
from asahi_metrics.visuals.charts import MilestoneMark
from asahi_metrics.visuals.milestones import STATE_STYLES

YEAR = (date(2026, 4, 1), date(2027, 3, 31))
DECADE = (date(2027, 4, 1), date(2034, 3, 31))
MARKS = [
    MilestoneMark(0, date(2026, 6, 30), "done", ("計画",), overdue=False),
    MilestoneMark(0, date(2026, 7, 2), "delayed", ("点検",), overdue=True),
    MilestoneMark(1, date(2027, 3, 31), "not_started", ("ふりかえり",), overdue=False),
]


def drawn(
    marks: list[MilestoneMark] = MARKS,
    *,
    rows: tuple[str, ...] = ("公園事業", "<b>学校</b>"),
    span: tuple[date, date] = YEAR,
    today: date = date(2026, 11, 23),
    lang: Language = "ja",
) -> go.Figure:
    return charts.milestone_chart(rows, marks, span, today=today, text=Text(lang))


def named(chart: go.Figure, name: str) -> go.Scatter:
    return next(trace for trace in chart.data if trace.name == name)


def test_a_mark_stands_on_its_due_date_in_the_row_of_its_project() -> None:
    ahead = named(drawn(), "未着手")
    assert (ahead.x, ahead.y) == (("2027-03-31",), (1.0,))
    assert drawn().layout.yaxis.ticktext == ("公園事業", "&lt;b&gt;学校&lt;/b&gt;")


def test_what_a_mark_says_is_text_whatever_a_file_says() -> None:
    mark = MilestoneMark(0, date(2026, 6, 30), "done", ("<b>計画</b>", "A&B"), overdue=False)
    assert drawn([mark]).data[0].customdata == ("&lt;b&gt;計画&lt;/b&gt;<br>A&amp;B",)


def test_marks_of_a_row_that_are_near_to_each_other_stand_apart() -> None:
    chart = drawn()
    assert named(chart, "完了").y == (0.0,)
    assert named(chart, "遅延").y == (0.3,)
    apart = [MARKS[0], MilestoneMark(0, date(2026, 8, 30), "delayed", ("点検",), overdue=True)]
    assert named(drawn(apart), "遅延").y == (0.0,)


def test_every_state_differs_without_its_colour() -> None:
    assert set(STATE_STYLES) == set(STATES)
    assert len({style.symbol for style in STATE_STYLES.values()}) == len(STATES)
    assert len({style.sign for style in STATE_STYLES.values()}) == len(STATES)
    for style in STATE_STYLES.values():
        assert theme.contrast(style.colour, theme.WHITE) >= 4.5


def test_what_is_overdue_has_a_ring_and_stands_in_the_legend() -> None:
    ring = named(drawn(), "期日超過")
    assert (ring.x, ring.y) == (("2026-07-02",), (0.3,))
    assert ring.marker.symbol == "circle-open"
    assert drawn().layout.showlegend
    on_time = [mark for mark in MARKS if not mark.overdue]
    assert {trace.name for trace in drawn(on_time).data} == {"完了", "未着手"}


@pytest.mark.parametrize(
    ("lang", "span", "ticks"),
    [
        ("ja", YEAR, ("M1", "%-m月")),
        ("en", YEAR, ("M1", "%b")),
        ("ja", DECADE, ("M12", "%Y年")),
        ("en", DECADE, ("M12", "%Y")),
    ],
)
def test_a_year_is_told_by_month_and_more_by_year(lang: Language, span, ticks) -> None:
    axis = drawn(span=span, lang=lang).layout.xaxis
    assert (axis.dtick, axis.tickformat) == ticks


def test_today_stands_where_it_lies_within_the_axis() -> None:
    assert len(drawn().layout.shapes) == 1
    assert drawn().layout.annotations[0].xanchor == "left"
    assert drawn(today=date(2027, 3, 20)).layout.annotations[0].xanchor == "right"
    assert not drawn(today=date(2027, 4, 1)).layout.shapes


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_long_name_takes_two_lines_and_shows_that_it_was_cut(lang: Language) -> None:
    long = "あ" * 60 if lang == "ja" else "Continuous grade separation of the railway " * 3
    label = drawn(rows=(long, "b"), lang=lang).layout.yaxis.ticktext[0]
    lines = label.split("<br>")
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert drawn(rows=(long, "b"), lang=lang).layout.margin.l < 300


def test_a_name_of_words_is_broken_between_them() -> None:
    label = drawn(rows=("Provision of special nursing homes", "b")).layout.yaxis.ticktext[0]
    assert label == "Provision of special nursing<br>homes"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_text_counts_projects_milestones_and_states(lang: Language) -> None:
    told = charts.describe(drawn(lang=lang))
    assert (
        told
        == {
            "ja": "節目の期日と状態。2項目、3件。未着手1件、遅延1件、完了1件、期日超過1件。",
            "en": "Milestones by due date and state: 3 in 2 items. "
            "Not started: 1, Delayed: 1, Done: 1, Overdue: 1.",
        }[lang]
    )


def test_the_sample_mark_leaves_the_legend_its_room() -> None:
    chart = drawn()
    room = chart.layout.margin.b
    assert charts.marked(chart, Text("ja")).layout.margin.b == room >= 50
