"""What is loaded now, and the history with its undo."""

from __future__ import annotations

from mimetypes import guess_type

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from asahi_metrics.core.access import Resource
from asahi_metrics.core.errors import AsahiMetricsError
from asahi_metrics.services.change_words import say_kind
from asahi_metrics.services.history import (
    history,
    may_fetch_file,
    may_undo,
    original_file,
    undo,
)
from asahi_metrics.services.status import DatasetState
from asahi_metrics.store.revisions import Counts, Revision
from asahi_metrics.ui.committing import forget_result
from asahi_metrics.ui.desk import Desk, desk
from asahi_metrics.ui.downloads import offer_download
from asahi_metrics.ui.lines import Cell, Line, Tag, data_tag, lines_html, literal
from asahi_metrics.ui.links import encode
from asahi_metrics.ui.navigation import page_file
from asahi_metrics.ui.panels import heading
from asahi_metrics.ui.past import link_to_past
from asahi_metrics.ui.running import fragment
from asahi_metrics.ui.state import read_choice

_ROWS = 8
_SHOWN = "history_shown"
_UNDONE = "history_undone"
_WIDTHS = [0.75, 2.1, 1.3, 1.6, 2.8, 2.2, 1.4, 1.4, 1.6, 1.25]


def show_loaded(now: Desk, chosen: str) -> None:
    """Each dataset in a line: records, months, sample or real, last update."""
    text = now.text
    heading(text("loading.loaded"))
    names = ("name", "kind", "records", "months", "updated", "revision")
    lines = [
        Line(_loaded_cells(now, state), chosen=state.id == chosen)
        for state in (now.ledger.states[one] for one in ordered_datasets(now))
    ]
    header = [text(f"loading.status.{name}") for name in names]
    st.html(lines_html(header, lines, numbers={2, 5}))


def ordered_datasets(now: Desk) -> list[str]:
    """The datasets in the order in which the catalogue's indicators come to them."""
    named = [one.dataset for one in now.office.catalogue]
    return [one for one in dict.fromkeys((*named, *now.ledger.states)) if one in now.ledger.states]


def say_span(now: Desk, months: tuple[int, int] | None) -> str:
    """The months that data covers, in words."""
    if months is None:
        return ""
    first, last = (now.formats.month(month) for month in months)
    return first if first == last else now.text("loading.status.span", first=first, last=last)


def loaded_tag(now: Desk, state: DatasetState) -> Tag:
    """Whether a dataset holds sample data, the ward's own, partly provisional, or nothing."""
    if not state.records:
        return Tag(now.text("loading.status.empty"))
    real = now.text("loading.status.real")
    if state.provisional:
        early = now.text("stage.records", count=f"{state.provisional:,}")
        real = now.text("stage.marked", told=real, stage=early)
    return data_tag(
        sample=state.sample,
        real=real,
        sampled=now.text("loading.status.sample"),
    )


def _loaded_cells(now: Desk, state: DatasetState) -> list[Cell]:
    moment = state.written_at
    return [
        now.text(f"dataset.{state.id}.name"),
        loaded_tag(now, state),
        now.formats.number(state.records) if state.records else "",
        say_span(now, state.months) or (now.text("loading.status.point") if state.records else ""),
        now.formats.date(now.office.local_time(moment).date()) if moment else "",
        str(state.revision or ""),
    ]


def tell_undone(now: Desk) -> None:
    """Say once that an undo was made."""
    done: tuple[int, int] | None = st.session_state.pop(_UNDONE, None)
    if done is not None:
        st.success(now.text("history.undone_now", id=done[0], by=done[1]))


def named_revision(now: Desk) -> Revision | None:
    """The revision that the link names, as the records behind a figure link to it."""
    if "revision" not in st.query_params:
        return None
    known = {str(one.id): one for one in history(now.office)}
    return known.get(read_choice("revision", ["0", *known], "0"))


def show_revision(now: Desk, one: Revision) -> None:
    """All that is known of one revision."""
    text = now.text
    heading(text("history.one", id=one.id))
    told = {
        "moment": now.formats.moment(now.office.local_time(one.created_at)),
        "kind": say_kind(text, one),
        "actor": _actor(now, one),
        "what": _what(now, one),
        "counts": _counts(now, one.counts),
        "undone": text("revision.undone_by", id=one.undone_by) if one.undone_by else "",
    }
    lines = [Line((text(f"history.{name}"), said)) for name, said in told.items() if said]
    st.html(lines_html((), lines))
    if one.file_sha256 is not None:
        st.caption(text("history.sha256"))
        st.code(one.file_sha256, language=None)
    with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
        link_to_past(now, one, key=f"past_named_{one.id}")
        if may_fetch_file(now.office, one):
            _offer_file(now, one, st.container(width="content"), key=f"named_{one.id}")
        st.page_link(
            page_file("data"),
            label=text("history.back"),
            icon=":material/arrow_back:",
            query_params=encode(now.view),
        )


@fragment
def show_history() -> None:
    """The revisions, newest first, each with its file and its undo."""
    now = desk()
    text = now.text
    st.caption(text("history.intro"))
    revisions = history(now.office)
    shown = st.session_state.get(_SHOWN, _ROWS)
    with st.container(key="history_rows", gap="xsmall"):
        names = ("number", "moment", "kind", "actor", "what", "counts", "sha256", "past")
        for place, name in zip(st.columns(_WIDTHS), names, strict=False):
            place.caption(text(f"history.{name}"))
        for one in revisions[:shown]:
            _show_row(now, one)
    if len(revisions) > shown:
        st.button(text("history.more"), key="history_more", on_click=_show_more, args=(shown,))


def _show_more(shown: int) -> None:
    st.session_state[_SHOWN] = shown + 4 * _ROWS


def _show_row(now: Desk, one: Revision) -> None:
    number, moment, kind, actor, what, counts, sha256, past, file, back = st.columns(
        _WIDTHS, vertical_alignment="center"
    )
    number.text(str(one.id))
    moment.text(now.formats.moment(now.office.local_time(one.created_at)))
    kind.text(say_kind(now.text, one))
    actor.text(_actor(now, one))
    what.text(_what(now, one))
    counts.text(_counts(now, one.counts))
    if one.file_sha256 is not None:
        with sha256.popover(one.file_sha256[:8], key=f"sha256_{one.id}"):
            st.caption(now.text("history.sha256_note"))
            st.code(one.file_sha256, language=None)
    with past:
        link_to_past(now, one, key=f"past_{one.id}")
    if may_fetch_file(now.office, one):
        _offer_file(now, one, file, key=f"original_{one.id}")
    if one.undone_by is not None:
        back.caption(now.text("revision.undone_by", id=one.undone_by))
    elif (
        one.kind != "repair"
        and may_undo(now.office, one)
        and back.button(now.text("history.undo"), key=f"undo_{one.id}")
    ):
        _confirm(now, one)


def _offer_file(now: Desk, one: Revision, place: DeltaGenerator, *, key: str) -> None:
    offer_download(
        now.text("history.file"),
        lambda office: original_file(office, one.id)[1],
        file_name=one.file_name or "",
        mime=guess_type(one.file_name or "")[0] or "application/octet-stream",
        key=key,
        place=place,
        what=Resource("revision", str(one.id)),
    )


def _actor(now: Desk, one: Revision) -> str:
    return now.text("history.local_user") if one.actor == "local" else one.actor


def _what(now: Desk, one: Revision) -> str:
    parts = [
        now.text(f"dataset.{one.dataset}.name") if one.dataset else "",
        one.file_name or "",
        now.text("revision.undoes", id=one.undoes) if one.undoes else "",
    ]
    return " / ".join(part for part in parts if part)


def _counts(now: Desk, counts: Counts) -> str:
    numbers = {
        "new": counts.new,
        "changed": counts.changed,
        "withdrawn": counts.withdrawn,
        "unchanged": counts.unchanged,
    }
    told = [
        now.text(f"history.count_{kind}", count=f"{count:,}")
        for kind, count in numbers.items()
        if count
    ]
    return " / ".join(told)


def _confirm(now: Desk, one: Revision) -> None:
    """Ask before an undo, and say what it will do."""
    text = now.text

    def ask() -> None:
        what = " / ".join(part for part in (say_kind(text, one), _what(now, one)) if part)
        st.markdown(f"**{text('history.confirm.which', id=one.id, what=literal(what))}**")
        st.markdown("\n".join(f"- {told}" for told in _consequences(now, one)))
        yes, no = st.columns(2)
        if yes.button(text("history.confirm.yes"), type="primary", key="undo_yes", width="stretch"):
            _undo(now, one)
        if no.button(text("history.confirm.no"), key="undo_no", width="stretch"):
            st.rerun()

    st.dialog(text("history.confirm.title"), width="medium")(ask)()


def _consequences(now: Desk, one: Revision) -> list[str]:
    counts = {
        "new": one.counts.new,
        "changed": one.counts.changed,
        "withdrawn": one.counts.withdrawn,
    }
    if one.kind in {"boundaries", "town_table", "undo"}:
        told = [now.text(f"history.confirm.{one.kind}")]
    else:
        told = [
            now.text(f"history.confirm.{kind}", count=f"{count:,}")
            for kind, count in counts.items()
            if count
        ]
    return [*told, now.text("history.confirm.kept")]


def _undo(now: Desk, one: Revision) -> None:
    try:
        number = undo(now.office, one.id)
    except AsahiMetricsError as error:
        st.error(literal(now.text.of_error(error)))
        return
    forget_result()
    st.session_state[_UNDONE] = (one.id, number)
    st.rerun()
