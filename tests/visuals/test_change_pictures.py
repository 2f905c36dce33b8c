"""The pictures of changes, seasons and additions: what stands where, and what is told in words."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pandas as pd
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from asahi_metrics.core.text import LANGUAGES, Language, Text
from asahi_metrics.visuals import theme
from asahi_metrics.visuals.additions import additions
from asahi_metrics.visuals.charts import Measure, describe
from asahi_metrics.visuals.diverging import diverging
from asahi_metrics.visuals.seasons import months_expected, season_profile
from asahi_metrics.visuals.slope import _apart, slope

NAN = float("nan")


def measure(unit: str = "人", lang: Language = "ja") -> Measure:
    return Measure("参加者", unit, 1, Text(lang))


def two_years() -> pd.DataFrame:
    return pd.DataFrame(
        [
            ("01", "鶴ヶ峰", 10.0, 20.0, True),
            ("02", "<b>白根</b>", 15.0, 16.0, False),
            ("03", "旭北", 30.0, 12.0, True),
            ("04", "今宿", NAN, 12.0, False),
        ],
        columns=["code", "name", "last", "this", "beyond"],
    )


def drawn_slope(lang: Language = "ja") -> go.Figure:
    return slope(two_years(), measure(lang=lang), labels=("R7", "R8"), selected=["02"])


def test_a_line_for_each_district_with_both_years_the_strong_ones_on_top() -> None:
    lines = drawn_slope().data
    assert [list(one.y) for one in lines] == [[15, 16], [10, 20], [30, 12]]
    assert [one.line.color for one in lines] == [
        theme.NO_DATA_LINE, theme.DARK_BLUE, theme.ACCENT_TEXT,
    ]  # fmt: skip


def test_a_change_beyond_chance_has_a_sign_beside_its_colour() -> None:
    names = [one.text for one in drawn_slope().layout.annotations[1:]]
    assert names == ["<b>▲鶴ヶ峰</b>", "<b>&lt;b&gt;白根&lt;/b&gt;</b>", "<b>▼旭北</b>"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_slope_in_words_names_both_values(lang: Language) -> None:
    assert "旭北 30.0 → 12.0" in describe(drawn_slope(lang))


def test_nothing_to_draw_says_so() -> None:
    empty = slope(two_years().iloc[3:], measure(), labels=("R7", "R8"))
    assert Text("ja")("chart.no_values") in empty.layout.annotations[0].text


ends = st.dictionaries(st.integers(0, 18), st.floats(0, 400), min_size=2)


@given(ends)
def test_names_stand_apart_within_the_plot_in_the_order_of_their_lines(
    given_ends: dict[int, float],
) -> None:
    placed = _apart(given_ends, 400)
    order = sorted(given_ends, key=lambda at: given_ends[at])
    gap = min(14.5, 400 / (len(order) - 1))
    heights = [placed[at] for at in order]
    assert all(above - below >= gap - 1e-6 for below, above in pairwise(heights))
    assert min(heights) >= -1e-6
    assert max(heights) <= 400 + 1e-6


def test_a_name_with_room_stands_at_its_own_line() -> None:
    assert _apart({0: 50.0, 1: 200.0}, 400) == {0: 50.0, 1: 200.0}


def changed() -> pd.DataFrame:
    return pd.DataFrame(
        [
            ("01", "鶴ヶ峰", -30.0, "−30.0%", -50.0, -5.0, True, False, True),
            ("02", "白根", 20.0, "+20.0%", -10.0, 400.0, False, True, True),
            ("03", "旭北", NAN, "前年は0", NAN, NAN, True, True, True),
        ],
        columns=["code", "name", "change", "said", "low", "high", "beyond", "rises", "known"],
    )


def test_bars_go_from_the_largest_rise_to_the_largest_fall_and_what_has_no_change_is_last() -> None:
    chart = diverging(changed(), measure("%"))
    bars = chart.data[0]
    assert list(bars.x) == [20, -30, None]
    assert list(chart.layout.yaxis.ticktext) == ["白根", "<b>▼鶴ヶ峰</b>", "<b>▲旭北</b>"]
    assert [one.text for one in chart.layout.annotations] == [
        "+20.0%", "<b>−30.0%</b>", "<b>前年は0</b>",
    ]  # fmt: skip


def test_a_year_of_none_in_all_districts_still_names_them() -> None:
    chart = diverging(changed().iloc[2:], measure("%"))
    assert [one.text for one in chart.layout.annotations] == ["<b>前年は0</b>"]
    nothing = diverging(changed().assign(known=False), measure("%"))
    assert Text("ja")("chart.no_values") in nothing.layout.annotations[0].text


def test_an_interval_far_beyond_the_bars_does_not_shrink_them() -> None:
    chart = diverging(changed(), measure("%"))
    low, high = chart.layout.xaxis.range
    assert -60 < low < -37
    assert high < 60
    bars = chart.data[0]
    assert bars.error_x.arrayminus[1] == pytest.approx(20)
    # Cut outside of the plot, where it is not seen.
    assert 20 + bars.error_x.array[0] > high


def months() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "month": [202401, 202402, 202403, 202404],
            "value": [5.0, NAN, 30.0, 7.0],
            "expected": [6.0, 7.0, 9.0, 6.0],
            "odd": [False, False, True, False],
        }
    )


def test_a_month_without_a_value_stays_open_and_an_odd_one_has_a_diamond_and_its_name() -> None:
    expected, counted, odd = months_expected(months(), measure()).data
    assert list(expected.y) == [6, 7, 9, 6]
    assert list(counted.y) == [5, None, 30, 7]
    assert counted.connectgaps is False
    assert (list(odd.y), odd.marker.symbol) == ([30], "diamond")
    assert list(odd.text) == ["<b>令和6年3月</b>"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_odd_months_are_told_in_words(lang: Language) -> None:
    said = describe(months_expected(months(), measure(lang=lang)))
    assert Text(lang)("chart.alt.seasons_odd", points="").strip("。. :：")[:5] in said
    assert "30.0" in said


def test_without_an_odd_month_there_is_no_diamond() -> None:
    plain = months().assign(odd=False)
    assert len(months_expected(plain, measure()).data) == 2


def test_factors_stand_around_one_and_amounts_around_zero() -> None:
    times = season_profile({4: 0.5, 5: 1.5}, measure(), middle=1.0)
    assert list(times.data[0].text) == ["0.50", "1.50"]
    assert list(times.data[0].y) == [-0.5, 0.5]
    assert times.data[0].base == 1
    plus = season_profile({4: -5.0, 5: 5.0}, measure(), middle=0.0)
    assert list(plus.data[0].text) == ["−5.0", "+5.0"]
    few = season_profile({4: -0.3, 5: 12.0}, replace(measure(), decimals=0), middle=0.0)
    assert list(few.data[0].text) == ["−0.3", "+12"]


def raised() -> pd.DataFrame:
    return pd.DataFrame(
        [
            ("01", "鶴ヶ峰", 30.0, 30.0, ""),
            ("02", "白根", 10.0, 22.0, "+12人"),
        ],
        columns=["code", "name", "value", "raised", "needed"],
    )


def test_the_lowest_stands_first_and_what_is_added_lies_behind_what_there_is() -> None:
    chart = additions(raised(), measure(), level=20.0, level_label="水準")
    assert list(chart.layout.yaxis.ticktext) == ["白根", "鶴ヶ峰"]
    there, added = chart.data
    assert list(there.x) == [10, 30]
    assert list(added.x) == [12, None]
    assert [one.text for one in chart.layout.annotations] == ["<b>+12人</b>", "水準"]
    assert chart.layout.shapes[0].x0 == 20


def test_without_a_level_there_is_no_line() -> None:
    assert not additions(raised(), measure()).layout.shapes


@pytest.mark.parametrize("lang", LANGUAGES)
def test_additions_are_told_in_words(lang: Language) -> None:
    assert "白根 +12人" in describe(additions(raised(), measure(lang=lang)))
