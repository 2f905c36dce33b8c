"""The management policy: pillars, measures and initiatives with their indicators."""

from __future__ import annotations

from asahi_metrics.ui.policy_page import show_policy_page

show_policy_page()
