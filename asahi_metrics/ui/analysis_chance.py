"""The view of chance: the districts in a funnel, their ranks with the spans of chance."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from asahi_metrics.analysis.funnel import WINSORISED
from asahi_metrics.analysis.ranking import DRAWS
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.services.analysis_chance import Chance, chance
from asahi_metrics.ui.analysis_chance_figures import (
    chance_table,
    funnel_field,
    funnel_frame,
    ranks_frame,
)
from asahi_metrics.ui.analysis_chance_words import say_chance, say_dispersion, say_unjudged
from asahi_metrics.ui.analysis_choice import choose_indicator, offer_judged
from asahi_metrics.ui.analysis_scale import (
    say_basis,
    say_missing,
    say_period,
    scale_measure,
)
from asahi_metrics.ui.desk import Desk
from asahi_metrics.ui.panels import heading, show_chart, source_note, table_button
from asahi_metrics.ui.result_link import offer_slide
from asahi_metrics.visuals.bars import bars_html
from asahi_metrics.visuals.cards import note_html, paragraphs_html, sentence_html
from asahi_metrics.visuals.funnel import HEIGHT_PX, funnel_chart
from asahi_metrics.visuals.rank_spans import rank_spans

_TABLE_PX = 1180


def show_chance(now: Desk) -> None:
    """Lay out the view."""
    indicator = choose_indicator(now)
    if indicator is None:
        return
    found = chance(now.figures, indicator, now.view.period)
    if found is None:
        st.info(now.text("chart.no_values"))
    elif found.funnel is None:
        _unjudged(now, indicator, found)
    else:
        _judged(now, indicator, found)
    source_note(now, indicator)


def _judged(now: Desk, indicator: Indicator, found: Chance) -> None:
    """The sentence, the funnel beside the ranks, their table, and how all this was worked out."""
    st.html(sentence_html(say_chance(now, indicator, found)))
    offer_slide(now, "chance", indicator)
    left, right = st.columns([7.2, 4.8], gap="medium")
    with left:
        heading(now.text("analysis_chance.funnel"))
        show_chart(lambda: _funnel(now, found), name=f"{indicator.id}_funnel", of=indicator)
        st.html(note_html(now.text("analysis_chance.key")))
    with right:
        heading(now.text("analysis_chance.ranks"))
        show_chart(lambda: _ranks(now, found), name=f"{indicator.id}_ranks", of=indicator)
        st.html(note_html(now.text("analysis_chance.ranks_key"), _wider(now, found)))
    st.html(paragraphs_html(say_dispersion(now, found)))
    table_button(
        f"{indicator.id}_chance",
        lambda: chance_table(now, found),
        sample=now.uses_sample(indicator),
        provisional=now.is_provisional(indicator),
        width=_TABLE_PX,
    )
    about = (say_basis(now, indicator, found.scale), say_period(now, indicator))
    st.html(note_html(*about, say_missing(now, found.scale)))
    cut = now.formats.quantity(100 * WINSORISED, "%")
    st.html(note_html(now.text(f"analysis_chance.method.{found.scale.method}", cut=cut)))
    draws = now.formats.number(DRAWS)
    st.html(note_html(now.text("analysis_chance.method_ranks", draws=draws)))


def _wider(now: Desk, found: Chance) -> str:
    """That the spans of ranks know of chance alone, where the districts lie farther apart."""
    apart = found.funnel is not None and found.funnel.dispersion.is_beyond_chance
    return now.text("analysis_chance.ranks_wider") if apart else ""


def _funnel(now: Desk, found: Chance) -> go.Figure:
    return funnel_chart(
        funnel_frame(now, found),
        scale_measure(now, found.scale),
        funnel_field(now, found),
        selected=now.view.districts,
    )


def _ranks(now: Desk, found: Chance) -> go.Figure:
    frame = ranks_frame(now, found)
    return rank_spans(frame, now.text, height=HEIGHT_PX, selected=now.view.districts)


def _unjudged(now: Desk, indicator: Indicator, found: Chance) -> None:
    """Why chance is not judged, the districts' figures all the same, and what can be judged."""
    st.html(sentence_html(say_unjudged(now, indicator, found)))
    offer_judged(now, indicator)
    measure = scale_measure(now, found.scale)
    left, _ = st.columns([7.2, 4.8], gap="medium")
    with left:
        heading(now.text("analysis_chance.values", name=measure.name, unit=measure.unit))
        st.html(_values(now, indicator, found))
    table_button(
        f"{indicator.id}_chance",
        lambda: chance_table(now, found),
        sample=now.uses_sample(indicator),
        provisional=now.is_provisional(indicator),
    )
    about = (say_basis(now, indicator, found.scale), say_period(now, indicator))
    st.html(note_html(*about, say_missing(now, found.scale)))


def _values(now: Desk, indicator: Indicator, found: Chance) -> str:
    """The districts by size as HTML; a rank without its span is not told."""
    codes, values = now.areas.district_codes, found.scale.districts
    frame = pd.DataFrame(
        {
            "code": codes,
            "name": [now.name(code) for code in codes],
            "value": pd.Series([values.get(code) for code in codes], dtype="float64"),
            "rank": None,
        }
    )
    ward = found.scale.ward if found.scale.basis != "average" else None
    return bars_html(
        frame,
        scale_measure(now, found.scale),
        selected=now.view.districts,
        ward_value=ward,
        sample=now.uses_sample(indicator),
        provisional=now.is_provisional(indicator),
    )
