"""Courses with their verdicts: as rows with pictures, and as a table to take along."""

from __future__ import annotations

import html
from collections.abc import Sequence
from math import ceil

import pandas as pd

from asahi_metrics.analysis.intervals import LEVEL
from asahi_metrics.analysis.trend_test import YEARS, Mark
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.services.analysis_trend import AreaTrend, Trends
from asahi_metrics.ui.analysis_scale import scale_measure
from asahi_metrics.ui.desk import Desk
from asahi_metrics.visuals.measure import Measure
from asahi_metrics.visuals.strips import course_image

SIGNS: dict[Mark, str] = {"up": "↗", "down": "↘", "flat": "→", "unknown": "?"}
_FIRST: tuple[Mark, ...] = ("down", "up", "flat", "unknown")


def trend_rows_html(now: Desk, indicator: Indicator, found: Trends) -> str:
    """The ward and the districts in two columns, those with a clear verdict first."""
    rows = [found.ward, *sorted(found.districts, key=lambda one: _FIRST.index(one.verdict.mark))]
    half = ceil(len(rows) / 2)
    measure = scale_measure(now, found.scale)
    parts = [_part(now, indicator, found, measure, some) for some in (rows[:half], rows[half:])]
    return f'<div class="am-trend-frame">{"".join(parts)}</div>'


def trend_table(now: Desk, found: Trends) -> pd.DataFrame:
    """A row for each district and the ward: values by year, slope, p, verdict and reason."""
    text, areas = now.text, (*found.districts, found.ward)
    measure = scale_measure(now, found.scale)
    places = measure.decimals + 1
    columns: dict[str, object] = {
        text("column.code"): [one.code for one in areas],
        text("column.district"): [now.name(one.code) for one in areas],
    }
    for period in found.years:
        name = now.formats.fiscal_year_name(period.year)
        head = text("analysis_trend.newest", year=name, unit=measure.unit)
        columns[head] = _numbers([one.by_year[period.year] for one in areas], places)
    slope = text("analysis_trend.slope", unit=measure.unit)
    columns[slope] = _numbers([one.slope for one in areas], places + 1)
    columns[text("analysis_trend.p")] = _numbers([one.verdict.p for one in areas], 4)
    columns[text("analysis_trend.verdict")] = [
        text(f"analysis_trend.mark.{one.verdict.mark}") for one in areas
    ]
    columns[text("analysis_trend.reason")] = [_reason(now, one) for one in areas]
    return pd.DataFrame(columns)


def level_words(now: Desk) -> str:
    """The level of confidence in words: ``95%``."""
    return now.formats.quantity(100 * LEVEL, "%")


def _numbers(values: list[float | None], places: int) -> pd.Series[float]:
    return pd.Series(values, dtype="float64").round(places)


def _part(
    now: Desk, indicator: Indicator, found: Trends, measure: Measure, rows: Sequence[AreaTrend]
) -> str:
    """One of the two columns as a table of its own."""
    text, year = now.text, now.formats.fiscal_year_name(found.years[-1].year)
    newest = text("analysis_trend.newest", year=year, unit=measure.unit)
    heads = (
        text("column.district"),
        text("analysis_trend.course"),
        newest if measure.unit else text("analysis_trend.newest_bare", year=year),
        text("analysis_trend.verdict"),
    )
    head = "".join(f'<th scope="col">{html.escape(one)}</th>' for one in heads)
    body = "".join(_row(now, indicator, measure, one) for one in rows)
    return f'<table class="am-trend"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _row(now: Desk, indicator: Indicator, measure: Measure, area: AreaTrend) -> str:
    chosen = area.code in now.view.districts or area.code == now.areas.ward.code
    name = html.escape(now.name(area.code))
    newest = list(area.by_year.values())[-1]
    cells = [
        f'<th scope="row">{f"<b>{name}</b>" if chosen else name}</th>',
        f"<td>{_picture(now, indicator, measure, area)}</td>",
        f"<td>{html.escape(measure.number(newest))}</td>",
        f"<td>{_verdict(now, indicator, area)}</td>",
    ]
    return f"<tr>{''.join(cells)}</tr>"


def _picture(now: Desk, indicator: Indicator, measure: Measure, area: AreaTrend) -> str:
    points = [
        now.text(
            "analysis_trend.point",
            year=now.formats.fiscal_year_name(year),
            value=measure.number(value),
        )
        for year, value in area.by_year.items()
    ]
    said = now.text("chart.alt.list_comma").join(points)
    alt = now.text("analysis_trend.course_alt", name=now.name(area.code), points=said)
    return course_image(list(area.by_year.values()), alt=alt, from_zero=not indicator.proportion)


def _verdict(now: Desk, indicator: Indicator, area: AreaTrend) -> str:
    mark = area.verdict.mark
    word = html.escape(f"{SIGNS[mark]} {now.text(f'analysis_trend.mark.{mark}')}")
    reason = _reason(now, area)
    small = f"<small>{html.escape(reason)}</small>" if reason else ""
    return f'<span class="am-verdict {_tone(indicator, mark)}">{word}</span>{small}'


def _tone(indicator: Indicator, mark: Mark) -> str:
    """The colour by the wanted direction; the arrow and the word say the same without it."""
    if mark not in {"up", "down"}:
        return "am-verdict-unjudged"
    if indicator.polarity == "neutral":
        return ""
    wanted = (mark == "up") == (indicator.polarity == "higher")
    return "am-verdict-better" if wanted else "am-verdict-worse"


def _reason(now: Desk, area: AreaTrend) -> str:
    """Why there is no verdict; empty where there is one."""
    verdict = area.verdict
    if not verdict.reason:
        return ""
    year = now.formats.fiscal_year_name(verdict.year) if verdict.year else ""
    return now.text(f"analysis_trend.because.{verdict.reason}", year=year, needed=YEARS)
