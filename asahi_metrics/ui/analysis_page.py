"""The analysis page: one view at a time, each a module of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from asahi_metrics.ui.analysis_chance import show_chance
from asahi_metrics.ui.analysis_change import show_change
from asahi_metrics.ui.analysis_clustering import show_clustering
from asahi_metrics.ui.analysis_relations import show_relations
from asahi_metrics.ui.analysis_season import show_season
from asahi_metrics.ui.analysis_smoothing import show_smoothing
from asahi_metrics.ui.analysis_trend import show_trend
from asahi_metrics.ui.analysis_what_if import show_what_if
from asahi_metrics.ui.choices import choose_one_of
from asahi_metrics.ui.desk import Desk, desk
from asahi_metrics.ui.panels import page_name

# In the order of the buttons; the key stands in the address.
VIEWS: Mapping[str, Callable[[Desk], None]] = {
    "chance": show_chance,
    "smoothing": show_smoothing,
    "clustering": show_clustering,
    "trend": show_trend,
    "relations": show_relations,
    "change": show_change,
    "season": show_season,
    "what_if": show_what_if,
}


def show_analysis_page() -> None:
    """Lay out the page."""
    now = desk()
    page_name(now, "analysis")
    view = choose_one_of(
        "view",
        now.text("analysis.view"),
        list(VIEWS),
        say=lambda one: now.text(f"analysis.name.{one}"),
    )
    VIEWS[view](now)
