"""The view of relations: any two indicators against each other, and which districts to call on."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from asahi_metrics.analysis.relation import FEWEST, RESAMPLES
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.services.analysis_relations import Relation, first_pair, relation
from asahi_metrics.ui.analysis_choice import by_district
from asahi_metrics.ui.analysis_notes import counted_names, left_out_note
from asahi_metrics.ui.analysis_relations_table import (
    relation_frame,
    relation_table,
    strength_html,
)
from asahi_metrics.ui.choices import choose
from asahi_metrics.ui.desk import Desk, desk
from asahi_metrics.ui.panels import heading, show_chart, source_note, table_button
from asahi_metrics.ui.result_link import offer_slide
from asahi_metrics.visuals import charts
from asahi_metrics.visuals.cards import note_html, sentence_html
from asahi_metrics.visuals.quadrants import Averages


def show_relations(now: Desk) -> None:
    """Lay out the view."""
    pair = _choices(now)
    if pair is None:
        st.info(now.text("analysis.none"))
        return
    across, upward = pair
    if across.id == upward.id:
        st.info(now.text("analysis_relations.same"))
        return
    found = relation(now.figures, across, upward, now.view.period)
    st.html(sentence_html(_sentence(now, across, upward, found)))
    if found.ranked:
        offer_slide(now, "relations", across, other=upward)
    with st.container(key="pictures"):
        points, strength = st.columns([7.4, 5], gap="medium")
    with points:
        names = {"x": now.text.pick(across.short), "y": now.text.pick(upward.short)}
        heading(now.text("analysis_relations.heading", **names))
        _scatter(now, across, upward, found)
    with strength:
        heading(now.text("analysis_relations.strength"))
        st.html(strength_html(now, found))
        _reading(now, found)
    _notes(now, across, upward, found)


def _choices(now: Desk) -> tuple[Indicator, Indicator] | None:
    """Both indicators by two lists, kept in the address."""
    first = first_pair(now.figures)
    if first is None:
        return None
    ids = [one.id for one in by_district(now.figures)]
    places = st.columns(2, gap="small")
    chosen = []
    for place, key, default in zip(places, ("across", "upward"), first, strict=True):
        with place:
            one = choose(
                key,
                now.text(f"analysis.{key}"),
                ids,
                say=lambda one: now.text.pick(now.office.catalogue[one].name),
                default=default.id,
            )
            chosen.append(now.office.catalogue[one])
    return chosen[0], chosen[1]


def _sentence(now: Desk, across: Indicator, upward: Indicator, found: Relation) -> str:
    """Whom to call on, and whether the two go together; never why."""
    text = now.text
    if not found.placed:
        return text("analysis_relations.nothing")
    said = {
        "x": text.pick(across.short),
        "y": text.pick(upward.short),
        "x_side": text(f"analysis_relations.{'above' if found.high_is_need else 'below'}"),
        "y_side": text(f"analysis_relations.{'below' if found.low_is_weak else 'above'}_end"),
    }
    if found.candidates:
        districts = counted_names(now, found.candidates)
        first = text("analysis_relations.candidates", districts=districts, **said)
    else:
        first = text("analysis_relations.no_candidates", **said)
    return text.join((first, _together(now, found)))


def _together(now: Desk, found: Relation) -> str:
    if found.ranked is None:
        count = len(found.placed)
        return (
            now.text("analysis_relations.few", count=count, needed=FEWEST) if count < FEWEST else ""
        )
    ends = found.ranked.interval
    if ends.low <= 0 <= ends.high:
        return now.text("analysis_relations.unsure")
    return now.text(f"analysis_relations.{'together' if ends.low > 0 else 'opposed'}")


def _scatter(now: Desk, across: Indicator, upward: Indicator, found: Relation) -> None:
    def build() -> go.Figure:
        return charts.scatter(
            relation_frame(now, found),
            now.measure(across),
            now.measure(upward),
            selected=now.view.districts,
            averages=_averages(found),
        )

    marked_by = upward if now.uses_sample(upward) else across
    name = f"{across.id}_{upward.id}_relation"
    show_chart(build, name=name, of=marked_by)
    table_button(
        name,
        lambda: relation_table(desk(), across, upward, found),
        sample=now.uses_sample(marked_by),
        provisional=now.is_provisional(across) or now.is_provisional(upward),
        width=760,
    )


def _averages(found: Relation) -> Averages | None:
    across, upward = found.beside.output_average, found.beside.outcome_average
    if across is None or upward is None:
        return None
    return Averages(
        across,
        upward,
        low_is_weak=found.low_is_weak,
        high_across_is_weak=found.high_is_need,
        field="analysis_relations.field",
    )


def _reading(now: Desk, found: Relation) -> None:
    """How to read the coefficients; that they are no cause stands first."""
    text = now.text
    st.html(note_html(text("analysis_relations.no_cause", count=len(found.placed))))
    st.html(note_html(text("analysis_relations.reading")))
    if found.alike:
        st.html(note_html(text("analysis_relations.size")))


def _notes(now: Desk, across: Indicator, upward: Indicator, found: Relation) -> None:
    text = now.text
    spans = {
        key: now.formats.period(now.period(one)) for key, one in (("x", across), ("y", upward))
    }
    st.html(
        note_html(
            text("analysis_relations.spans", **spans),
            text("analysis_relations.rule", count=f"{RESAMPLES:,}"),
            left_out_note(now, found.left_out),
        )
    )
    for one in (across, upward):
        source_note(now, one)
