"""The list of what managers look at first (要確認), each with the sentence that says why."""

from __future__ import annotations

import html

import streamlit as st

from asahi_metrics.services.attention import Concern, attention_list
from asahi_metrics.services.review import Standing
from asahi_metrics.ui.attention import reason
from asahi_metrics.ui.desk import Desk, desk
from asahi_metrics.ui.lines import literal
from asahi_metrics.ui.links import encode
from asahi_metrics.ui.navigation import page_file
from asahi_metrics.ui.panels import heading
from asahi_metrics.ui.policy_rows import as_of, standing_of
from asahi_metrics.ui.running import fragment
from asahi_metrics.ui.state import change_choice, read_choice
from asahi_metrics.visuals.cards import note_html
from asahi_metrics.visuals.figure import listed
from asahi_metrics.visuals.status import status_html

_CHOICE = "attention"
_TOP, _ALL = "top", "all"
_ROWS = 5


@fragment
def attention_panel() -> None:
    """The first of the list, and the rest of it behind a button."""
    now = desk()
    found = attention_list(now.figures, now.view.year, as_of(now))
    if not found:
        heading(now.text("attention.title"))
        st.caption(_why_empty(now))
        return
    heading(now.text("attention.title_count", count=len(found)))
    whole = read_choice(_CHOICE, (_TOP, _ALL), _TOP) == _ALL
    with st.container(key="concerns", gap="xsmall"):
        for place, one in enumerate(found if whole else found[:_ROWS], start=1):
            _show(now, place, one)
    _offer_rest(now, len(found) - _ROWS, whole=whole)
    mark = now.mark(*(one.standing.indicator for one in found))
    st.html(note_html(now.text("attention.how"), mark))


def _show(now: Desk, place: int, one: Concern) -> None:
    indicator = one.standing.indicator
    with st.container(
        key=f"concern_{place}", horizontal=True, vertical_alignment="center", gap="small"
    ):
        st.html(
            f'<b class="am-place">{place}</b> {_status_html(now, one.standing)}', width="content"
        )
        st.page_link(
            page_file("indicators"),
            label=f"**{literal(now.text.pick(indicator.name))}**",
            icon=":material/arrow_forward:",
            icon_position="right",
            query_params=encode(now.view) | {"indicator": indicator.id},
        )
        owned = now.text(
            "attention.owned",
            initiative=now.text.pick(one.initiative.label),
            owner=now.text.pick(indicator.owner),
        )
        st.html(f'<span class="am-small">{html.escape(owned)}</span>', width="content")
    st.html(f'<p class="am-reason">{html.escape(_sentence(now, one))}</p>')


def _sentence(now: Desk, one: Concern) -> str:
    """Why the row is there, and for which others it stands."""
    told = [reason(one.standing, now.text, now.formats)]
    if one.others:
        names = listed(now.text, [now.text.pick(other.name) for other in one.others])
        told.append(now.text("attention.others", count=len(one.others), names=names))
    return now.text.join(told)


def _status_html(now: Desk, found: Standing) -> str:
    return status_html(now.text, found.progress.status) if found.progress else ""


def _offer_rest(now: Desk, rest: int, *, whole: bool) -> None:
    if rest <= 0:
        return
    st.button(
        now.text("attention.fewer") if whole else now.text("attention.all", count=rest),
        key="attention_rest",
        on_click=change_choice,
        args=(_CHOICE, _TOP if whole else _ALL),
    )


def _why_empty(now: Desk) -> str:
    """Nothing known, nothing aimed at, or nothing late."""
    policy = now.office.policy_in_force(now.view.year)
    ids = {id_ for one in (policy.initiatives if policy else ()) for id_ in one.indicators}
    found = [standing_of(now, now.office.catalogue[one]) for one in ids]
    year = now.formats.fiscal_year(now.view.year)
    if all(one.value is None for one in found):
        return now.text("attention.no_data", year=year)
    if all(one.target is None for one in found):
        return now.text("attention.no_targets", year=year)
    return now.text("attention.none")
