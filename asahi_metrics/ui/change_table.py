"""The records that a file would change, each in a line, old and new values side by side."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence

import streamlit as st

from asahi_metrics.exports.delimited import write_rows
from asahi_metrics.services.change_words import ChangeWords
from asahi_metrics.services.changes import CHANGE_KINDS, Change, ChangeKind, changes
from asahi_metrics.services.importing import Plan
from asahi_metrics.services.office import Office
from asahi_metrics.sources import dataset as dataset_of
from asahi_metrics.sources.spec import Column
from asahi_metrics.ui.desk import desk
from asahi_metrics.ui.downloads import offer_download
from asahi_metrics.ui.lines import SHOWN
from asahi_metrics.ui.panels import heading
from asahi_metrics.ui.running import fragment

_HEIGHT = 330
_TALL = 8
_NUMBERS = {"count", "yen", "decimal"}
_NUMBER = ' class="am-number"'


@fragment
def show_changes(plan: Plan) -> None:
    """The records of the kind that the reader chooses; what is altered comes first."""
    now = desk()
    text = now.text
    heading(text("loading.accepted.changes"))
    counts = _counts(plan)
    kind = st.segmented_control(
        text("loading.change.kind"),
        list(counts),
        default=next(iter(counts)),
        format_func=lambda one: text(
            "loading.change.of_kind", kind=text(f"loading.accepted.{one}"), count=f"{counts[one]:,}"
        ),
        required=True,
        label_visibility="collapsed",
        key="loading_kind",
    )
    if kind not in counts:
        return
    words = ChangeWords(dataset_of(plan.dataset), now.areas, text)
    shown = list(changes(now.office, plan, kind, count=SHOWN))
    with st.container(height=_HEIGHT if len(shown) > _TALL else "content", border=True):
        st.html(changes_html(words, shown))
    if counts[kind] > len(shown):
        told = {"count": f"{counts[kind]:,}", "shown": f"{len(shown):,}"}
        st.caption(text("loading.first", **told))
    offer_download(
        text("block.download"),
        lambda office: write_rows(_header(words), _rows(office, plan, kind, words)),
        file_name=f"{plan.dataset}_{kind}.csv",
        key="download_changes",
    )


def _counts(plan: Plan) -> dict[ChangeKind, int]:
    """The kinds that there are any of, in their order."""
    counts = {
        "changed": plan.counts.changed,
        "withdrawn": plan.counts.withdrawn,
        "new": plan.counts.new,
        "unchanged": plan.counts.unchanged,
    }
    kinds: list[ChangeKind] = sorted(
        CHANGE_KINDS,
        # Sample records go as a whole, which has been said: they stand behind the rest.
        key=lambda kind: kind == "withdrawn" and plan.replaces_sample,
    )
    return {kind: counts[kind] for kind in kinds if counts[kind]}


def changes_html(words: ChangeWords, shown: Sequence[Change]) -> str:
    """A table for ``st.html``: a line for each record, altered cells with both values."""
    columns = words.dataset.columns
    head = _head(words.text("loading.change.row"), number=True) + "".join(
        _head(words.name(column), number=column.kind in _NUMBERS) for column in columns
    )
    staged = any(one.restaged for one in shown)
    head += _head(words.text("stage.column"), number=False) if staged else ""
    body = "".join(_line(words, columns, one, staged=staged) for one in shown)
    return (
        f'<table class="am-lines am-changes"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )


def _head(name: str, *, number: bool) -> str:
    return f'<th scope="col"{_NUMBER if number else ""}>{html.escape(name)}</th>'


def _line(words: ChangeWords, columns: Sequence[Column], change: Change, *, staged: bool) -> str:
    cells = "".join(_cell(words, column, change) for column in columns)
    cells += _stage_cell(words, change) if staged else ""
    row = "" if change.row is None else str(change.row)
    return f'<tr class="am-{change.kind}"><td class="am-number">{row}</td>{cells}</tr>'


def _cell(words: ChangeWords, column: Column, change: Change) -> str:
    number = " am-number" if column.kind in _NUMBERS else ""
    after = html.escape(words.value(column, change.values.get(column.field)))
    if column.field not in change.altered:
        shown = f"<del>{after}</del>" if change.kind == "withdrawn" and after else after
        return f'<td class="{number.strip()}">{shown}</td>'
    before = html.escape(words.value(column, (change.before or {}).get(column.field)))
    blank = html.escape(words.blank)
    return _altered(before or blank, after or blank, number)


def _stage_cell(words: ChangeWords, change: Change) -> str:
    if change.restaged is None:
        return "<td></td>"
    before, after = (html.escape(words.text(f"stage.{one}")) for one in change.restaged)
    return _altered(before, after)


def _altered(before: str, after: str, number: str = "") -> str:
    return (
        f'<td class="am-altered{number}"><del>{before}</del>'
        f'<span aria-hidden="true"> → </span><ins>{after}</ins></td>'
    )


def _header(words: ChangeWords) -> list[str]:
    names = [words.name(column) for column in words.dataset.columns]
    text = words.text
    return [
        text("loading.change.kind"),
        text("loading.change.row"),
        *names,
        text("loading.change.fields"),
    ]


def _rows(
    office: Office, plan: Plan, kind: ChangeKind, words: ChangeWords
) -> Iterator[list[object]]:
    said = words.text(f"loading.accepted.{kind}")
    for one in changes(office, plan, kind):
        values = [one.values.get(column.field) for column in words.dataset.columns]
        yield [said, one.row, *values, words.altered(one)]
