"""The figures as of a past revision: choosing one, and saying that one is shown."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import streamlit as st

from asahi_metrics.services.as_of import Difference, differences
from asahi_metrics.services.change_words import say_kind
from asahi_metrics.services.effects import touched_indicators
from asahi_metrics.services.history import history
from asahi_metrics.store.revisions import Revision
from asahi_metrics.ui.desk import Desk, ledger
from asahi_metrics.ui.lines import Line, lines_html
from asahi_metrics.ui.links import encode
from asahi_metrics.ui.navigation import page_file, page_of
from asahi_metrics.ui.state import change_view, current_view
from asahi_metrics.visuals.cards import note_html, past_html

_PICKED = "past_picked"
_WIDTH_PX = 560


def pick_past(now: Desk) -> None:
    """A button that says which state of the data is shown, and opens the list of the others."""
    text = now.text
    label = text("past.newest") if now.view.as_of is None else text("past.at", id=now.view.as_of)
    with st.popover(label, icon=":material/history:", key="past", on_change="rerun") as opened:
        if not opened.open:
            return
        with st.container(width=_WIDTH_PX):
            st.html(note_html(text("past.what")))
            revisions = history(now.office)
            names = {one.id: _name(now, one) for one in revisions}
            newest = revisions[0].id
            st.session_state[_PICKED] = now.view.as_of or newest
            st.selectbox(
                text("past.choose"),
                list(names),
                format_func=names.__getitem__,
                key=_PICKED,
                on_change=_take,
                args=(newest,),
            )


def show_past(now: Desk) -> None:
    """Say above a page that its figures are of the past, what differs today, and the way back."""
    text, number = now.text, now.view.as_of
    if number is None:
        return
    with st.container(key="past_band", horizontal=True, vertical_alignment="center"):
        if not now.is_past:
            st.html(past_html(text("past.not_here")))
        else:
            written = next(one for one in history(now.office) if one.id == number)
            moment = now.formats.moment(now.office.local_time(written.created_at))
            st.html(past_html(text("past.shown", id=number, moment=moment)))
            _offer_differences(now)
        st.button(text("past.back"), key="past_back", on_click=_take_newest)


def link_to_past(now: Desk, one: Revision, *, key: str) -> None:
    """The ways to the figures as they stood right before a revision and right after it."""
    newest = now.figures.revision
    with st.container(key=key, horizontal=True, gap="small"):
        for name, number in (("before", one.id - 1), ("after", one.id)):
            if number:
                shown = replace(now.view, as_of=None if number == newest else number)
                st.page_link(
                    _page_about(now, one),
                    label=now.text(f"history.{name}"),
                    query_params=encode(shown),
                    width="content",
                )


def _page_about(now: Desk, one: Revision) -> Path:
    """The page of the figures that a revision wrote: its dataset's, or the map for the areas."""
    if one.dataset is None:
        return page_file("map")
    found = touched_indicators(now.office, one.dataset)
    return page_of(found[0].subject) if found else page_file("overview")


def _offer_differences(now: Desk) -> None:
    """The ward's figures that are no longer what they were, opened by a button."""
    text = now.text
    with st.popover(text("past.differs"), key="past_differs", on_change="rerun") as opened:
        if not opened.open:
            return
        indicators = [one for one in now.office.catalogue if one.kind != "context"]
        found = list(
            differences(now.figures, ledger(now.office).figures, indicators, now.view.period)
        )
        with st.container(width=_WIDTH_PX):
            if not found:
                st.html(note_html(text("past.same")))
                return
            st.html(note_html(text("past.differs_what")))
            header = [text(f"past.column.{name}") for name in ("indicator", "then", "now")]
            lines = [Line((text.pick(one.indicator.name), *_said(now, one))) for one in found]
            st.html(lines_html(header, lines, numbers={1, 2}))


def _said(now: Desk, one: Difference) -> tuple[str, str]:
    measure = now.measure(one.indicator)
    return measure.say(one.then), measure.say(one.now)


def _name(now: Desk, one: Revision) -> str:
    """A revision in a line: number, time, what was done."""
    what = now.text(f"dataset.{one.dataset}.name") if one.dataset else ""
    return now.text(
        "past.named",
        id=one.id,
        moment=now.formats.moment(now.office.local_time(one.created_at)),
        what=" ".join(part for part in (what, say_kind(now.text, one)) if part),
    )


def _take(newest: int) -> None:
    picked = st.session_state[_PICKED]
    change_view(replace(current_view(), as_of=None if picked == newest else picked))


def _take_newest() -> None:
    change_view(replace(current_view(), as_of=None))
