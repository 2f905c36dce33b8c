"""What the two datasets of milestones (節目) share: columns, states, and how a sample is drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from asahi_metrics.core.calendar import Month, add_months, era_year, first_day
from asahi_metrics.core.milestones import MilestoneState
from asahi_metrics.sources.dice import Dice
from asahi_metrics.sources.sampling import SampleWard
from asahi_metrics.sources.spec import Column

STATES: Mapping[str, MilestoneState] = {
    "未着手": "not_started",
    "進行中": "under_way",
    "遅延": "delayed",
    "完了": "done",
    "中止": "stopped",
}
KEY = ("item", "name")

# Projects of this kind take decades; a later year is a slip of the pen.
_LATEST_DUE = date(2060, 3, 31)

# Sample only: how states are spread over what was due, is due soon, and is due later.
_WAS_DUE = {"完了": 90, "遅延": 7, "進行中": 3}
_DUE_SOON = {"進行中": 72, "未着手": 20, "遅延": 6, "中止": 2}
_DUE_LATER = {"未着手": 86, "進行中": 12, "中止": 2}
_SOON = timedelta(days=75)
_REMARKS = {
    "完了": {"予定どおり完了": 3, "関係課と結果を共有": 2, "次の取組に反映": 1},
    "遅延": {"関係課との調整に時間を要している": 2, "日程を再調整中": 2, "内容を見直し中": 1},
    "進行中": {"関係課と調整中": 2, "資料を作成中": 2, "担当者で検討中": 1},
    "未着手": {"着手時期を調整中": 1},
    "中止": {"他の取組に統合": 1},
}
_REMARKED = {"完了": 300, "遅延": 1000, "進行中": 500, "未着手": 80, "中止": 1000}


@dataclass(frozen=True)
class Step:
    """A milestone of a sample project: its name, and its month from this April (1) on."""

    name: str
    month: int


def milestone_columns(item: str, name: str) -> tuple[Column, ...]:
    """The columns of a file of milestones, with an example of a project and of a milestone."""
    return (
        Column("項目", "item", "text", aliases=("事業名", "取組名"), example=item),
        Column("節目", "name", "text", aliases=("マイルストーン", "工程"), example=name),
        Column(
            "期日",
            "due_on",
            "date",
            aliases=("期限", "予定日"),
            planned_until=_LATEST_DUE,
            example=date(2026, 10, 30),
        ),
        Column("状態", "state", "choice", aliases=("進捗状況",), choices=tuple(STATES)),
        Column("更新日", "updated_on", "date", aliases=("最終更新日",)),
        Column("所見", "remark", "text", required=False, aliases=("備考",), example=""),
    )


def sample_milestones(
    stream: str, ward: SampleWard, plans: Mapping[str, Sequence[Step]]
) -> Iterator[Mapping[str, object]]:
    """The steps of each project from the newest fiscal year on, as they stood on the last day."""
    dice, year = Dice(stream), ward.years[-1]
    rows = [
        _row(dice, ward, item, step, add_months(year * 100 + 4, step.month - 1))
        for item, steps in plans.items()
        for step in steps
    ]
    yield from sorted(rows, key=lambda row: str(row["更新日"]))


def _row(dice: Dice, ward: SampleWard, item: str, step: Step, month: Month) -> dict[str, object]:
    due = _due(dice, month)
    state = dice.pick(_spread(due, ward.last_day))
    row: dict[str, object] = {
        "項目": item,
        "節目": f"{step.name}({_short_year(due)})",
        "期日": due,
        "状態": state,
        "更新日": _updated(dice, ward, due, state),
    }
    remark = dice.pick(_REMARKS[state])
    if dice.chance(_REMARKED[state]):
        row["所見"] = remark
    return row


def _due(dice: Dice, month: Month) -> date:
    """A working day near the end of the month or, before the year's last, of the next one.

    From the 25th on none of these months has a holiday.
    """
    if month % 100 != 3:
        month = add_months(month, dice.between(0, 1))
    days = [first_day(month).replace(day=number) for number in range(25, 29)]
    working = [day for day in days if day.weekday() < 5]
    return working[dice.between(0, len(working) - 1)]


def _spread(due: date, last_day: date) -> Mapping[str, int]:
    if due <= last_day:
        return _WAS_DUE
    return _DUE_SOON if due - last_day <= _SOON else _DUE_LATER


def _updated(dice: Dice, ward: SampleWard, due: date, state: str) -> date:
    """A closed milestone is told near its day, an open one at the last review."""
    told = min(due, ward.last_day) if state == "完了" else ward.last_day
    told -= timedelta(days=dice.between(0, 12))
    return max(told, first_day(ward.years[-1] * 100 + 4))


def _short_year(day: date) -> str:
    """The fiscal year as offices abbreviate it: ``R8``."""
    _, latin, number = era_year(first_day(_april_before(day)))
    return f"{latin[0]}{number}"


def _april_before(day: date) -> Month:
    return (day.year - (day.month < 4)) * 100 + 4
