"""A frozen review on the page: its head, its figures, and how they compare with others."""

from __future__ import annotations

import html
from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from asahi_metrics.core.calendar import Period
from asahi_metrics.services.quarters import to_quarter
from asahi_metrics.services.review_content import FrozenDataset, FrozenRemark, ReviewContent
from asahi_metrics.services.reviews import (
    Change,
    FrozenReview,
    compare_reviews,
    compare_with_now,
    read_review,
)
from asahi_metrics.store.reviews import ReviewHead
from asahi_metrics.ui.choices import choose
from asahi_metrics.ui.desk import Desk
from asahi_metrics.ui.lines import Line, lines_html
from asahi_metrics.ui.panels import heading
from asahi_metrics.ui.review_changes import show_changes
from asahi_metrics.ui.review_figures import choose_figures, show_figures, show_headline
from asahi_metrics.ui.review_files import (
    changes_frame,
    data_kind,
    download,
    has_provisional,
    has_sample,
)
from asahi_metrics.ui.review_table import ALL, ReviewChoice
from asahi_metrics.visuals.cards import note_html

_NONE, _NOW = "none", "now"


def review_name(now: Desk, head: ReviewHead) -> str:
    """A review's number, year and quarter."""
    year, quarter = now.formats.fiscal_year_name(head.year), now.text(f"period.q{head.quarter}")
    return now.text("review.named", number=head.id, year=year, quarter=quarter)


def choose_other(now: Desk, heads: Sequence[ReviewHead], number: int) -> str:
    """What the review of that number is to be compared with."""
    names = {str(one.id): review_name(now, one) for one in heads if one.id != number}
    names = {_NONE: now.text("review.no_compare"), _NOW: now.text("review.with_now")} | names
    return choose("compare", now.text("review.compare"), list(names), say=names.__getitem__)


def show_frozen(now: Desk, number: int, other: str, places: Sequence[DeltaGenerator]) -> None:
    """The review of that number as it was frozen, and beside another where one is chosen.

    The filters go to ``places``.
    """
    review = read_review(now.office, number)
    period = to_quarter(review.head.year, review.head.quarter)
    choice = choose_figures(now, review.content, places)
    _show_head(now, review, period)
    if other != _NONE:
        _show_comparison(now, review, other, choice)
    show_figures(now, review.content, choice, name=f"review_{number}")
    _show_remarks(now, review.content)
    _show_datasets(now, review.content)


def _show_head(now: Desk, review: FrozenReview, period: Period) -> None:
    head, text = review.head, now.text
    told = (
        text("review.frozen_at", moment=now.formats.moment(now.office.local_time(head.created_at))),
        text("review.by", name=head.author),
        text("review.at_revision", revision=head.revision),
        text.pick(review.content.policy_title),
    )
    st.html(
        f'<div class="am-review-head"><h2>{html.escape(review_name(now, head))}</h2>'
        f"<p>{html.escape(' / '.join(told))}</p></div>"
    )
    show_headline(now, review.content, period)
    st.html(note_html(text("review.kept")))
    heading(text("review.summary"))
    summary = review.summary or text("review.no_summary")
    st.html(f'<p class="am-review-summary">{html.escape(summary)}</p>')


def _show_comparison(now: Desk, review: FrozenReview, other: str, choice: ReviewChoice) -> None:
    """Against another review, the earlier of the two first, or against today's figures."""
    named = review_name(now, review.head)
    if other == _NOW:
        changes = compare_with_now(now.figures, review)
        names, other_year = (named, now.text("review.with_now")), False
    else:
        pair = sorted((review, read_review(now.office, int(other))), key=_age)
        changes = compare_reviews(*pair)
        names = (review_name(now, pair[0].head), review_name(now, pair[1].head))
        other_year = pair[0].head.year != pair[1].head.year
    own = choice.ids(review.content)
    taken = [
        one
        for one in changes
        if (choice.is_whole or one.figure.id in own) and choice.status in {ALL, *_statuses(one)}
    ]
    shown = show_changes(now, taken, before=names[0], after=names[1], other_year=other_year)
    if shown:
        _download_changes(now, shown, name=f"review_{review.head.id}_{other}")


def _statuses(change: Change) -> set[str | None]:
    return {one.status for one in (change.before, change.after) if one}


def _age(review: FrozenReview) -> tuple[int, int, int]:
    """The order of two reviews: by what they tell of, then by when they were frozen."""
    return review.head.year, review.head.quarter, review.head.id


def _download_changes(now: Desk, shown: Sequence[Change], *, name: str) -> None:
    sample = any(has_sample(one) for one in shown)
    provisional = any(has_provisional(one) for one in shown)
    frame = changes_frame(now, shown)
    download(now, frame, name=name, sample=sample, provisional=provisional)


def _show_remarks(now: Desk, content: ReviewContent) -> None:
    heading(now.text("review.remarks", count=len(content.remarks)))
    if not content.remarks:
        st.caption(now.text("review.no_remarks"))
        return
    st.html("".join(_remark_html(now, one) for one in content.remarks))


def _remark_html(now: Desk, one: FrozenRemark) -> str:
    text, formats = now.text, now.formats
    kind = text(f"remarks.of.kind.{one.kind}")
    subject = text.pick(one.subject) if one.subject else text("remarks.gone", id=one.subject_id)
    details = ""
    if one.kind == "decision":
        due = text("remarks.due.day", day=formats.date(one.due_on)) if one.due_on else ""
        state = text(f"remarks.state.{'open' if one.is_open else 'closed'}")
        details = f"<b>{html.escape(state)}</b> <span>{html.escape(due)}</span>"
    moment = formats.moment(now.office.local_time(one.written_at))
    signed = text("remarks.signed", name=one.author, moment=moment)
    return (
        f'<div class="am-remark"><div class="am-remark-head">'
        f'<span class="am-remark-kind am-remark-{one.kind}">{html.escape(kind)}</span>'
        f"<b>{html.escape(subject)}</b> {details}</div>"
        f'<p class="am-remark-body">{html.escape(one.body)}</p>'
        f'<p class="am-small">{html.escape(signed)}</p>{_outcome_html(now, one)}</div>'
    )


def _outcome_html(now: Desk, one: FrozenRemark) -> str:
    if one.closed_at is None:
        return ""
    moment = now.formats.moment(now.office.local_time(one.closed_at))
    signed = now.text("remarks.signed", name=one.closed_by or "", moment=moment)
    return (
        f'<div class="am-remark-outcome"><p class="am-remark-body">'
        f"<b>{html.escape(now.text('remarks.outcome'))}</b>\n{html.escape(one.outcome or '')}</p>"
        f'<p class="am-small">{html.escape(signed)}</p></div>'
    )


def _show_datasets(now: Desk, content: ReviewContent) -> None:
    names = ("dataset", "sample_table", "covered", "records", "revision")
    known = [one for one in content.datasets if one.records]
    with st.expander(now.text("review.datasets")):
        header = [now.text(f"review.{name}") for name in names]
        lines = [Line(_dataset_cells(now, one)) for one in known]
        st.html(lines_html(header, lines, numbers={3, 4}))


def _dataset_cells(now: Desk, one: FrozenDataset) -> list[str]:
    months = [now.formats.month(month) for month in one.months or ()]
    span = now.text("review.range", low=months[0], high=months[1]) if months else "–"
    return [
        now.text.pick(one.name),
        data_kind(now, sample=one.sample),
        span,
        now.formats.number(one.records),
        str(one.revision or "–"),
    ]
