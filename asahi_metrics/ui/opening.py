"""The office that all sessions of a process share."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from asahi_metrics.core.settings import Settings, current_settings
from asahi_metrics.services.office import READER, Office, open_office
from asahi_metrics.services.setup import fill_if_empty


def open_cached() -> Office:
    """The office that the settings name; a new database is filled first.

    It reads, and may change nothing: whoever acts takes it in their own name (``acting_as``).
    """
    settings = current_settings()
    return _open(settings.database_url, settings.pack)


@st.cache_resource(show_spinner=False)
def _open(database_url: str, pack: Path) -> Office:
    office = open_office(Settings(database_url=database_url, pack=pack))
    fill_if_empty(office)
    return office.acting_as(READER)
