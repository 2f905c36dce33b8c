"""What stands beside a map: the districts in order, or the one that is chosen."""

from __future__ import annotations

import html

import pandas as pd
import streamlit as st

from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.ui.desk import Desk
from asahi_metrics.ui.frames import districts_frame
from asahi_metrics.ui.map_view import moment_of
from asahi_metrics.ui.profile import district_panel_html
from asahi_metrics.ui.shown import Shown
from asahi_metrics.visuals.bars import bars_html


def show_beside(desk: Desk, shown: Shown, *, key: str) -> None:
    """What stands beside the map of that key, for the chosen period."""
    _show(desk, period_beside(desk, shown), key=key)


def show_month_beside(
    desk: Desk, indicator: Indicator, frame: pd.DataFrame, ward: float | None, *, key: str
) -> None:
    """The same for one month: its ``frame`` of districts and the ward's own figure."""
    _show(desk, _beside(desk, indicator, frame, ward, panel=True), key=key)


def period_beside(desk: Desk, shown: Shown) -> str:
    """What stands beside the map, as HTML."""
    indicator, period = shown.indicator, desk.period(shown.indicator)
    frame = districts_frame(desk, indicator, period)
    ward = desk.figures.by_area(indicator, period)[desk.areas.ward.code].value
    return _beside(desk, indicator, frame, ward, panel=shown.beside == "panel")


def _show(desk: Desk, body: str, *, key: str) -> None:
    st.html(f'<div data-beside="{key}" data-moment="{moment_of(desk)}">{body}</div>')


def _beside(
    desk: Desk, indicator: Indicator, frame: pd.DataFrame, ward: float | None, *, panel: bool
) -> str:
    """The districts in order; with a ``panel``, the figures of the one that is chosen."""
    if panel and len(desk.view.districts) == 1:
        return district_panel_html(desk, desk.view.districts[0], indicator)
    bars = bars_html(
        frame,
        desk.measure(indicator),
        selected=desk.view.districts,
        # The ward's sum would stand far outside a scale made for districts.
        ward_value=ward if indicator.is_rate else None,
        sample=desk.uses_sample(indicator),
        provisional=desk.is_provisional(indicator),
    )
    hint = f'<p class="am-small">{html.escape(desk.text("map.click"))}</p>' if panel else ""
    return bars + hint
