"""A district beside the ward, for its officers and its residents."""

from __future__ import annotations

from asahi_metrics.ui.district import show_district_page

show_district_page()
