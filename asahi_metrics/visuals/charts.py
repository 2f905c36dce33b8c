"""All charts by one name, for the pages: ``charts.trend``, ``charts.heatmap``, …"""

from __future__ import annotations

from asahi_metrics.visuals.composition import composition
from asahi_metrics.visuals.figure import describe, figure_config, marked
from asahi_metrics.visuals.heatmap import heatmap
from asahi_metrics.visuals.measure import Measure
from asahi_metrics.visuals.milestones import MilestoneMark, milestone_chart
from asahi_metrics.visuals.outlook import Ending, YearSoFar, outlook
from asahi_metrics.visuals.scatter import scatter
from asahi_metrics.visuals.small import progress_to_target, sparkline
from asahi_metrics.visuals.timeline import Span, timeline
from asahi_metrics.visuals.trend import YearLabels, trend

__all__ = [
    "Ending",
    "Measure",
    "MilestoneMark",
    "Span",
    "YearLabels",
    "YearSoFar",
    "composition",
    "describe",
    "figure_config",
    "heatmap",
    "marked",
    "milestone_chart",
    "outlook",
    "progress_to_target",
    "scatter",
    "sparkline",
    "timeline",
    "trend",
]
