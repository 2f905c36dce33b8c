"""The view of the change: this year's months against last year's, with what chance leaves."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from asahi_metrics.analysis.intervals import LEVEL
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.services.analysis_change import Changes, changes
from asahi_metrics.ui.analysis_change_table import (
    change_frame,
    change_measure,
    change_table,
    say_change,
    slope_frame,
)
from asahi_metrics.ui.analysis_choice import choose_indicator
from asahi_metrics.ui.analysis_notes import (
    counted_names,
    left_out_note,
    level_note,
    scatter_note,
    uneven_note,
)
from asahi_metrics.ui.analysis_scale import say_basis, scale_measure
from asahi_metrics.ui.analysis_trend_table import level_words
from asahi_metrics.ui.desk import Desk, desk
from asahi_metrics.ui.panels import heading, show_chart, source_note, table_button
from asahi_metrics.ui.result_link import offer_slide
from asahi_metrics.visuals.cards import note_html, sentence_html
from asahi_metrics.visuals.diverging import diverging
from asahi_metrics.visuals.slope import slope


def show_change(now: Desk) -> None:
    """Lay out the view."""
    indicator = choose_indicator(now)
    if indicator is None:
        return
    found = changes(now.figures, indicator, now.period(indicator))
    if found is None:
        st.html(sentence_html(now.text("analysis_change.nothing")))
        source_note(now, indicator)
        return
    st.html(sentence_html(_sentence(now, indicator, found)))
    offer_slide(now, "change", indicator)
    with st.container(key="pictures"):
        lines, bars = st.columns(2, gap="medium")
    with lines:
        heading(now.text("analysis_change.slope"))
        _slope(now, indicator, found)
    with bars:
        heading(now.text("analysis_change.bars"))
        _bars(now, indicator, found)
    _notes(now, indicator, found)


def _sentence(now: Desk, indicator: Indicator, found: Changes) -> str:
    """What is beyond chance, and the ward."""
    text, name = now.text, now.text.pick(indicator.short)
    if not found.is_judged:
        up = sum(one.rises for one in found.known)
        down = sum(one.this != one.last and not one.rises for one in found.known)
        said = text("analysis_change.unjudged", name=name, up=up, down=down)
        return text.join((said, _ward(now, found)))
    parts = _beyond(now, name, found) or [text("analysis_change.within", name=name)]
    return text.join((*parts, _ward(now, found)))


def _ward(now: Desk, found: Changes) -> str:
    """The ward's change, and whether it is beyond chance; empty where a year is not known."""
    ward, text, measure = found.ward, now.text, change_measure(now, found)
    if not ward.is_known:
        return ""
    if not ward.this and not ward.last:
        return text("analysis_change.ward_none")
    verdict = "beyond" if ward.beyond_chance else "within" if ward.interval else "bare"
    if ward.change is None:
        value = scale_measure(now, found.scale).say(ward.this)
        return text(f"analysis_change.ward_new_{verdict}", value=value)
    change = say_change(measure, ward.change)
    ends = {}
    if ward.interval:
        lows = {"low": ward.interval.low, "high": ward.interval.high}
        ends = {key: say_change(measure, end) for key, end in lows.items()}
    return text(f"analysis_change.ward_{verdict}", change=change, **ends)


def _beyond(now: Desk, name: str, found: Changes) -> list[str]:
    """Where it rose and where it fell by more than chance; nothing where nowhere."""
    rose, fell = ([one.code for one in found.beyond(rises=rises)] for rises in (True, False))
    said = []
    if rose:
        districts = counted_names(now, rose)
        said.append(now.text("analysis_change.rose", name=name, districts=districts))
    if fell:
        key = "fell_too" if rose else "fell"
        districts = counted_names(now, fell)
        said.append(now.text(f"analysis_change.{key}", name=name, districts=districts))
    return said


def _slope(now: Desk, indicator: Indicator, found: Changes) -> None:
    year, name = found.period.year, now.formats.fiscal_year_name

    def build() -> go.Figure:
        return slope(
            slope_frame(now, found),
            scale_measure(now, found.scale),
            labels=(name(year - 1), name(year)),
            selected=now.view.districts,
        )

    show_chart(build, name=f"{indicator.id}_slope", of=indicator)


def _bars(now: Desk, indicator: Indicator, found: Changes) -> None:
    def build() -> go.Figure:
        return diverging(
            change_frame(now, found), change_measure(now, found), selected=now.view.districts
        )

    name = f"{indicator.id}_change"
    show_chart(build, name=name, of=indicator)
    table_button(
        name,
        lambda: change_table(desk(), found),
        sample=now.uses_sample(indicator),
        provisional=now.is_provisional(indicator),
        width=900,
    )


def _notes(now: Desk, indicator: Indicator, found: Changes) -> None:
    text, period = now.text, now.formats.period
    compared = text(
        "analysis_change.periods", this=period(found.period), last=period(found.period.previous)
    )
    left_out = left_out_note(now, [one.code for one in found.left_out])
    uneven = uneven_note(now, indicator, (found.period.previous, found.period))
    st.html(note_html(compared, say_basis(now, indicator, found.scale), left_out, uneven))
    if found.is_judged:
        rule = text(f"analysis_change.rule_{found.kind}", level=level_words(now))
        many = text("analysis_change.many", count=round(1 / (1 - LEVEL)))
        st.html(note_html(rule, scatter_note(now, found.scatter), level_note(now, indicator), many))
    else:
        st.html(note_html(text("analysis_change.rule_none")))
    source_note(now, indicator)
