"""The page of a subject: its figures, one indicator in pictures, and the records behind."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.services.records import records_frame, revisions_behind
from asahi_metrics.ui import tables
from asahi_metrics.ui.chance_note import say_change, say_difference, show_chance_note
from asahi_metrics.ui.choices import choose_one_of
from asahi_metrics.ui.desk import Desk, desk
from asahi_metrics.ui.frames import heat_frame, items_frame, trend_frame
from asahi_metrics.ui.lines import literal
from asahi_metrics.ui.links import encode
from asahi_metrics.ui.map_parts import show_beside
from asahi_metrics.ui.map_view import district_map
from asahi_metrics.ui.navigation import page_file, page_of
from asahi_metrics.ui.panels import (
    figure_cards,
    heading,
    page_name,
    show_chart,
    show_headline,
    show_table,
    source_note,
    table_button,
)
from asahi_metrics.ui.running import fragment
from asahi_metrics.ui.shown import Shown
from asahi_metrics.visuals import charts

_RANKING_PX = 430
_SHOWN_REVISIONS = 4


def show_subject(subject: str) -> None:
    """Lay out a subject's page for the indicator that the reader has chosen."""
    now = desk()
    page_name(now, page_of(subject).stem)
    indicators = now.office.catalogue.of_subject(subject)
    figure_cards(now, indicators)
    names = {one.id: now.text.pick(one.short) for one in indicators}
    chosen = choose_one_of(
        subject, now.text("block.indicator"), list(names), say=lambda one: names[one]
    )
    indicator = now.office.catalogue[chosen]
    show_headline(now, indicator)
    if not now.figures.is_by_district(indicator):
        show_trend(now, indicator, height=340)
        st.caption(now.text("block.ward_only"))
    else:
        difference = say_difference(now, indicator, now.period(indicator))
        show_chance_note(now, indicator, say_change(now, indicator), difference)
        with st.container(key="pictures"):
            trend, ranking, where = st.columns([5, 4, 4], gap="medium")
        with trend:
            show_trend(now, indicator, height=_RANKING_PX)
        shown, key = Shown(indicator, page="subject"), f"map_{subject}"
        with ranking:
            _ranking(now, shown, key)
        with where:
            district_map(now, shown, key=key, height=_RANKING_PX)
    source_note(now, indicator)
    _details(subject, indicator.id)


def show_trend(now: Desk, indicator: Indicator, *, height: int) -> None:
    """The year by month for the chosen districts or the ward, last year behind it."""
    heading(now.text("block.trend"))
    year, name = now.view.year, now.formats.fiscal_year_name

    def build() -> go.Figure:
        figure = charts.trend(
            trend_frame(now, indicator),
            now.measure(indicator),
            labels=charts.YearLabels(name(year), name(year - 1)),
            kind="bar" if indicator.adds_up else "line",
        )
        return figure.update_layout(height=height)

    show_chart(
        build,
        name=f"{indicator.id}_month_{height}",
        of=indicator,
        table=lambda: tables.trend_table(desk(), indicator),
        whole_year=True,
    )


def _ranking(now: Desk, shown: Shown, key: str) -> None:
    heading(now.text("block.ranking"))
    show_beside(now, shown, key=key)
    indicator = shown.indicator
    table_button(
        f"{indicator.id}_district",
        lambda: tables.districts_table(desk(), indicator),
        sample=now.uses_sample(indicator),
        provisional=now.is_provisional(indicator),
    )


@fragment
def _details(subject: str, indicator_id: str) -> None:
    """What stands behind the figures; each part is drawn only while its tab is open."""
    now = desk()
    indicator = now.office.catalogue[indicator_id]
    parts: dict[str, Callable[[Desk, Indicator], None]] = {"records": _records}
    if now.figures.is_by_district(indicator):
        parts = {"heatmap": _heatmap, **parts}
    if _has_items(now, indicator):
        parts = {"composition": _composition, **parts}
    tabs = st.tabs(
        [now.text(f"block.{name}") for name in parts],
        key=f"details_{subject}_{len(parts)}",
        on_change="rerun",
    )
    for tab, show in zip(tabs, parts.values(), strict=True):
        if tab.open:
            with tab:
                show(now, indicator)


def _has_items(now: Desk, indicator: Indicator) -> bool:
    """Whether the figure is the sum of two kinds or more."""
    found = now.figures.by_item(indicator, now.period(indicator), now.view.districts)
    return not indicator.is_rate and len(found) > 1


def _composition(now: Desk, indicator: Indicator) -> None:
    show_chart(
        lambda: charts.composition(
            items_frame(now, indicator, now.period(indicator)), now.measure(indicator)
        ),
        name=f"{indicator.id}_kind",
        of=indicator,
        table=lambda: tables.items_table(desk(), indicator),
    )


def _heatmap(now: Desk, indicator: Indicator) -> None:
    show_chart(
        lambda: charts.heatmap(heat_frame(now, indicator), now.measure(indicator)),
        name=f"{indicator.id}_district_month",
        of=indicator,
        table=lambda: tables.heat_table(desk(), indicator),
        whole_year=True,
    )


def _records(now: Desk, indicator: Indicator) -> None:
    frame = records_frame(
        now.data_office, indicator.dataset, now.view.period, text=now.text, codes=now.view.districts
    )
    if frame.empty:
        st.caption(now.text("records.none"))
        return
    _revisions(now, frame)
    show_table(
        frame,
        name=f"{indicator.dataset}_records",
        height=420,
        sample=now.uses_sample(indicator),
        provisional=now.text("stage.column") in frame,
    )


def _revisions(now: Desk, frame: pd.DataFrame) -> None:
    """How many records there are, and the way to the loads that brought them."""
    found = revisions_behind(now.data_office, frame, now.text)
    with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
        st.caption(now.text("records.count", count=f"{len(frame):,}"), width="content")
        st.caption(now.text("records.behind"), width="content")
        for one, count in found[:_SHOWN_REVISIONS]:
            file = one.file_name or now.text(f"revision.kind.{one.kind}")
            st.page_link(
                page_file("data"),
                label=literal(
                    now.text("records.brought", id=one.id, file=file, count=f"{count:,}")
                ),
                query_params=encode(now.view) | {"revision": str(one.id)},
                width="content",
            )
        if len(found) > _SHOWN_REVISIONS:
            more = now.text("records.older", count=len(found) - _SHOWN_REVISIONS)
            st.caption(more, width="content")
