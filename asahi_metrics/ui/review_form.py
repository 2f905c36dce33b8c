"""Freezing a quarter: summary and name, a question before, and word of what came of it."""

from __future__ import annotations

import streamlit as st

from asahi_metrics.core.access import allows
from asahi_metrics.core.errors import AsahiMetricsError
from asahi_metrics.services.review_content import ReviewContent
from asahi_metrics.services.reviews import LONGEST_SUMMARY, NewReview, freeze_review
from asahi_metrics.store.reviews import ReviewHead
from asahi_metrics.ui.desk import Desk, desk
from asahi_metrics.ui.lines import literal
from asahi_metrics.ui.panels import heading
from asahi_metrics.ui.signing import is_unproven, name_field, signed_by
from asahi_metrics.ui.state import change_choice

_ASKED = "review_asked"
_TOLD = "review_told"
_SUMMARY, _AUTHOR = "review_summary", "review_author"
_NAME = "review_name"


def tell_frozen(now: Desk) -> None:
    """Say once what came of the last press."""
    told: int | AsahiMetricsError | None = st.session_state.pop(_TOLD, None)
    if isinstance(told, AsahiMetricsError):
        st.error(literal(now.text.of_error(told)))
    elif told is not None:
        done = now.text("review.form.done", number=told)
        st.success(done)
        # The page may stand at its end, where the form was.
        st.toast(done)


def offer_form(
    now: Desk, content: ReviewContent, quarter: int, former: ReviewHead | None = None
) -> None:
    """The form that freezes the quarter as it is shown; ``former`` has frozen it before."""
    text = now.text
    heading(text("review.form.title"))
    if not allows(now.office.principal, "review"):
        st.caption(text("review.form.not_manager"))
        return
    asked: NewReview | None = st.session_state.get(_ASKED)
    if asked is not None and (asked.year, asked.quarter) == (now.view.year, quarter):
        _confirm(now, content, quarter, former)
        return
    with st.form("review_form", enter_to_submit=False):
        limit = f"{LONGEST_SUMMARY:,}"
        st.text_area(text("review.form.summary", limit=limit), key=_SUMMARY, height=110)
        name_field(now, text("remarks.by"), _AUTHOR, _NAME)
        st.form_submit_button(
            text("review.form.freeze"),
            type="primary",
            key="review_ask",
            on_click=_ask,
            args=(now.view.year, quarter),
        )
    if is_unproven(now):
        st.caption(text("remarks.no_login"))


def _confirm(now: Desk, content: ReviewContent, quarter: int, former: ReviewHead | None) -> None:
    """Ask before a quarter is frozen, and say what that means."""
    with st.container(border=True, key="review_confirm"):
        st.markdown("\n".join(f"- {told}" for told in _meanings(now, content, quarter, former)))
        with st.container(horizontal=True):
            yes, no = now.text("review.form.yes"), now.text("review.form.no")
            st.button(yes, type="primary", key="review_yes", on_click=_freeze)
            st.button(no, key="review_no", on_click=_go_back)


def _meanings(
    now: Desk, content: ReviewContent, quarter: int, former: ReviewHead | None
) -> list[str]:
    text = now.text
    what = text(
        "review.form.what",
        year=now.formats.fiscal_year(now.view.year),
        quarter=text(f"period.q{quarter}"),
        count=len(content.figures),
        revision=now.figures.revision,
    )
    told = [what, text("review.form.remarks", count=len(content.remarks))]
    if any(one.sample for one in content.figures):
        told.append(text("review.form.sample"))
    if former is not None:
        moment = now.formats.moment(now.office.local_time(former.created_at))
        name = literal(former.author)
        told.append(text("review.form.again", number=former.id, moment=moment, name=name))
    return [*told, text("review.form.for_good")]


def _ask(year: int, quarter: int) -> None:
    author = signed_by(_AUTHOR, _NAME)
    st.session_state[_ASKED] = NewReview(year, quarter, author, st.session_state[_SUMMARY])


def _go_back() -> None:
    """Open the form again with what was written."""
    asked: NewReview | None = st.session_state.pop(_ASKED, None)
    if asked is not None:
        st.session_state[_SUMMARY] = asked.summary
        st.session_state[_AUTHOR] = asked.author


def _freeze() -> None:
    """Freeze what was asked for; an impatient second press finds nothing asked any more."""
    asked: NewReview | None = st.session_state.get(_ASKED)
    if asked is None:
        return
    now = desk()
    try:
        number = freeze_review(now.office, now.figures, asked)
    except AsahiMetricsError as error:
        st.session_state[_TOLD] = error
        _go_back()
        return
    del st.session_state[_ASKED]
    st.session_state[_TOLD] = number
    change_choice("review", str(number))
