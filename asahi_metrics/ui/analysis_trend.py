"""The view of trends: in each district a verdict that is tested, or why there is none."""

from __future__ import annotations

import streamlit as st

from asahi_metrics.analysis.trend_test import YEARS
from asahi_metrics.core.calendar import Period
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.services.analysis_trend import Trends, trends
from asahi_metrics.ui.analysis_choice import choose_indicator
from asahi_metrics.ui.analysis_notes import (
    counted_names,
    left_out_note,
    level_note,
    scatter_note,
    uneven_note,
)
from asahi_metrics.ui.analysis_scale import listed_areas, say_basis
from asahi_metrics.ui.analysis_trend_table import level_words, trend_rows_html, trend_table
from asahi_metrics.ui.desk import Desk, desk
from asahi_metrics.ui.panels import heading, source_note, table_button
from asahi_metrics.ui.result_link import offer_slide
from asahi_metrics.visuals.cards import note_html, sentence_html


def show_trend(now: Desk) -> None:
    """Lay out the view."""
    indicator = choose_indicator(now)
    if indicator is None:
        return
    found = trends(now.figures, indicator, now.period(indicator))
    if found is None:
        st.html(sentence_html(now.text("analysis_trend.nothing")))
        source_note(now, indicator)
        return
    st.html(sentence_html(_sentence(now, indicator, found)))
    if found.scale.method != "none" and len(found.years) > 1:
        offer_slide(now, "trend", indicator)
    heading(now.text("analysis_trend.heading"))
    st.html(trend_rows_html(now, indicator, found))
    table_button(
        f"{indicator.id}_trend",
        lambda: trend_table(desk(), found),
        sample=now.uses_sample(indicator),
        provisional=any(now.is_provisional(indicator, one) for one in found.years),
        width=1100,
    )
    _notes(now, indicator, found)


def _sentence(now: Desk, indicator: Indicator, found: Trends) -> str:
    text, name = now.text, now.text.pick(indicator.short)
    if found.scale.method == "none":
        return text("analysis_trend.untested", name=name)
    if len(found.years) < YEARS:
        return text("analysis_trend.few_years", name=name, count=len(found.years))
    first, last = (now.formats.fiscal_year_name(found.years[at].year) for at in (0, -1))
    said = {"name": name, "years": text("analysis_trend.years", first=first, last=last)}
    marked = {
        "up_in": [one.code for one in found.marked("up")],
        "down_in": [one.code for one in found.marked("down")],
    }
    parts = [
        text(f"analysis_trend.{key}", districts=counted_names(now, codes), **said)
        for key, codes in marked.items()
        if codes
    ]
    ward = text(f"analysis_trend.ward_{found.ward.verdict.mark}")
    return text.join([*(parts or [text("analysis_trend.nowhere", **said)]), ward])


def _notes(now: Desk, indicator: Indicator, found: Trends) -> None:
    """What was compared, by which rule, what was left out, where the figures come from."""
    text = now.text
    st.html(
        note_html(_months(now, found), say_basis(now, indicator, found.scale), _rule(now, found))
    )
    judged = found.scale.method != "none" and len(found.years) == YEARS
    if judged:
        without = text(
            "analysis_trend.ward_without",
            count=len(found.left_out),
            names=listed_areas(now, found.left_out),
        )
        level = level_note(now, indicator)
        scatter = scatter_note(now, found.scatter)
        st.html(note_html(scatter, level, without if found.left_out else ""))
    elif found.left_out:
        st.html(note_html(left_out_note(now, found.left_out)))
    if uneven := uneven_note(now, indicator, found.years):
        st.html(note_html(uneven))
    source_note(now, indicator)


def _rule(now: Desk, found: Trends) -> str:
    if found.scale.method == "none":
        return ""
    law = now.text(f"analysis_trend.law.{found.scale.method}")
    return now.text("analysis_trend.rule", law=law, level=level_words(now))


def _months(now: Desk, found: Trends) -> str:
    """Which months of each year are compared."""
    newest = found.years[-1]
    if newest == Period(newest.year):
        return now.text("analysis_trend.whole_years")
    span = now.formats.month_span(newest.first_month % 100, newest.last_month % 100)
    span += now.formats.without(newest)
    asked = now.view.period
    key = "same_months" if newest.last < asked.last else "chosen_months"
    return now.text(f"analysis_trend.{key}", months=span)
