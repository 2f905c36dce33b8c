"""The districts by two indicators as a frame and as a table, and the coefficients in words."""

from __future__ import annotations

import html

import pandas as pd

from asahi_metrics.analysis.relation import Correlation
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.services.analysis_relations import Relation
from asahi_metrics.ui.analysis_trend_table import level_words
from asahi_metrics.ui.desk import Desk
from asahi_metrics.ui.outcome_figures import head, outcome_frame


def relation_frame(now: Desk, found: Relation) -> pd.DataFrame:
    """One row for each district, as the scatter takes it; the candidates are named first."""
    frame = outcome_frame(now, found.beside)
    return frame.assign(weak=frame["code"].isin(found.candidates))


def relation_table(
    now: Desk, across: Indicator, upward: Indicator, found: Relation
) -> pd.DataFrame:
    """Districts with both figures and the population, candidates marked; the ward stands last."""
    text, points = now.text, (*found.beside.points, found.beside.ward)
    sizes = now.figures.by_area(found.people, now.period(found.people))
    people = [sizes[one.code].value if one.code in sizes else None for one in points]
    columns = {
        text("column.code"): [one.code for one in points],
        text("column.district"): [now.name(one.code) for one in points],
        head(now, across): _rounded([one.output for one in points], across),
        head(now, upward): _rounded([one.outcome for one in points], upward),
    }
    if found.people.id not in {across.id, upward.id}:
        columns[head(now, found.people)] = _rounded(people, found.people)
    marked = text("analysis_relations.candidate")
    columns[text("analysis_relations.side")] = [
        marked if one.code in found.candidates else "" for one in points
    ]
    return pd.DataFrame(columns)


def strength_html(now: Desk, found: Relation) -> str:
    """The coefficients with their intervals as a short table."""
    text = now.text
    heads = (
        text("analysis_relations.measure"),
        text("analysis_relations.value"),
        text("analysis_relations.interval", level=level_words(now)),
    )
    rows = [
        (text("analysis_relations.straight"), found.straight),
        (text("analysis_relations.ranked"), found.ranked),
        (text("analysis_relations.alike"), found.alike),
    ]
    head_cells = "".join(f'<th scope="col">{html.escape(one)}</th>' for one in heads)
    body = "".join(_row(now, name, one) for name, one in rows)
    return (
        f'<table class="am-strength"><thead><tr>{head_cells}</tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )


def _row(now: Desk, name: str, found: Correlation | None) -> str:
    if found is None:
        said, ends = now.text("analysis_relations.not_computed"), ""
    else:
        number = now.formats.signed
        said = number(found.value, 2)
        ends = now.text(
            "analysis_relations.range",
            low=number(found.interval.low, 2),
            high=number(found.interval.high, 2),
        )
    return (
        f'<tr><th scope="row">{html.escape(name)}</th><td><b>{html.escape(said)}</b></td>'
        f"<td>{html.escape(ends)}</td></tr>"
    )


def _rounded(values: list[float | None], indicator: Indicator) -> pd.Series[float]:
    return pd.Series(values, dtype="float64").round(indicator.decimals + indicator.is_rate)
