"""The view of chance: how far the districts' figures can be told apart."""

from __future__ import annotations

from asahi_metrics.ui.analysis_choice import choose_indicator
from asahi_metrics.ui.desk import Desk
from asahi_metrics.ui.panels import show_table, source_note
from asahi_metrics.ui.tables import districts_table


def show_chance(now: Desk) -> None:
    """Lay out the view."""
    indicator = choose_indicator(now)
    if indicator is None:
        return
    table = districts_table(now, indicator)
    show_table(table, name=f"{indicator.id}_chance", sample=now.uses_sample(indicator))
    source_note(now, indicator)
