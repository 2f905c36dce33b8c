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
    """What stands beside the map page's map for one month: its ``frame`` and the ward's figure."""
    _show(desk, _panel_or_bars(desk, indicator, frame, ward), key=key)


def period_beside(desk: Desk, shown: Shown) -> str:
    """What stands beside the map of a page, as HTML."""
    indicator, period = shown.indicator, desk.period(shown.indicator)
    frame = districts_frame(desk, indicator, period)
    ward = desk.figures.by_area(indicator, period)[desk.areas.ward.code].value
    write = _panel_or_bars if shown.page == "map" else _bars
    return write(desk, indicator, frame, ward)


def _show(desk: Desk, body: str, *, key: str) -> None:
    st.html(f'<div data-part="{key} beside" data-moment="{moment_of(desk)}">{body}</div>')


def _panel_or_bars(
    desk: Desk, indicator: Indicator, frame: pd.DataFrame, ward: float | None
) -> str:
    """The figures of the one district that is chosen, else the districts in order."""
    if len(desk.view.districts) == 1:
        return district_panel_html(desk, desk.view.districts[0], indicator)
    hint = html.escape(desk.text("map.click"))
    return f'{_bars(desk, indicator, frame, ward)}<p class="am-small">{hint}</p>'


def _bars(desk: Desk, indicator: Indicator, frame: pd.DataFrame, ward: float | None) -> str:
    return bars_html(
        frame,
        desk.measure(indicator),
        selected=desk.view.districts,
        # The ward's sum would stand far outside a scale made for districts.
        ward_value=ward if indicator.is_rate else None,
        sample=desk.uses_sample(indicator),
        provisional=desk.is_provisional(indicator),
    )
