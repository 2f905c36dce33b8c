"""What a page says around its map, in parts that the browser paints for a chosen period."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping

import pandas as pd
import streamlit as st

from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.ui.desk import Desk
from asahi_metrics.ui.frames import districts_frame
from asahi_metrics.ui.map_view import moment_of
from asahi_metrics.ui.profile import district_panel_html
from asahi_metrics.ui.shown import Page, Shown
from asahi_metrics.visuals.bars import bars_html


def show_part(desk: Desk, shown: Shown, name: str, *, key: str) -> None:
    """A part of the page around the map of that key, for the chosen period."""
    _show(desk, _PARTS[shown.page][name](desk, shown), name, key=key)


def show_month_beside(
    desk: Desk, indicator: Indicator, frame: pd.DataFrame, ward: float | None, *, key: str
) -> None:
    """What stands beside the map page's map for one month: its ``frame`` and the ward's figure."""
    _show(desk, _panel_or_bars(desk, indicator, frame, ward), "beside", key=key)


def period_parts(desk: Desk, shown: Shown) -> dict[str, str]:
    """All parts of the page around the map, as HTML by their names."""
    return {name: write(desk, shown) for name, write in _PARTS[shown.page].items()}


def _show(desk: Desk, body: str, name: str, *, key: str) -> None:
    st.html(f'<div data-part="{key} {name}" data-moment="{moment_of(desk)}">{body}</div>')


def _period_bars(desk: Desk, shown: Shown) -> str:
    return _bars(desk, shown.indicator, *_values(desk, shown.indicator))


def _period_side(desk: Desk, shown: Shown) -> str:
    return _panel_or_bars(desk, shown.indicator, *_values(desk, shown.indicator))


def _values(desk: Desk, indicator: Indicator) -> tuple[pd.DataFrame, float | None]:
    """The districts' values in the chosen period, and the ward's own."""
    period = desk.period(indicator)
    ward = desk.figures.by_area(indicator, period)[desk.areas.ward.code].value
    return districts_frame(desk, indicator, period), ward


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


_PARTS: Mapping[Page, Mapping[str, Callable[[Desk, Shown], str]]] = {
    "": {},
    "map": {"beside": _period_side},
    # Not its cards and its sentence: their 19 versions took so much of the server that 50 readers
    # waited two seconds.
    "subject": {"beside": _period_bars},
}
