"""The picture of the year so far and its projected end."""

from __future__ import annotations

import pytest

from asahi_metrics.core.text import LANGUAGES, Language, Text
from asahi_metrics.visuals import charts

YEAR = charts.YearSoFar(
    this=[1.0, 3, 6, *[None] * 9],
    last=[1.0, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13],
    this_label="<b>R8</b>",
    last_label="R7",
    grows=True,
)
ENDING = charts.Ending(15.0, (12.0, 18.0), (10.0, 21.0))


def draw(
    ending: charts.Ending | None, *, year: charts.YearSoFar = YEAR, lang: Language = "ja"
) -> charts.go.Figure:
    measure = charts.Measure("訓練", "回", 0, Text(lang))
    return charts.outlook(year, ending, measure, target=14.0, end="年度末")


def test_the_ranges_stand_behind_march_with_the_narrow_one_drawn_thick() -> None:
    figure = draw(ENDING)
    strokes = [one for one in figure.data if list(one.x) == ["年度末", "年度末"]]
    assert [tuple(one.y) for one in strokes] == [(10, 21), (12, 18)]
    assert strokes[0].line.width < strokes[1].line.width
    assert figure.layout.xaxis.categoryarray[-1] == "年度末"


def test_without_a_range_the_value_stands_alone() -> None:
    figure = draw(charts.Ending(15.0))
    assert [one.mode for one in figure.data].count("lines") == 0
    assert "15" in charts.describe(figure)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_text_for_those_who_do_not_see_it_tells_months_and_end(lang: Language) -> None:
    said = charts.describe(draw(ENDING, lang=lang))
    assert ("年度末の見込みは15" in said) if lang == "ja" else ("Projected at" in said)
    assert said.count("{") == 0


def test_names_of_years_are_text_and_stand_at_their_last_known_month() -> None:
    last, this = draw(ENDING).data[:2]
    assert this.text[2] == "<b>&lt;b&gt;R8&lt;/b&gt;</b>"
    assert last.text[11] == "<b>R7</b>"
    assert [bool(one) for one in this.text].count(True) == 1


def test_the_target_is_named_on_the_side_of_its_line_that_is_free() -> None:
    below = charts.YearSoFar([20.0, *[None] * 11], YEAR.last, "R8", "R7", grows=False)
    assert [
        next(one.yanchor for one in draw(ENDING, year=year).layout.annotations if "14" in one.text)
        for year in (YEAR, below)
    ] == ["bottom", "top"]


def test_without_a_month_of_this_year_it_says_so() -> None:
    nothing = charts.YearSoFar([None] * 12, YEAR.last, "R8", "R7", grows=True)
    assert len(draw(ENDING, year=nothing).data) == 0
