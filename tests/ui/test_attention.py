"""The sentence of the list 要確認: each of its branches in both languages, from made standings."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from asahi_metrics.analysis.progress import STATUSES, Progress, judge
from asahi_metrics.analysis.projection import Projection
from asahi_metrics.core.calendar import Period
from asahi_metrics.core.catalogue import Indicator, Target, load_catalogue
from asahi_metrics.core.formats import Formats
from asahi_metrics.core.settings import ROOT
from asahi_metrics.core.text import LANGUAGES, Language, Text
from asahi_metrics.services.review import Standing
from asahi_metrics.ui.attention import reason

CATALOGUE = load_catalogue(ROOT / "data" / "catalogue")
GRANTS = CATALOGUE["grants"]
TO_OCTOBER = Period(2026, 1, 7)


def range_of(low: float, high: float, method: Any = "seasonal") -> Projection:
    """A projection all of whose draws lie evenly between two values that hold 80 % of them."""
    edge = (high - low) / 8
    return Projection((low + high) / 2, method, np.linspace(low - edge, high + edge, 3_001))


def plain(value: float) -> Projection:
    return Projection(value, "plain", np.empty(0))


def made(
    indicator: Indicator,
    value: float,
    target: float,
    *,
    season: float = 1.0,
    period: Period = TO_OCTOBER,
    over: bool = False,
    ahead: Projection | None = None,
    sample: bool = False,
) -> Standing:
    low = indicator.polarity == "lower"
    return Standing(
        indicator=indicator,
        year=period.year,
        period=period,
        value=value,
        target=Target(year=period.year, value=target, sample=sample),
        progress=judge(value, target, season, over=over, lower_is_better=low),
        projection=ahead,
    )


def told(found: Standing, lang: Language) -> str:
    text = Text(lang)
    return reason(found, text, Formats(text))


LOWER = GRANTS.model_copy(update={"polarity": "lower"})
LEVEL = CATALOGUE["patrol_members"]
SHARE = CATALOGUE["sentiment_preparedness"]
RATE = CATALOGUE["marche_visitors_rate"]
YEARLY = CATALOGUE["green_curtains"]
SALES = CATALOGUE["marche_sales"]

CASES: dict[str, tuple[Standing, str, str]] = {
    "a count behind its season, with its range": (
        made(GRANTS, 58, 80, season=74 / 80, ahead=range_of(60, 73)),
        "10月までに58件で、例年の進み方で見込まれる74件を16件下回ります。"
        "年度末は60〜73件(80%の範囲)の見込みで、目標80件に届く確率は1%未満です。",
        "58 grants by the end of Oct, 16 short of the 74 to be expected by then from past years. "
        "The year is projected to end at 60–73 grants (80% range); "
        "the chance of reaching the target of 80 is under 1%.",
    ),
    "a target that nobody has decided": (
        made(GRANTS, 58, 80, season=0.9, ahead=range_of(70, 90), sample=True),
        "10月までに58件で、例年の進み方で見込まれる72件を14件下回ります。"
        "年度末は70〜90件(80%の範囲)の見込みで、サンプル目標80件に届く確率は50%です。",
        "58 grants by the end of Oct, 14 short of the 72 to be expected by then from past years. "
        "The year is projected to end at 70–90 grants (80% range); "
        "the chance of reaching the sample target of 80 is 50%.",
    ),
    "large numbers: estimates by three digits, and the difference of what is told": (
        made(SALES, 2_935_100, 8_000_000, season=0.599_985, ahead=range_of(4_863_559, 5_511_742)),
        "10月までに2,935,100円で、例年の進み方で見込まれる4,800,000円を1,864,900円下回ります。"
        "年度末は4,860,000〜5,510,000円(80%の範囲)の見込みで、"
        "目標8,000,000円に届く確率は1%未満です。",
        "2,935,100 yen by the end of Oct, 1,864,900 short of the 4,800,000 to be expected by then "
        "from past years. The year is projected to end at 4,860,000–5,510,000 yen (80% range); "
        "the chance of reaching the target of 8,000,000 is under 1%.",
    ),
    "behind by the last decimal that is told": (
        made(RATE, 26.04, 42, season=26.05 / 42, ahead=range_of(43, 45)),
        "10月までに26.0人/千人で、例年の進み方で見込まれる26.1人/千人を0.1下回ります。"
        "年度末は43.0〜45.0人/千人(80%の範囲)の見込みで、目標42.0人/千人に届く確率は99%超です。",
        "26.0 per 1,000 by the end of Oct, 0.1 short of the 26.1 to be expected by then from past "
        "years. The year is projected to end at 43.0–45.0 per 1,000 (80% range); "
        "the chance of reaching the target of 42.0 is over 99%.",
    ),
    "less behind than its decimals tell": (
        made(GRANTS, 40, 80, season=40.2 / 80, ahead=plain(85)),
        "10月までに40件で、例年の進み方で見込まれる40件をわずかに下回ります。"
        "残りの月が前年度と同じなら年度末は85件です(目標80件。範囲は求められません)。",
        "40 grants by the end of Oct, slightly short of the 40 to be expected by then from past "
        "years. If the months to come are as last year, the year ends at 85 grants "
        "(target of 80; no range can be given).",
    ),
    "on its way by the season, but the projection stays below": (
        made(GRANTS, 50, 80, season=0.6, ahead=range_of(60, 78)),
        "10月までに50件で、例年の進み方による目安48件を満たしていますが、"
        "年度末の見込みは目標を満たしません。"
        "年度末は60〜78件(80%の範囲)の見込みで、目標80件に届く確率は1%です。",
        "50 grants by the end of Oct: the 48 due by then from past years is met, but the "
        "projection misses the target. The year is projected to end at 60–78 grants (80% range); "
        "the chance of reaching the target of 80 is 1%.",
    ),
    "a level below its target": (
        made(LEVEL, 1_100, 1_200, ahead=range_of(1_100, 1_190, "drift")),
        "10月時点は1,100人で、目標1,200人を100人下回ります。"
        "年度末は1,100〜1,190人(80%の範囲)の見込みで、目標1,200人に届く確率は1%です。",
        "1,100 people at the end of Oct, 100 short of the target of 1,200. "
        "The year is projected to end at 1,100–1,190 people (80% range); "
        "the chance of reaching the target of 1,200 is 1%.",
    ),
    "a level of which no range can be given": (
        made(LEVEL, 1_100, 1_200, ahead=plain(1_100)),
        "10月時点は1,100人で、目標1,200人を100人下回ります。"
        "今のままなら年度末は1,100人です(目標1,200人。範囲は求められません)。",
        "1,100 people at the end of Oct, 100 short of the target of 1,200. "
        "If it stays as it is, the year ends at 1,100 people "
        "(target of 1,200; no range can be given).",
    ),
    "a level that is reached and will not stay so": (
        made(LEVEL, 1_210, 1_200, ahead=range_of(1_150, 1_190, "drift")),
        "10月時点は1,210人で、目標1,200人を満たしていますが、年度末の見込みは目標を満たしません。"
        "年度末は1,150〜1,190人(80%の範囲)の見込みで、目標1,200人に届く確率は1%未満です。",
        "1,210 people at the end of Oct: the target of 1,200 is met, but the projection misses it. "
        "The year is projected to end at 1,150–1,190 people (80% range); "
        "the chance of reaching the target of 1,200 is under 1%.",
    ),
    "a share of answers, in points": (
        made(SHARE, 49.04, 54, period=Period(2026, 1, 3), ahead=range_of(47, 50.8)),
        "6月までの値は49.0%で、目標54.0%を5.0ポイント下回ります。"
        "年度末は47.0〜50.8%(80%の範囲)の見込みで、目標54.0%に届く確率は1%未満です。",
        "49.0% to the end of Jun, 5.0 points short of the target of 54.0%. "
        "The year is projected to end at 47.0–50.8% (80% range); "
        "the chance of reaching the target of 54.0% is under 1%.",
    ),
    "a year that is over": (
        made(GRANTS, 65, 75, period=Period(2025), over=True),
        "令和7年度は65件で、目標75件を10件下回りました。",
        "FY2025 ended at 65 grants, 10 short of the target of 75.",
    ),
    "a figure that comes once a year": (
        made(YEARLY, 42, 45, period=Period(2026, 1, 1), over=True),
        "年1回の値は42件で、目標45件を3件下回ります。",
        "The yearly figure is 42 curtains, 3 short of the target of 45.",
    ),
    "what should be low, above its season": (
        made(LOWER, 58, 80, season=0.6, ahead=range_of(82, 98)),
        "10月までに58件で、例年の進み方で見込まれる48件を10件上回ります。"
        "年度末は82〜98件(80%の範囲)の見込みで、目標80件以内に収まる確率は1%未満です。",
        "58 grants by the end of Oct, 10 above the 48 to be expected by then from past years. "
        "The year is projected to end at 82–98 grants (80% range); "
        "the chance of staying within the target of 80 is under 1%.",
    ),
    "what should be low, above its limit": (
        made(LOWER, 85, 80),
        "10月までに85件で、目標80件を5件上回ります。",
        "85 grants by the end of Oct, 5 above the target of 80.",
    ),
    "what should be low, in a year that is over": (
        made(LOWER, 85, 80, period=Period(2025), over=True),
        "令和7年度は85件で、目標80件を5件上回りました。",
        "FY2025 ended at 85 grants, 5 above the target of 80.",
    ),
    "a season that nobody knows yet": (
        replace(made(GRANTS, 58, 80, ahead=range_of(60, 73)), progress=None),
        "10月までに58件です。"
        "年度末は60〜73件(80%の範囲)の見込みで、目標80件に届く確率は1%未満です。",
        "58 grants by the end of Oct. The year is projected to end at 60–73 grants (80% range); "
        "the chance of reaching the target of 80 is under 1%.",
    ),
    "nothing known at all": (Standing(GRANTS, 2026), "データなし", "No data"),
}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", CASES)
def test_a_sentence_says_how_far_it_is_and_where_it_is_heading(name: str, lang: Language) -> None:
    found, japanese, english = CASES[name]
    assert told(found, lang) == (japanese if lang == "ja" else english)


@pytest.mark.parametrize(
    ("reached", "japanese"), [(0, "1%未満"), (9, "1%未満"), (10, "1%"), (995, "99%超")]
)
def test_a_chance_is_never_told_as_certain(reached: int, japanese: str) -> None:
    draws = np.array([90.0] * reached + [50.0] * (1_000 - reached))
    found = made(GRANTS, 30, 80, season=0.9, ahead=Projection(60, "seasonal", draws))
    assert f"確率は{japanese}です。" in told(found, "ja")


FIGURE = st.floats(0, 1e8, allow_nan=False)


@given(
    indicator=st.sampled_from(list(CATALOGUE)),
    polarity=st.sampled_from(["higher", "lower"]),
    value=st.one_of(st.none(), FIGURE),
    target=FIGURE,
    season=st.floats(0, 1),
    status=st.sampled_from(STATUSES),
    months=st.integers(1, 12),
    ends=st.one_of(st.none(), st.just(()), st.tuples(FIGURE, FIGURE)),
    sample=st.booleans(),
)
def test_whatever_the_figures_are_a_whole_sentence_comes_out(
    *,
    indicator: Indicator,
    polarity: Any,
    value: float | None,
    target: float,
    season: float,
    status: Any,
    months: int,
    ends: tuple[float, ...] | None,
    sample: bool,
) -> None:
    found = Standing(
        indicator=indicator.model_copy(update={"polarity": polarity}),
        year=2026,
        period=Period(2026, 1, months),
        value=value,
        target=Target(year=2026, value=target, sample=sample),
        progress=None if value is None else Progress(value, target, season, status),
        projection=None if ends is None else Projection(target, "seasonal", np.array(ends)),
    )
    for lang in LANGUAGES:
        said = told(found, lang)
        assert said
        assert not re.search(r"None|nan|inf\b|\{|\}|−|-\d", said)
        assert not said.endswith(" ")
