"""Slides for a town meeting: made, edited, saved, shown and downloaded."""

from __future__ import annotations

from asahi_metrics.ui.meeting_page import show_meeting_page

show_meeting_page()
