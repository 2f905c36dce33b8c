"""The scatter: what stands where, how it is marked, and which names find a place."""

from __future__ import annotations

from itertools import combinations

import pandas as pd
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from asahi_metrics.core.text import LANGUAGES, Language, Text
from asahi_metrics.visuals import charts, theme
from asahi_metrics.visuals.charts import Measure
from asahi_metrics.visuals.labels import Plot, label_places
from asahi_metrics.visuals.quadrants import Averages
from asahi_metrics.visuals.rows import rows_of

PLOT = Plot((0, 100), (0, 100), 560, 300)
AVERAGES = Averages(30, 45)


def frame() -> pd.DataFrame:
    return pd.DataFrame(
        [
            ("01", "鶴ヶ峰", 10.0, 40.0, 30.0, 55.0, 50, False, False),
            ("02", "<b>白根</b>", 90.0, 60.0, 20.0, 90.0, 12, True, False),
            ("03", "旭北", 5.0, 20.0, None, None, None, False, True),
            ("04", "今宿", None, 20.0, 10.0, 30.0, 40, False, False),
        ],
        columns=["code", "name", "x", "y", "low", "high", "answers", "few", "weak"],
    )


def drawn(lang: Language = "ja", averages: Averages | None = AVERAGES) -> go.Figure:
    text = Text(lang)
    across = Measure("参加者", "人/千人" if lang == "ja" else "per 1,000", 1, text)
    upward = Measure("防災の備え", "%", 1, text)
    return charts.scatter(frame(), across, upward, selected=["02"], averages=averages)


def test_intervals_reach_from_their_low_to_their_high_end() -> None:
    bars = drawn().data[0].error_y
    assert (bars.type, bars.symmetric) == ("data", False)
    assert list(bars.array) == [15, 30, None]
    assert list(bars.arrayminus) == [10, 40, None]


def test_a_district_without_data_is_not_drawn_as_zero() -> None:
    assert list(drawn().data[0].x) == [10, 90, 5]
    assert "今宿" not in charts.describe(drawn())


def test_few_answers_are_told_by_a_hollow_mark_and_the_choice_by_its_shape() -> None:
    marker = drawn().data[0].marker
    assert list(marker.symbol) == ["circle", "diamond", "circle"]
    assert list(marker.color) == [theme.BLUE, theme.WHITE, theme.BLUE]
    assert marker.line.color[1] == theme.ACCENT_TEXT


def test_the_averages_part_the_plot_and_the_weak_field_is_grey() -> None:
    layout = drawn().layout
    field, upright, level = layout.shapes
    assert (field.x1, field.y1, field.fillcolor) == (30, 45, theme.NO_DATA)
    assert (field.x0, field.y0) == (layout.xaxis.range[0], layout.yaxis.range[0])
    assert (upright.x0, upright.x1) == (30, 30)
    assert (level.y0, level.y1) == (45, 45)
    told = [one.text for one in layout.annotations]
    assert {"平均 30.0人/千人", "平均 45.0%"} <= set(told)


def test_the_words_of_the_grey_field_cover_no_mark() -> None:
    word = Text("ja")("scatter.weak")
    # 03 stands in the left corner at the bottom, so the words stand in the right one.
    told = {one.text: one for one in drawn().layout.annotations}
    assert told[word].xanchor == "right"
    narrow = drawn(averages=Averages(7, 45)).layout.annotations
    assert word not in [one.text for one in narrow]


def test_of_what_should_be_low_the_upper_field_is_grey() -> None:
    layout = drawn(averages=Averages(30, 45, low_is_weak=False)).layout
    assert layout.shapes[0].y0 == layout.yaxis.range[1]


def test_without_averages_there_are_no_lines() -> None:
    assert not drawn(averages=None).layout.shapes


def test_the_field_to_look_at_may_lie_at_the_right() -> None:
    averages = Averages(30, 45, high_across_is_weak=True, field="analysis_relations.field")
    chart = drawn(averages=averages)
    field = chart.layout.shapes[0]
    assert (field.x0, field.x1) == (chart.layout.xaxis.range[1], 30)
    assert (field.y0, field.y1) == (chart.layout.yaxis.range[0], 45)
    assert Text("ja")("analysis_relations.field") in [one.text for one in chart.layout.annotations]


def test_all_intervals_lie_within_the_axis() -> None:
    low, high = drawn().layout.yaxis.range
    assert low < 20
    assert high > 90


def test_markup_in_a_name_stays_text() -> None:
    trace = drawn().data[0]
    assert "&lt;b&gt;白根&lt;/b&gt;" in trace.text
    assert trace.customdata[1].startswith("<b>&lt;b&gt;白根&lt;/b&gt;</b>")


@pytest.mark.parametrize(("lang", "word"), [("ja", "信頼区間"), ("en", "Interval")])
def test_the_hover_tells_figures_answers_and_interval(lang: Language, word: str) -> None:
    told = drawn(lang).data[0].customdata[0]
    text = Text(lang)
    assert text("scatter.answers", count="50") in told
    assert text("scatter.interval", low="30.0", high="55.0%") in told
    assert word in told
    assert word not in drawn(lang).data[0].customdata[2]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_picture_in_words_names_every_district_with_both_figures(lang: Language) -> None:
    told = charts.describe(drawn(lang))
    assert all(part in told for part in ("鶴ヶ峰 10.0", "旭北 5.0", "40.0%", "20.0%"))


places = st.lists(
    st.tuples(
        st.floats(0, 100), st.floats(0, 100), st.sampled_from(["左近山", "二俣川ニュータウン"])
    ),
    min_size=1,
    max_size=25,
)


@given(places)
def test_a_name_lies_over_no_other_name(points: list[tuple[float, float, str]]) -> None:
    rows = rows_of(pd.DataFrame(points, columns=["x", "y", "name"]).assign(low=None, high=None))
    sides, labels = label_places(rows, PLOT)
    boxes = [_box(row, side) for row, side, label in zip(rows, sides, labels, strict=True) if label]
    for one, other in combinations(boxes, 2):
        apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert apart
    for left, low, right, high in boxes:
        assert min(left, low) >= 0
        assert right <= PLOT.width
        assert high <= PLOT.height


def _box(row: object, side: str) -> tuple[float, float, float, float]:
    """Where plotly puts a name of 12 px letters: 7 px from the middle of a mark of 10 px."""
    x, y = PLOT.at(row.x, row.y)  # type: ignore[attr-defined]
    width = 12 * len(row.name)  # type: ignore[attr-defined]
    level, hand = side.split()
    left = {"right": x + 7, "left": x - 7 - width, "center": x - width / 2}[hand]
    low = {"top": y + 7, "middle": y - 7, "bottom": y - 21}[level]
    return left, low, left + width, low + 14


def test_a_chosen_district_is_named_in_any_case_and_a_weak_one_before_others() -> None:
    rows = rows_of(
        pd.DataFrame({"x": [50.0] * 30, "y": [50.0] * 30, "name": "山", "low": None, "high": None})
    )
    _, labels = label_places(rows, PLOT, chosen={20}, first={9})
    assert labels[20] == labels[9] == "山"
    _, labels = label_places(rows, PLOT, chosen={20})
    assert (labels[20], labels[9]) == ("山", "")
