"""A review's figures on the page: the choice of them, counts by pillar, table and download."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from asahi_metrics.analysis.progress import STATUSES
from asahi_metrics.core.calendar import Period
from asahi_metrics.services.review_content import ReviewContent
from asahi_metrics.ui.choices import choose
from asahi_metrics.ui.desk import Desk
from asahi_metrics.ui.panels import heading
from asahi_metrics.ui.review_files import download, figures_frame
from asahi_metrics.ui.review_table import (
    ALL,
    ReviewChoice,
    all_sample,
    all_sample_targets,
    counts_html,
    figures_html,
    status_counts,
)
from asahi_metrics.visuals.cards import badge_html, note_html, sentence_html


def choose_figures(
    now: Desk, content: ReviewContent, places: Sequence[DeltaGenerator]
) -> ReviewChoice:
    """The filters by pillar and status, each in its place."""
    text = now.text
    pillars = {one.id: text.pick(one.title) for one in content.pillars}
    stands = {one: text(f"status.{one}") for one in STATUSES}
    every = {ALL: text("policy.all")}
    pillar, status = places
    with pillar:
        chosen = choose(
            "pillar",
            text("policy.pillar"),
            [ALL, *pillars],
            say=(pillars | every).__getitem__,
        )
    with status:
        stand = choose(
            "status", text("status.title"), [ALL, *stands], say=(stands | every).__getitem__
        )
    return ReviewChoice(chosen, stand)


def show_headline(now: Desk, content: ReviewContent, period: Period) -> None:
    """How many figures stand well and how many do not, and what they rest on."""
    newest = content.newest or period.last_month
    counts = status_counts(content.figures)
    said = now.text(
        "review.headline",
        year=now.formats.fiscal_year_name(period.year),
        months=now.formats.month_name(newest),
        count=len(content.figures),
        good=counts["achieved"] + counts["on_track"],
        near=counts["slightly_behind"],
        bad=counts["behind"] + counts["missed"],
    )
    st.html(sentence_html(said))
    told = now.text("review.none_judged", count=counts[None]) if counts[None] else ""
    targets = now.text("review.all_sample_targets") if all_sample_targets(content) else ""
    if all_sample(content):
        badge = now.text("review.all_sample")
        st.html(badge_html(badge, detail=badge), width="content")
    if told or targets:
        st.html(note_html(told, targets))
    if newest < period.last_month:
        st.warning(now.text("review.in_part", month=now.formats.month(newest)))


def show_figures(now: Desk, content: ReviewContent, choice: ReviewChoice, *, name: str) -> None:
    """Counts and figures; ``name`` is the download's."""
    heading(now.text("review.counts"))
    st.html(counts_html(now, content))
    heading(now.text("review.figures"))
    if not choice.groups(content):
        st.info(now.text("review.nothing_left"))
        return
    st.html(figures_html(now, content, choice))
    shown = [figure for _, _, figures in choice.groups(content) for figure in figures]
    download(
        now,
        figures_frame(now, content, choice),
        name=name,
        sample=any(one.sample for one in shown),
        provisional=any(one.provisional for one in shown),
    )
    st.html(note_html(now.text.pick(content.rule)))
