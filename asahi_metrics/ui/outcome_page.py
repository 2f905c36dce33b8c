"""The page of output and outcome: what is done in each district beside what residents feel."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from asahi_metrics.analysis.intervals import FEW_ANSWERS
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.services.outcomes import (
    Pairing,
    SideBySide,
    every_pairing,
    first_output,
    pairings,
    side_by_side,
)
from asahi_metrics.ui.choices import choose
from asahi_metrics.ui.desk import Desk, desk
from asahi_metrics.ui.map_view import district_map
from asahi_metrics.ui.outcome_figures import (
    head,
    interval_columns,
    level,
    listed_names,
    outcome_frame,
    outcome_table,
    say_weak,
)
from asahi_metrics.ui.panels import heading, page_name, show_chart, show_table, source_note
from asahi_metrics.ui.shown import Shown
from asahi_metrics.visuals import charts
from asahi_metrics.visuals.cards import note_html, sentence_html
from asahi_metrics.visuals.quadrants import Averages

_ANY = "any"
_MAP_PX = 300
_ROW_PX = 35


def show_outcome_page() -> None:
    """Lay out the page."""
    now = desk()
    page_name(now, "outcome")
    if not all(every_pairing(now.figures)):
        st.info(now.text("outcome.none"))
        return
    output, outcome = _choices(now)
    found = side_by_side(now.figures, output, outcome, now.view.period)
    with st.container(key="pictures"):
        points, effort, felt = st.columns([6.2, 3.4, 3.4], gap="small")
    with points:
        heading(now.text("outcome.scatter"))
        _scatter(now, output, outcome, found)
    with effort:
        heading(now.text("outcome.map_output"))
        district_map(now, Shown(output), key="map_output", height=_MAP_PX)
    with felt:
        heading(now.text("outcome.map_outcome"))
        district_map(now, Shown(outcome), key="map_outcome", height=_MAP_PX)
    st.html(sentence_html(say_weak(now, output, outcome, found)))
    _notes(now, output, outcome, found)
    heading(now.text("outcome.table"))
    _table(now, output, outcome, found)


def _choices(now: Desk) -> tuple[Indicator, Indicator]:
    """The two indicators: those of an initiative first, any of the catalogue at will."""
    found = {one.initiative.id: one for one in _pairings(now)}
    first, second, third = st.columns([4, 4, 4], gap="small")
    with first:
        chosen = choose(
            "initiative",
            now.text("outcome.initiative"),
            [*found, _ANY],
            say=lambda one: _initiative(now, found.get(one)),
        )
    own = found.get(chosen)
    outputs, outcomes = (own.outputs, own.outcomes) if own else every_pairing(now.figures)
    with second:
        output = _choose(now, "output", outputs, first_output(outputs))
    with third:
        outcome = _choose(now, "outcome", outcomes, outcomes[0])
    return output, outcome


def _pairings(now: Desk) -> tuple[Pairing, ...]:
    return pairings(now.figures, now.office.policy_in_force(now.view.year))


def _initiative(now: Desk, pairing: Pairing | None) -> str:
    return now.text.pick(pairing.initiative.label) if pairing else now.text("outcome.any")


def _choose(
    now: Desk, key: str, indicators: tuple[Indicator, ...], default: Indicator
) -> Indicator:
    chosen = choose(
        key,
        now.text(f"outcome.{key}"),
        [one.id for one in indicators],
        say=lambda one: now.text.pick(now.office.catalogue[one].name),
        default=default.id,
    )
    return now.office.catalogue[chosen]


def _scatter(now: Desk, output: Indicator, outcome: Indicator, found: SideBySide) -> None:
    def build() -> go.Figure:
        return charts.scatter(
            outcome_frame(now, found),
            now.measure(output),
            now.measure(outcome),
            selected=now.view.districts,
            averages=_averages(found),
        )

    marked_by = outcome if now.uses_sample(outcome) else output
    show_chart(build, name=f"{output.id}_{outcome.id}", of=marked_by)
    if not found.placed:
        return
    key = "outcome.key" if outcome.proportion else "outcome.key_plain"
    st.html(note_html(now.text(key, few=FEW_ANSWERS, level=level(now))))


def _averages(found: SideBySide) -> Averages | None:
    across, upward = found.output_average, found.outcome_average
    if across is None or upward is None:
        return None
    return Averages(across, upward, low_is_weak=found.low_is_weak)


def _notes(now: Desk, output: Indicator, outcome: Indicator, found: SideBySide) -> None:
    """What is compared and what not, how to read the picture, where the figures come from."""
    text, left = now.text, found.left_out
    spans = {"output": _span(now, output), "outcome": _span(now, outcome)}
    out = text("outcome.left_out", count=len(left), names=listed_names(now, left))
    compared = text("outcome.no_cause", count=len(found.placed))
    if found.placed:
        st.html(note_html(compared, out if left else "", text("outcome.spans", **spans)))
        by = text("outcome.interval_rule") if outcome.proportion else ""
        st.html(note_html(text("outcome.rule"), by))
    for one in (output, outcome):
        source_note(now, one)


def _span(now: Desk, indicator: Indicator) -> str:
    return now.formats.period(now.period(indicator))


def _table(now: Desk, output: Indicator, outcome: Indicator, found: SideBySide) -> None:
    """All districts at once, so that none has to be scrolled for."""
    frame = outcome_table(now, output, outcome, found)
    decimals = {head(now, output): output.decimals}
    decimals |= dict.fromkeys(
        (head(now, outcome), *interval_columns(now, outcome)), outcome.decimals
    )
    widths = {now.text("column.district"): st.column_config.Column(width="medium")}
    numbers = {
        name: st.column_config.NumberColumn(format=f"%.{places}f")
        for name, places in decimals.items()
        # Whole numbers keep their thousands apart.
        if places
    }
    show_table(
        frame,
        name=f"{output.id}_{outcome.id}",
        height=_ROW_PX * (len(frame) + 1) + 3,
        column_config=widths | numbers,
        sample=now.uses_sample(output) or now.uses_sample(outcome),
        provisional=now.is_provisional(output) or now.is_provisional(outcome),
    )
