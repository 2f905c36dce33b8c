"""The view of smoothing: the map as counted beside the map with chance taken down."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.services.analysis_smoothing import Smoothing, smoothing
from asahi_metrics.ui.analysis_choice import choose_indicator, offer_judged
from asahi_metrics.ui.analysis_map import breaks_of, scale_map
from asahi_metrics.ui.analysis_notes import scatter_note
from asahi_metrics.ui.analysis_scale import (
    base_name,
    say_basis,
    say_missing,
    say_period,
    scale_measure,
)
from asahi_metrics.ui.desk import Desk
from asahi_metrics.ui.panels import heading, source_note, table_button
from asahi_metrics.ui.result_link import offer_slide
from asahi_metrics.visuals.cards import note_html, paragraphs_html, sentence_html
from asahi_metrics.visuals.measure import Measure

_MAP_PX = 380
_TABLE_PX = 900


def show_smoothing(now: Desk) -> None:
    """Lay out the view."""
    indicator = choose_indicator(now)
    if indicator is None:
        return
    found = smoothing(now.figures, indicator, now.view.period)
    if found is None:
        st.info(now.text("chart.no_values"))
    elif found.smoothed is None:
        _unsmoothed(now, indicator, found)
    else:
        _smoothed(now, indicator, found)
    source_note(now, indicator)


def _smoothed(now: Desk, indicator: Indicator, found: Smoothing) -> None:
    """The sentence, both maps in the same classes, the table, and how it was worked out."""
    st.html(sentence_html(say_smoothing(now, indicator, found)))
    offer_slide(now, "smoothing", indicator)
    left, right = st.columns(2, gap="medium")
    with left:
        heading(now.text("analysis_smoothing.raw"))
        _map(now, indicator, found, found.before, "raw")
    with right:
        heading(now.text("analysis_smoothing.smoothed"))
        _map(now, indicator, found, found.after, "smoothed")
    st.html(paragraphs_html(now.text("analysis_smoothing.how_to_read")))
    table_button(
        f"{indicator.id}_smoothing",
        lambda: smoothing_table(now, found),
        sample=now.uses_sample(indicator),
        provisional=now.is_provisional(indicator),
        width=_TABLE_PX,
    )
    about = (say_basis(now, indicator, found.scale), say_period(now, indicator))
    st.html(note_html(*about, say_missing(now, found.scale)))
    method = now.text(f"analysis_smoothing.method.{found.scale.method}")
    st.html(note_html(method, scatter_note(now, found.scatter, "analysis_smoothing.scatter")))


def _unsmoothed(now: Desk, indicator: Indicator, found: Smoothing) -> None:
    """Why nothing is smoothed, and what can be."""
    key = "nothing" if found.scale.method != "none" else "no_count"
    name = now.text.pick(indicator.name)
    st.html(sentence_html(now.text(f"analysis_smoothing.unsmoothed.{key}", name=name)))
    offer_judged(now, indicator)
    left, _ = st.columns(2, gap="medium")
    with left:
        heading(now.text("analysis_smoothing.raw"))
        _map(now, indicator, found, found.before, "raw")


def _map(
    now: Desk, indicator: Indicator, found: Smoothing, values: Mapping[str, float], which: str
) -> None:
    """The districts by the classes of the figures as counted, so that colours mean the same."""
    own = scale_measure(now, found.scale)
    name = now.text(f"analysis_smoothing.name.{which}", name=own.name)
    measure = Measure(name, own.unit, own.decimals, now.text)
    breaks = breaks_of(found.before.values(), measure)
    scale_map(
        now, indicator, values, key=f"map_{which}", height=_MAP_PX, breaks=breaks, measure=measure
    )


def say_smoothing(now: Desk, indicator: Indicator, found: Smoothing) -> str:
    """What smoothing did: which district it moved most, by how much, and how large that one is."""
    name, code = now.text.pick(indicator.short), found.most_moved
    scale, smoothed = found.scale, found.smoothed
    if smoothed is None or code is None:
        return now.text("analysis_smoothing.same", name=name)
    if not smoothed.between:
        average = scale_measure(now, scale).say(scale.per * smoothed.average)
        return now.text("analysis_smoothing.all_average", name=name, average=average)
    nearer = now.formats.quantity(100 * found.nearer, "%")
    measure = scale_measure(now, scale)
    if measure.number(found.before[code]) == measure.number(found.after[code]):
        return now.text("analysis_smoothing.hardly", name=name)
    return now.text(
        "analysis_smoothing.moved",
        name=name,
        nearer=nearer,
        district=now.name(code),
        before=measure.number(found.before[code]),
        after=measure.say(found.after[code]),
        base=base_name(now, scale),
        size=now.formats.number(scale.counted[code].base),
        count=len(scale.counted),
        place=found.place_by_base(code),
    )


def smoothing_table(now: Desk, found: Smoothing) -> pd.DataFrame:
    """Every district as counted and smoothed, how far its own figure is relied on, and its size."""
    text, scale = now.text, found.scale
    measure = scale_measure(now, scale)
    codes = list(now.areas.district_codes)
    trust = found.smoothed.trust if found.smoothed else {}
    counted = [scale.counted.get(code) for code in codes]

    def rounded(values: Mapping[str, float], places: int) -> pd.Series[float]:
        return pd.Series([values.get(code) for code in codes], dtype="float64").round(places)

    parts = {code: 100 * one for code, one in trust.items()}
    moved = {code: found.after[code] - value for code, value in found.before.items()}
    said = {"name": measure.name, "unit": measure.unit}
    return pd.DataFrame(
        {
            text("column.code"): codes,
            text("column.district"): [now.name(code) for code in codes],
            text("analysis_smoothing.column.raw", **said): rounded(found.before, measure.decimals),
            text("analysis_smoothing.column.smoothed", **said): rounded(
                found.after, measure.decimals
            ),
            text("analysis_smoothing.column.moved"): rounded(moved, measure.decimals),
            text("analysis_smoothing.column.trust"): rounded(parts, 0),
            text("analysis.column.events"): [one.events if one else None for one in counted],
            text("analysis.column.base", name=base_name(now, scale)): [
                one.base if one else None for one in counted
            ],
        }
    )
