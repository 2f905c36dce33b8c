"""The quarterly review: a quarter's figures, freezing them, comparing frozen reviews."""

from __future__ import annotations

from asahi_metrics.ui.review_page import show_review_page

show_review_page()
