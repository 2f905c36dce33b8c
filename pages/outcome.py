"""Output against outcome: what is done in each district beside what its residents feel."""

from __future__ import annotations

from asahi_metrics.ui.outcome_page import show_outcome_page

show_outcome_page()
