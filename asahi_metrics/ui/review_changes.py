"""What became of a review's figures: against another review, or against today."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence

import streamlit as st

from asahi_metrics.services.review_content import FrozenFigure
from asahi_metrics.services.reviews import Change
from asahi_metrics.ui.choices import choose_one_of
from asahi_metrics.ui.desk import Desk
from asahi_metrics.ui.panels import heading
from asahi_metrics.ui.review_table import say
from asahi_metrics.visuals.cards import note_html, sentence_html

_COLUMNS = (
    "column.indicator",
    "review.change.move",
    "review.change.status_before",
    "review.change.status_after",
    "review.change.value_before",
    "review.change.value_after",
    "review.change.difference",
)

_KINDS: dict[str, Callable[[Change], bool]] = {
    "status": lambda one: one.move != "same",
    "only": lambda one: one.is_change,
    "all": lambda _: True,
}


def show_changes(
    now: Desk, changes: Sequence[Change], *, before: str, after: str, other_year: bool = False
) -> list[Change]:
    """The comparison in a sentence and as a table; gives back the rows that are shown."""
    heading(now.text("review.change.title", before=before, after=after))
    st.html(sentence_html(headline(now, changes)))
    if other_year:
        st.html(note_html(now.text("review.change.other_year")))
    kind = choose_one_of(
        "changes",
        now.text("review.change.shown"),
        list(_KINDS),
        say=lambda one: now.text(f"review.change.{one}"),
    )
    shown = [one for one in changes if _KINDS[kind](one)]
    if shown:
        st.html(changes_html(now, shown))
    return shown


def headline(now: Desk, changes: Sequence[Change]) -> str:
    """How many statuses became worse and better, and how many values alone are others."""
    counts = {move: sum(one.move == move for one in changes) for move in ("worse", "better")}
    others = sum(one.move in {"new", "gone"} for one in changes)
    value = sum(one.move == "same" and one.is_change for one in changes)
    if not (others or value or any(counts.values())):
        return now.text("review.change.none")
    said = [now.text("review.change.headline", **counts)]
    if value:
        said.append(now.text("review.change.value", count=value))
    if others:
        said.append(now.text("review.change.others", count=others))
    return now.text.join(said)


def changes_html(now: Desk, changes: Sequence[Change]) -> str:
    """The changes as a table; a direction is told by arrow and word, not by colour alone."""
    head = "".join(f'<th scope="col">{html.escape(now.text(name))}</th>' for name in _COLUMNS)
    rows = "".join(_row_html(now, one) for one in changes)
    return (
        '<div class="am-review-frame"><table class="am-review am-review-changes">'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _row_html(now: Desk, one: Change) -> str:
    text = now.text
    move = f'<span class="am-move-{one.move}">{html.escape(text(f"review.move.{one.move}"))}</span>'
    cells = [
        move,
        html.escape(status_word(now, one.before)),
        html.escape(status_word(now, one.after)),
        _value_html(now, one.before, tagged=one.sample_before),
        _value_html(now, one.after, tagged=one.sample_after),
        html.escape(_difference(now, one)),
    ]
    name = html.escape(text.pick(one.figure.name))
    return f'<tr><th scope="row">{name}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'


def _value_html(now: Desk, figure: FrozenFigure | None, *, tagged: bool) -> str:
    if figure is None:
        return html.escape(now.text("review.change.absent"))
    said = html.escape(say(now, figure, figure.value))
    if tagged:
        tag = html.escape(now.text("sample.short"))
        said += f' <span class="am-review-sample">{tag}</span>'
    if figure.months is None:
        return said
    first, last = (month % 100 for month in figure.months)
    months = now.text("review.months", months=now.formats.month_span(first, last))
    return f"{said}<small>{html.escape(months)}</small>"


def _difference(now: Desk, change: Change) -> str:
    if change.difference is None:
        return "–"
    return now.formats.signed(change.difference, change.figure.decimals)


def status_word(now: Desk, figure: FrozenFigure | None) -> str:
    """A status in a word, a dash for none, or that the figure is not in the review."""
    if figure is None:
        return now.text("review.change.absent")
    return now.text(f"status.{figure.status}") if figure.status else "–"
