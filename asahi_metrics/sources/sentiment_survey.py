"""Survey of how residents feel (市民の実感): one row for a question, a district and a survey."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from asahi_metrics.core.calendar import Month, first_day, fiscal_year_of
from asahi_metrics.sources.dice import Dice
from asahi_metrics.sources.sampling import FIRST_MONTH, SampleDistrict, SampleWard
from asahi_metrics.sources.spec import Column, Dataset, Series, not_above

QUESTIONS = {
    "防災の備えができている": "preparedness",
    "防犯面で安心して暮らせる": "safety",
    "地域のつながりを感じる": "ties",
    "子育てしやすい": "childcare",
    "困ったときに相談できる": "advice",
    "花や緑に親しめる": "green",
    "GREEN×EXPO 2027に行きたい": "expo",
}
"""The questions as the file has them, and the name that each has in the series."""

# Sample only: the survey is held in June and December.
_MONTHS = {6, 12}


@dataclass(frozen=True)
class _Feeling:
    """Sample only: answers of a thousand that are positive at first, what is added a year,
    and the trait of a district that they go with."""

    base: int
    yearly: int
    trait: str


_FEELINGS = {
    "preparedness": _Feeling(430, 14, "drills"),
    "safety": _Feeling(560, 9, "crime"),
    "ties": _Feeling(470, -4, "ties"),
    "childcare": _Feeling(510, 8, "ties"),
    "advice": _Feeling(450, 6, "ties"),
    "green": _Feeling(640, 7, "green"),
    "expo": _Feeling(240, 55, "green"),
}


def _sample(ward: SampleWard) -> Iterator[Mapping[str, object]]:
    dice = Dice("sentiment_survey")
    for month in ward.months:
        if month % 100 not in _MONTHS:
            continue
        for district in ward.districts:
            rows = [_answers(dice, district, month, question) for question in QUESTIONS]
            if not dice.chance(district.character.gaps // 2):
                yield from rows


def _answers(
    dice: Dice, district: SampleDistrict, month: Month, question: str
) -> dict[str, object]:
    feeling = _FEELINGS[QUESTIONS[question]]
    trait: int = getattr(district.character, feeling.trait)
    years = fiscal_year_of(month) - fiscal_year_of(FIRST_MONTH)
    share = feeling.base + feeling.yearly * years + (trait - 100) * 3 // 2
    answered = 12 + dice.vary(district.people // 320, 20)
    positive = sum(dice.chance(share) for _ in range(answered))
    return {
        "調査年月": first_day(month),
        "地区": district.name,
        "設問": question,
        "回答者数": answered,
        "肯定回答数": positive,
    }


def _series() -> Iterator[Series]:
    """Answers and positive answers of each question."""
    for question, name in QUESTIONS.items():
        for field in ("answered", "positive"):
            series = f"sentiment_{name}_{field}"
            yield Series(series, at="month", field=field, only=("question", question))


DATASET = Dataset(
    id="sentiment_survey",
    section="ward_administration",
    columns=(
        Column("調査年月", "month", "month", aliases=("調査月", "年月")),
        Column("地区", "district", "district", aliases=("地区名",)),
        Column("設問", "question", "choice", aliases=("質問",), choices=tuple(QUESTIONS)),
        # Both are needed: a share of answers has no meaning without the number of answers.
        Column(
            "回答者数", "answered", "count", aliases=("有効回答数",), maximum=1_000_000, example=52
        ),
        Column(
            "肯定回答数",
            "positive",
            "count",
            aliases=("肯定的回答数",),
            maximum=1_000_000,
            example=31,
        ),
    ),
    key=("month", "district", "question"),
    absence="missing",
    series=tuple(_series()),
    sample=_sample,
    checks=(not_above("positive", "answered", "positive_above_answered"),),
    update_months=6,
)
