"""Districts in order of size, as HTML."""

from __future__ import annotations

import math
from html.parser import HTMLParser

import pandas as pd
import pytest

from asahi_metrics.core.text import LANGUAGES, Language, Text
from asahi_metrics.visuals.bars import bars_html
from asahi_metrics.visuals.measure import Measure


def measure(lang: Language = "ja") -> Measure:
    text = Text(lang)
    name, unit = ("参加者数", "人") if lang == "ja" else ("Participants", " people")
    return Measure(name, unit, 0, text)


def districts(*values: float) -> pd.DataFrame:
    ranks = pd.Series(values).rank(ascending=False)
    names = ["鶴ヶ峰", "白根", "<b>旭北</b>", "川井"]
    frame = pd.DataFrame({"code": ["d01", "d02", "d03", "d04"], "name": names, "value": None})
    return frame.assign(value=values, rank=ranks.to_numpy())


class Reader(HTMLParser):
    """What a browser makes of it: an element for each start, with its attributes and its words."""

    def __init__(self, told: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None], list[str]]] = []
        self.open: list[int] = []
        self.feed(told)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(len(self.found))
        self.found.append((tag, dict(attrs), []))

    def handle_endtag(self, tag: str) -> None:
        assert self.found[self.open.pop()][0] == tag

    def handle_data(self, data: str) -> None:
        for at in self.open:
            self.found[at][2].append(data)

    def of(self, name: str) -> list[tuple[dict[str, str | None], list[str]]]:
        return [
            (attributes, words)
            for tag, attributes, words in self.found
            if name in [tag, *(attributes.get("class") or "").split()]
        ]

    def rows(self) -> list[list[str]]:
        return [words for _, words in self.of("am-bars-row")]

    def shares(self) -> list[float]:
        styles = [attributes["style"] or "" for attributes, _ in self.of("i")]
        return [float(style.removeprefix("--share:")) for style in styles]


def test_districts_without_data_stand_last_and_zero_is_a_number() -> None:
    read = Reader(bars_html(districts(3.0, math.nan, 0.0, 1.5), measure()))
    rows = [["鶴ヶ峰", "3"], ["川井", "2"], ["<b>旭北</b>", "0"], ["白根", "データなし"]]
    assert read.rows() == rows
    assert read.shares() == [1.0, 0.5, 0.0, 0.0]


def test_markup_in_a_name_stays_text() -> None:
    told = bars_html(districts(1.0, 2.0, 3.0, 4.0), measure())
    assert "<b>旭北" not in told
    assert Reader(told).of("am-bars-row")[1][0]["title"] == "<b>旭北</b> 3人 2位"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_says_in_words_what_it_shows_and_in_what(lang: Language) -> None:
    read = Reader(bars_html(districts(1.0, 2.0, 3.0, 4.0), measure(lang)))
    ((picture, _),) = read.of("am-bars")
    assert picture["role"] == "img"
    label = picture["aria-label"] or ""
    assert all(name in label for name in (measure(lang).name, "川井", "鶴ヶ峰"))
    ((_, unit),) = read.of("am-bars-head")
    assert unit == [Text(lang)("chart.unit", unit=measure(lang).unit)]


def test_chosen_districts_stand_out_by_more_than_their_colour() -> None:
    chosen = Reader(bars_html(districts(1.0, 2.0, 3.0, 4.0), measure(), selected=["d02"]))
    assert [words[0] for _, words in chosen.of("am-bars-chosen")] == ["白根"]


def test_the_wards_figure_is_a_line_on_the_scale_of_the_bars() -> None:
    read = Reader(bars_html(districts(1.0, 2.0, 3.0, 4.0), measure(), ward_value=5.0))
    assert read.shares() == [0.8, 0.6, 0.4, 0.2]
    ((line, _),) = read.of("am-bars-line")
    assert line["style"] == "--share:1.0000"
    ((said, words),) = read.of("am-bars-ward")
    assert (said["style"], words) == ("--share:1.0000", ["区全体 5人"])


def test_a_number_goes_into_its_bar_where_the_wards_line_would_cross_it() -> None:
    read = Reader(bars_html(districts(9.0, 10.0, 2.0, 0.5), measure(), ward_value=9.5))
    assert [words for _, words in read.of("i")] == [[], ["9"], [], []]


@pytest.mark.parametrize(
    ("sample", "provisional", "said"),
    [
        (True, False, "サンプルデータ"),
        (False, True, "速報"),
        (False, False, None),
    ],
)
def test_what_the_values_rest_on_stands_below(
    sample: bool, provisional: bool, said: str | None
) -> None:
    told = bars_html(
        districts(1.0, 2.0, 3.0, 4.0), measure(), sample=sample, provisional=provisional
    )
    assert [words for _, words in Reader(told).of("am-bars-mark")] == ([[said]] if said else [])


def test_where_nothing_is_known_it_says_so() -> None:
    read = Reader(bars_html(districts(*[math.nan] * 4), measure()))
    assert read.rows() == []
    ((picture, words),) = read.of("am-bars")
    assert "データはありません" in words[0]
    assert "データはありません" in (picture["aria-label"] or "")
