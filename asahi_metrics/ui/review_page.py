"""The quarterly review: a quarter's figures, freezing them, and what was frozen before."""

from __future__ import annotations

import html
from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from asahi_metrics.services.quarters import (
    QUARTERS,
    ended_quarter,
    known_quarters,
    to_quarter,
)
from asahi_metrics.services.review_drafts import draft_content
from asahi_metrics.services.reviews import list_reviews
from asahi_metrics.store.reviews import ReviewHead
from asahi_metrics.ui.choices import choose
from asahi_metrics.ui.desk import Desk, desk
from asahi_metrics.ui.review_figures import choose_figures, show_figures, show_headline
from asahi_metrics.ui.review_form import offer_form, tell_frozen
from asahi_metrics.ui.review_frozen import choose_other, review_name, show_frozen
from asahi_metrics.visuals.cards import note_html

_NEW = "new"


def show_review_page() -> None:
    """Lay out the page."""
    now = desk()
    st.html(f'<h1 class="am-title">{html.escape(now.text("review.title"))}</h1>')
    if not now.office.policies:
        st.info(now.text("policy.none"))
        return
    heads = list_reviews(now.office)
    tell_frozen(now)
    if not heads:
        st.info(now.text("review.first"))
    _say_what_is_taken(now)
    names = {_NEW: now.text("review.new")} | {str(one.id): review_name(now, one) for one in heads}
    first, second, *others = st.columns([4, 3, 4, 2])
    with first:
        chosen = choose("review", now.text("review.choose"), list(names), say=names.__getitem__)
    if chosen == _NEW:
        with second:
            quarter = _choose_quarter(now)
        _show_draft(now, heads, quarter, others)
    else:
        with second:
            other = choose_other(now, heads, int(chosen))
        show_frozen(now, int(chosen), other, others)


def _say_what_is_taken(now: Desk) -> None:
    """Say that filters of the bar are left aside, where any is set."""
    if now.view.districts or now.view.period_code != "fy":
        st.html(note_html(now.text("review.whole_ward")))


def _choose_quarter(now: Desk) -> int:
    """The quarter; at first the one of the filter bar, or the last whose months are all there."""
    ended = ended_quarter(now.figures, now.view.year) or QUARTERS[0]
    names = {f"q{one}": now.text(f"period.q{one}") for one in QUARTERS}
    code = now.view.period_code
    default = code if code in names else f"q{ended}"
    label = now.text("review.quarter")
    return int(choose("quarter", label, list(names), say=names.__getitem__, default=default)[1:])


def _show_draft(
    now: Desk, heads: Sequence[ReviewHead], quarter: int, places: Sequence[DeltaGenerator]
) -> None:
    """The quarter as it stands now, and the form that freezes it; filters go to ``places``."""
    year = now.view.year
    named = f"{now.formats.fiscal_year_name(year)} {now.text(f'period.q{quarter}')}"
    content = None
    if quarter in known_quarters(now.figures, year):
        content = draft_content(now.figures, year, quarter)
    if content is None:
        st.info(now.text("review.no_data", quarter=named))
        return
    choice = choose_figures(now, content, places)
    show_headline(now, content, to_quarter(year, quarter))
    if content.policy_year != year:
        names = {"year": year, "policy": content.policy_year}
        said = {key: now.formats.fiscal_year_name(one) for key, one in names.items()}
        st.html(note_html(now.text("review.other_policy", **said)))
    show_figures(now, content, choice, name=f"review_{year}_q{quarter}")
    former = (one for one in heads if (one.year, one.quarter) == (year, quarter))
    offer_form(now, content, quarter, next(former, None))
