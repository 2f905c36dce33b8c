"""The funnel and the ranks beside it: what stands where, and how it is marked."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import plotly.graph_objects as go
import pytest

from asahi_metrics.core.text import LANGUAGES, Language, Text
from asahi_metrics.visuals import charts, theme
from asahi_metrics.visuals.charts import Measure
from asahi_metrics.visuals.funnel import Field, Limits, funnel_chart
from asahi_metrics.visuals.rank_spans import rank_spans
from asahi_metrics.visuals.shuffles import ShuffleWords, shuffles_chart

FIELD = Field(
    base="人口",
    average=10.0,
    limits=(
        Limits("99.8%", [100, 500, 900], [0, 3, 5], [30, 20, 16]),
        Limits("95%", [100, 500, 900], [1, 5, 7], [24, 16, 13]),
    ),
)


def frame() -> pd.DataFrame:
    return pd.DataFrame(
        [
            ("01", "鶴ヶ峰", 200, 12.0, "within", True, "値 12\n内側"),
            ("02", "<b>白根</b>", 400, 33.0, "beyond", True, "値 <33"),
            ("03", "旭北", 600, 4.5, "apart", False, "値 4.5"),
            ("04", "今宿", 850, 2.0, "beyond", False, "値 2"),
        ],
        columns=["code", "name", "base", "value", "position", "above", "told"],
    )


def drawn(lang: Language = "ja") -> go.Figure:
    measure = Measure("参加者", "人/千人", 1, Text(lang))
    return funnel_chart(frame(), measure, FIELD, selected=["01"])


def test_districts_stand_at_their_base_and_figure() -> None:
    points = drawn().data[-1]
    assert list(points.x) == [200, 400, 600, 850]
    assert list(points.y) == [12, 33, 4.5, 2]


def test_marks_tell_by_their_form_on_which_side_of_which_limit_a_district_lies() -> None:
    points = drawn().data[-1]
    assert list(points.marker.symbol) == [
        "circle", "triangle-up", "triangle-down-open", "triangle-down",
    ]  # fmt: skip
    assert points.marker.color[1] == points.marker.color[3] == theme.ACCENT_TEXT
    assert points.marker.line.color[0] == theme.TEXT


def test_those_outside_and_the_chosen_ones_are_named_as_plain_text() -> None:
    text = list(drawn().data[-1].text)
    assert text == ["<b>鶴ヶ峰</b>", "&lt;b&gt;白根&lt;/b&gt;", "旭北", "今宿"]
    unchosen = funnel_chart(frame(), Measure("参加者", "", 1, Text("ja")), FIELD)
    assert next(iter(unchosen.data[-1].text)) == ""
    assert "値 &lt;33" in drawn().data[-1].customdata[1]


def test_limits_run_as_given_the_wider_pair_below_and_are_named() -> None:
    chart = drawn()
    assert [list(one.y) for one in chart.data[:4]] == [
        [0, 3, 5], [30, 20, 16], [1, 5, 7], [24, 16, 13],
    ]  # fmt: skip
    named = {one.text: one.y for one in chart.layout.annotations}
    assert named["99.8%"] == 16
    assert named["95%"] == 13
    assert list(chart.data[4].y) == [10, 10]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_funnel_is_told_in_words(lang: Language) -> None:
    said = charts.describe(drawn(lang))
    assert "33.0" in said
    assert "今宿" in said
    assert "鶴ヶ峰" not in said
    within = frame()[lambda one: one["position"] == "within"]
    measure = Measure("参加者", "", 1, Text(lang))
    assert Text(lang)("funnel.alt_none") in charts.describe(funnel_chart(within, measure, FIELD))


def test_a_funnel_of_nobody_says_so() -> None:
    chart = funnel_chart(frame().head(0), Measure("参加者", "", 1, Text("ja")), FIELD)
    assert Text("ja")("chart.alt.empty", name="参加者") == charts.describe(chart)


def ranked(lang: Language = "ja") -> go.Figure:
    rows = pd.DataFrame(
        [("01", "鶴ヶ峰", 2, 1, 3), ("02", "白根", 1, 1, 1), ("03", "旭北", 3, 2, 3)],
        columns=["code", "name", "rank", "best", "worst"],
    )
    return rank_spans(rows, Text(lang), height=100, selected=["03"])


def test_ranks_stand_in_order_each_upon_its_span() -> None:
    chart = ranked()
    assert list(chart.layout.yaxis.ticktext) == ["白根", "鶴ヶ峰", "<b>旭北</b>"]
    spans = [tuple(one.x) for one in chart.data[:-1]]
    assert spans == [(0.75, 1.25), (0.75, 3.25), (1.75, 3.25)]
    assert list(chart.data[-1].x) == [1, 2, 3]
    assert list(chart.data[-1].marker.symbol) == ["circle", "circle", "diamond"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_rank_is_told_without_its_span(lang: Language) -> None:
    chart = ranked(lang)
    told = Text(lang)("rank_spans.said", rank=2, best=1, worst=3)
    assert told in charts.describe(chart)
    assert told in chart.data[-1].customdata[1]


@pytest.mark.parametrize("count", [1, 4, 5, 6, 11, 16, 19])
def test_the_first_and_the_last_rank_are_named_and_no_two_names_meet(count: int) -> None:
    rows = pd.DataFrame(
        [(str(at), str(at), at, 1, count) for at in range(1, count + 1)],
        columns=["code", "name", "rank", "best", "worst"],
    )
    ticks = list(rank_spans(rows, Text("en"), height=100).layout.xaxis.tickvals)
    assert (ticks[0], ticks[-1]) == (1, count)
    assert all(later - earlier > 1 for earlier, later in pairwise(ticks))


def test_shuffles_are_counted_and_the_map_is_marked_among_them() -> None:
    words = ShuffleWords("この地図 0.40", "モランのI", "言葉")
    shuffled = [at / 100 for at in range(-50, 51)]
    chart = shuffles_chart(0.9, shuffled, (-0.4, 0.4), words=words, text=Text("ja"), height=300)
    bars = chart.data[0]
    assert sum(bars.y) == len(shuffled)
    usual = [colour == theme.SEQUENCE[1] for colour in bars.marker.color]
    assert usual == [-0.4 <= middle <= 0.4 for middle in bars.x]
    assert chart.layout.shapes[0].x0 == 0.9
    assert chart.layout.xaxis.range[1] > 0.9
    assert charts.describe(chart) == "言葉"
