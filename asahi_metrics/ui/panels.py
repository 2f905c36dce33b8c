"""The parts that pages are laid out of: cards, sentences, pictures with their tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.core.stage import data_mark, marked_stem
from asahi_metrics.core.text import Text
from asahi_metrics.exports.delimited import write_csv
from asahi_metrics.ui.desk import Desk, desk
from asahi_metrics.ui.downloads import offer_download
from asahi_metrics.ui.links import address
from asahi_metrics.ui.running import fragment
from asahi_metrics.ui.sentences import comparison, headline
from asahi_metrics.visuals.cards import (
    Card,
    cards_html,
    heading_html,
    note_html,
    page_name_html,
    sentence_html,
)
from asahi_metrics.visuals.charts import describe, figure_config, marked


def heading(text: str) -> None:
    """The heading of a part of the page."""
    st.html(heading_html(text))


def page_name(desk: Desk, page: str) -> None:
    """The name of a page that begins with its figures instead of a title."""
    st.html(page_name_html(desk.text(f"nav.{page}")))


def figure_cards(desk: Desk, indicators: Sequence[Indicator]) -> None:
    """A card for each indicator: value, last year's same months, the year's target."""
    st.html(cards_html([card_of(desk, indicator) for indicator in indicators]))


def show_headline(desk: Desk, indicator: Indicator) -> None:
    """The sentence that says what the indicator's figures mean."""
    st.html(sentence_html(headline(desk, indicator)))


def show_chart(
    build: Callable[[], go.Figure],
    *,
    name: str,
    of: Indicator,
    table: Callable[[], pd.DataFrame] | None = None,
    moment: object = None,
    whole_year: bool = False,
) -> None:
    """A chart, and behind a button its table with a download; ``name`` is its file name.

    The picture is kept for all sessions by its name, the filters and the revision, and by
    ``moment`` where it shows less than the filters say, such as one month. A picture of the
    ``whole_year`` is the same whatever period of it is chosen.
    """
    now = desk().over_the_year() if whole_year else desk()
    sample, provisional = now.uses_sample(of), now.is_provisional(of)
    key = (now.office.settings.database_url, now.figures.revision, name, now.view, moment)

    def drawn() -> go.Figure:
        return marked(build(), now.text, sample=sample, provisional=provisional)

    show_figure(_kept(key, drawn), name=name)
    if table is not None:
        table_button(name, table, sample=sample, provisional=provisional)


def show_figure(figure: go.Figure, *, name: str) -> None:
    """A chart with its text for those who do not see it; ``name`` is its file name."""
    st.plotly_chart(
        figure,
        key=f"chart_{name}",
        alt=describe(figure),
        theme=None,
        config=figure_config(desk().text, name),
    )


@st.cache_resource(show_spinner=False, max_entries=500)
def _kept(key: tuple[object, ...], _build: Callable[[], go.Figure]) -> go.Figure:  # noqa: ARG001
    return _build()


@fragment
def table_button(
    name: str,
    table: Callable[[], pd.DataFrame],
    *,
    sample: bool = False,
    provisional: bool = False,
    label: str = "",
    width: int | Literal["stretch"] = "stretch",
) -> None:
    """A button that opens the figures as a table; nothing is computed before it is pressed.

    A table of many columns names its ``width`` in px, or it gets that of a narrow one.
    """
    said = label or desk().text("block.table")
    with st.popover(said, key=f"table_{name}", on_change="rerun") as opened:
        if opened.open:
            with st.container(width=width):
                show_table(table(), name=name, sample=sample, provisional=provisional)


def show_table(
    frame: pd.DataFrame,
    *,
    name: str,
    height: int = 320,
    column_config: Mapping[str, Any] | None = None,
    sample: bool = False,
    provisional: bool = False,
) -> None:
    """A table with its download as CSV that Excel opens properly.

    The file of ``sample`` or ``provisional`` figures says so in its name and in every row.
    """
    text = desk().text
    st.dataframe(
        frame,
        hide_index=True,
        height=height if len(frame) > 8 else "content",
        placeholder=text("value.missing"),
        column_config=_grouped(frame) | dict(column_config or {}),
        key=f"frame_{name}",
        alt=_table_alt(frame, text),
    )
    said = frame.assign(**{text("sample.column"): text("sample.short")}) if sample else frame
    # A table that tells its rows apart has the column already.
    if provisional and text("stage.column") not in frame:
        st.html(note_html(text("stage.contains")))
        said = said.assign(**{text("stage.column"): text("stage.contains")})
    stem = marked_stem(text, name, sample=sample, provisional=provisional)
    offer_download(
        text("block.download"),
        lambda _: write_csv(said),
        file_name=f"{stem}.csv",
        key=f"download_{name}",
    )


def _table_alt(frame: pd.DataFrame, text: Text) -> str:
    columns = text("chart.alt.list_comma").join(str(name) for name in frame.columns)
    return text("block.table_alt", rows=f"{len(frame):,}", columns=columns)


def _grouped(frame: pd.DataFrame) -> dict[str, Any]:
    """Numbers with their thousands apart, in the way of the reader's browser."""
    numbers = frame.select_dtypes("number").columns
    return {name: st.column_config.NumberColumn(format="localized") for name in numbers}


def source_note(desk: Desk, indicator: Indicator) -> None:
    """Where the figures come from, how far they reach, and the revision they stand at as a link."""
    span, number = desk.figures.data_span(indicator), desk.ledger.states[indicator.dataset].revision
    line = desk.text(
        "source.line",
        source=desk.text.pick(indicator.source),
        until=desk.formats.month(span[1]) if span else desk.text("value.missing"),
    )
    said = desk.text("source.revision", id=number or "–")
    where = address("data", desk.view, revision=str(number)) if number else ""
    st.html(note_html(line, desk.mark(indicator), linked=(said, where)))


def card_of(desk: Desk, indicator: Indicator) -> Card:
    """An indicator's card for the chosen period and districts."""
    period = desk.period(indicator)
    figure = desk.figures.of(indicator, period, desk.view.districts)
    compared = comparison(desk, indicator)
    target = None if desk.view.districts else indicator.target(desk.view.year)
    share = figure.value / target.value if target and figure.value is not None else None
    ward_only = desk.view.districts and not desk.figures.is_by_district(indicator)
    return Card(
        name=desk.text.pick(indicator.short),
        value=desk.text("policy.cell.ward_only")
        if ward_only
        else desk.formats.number(figure.value, indicator.decimals),
        unit=desk.formats.unit(figure.value, desk.text.pick(indicator.unit), indicator.decimals),
        mark=data_mark(desk.text, provisional=figure.shows_provisional),
        compare=compared.words,
        tone=compared.tone,
        target=_target_words(desk, indicator, share),
        share=share,
        note=desk.text("block.missing_reports", count=figure.missing) if figure.missing else "",
    )


def _target_words(desk: Desk, indicator: Indicator, share: float | None) -> str:
    target = indicator.target(desk.view.year)
    if share is None or target is None:
        return ""
    unit = desk.text.pick(indicator.unit)
    return desk.text(
        "target.sample_reached" if target.sample else "target.reached",
        value=desk.formats.quantity(target.value, unit, indicator.decimals),
        share=desk.formats.quantity(100 * share, "%"),
    )
