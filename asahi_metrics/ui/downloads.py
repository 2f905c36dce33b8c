"""Files that leave: made when asked for, by whoever then sits before the page, and logged."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from asahi_metrics.core.access import Resource
from asahi_metrics.services.audit_log import record_export
from asahi_metrics.services.office import Office
from asahi_metrics.ui.desk import desk, for_download

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


def offer_download(  # noqa: PLR0913 - what Streamlit's own button is told
    label: str,
    make: Callable[[Office], bytes],
    *,
    file_name: str,
    mime: str = CSV,
    key: str,
    icon: str | None = None,
    width: Literal["content", "stretch"] = "content",
    kind: Literal["primary", "secondary"] = "secondary",
    place: DeltaGenerator | None = None,
    what: Resource | None = None,
) -> None:
    """A button for a file; ``make`` gets the office in the name of whoever presses it.

    ``what`` is what the log says has left, by default the file's name. A file with a name
    that a user gave it is told by something else, for the log keeps no personal data.
    """
    office = for_download(desk())
    told = what or Resource("file", file_name)

    def made() -> bytes:
        acting = office()
        content = make(acting)
        record_export(acting, told)
        return content

    (place or st).download_button(
        label,
        made,
        file_name=file_name,
        mime=mime,
        key=key,
        icon=icon,
        on_click="ignore",
        width=width,
        type=kind,
    )
