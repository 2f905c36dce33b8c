"""Analysis: what chance explains of the districts' figures, and what is beyond it."""

from __future__ import annotations

from asahi_metrics.ui.analysis_page import show_analysis_page

show_analysis_page()
