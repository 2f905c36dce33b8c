"""From the analysis to a town meeting: the button that puts what is shown on a slide."""

from __future__ import annotations

import streamlit as st

from asahi_metrics.core.calendar import Period
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.services.analysis_what_if import Rule
from asahi_metrics.services.results import Result, ResultView
from asahi_metrics.ui.desk import Desk
from asahi_metrics.ui.links import encode
from asahi_metrics.ui.navigation import page_file

ADD = "add"
"""What a link to the meeting page adds to the topics of the deck that is being made."""


def offer_slide(
    now: Desk,
    view: ResultView,
    indicator: Indicator,
    *,
    other: Indicator | None = None,
    rule: Rule | None = None,
) -> None:
    """The button; a past state has no place in a meeting.

    The form keeps what it has, and takes the district over where a single one is chosen.
    """
    if now.is_past:
        return
    params = encode(now.view) | {
        "deck": "new",
        ADD: Result(view, indicator, other=other, rule=rule).id,
    }
    if len(now.view.districts) == 1:
        params["area"] = now.view.districts[0]
    whole = now.view.period == Period(now.view.year)
    with st.container(key="to_slide"):
        st.page_link(
            page_file("meeting"),
            label=now.text("analysis.slide"),
            icon=":material/slideshow:",
            help=None if whole else now.text("analysis.slide_months"),
            query_params=params,
        )
