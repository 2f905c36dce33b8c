"""The choice of the indicator that the views of the analysis page share."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.services.analysis_chance import judged_of
from asahi_metrics.services.figures import Figures
from asahi_metrics.ui.choices import choose
from asahi_metrics.ui.desk import Desk
from asahi_metrics.ui.state import change_choice
from asahi_metrics.visuals.cards import note_html

CHOICE_PX = 520


def choose_indicator(now: Desk, key: str = "indicator", *, default: int = 0) -> Indicator | None:
    """A drop-down list of the indicators that are known by district, kept in the address.

    A second list has another ``key``, which is also that of its label ``analysis.<key>``, and
    begins with another indicator. None, and a sentence that says so, where there are too few.
    """
    found = by_district(now.figures)
    if len(found) <= default:
        st.info(now.text("analysis.none"))
        return None
    chosen = choose(
        key,
        now.text(f"analysis.{key}"),
        [one.id for one in found],
        say=lambda one: now.text.pick(now.office.catalogue[one].name),
        default=found[default].id,
        width=CHOICE_PX,
    )
    return now.office.catalogue[chosen]


def by_district(figures: Figures) -> tuple[Indicator, ...]:
    """The indicators that ever had a value and are known by district."""
    return tuple(one for one in figures.office.catalogue if figures.has_districts(one))


def offer(now: Desk, said: str, others: Sequence[Indicator]) -> None:
    """Buttons of indicators for which the view has more to show, below what is said of them."""
    st.html(note_html(said))
    with st.container(horizontal=True, gap="small"):
        for one in others:
            st.button(
                now.text.pick(one.short),
                key=f"offer_{one.id}",
                on_click=change_choice,
                args=("indicator", one.id),
            )


def offer_judged(now: Desk, indicator: Indicator) -> None:
    """Buttons of the other indicators of the subject that chance can be judged of, if any."""
    judged = judged_of(now.figures, indicator.subject, now.view.period)
    others = [one for one in judged if one != indicator]
    if others:
        offer(now, now.text("analysis.offer"), others)
