"""Data: what is loaded, loading a file in four steps, the history with its undo."""

from __future__ import annotations

import streamlit as st

from asahi_metrics.ui.boundaries import show_territory
from asahi_metrics.ui.checking_file import show_details, show_summary
from asahi_metrics.ui.committing import settle
from asahi_metrics.ui.desk import desk
from asahi_metrics.ui.history import show_history, tell_undone
from asahi_metrics.ui.lines import use_lines
from asahi_metrics.ui.loading import choose_dataset, choose_file
from asahi_metrics.ui.panels import heading, page_name

now = desk()
use_lines()
page_name(now, "data")
settle(now)
tell_undone(now)
steps, beside = st.columns([4.6, 7.4], gap="large")
with steps:
    chosen = choose_dataset(now)
    file = choose_file(now, chosen)
with beside:
    show_summary(chosen, file)
show_details(chosen, file)
heading(now.text("history.title"))
show_history()
with st.expander(now.text("territory.title")):
    show_territory(now)
