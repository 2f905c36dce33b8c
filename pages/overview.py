"""The overview: what a manager opens in the morning."""

from __future__ import annotations

from asahi_metrics.ui.overview import show_overview

show_overview()
