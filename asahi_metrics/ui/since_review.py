"""What has changed since the year's last review, for the overview."""

from __future__ import annotations

import html
from collections.abc import Sequence

import streamlit as st

from asahi_metrics.services.reviews import Change, changes_since, list_reviews, read_review
from asahi_metrics.ui.desk import Desk
from asahi_metrics.ui.links import encode
from asahi_metrics.ui.navigation import page_file
from asahi_metrics.ui.panels import heading
from asahi_metrics.ui.review_changes import headline
from asahi_metrics.ui.review_frozen import review_name
from asahi_metrics.visuals.cards import paragraphs_html

_NAMED = 4


def since_review_panel(now: Desk) -> None:
    """The changes since the newest review of the chosen year, or how to make the first one."""
    heading(now.text("since.title"))
    # Of the past, those that had been made by then.
    until = now.view.as_of or now.figures.revision
    own = (
        one
        for one in list_reviews(now.office)
        if one.year == now.view.year and one.revision <= until
    )
    newest = next(own, None)
    if newest is None:
        year = now.formats.fiscal_year_name(now.view.year)
        st.html(paragraphs_html(now.text("since.none", year=year)))
        _link(now, now.text("since.begin"))
        return
    changes = changes_since(now.figures, read_review(now.office, newest.id))
    day = now.formats.date(now.office.local_time(newest.created_at).date())
    since = now.text("since.review", name=review_name(now, newest), day=day)
    st.html(paragraphs_html(now.text.join((since, headline(now, changes)))) + _moves(now, changes))
    _link(now, now.text("since.compare"), review=str(newest.id), compare="now")


def _moves(now: Desk, changes: Sequence[Change]) -> str:
    """The changed statuses, worse ones first; the rest of many is counted."""
    moved = [one for one in changes if one.move != "same"]
    told = [_move_html(now, one) for one in moved[:_NAMED]]
    if len(moved) > _NAMED:
        told.append(html.escape(now.text("since.more", count=len(moved) - _NAMED)))
    items = "".join(f"<li>{one}</li>" for one in told)
    return f'<ul class="am-late">{items}</ul>' if told else ""


def _move_html(now: Desk, one: Change) -> str:
    move = html.escape(now.text(f"review.move.{one.move}"))
    name = html.escape(now.text.pick(one.figure.name))
    return f'<span class="am-move-{one.move}">{move}</span> {name}'


def _link(now: Desk, label: str, **chosen: str) -> None:
    st.page_link(
        page_file("review"),
        label=label,
        icon=":material/arrow_forward:",
        icon_position="right",
        query_params=encode(now.view) | chosen,
    )
