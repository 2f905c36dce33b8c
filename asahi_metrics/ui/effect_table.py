"""What a load does to the indicators: the ward's value before and after, and who changes most."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st

from asahi_metrics.exports.delimited import write_rows
from asahi_metrics.services.effects import Effect, Effects, Shift
from asahi_metrics.ui.desk import Desk
from asahi_metrics.ui.downloads import offer_download
from asahi_metrics.ui.lines import Line, lines_html
from asahi_metrics.ui.panels import heading

_MOST = 3
_TALL = 6
_HEIGHT = 330


def show_effects(now: Desk, effects: Effects, *, done: bool) -> None:
    """A line for each indicator and year whose value changes; the others are named below."""
    text = now.text
    heading(text("loading.effect.done" if done else "loading.effect.title"))
    if effects.changed:
        tall = len(effects.changed) > _TALL
        with st.container(height=_HEIGHT if tall else "content", border=tall):
            st.html(_table(now, effects))
    same = text("loading.effect.gap").join(text.pick(one.short) for one in effects.same)
    if effects.changed and same:
        st.caption(text("loading.effect.others", names=same))
    elif not effects.changed:
        st.caption(text("loading.effect.none"))
    if any(one.districts for one in effects.changed):
        offer_download(
            text("loading.effect.download"),
            lambda _: write_rows(_header(now), _rows(now, effects)),
            file_name="effects.csv",
            key=f"download_effects_{done}",
        )


def _table(now: Desk, effects: Effects) -> str:
    names = ("year", "indicator", "before", "after", "difference", "districts")
    header = [now.text(f"loading.effect.{name}") for name in names]
    lines, told = [], None
    for one in effects.changed:
        # The year is said once, at its first line.
        year = "" if one.year == told else now.formats.fiscal_year_name(one.year)
        told = one.year
        lines.append(Line((year, *_cells(now, one))))
    return lines_html(header, lines, numbers={2, 3, 4})


def _cells(now: Desk, one: Effect) -> Iterator[str]:
    measure = now.measure(one.indicator)
    yield now.text.pick(one.indicator.name)
    yield measure.say(one.ward.before)
    yield measure.say(one.ward.after)
    known = one.ward.before is not None and one.ward.after is not None
    moved = (one.ward.after or 0.0) - (one.ward.before or 0.0)
    yield now.formats.signed(moved, one.indicator.decimals) if known else "–"
    yield _most(now, one)


def _most(now: Desk, effect: Effect) -> str:
    """The districts that change most: ``今宿 2→3回、白根 1→2回``."""
    text = now.text
    told = [
        text("loading.effect.district", name=now.name(code), **_values(now, effect, one))
        for code, one in list(effect.districts.items())[:_MOST]
    ]
    more = len(effect.districts) - len(told)
    if more:
        told.append(text("loading.effect.more", count=more))
    return text("loading.effect.gap").join(told)


def _values(now: Desk, effect: Effect, shift: Shift) -> dict[str, str]:
    """Both values as numbers; the unit stands beside the ward's."""
    decimals = effect.indicator.decimals
    return {
        "before": now.formats.number(shift.before, decimals),
        "after": now.formats.number(shift.after, decimals),
    }


def _header(now: Desk) -> list[str]:
    names = ("year", "indicator", "unit", "area", "before", "after")
    return [now.text(f"loading.effect.{name}") for name in names]


def _rows(now: Desk, effects: Effects) -> Iterator[list[object]]:
    for one in effects.changed:
        places = {now.areas.ward.code: one.ward, **one.districts}
        for code, shift in places.items():
            yield [
                now.formats.fiscal_year_name(one.year),
                now.text.pick(one.indicator.name),
                now.text.pick(one.indicator.unit),
                now.name(code),
                shift.before,
                shift.after,
            ]
