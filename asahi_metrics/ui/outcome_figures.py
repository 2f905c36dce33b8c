"""The districts' outputs and outcomes as a frame, as a table and in a sentence."""

from __future__ import annotations

import pandas as pd

from asahi_metrics.analysis.intervals import FEW_ANSWERS, LEVEL
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.services.outcomes import Point, SideBySide
from asahi_metrics.ui.desk import Desk


def outcome_frame(now: Desk, found: SideBySide) -> pd.DataFrame:
    """One row for each district, as the scatter takes it."""
    return pd.DataFrame(
        {
            "code": [one.code for one in found.points],
            "name": [now.name(one.code) for one in found.points],
            "x": [one.output for one in found.points],
            "y": [one.outcome for one in found.points],
            "low": [one.interval.low if one.interval else None for one in found.points],
            "high": [one.interval.high if one.interval else None for one in found.points],
            "answers": [one.answers for one in found.points],
            "few": [one.has_few_answers for one in found.points],
            "weak": [one in found.weak for one in found.points],
        }
    )


def outcome_table(
    now: Desk, output: Indicator, outcome: Indicator, found: SideBySide
) -> pd.DataFrame:
    """Districts with both figures, answers and interval; the ward stands last."""
    text, points = now.text, (*found.points, found.ward)
    columns: dict[str, object] = {
        text("column.code"): [one.code for one in points],
        text("column.district"): [now.name(one.code) for one in points],
        head(now, output): _rounded([one.output for one in points], output),
        head(now, outcome): _rounded([one.outcome for one in points], outcome),
    }
    if outcome.proportion:
        low, high = interval_columns(now, outcome)
        ends = [one.interval for one in points]
        answers = pd.array([one.answers for one in points], dtype="Int64")
        columns[text("outcome.answers")] = answers
        columns[low] = _rounded([one.low if one else None for one in ends], outcome)
        columns[high] = _rounded([one.high if one else None for one in ends], outcome)
        columns[text("outcome.note")] = [
            text("outcome.few", few=FEW_ANSWERS) if one.has_few_answers else "" for one in points
        ]
    return pd.DataFrame(columns)


def say_weak(now: Desk, output: Indicator, outcome: Indicator, found: SideBySide) -> str:
    """Which districts lie on the weak side of both, and how sure that is; never why."""
    names = {"output": now.text.pick(output.short), "outcome": now.text.pick(outcome.short)}
    count = len(found.placed)
    if not count:
        return now.text("outcome.nothing")
    if not found.weak:
        return now.text("outcome.nowhere", **names, all=count)
    key = "outcome.both_below" if found.low_is_weak else "outcome.below_above"
    said = now.text(
        key, **names, all=count, count=len(found.weak), names=listed_names(now, found.weak)
    )
    return now.text.join((said, _say_surely(now, outcome, found)))


def _say_surely(now: Desk, outcome: Indicator, found: SideBySide) -> str:
    if not outcome.proportion:
        return ""
    if not found.surely_weak:
        return now.text("outcome.surely_none")
    return now.text("outcome.surely", names=listed_names(now, found.surely_weak))


def listed_names(now: Desk, points: tuple[Point, ...]) -> str:
    """The districts' names, one after the other."""
    return now.text("chart.alt.list_comma").join(now.name(one.code) for one in points)


def head(now: Desk, indicator: Indicator) -> str:
    """The name of an indicator's column, with its unit."""
    name, unit = now.text.pick(indicator.short), now.text.pick(indicator.unit)
    return now.text("definition.in_unit", name=name, unit=unit)


def interval_columns(now: Desk, outcome: Indicator) -> tuple[str, str]:
    """The names of the columns that hold an interval."""
    said = {"level": level(now), "unit": now.text.pick(outcome.unit)}
    return now.text("outcome.low", **said), now.text("outcome.high", **said)


def level(now: Desk) -> str:
    """The level of confidence in words: ``95%``."""
    return now.formats.quantity(100 * LEVEL, "%")


def _rounded(values: list[float | None], indicator: Indicator) -> pd.Series[float]:
    return pd.Series(values, dtype="float64").round(indicator.decimals)
