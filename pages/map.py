"""The map: any indicator over the districts, with a second one, places and months."""

from __future__ import annotations

from asahi_metrics.ui.map_page import show_map_page

show_map_page()
