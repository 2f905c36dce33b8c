"""The saved decks in a table, each a step away from being opened or shown."""

from __future__ import annotations

import html
from collections.abc import Sequence

import streamlit as st

from asahi_metrics.store.decks import DeckHead
from asahi_metrics.ui.desk import Desk
from asahi_metrics.ui.links import address
from asahi_metrics.ui.panels import heading
from asahi_metrics.ui.presenting import PRESENT_URL

_COLUMNS = ("title", "audience", "lang", "author", "saved", "show")


def list_saved(now: Desk, heads: Sequence[DeckHead]) -> None:
    """The versions in use, the newest first; nothing where none was saved."""
    newest = sorted((one for one in heads if one.replaced_by is None), key=lambda one: -one.id)
    if not newest:
        return
    heading(now.text("meeting.list.heading", count=len(newest)))
    head = "".join(
        f'<th scope="col">{html.escape(now.text(f"meeting.list.{name}"))}</th>' for name in _COLUMNS
    )
    body = "".join(_row(now, one) for one in newest)
    st.html(
        '<div class="am-decks-frame"><table class="am-lines am-decks">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row(now: Desk, head: DeckHead) -> str:
    told = (
        now.text(f"meeting.audience_short.{head.audience}"),
        now.text(f"meeting.lang.{head.lang}"),
        head.author,
        now.formats.moment(now.office.local_time(head.created_at)),
    )
    cells = "".join(f"<td>{html.escape(one)}</td>" for one in told)
    opened = html.escape(address("meeting", now.view, deck=str(head.id)), quote=True)
    title = now.text("meeting.list.named", number=head.id, title=head.title)
    # The title is part of the link's words, so that each link says what it shows.
    shown = now.text("meeting.list.show_named", title=head.title)
    return (
        f'<tr><th scope="row"><a href="{opened}">{html.escape(title)}</a></th>{cells}'
        f'<td><a href="{PRESENT_URL}{head.id}" target="_blank"'
        f' aria-label="{html.escape(shown, quote=True)}">'
        f"{html.escape(now.text('meeting.present'))}</a></td></tr>"
    )
