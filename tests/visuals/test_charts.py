from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import plotly.graph_objects as go
import pytest

from asahi_metrics.core.text import LANGUAGES, Language, Text
from asahi_metrics.visuals import charts
from asahi_metrics.visuals.charts import Measure, YearLabels

_LABELS = YearLabels("令和8年度", "令和7年度")
_MONTHS = [*range(202604, 202613), 202701, 202702, 202703]


def _measure(lang: Language = "ja") -> Measure:
    return Measure("参加者数", "人" if lang == "ja" else "people", 0, Text(lang))


def _year(values: list[float | None]) -> pd.DataFrame:
    rest = [None] * (12 - len(values))
    return pd.DataFrame({"month": _MONTHS, "value": [*values, *rest], "previous": [5.0] * 12})


def _districts() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "code": ["d01", "d02", "d03"],
            "name": ["鶴ヶ峰", "白根", "<b>旭北</b>"],
            "value": [3.0, math.nan, 0.0],
            "rank": [1.0, math.nan, 2.0],
        }
    )


def _by_month() -> pd.DataFrame:
    rows = [("d01", "鶴ヶ峰", 202604, 3.0), ("d01", "鶴ヶ峰", 202605, None)]
    rows += [("d02", "白根", 202604, 0.0), ("d02", "白根", 202605, 12.0)]
    return pd.DataFrame(rows, columns=["code", "name", "month", "value"])


def _all(lang: Language) -> dict[str, go.Figure]:
    measure = _measure(lang)
    pairs = _districts().assign(x=[1.0, 2.0, None], y=[1.0, 2.0, 3.0])
    parts = pd.DataFrame({"item": ["a", "b"], "value": [3.0, 1.0]})
    return {
        "trend": charts.trend(_year([1, None, 3]), measure, labels=_LABELS, target=4),
        "stock": charts.trend(_year([1, 2]), measure, labels=_LABELS, kind="line"),
        "heatmap": charts.heatmap(_by_month(), measure),
        "composition": charts.composition(parts, measure),
        "progress": charts.progress_to_target(60, 100, measure),
        "sparkline": charts.sparkline([1, None, 2], measure),
        "scatter": charts.scatter(pairs, measure, measure, selected=["d01"]),
    }


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", list(_all("ja")))
def test_every_chart_says_what_it_shows_and_how_high_it_is(kind: str, lang: Language) -> None:
    chart = _all(lang)[kind]
    assert charts.describe(chart).startswith(("参加者数", "横軸", "Horizontal"))
    assert chart.layout.height >= 40
    assert not chart.layout.showlegend


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", list(_all("ja")))
def test_no_letters_are_smaller_than_twelve(kind: str, lang: Language) -> None:
    sizes = re.findall(r'font":\{[^}]*?"size":(\d+)', _all(lang)[kind].to_json())
    assert sizes
    assert min(map(int, sizes)) >= 12


@pytest.mark.parametrize(
    "build",
    [
        lambda m: charts.trend(_year([]).assign(previous=None), m, labels=_LABELS),
        lambda m: charts.heatmap(_by_month().assign(value=math.nan), m),
        lambda m: charts.composition(pd.DataFrame({"item": [], "value": []}), m),
        lambda m: charts.progress_to_target(None, 100, m),
        lambda m: charts.sparkline([None], m),
        lambda m: charts.scatter(_districts().assign(x=math.nan, y=1.0), m, m),
    ],
)
def test_a_chart_of_nothing_says_so(build: Callable[[Measure], go.Figure]) -> None:
    chart = build(_measure())
    assert not chart.data
    assert "データはありません" in chart.layout.annotations[0].text
    assert "データはありません" in charts.describe(chart)


def test_a_gap_within_the_year_is_marked_and_months_to_come_are_not() -> None:
    chart = charts.trend(_year([1, None, 3]), _measure(), labels=_LABELS)
    marks = chart.data[-1]
    assert marks.x == ("5月",)
    assert "データなし：5月" in charts.describe(chart)


def test_a_missing_month_is_not_drawn_as_zero() -> None:
    bars = charts.trend(_year([0, None, 3]), _measure(), labels=_LABELS).data[1]
    assert bars.y[:3] == (0, None, 3)


@pytest.mark.parametrize(
    ("values", "decimals", "wholes"),
    [([1.0, 2.0], 0, True), ([1.0, 2.0], 1, False), ([1.0, 60.0], 0, False)],
    ids=["few", "a rate", "many"],
)
def test_no_step_of_an_axis_lies_between_things_that_are_counted(
    values: list[float | None], decimals: int, wholes: bool
) -> None:
    measure = replace(_measure(), decimals=decimals)
    axis = charts.trend(_year(values), measure, labels=_LABELS).layout.yaxis
    assert (axis.dtick, axis.nticks) == ((1, None) if wholes else (None, 6))


def test_the_heat_map_tells_missing_from_zero() -> None:
    chart = charts.heatmap(_by_month(), _measure())
    assert list(chart.data[1].text) == ["3", "−", "0", "12"]
    assert chart.data[0].z[0][1] is None


def test_shares_of_a_composition_are_of_the_whole() -> None:
    parts = pd.DataFrame({"item": ["a", "b"], "value": [1.0, 3.0]})
    assert list(charts.composition(parts, _measure()).data[0].text) == ["3人（75%）", "1人（25%）"]


def test_the_hover_speaks_the_page_language() -> None:
    english = charts.trend(_year([1234]), _measure("en"), labels=_LABELS)
    assert english.data[1].customdata[0] == "1,234 people"
    assert english.data[1].x[0] == "Apr"


def test_nothing_is_offered_for_upload_and_the_image_bears_the_given_name() -> None:
    config = charts.figure_config(Text("ja"), "防災訓練")
    assert config["showSendToCloud"] is False
    assert config["modeBarButtons"] == [["toImage"]]
    assert config["toImageButtonOptions"]["filename"] == "防災訓練"
