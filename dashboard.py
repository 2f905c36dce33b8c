"""The web app: Streamlit with its browser assets, a health check and security headers.

Start it with ``streamlit run dashboard.py`` or ``asahi-metrics serve``.
"""

from __future__ import annotations

from functools import partial
from importlib import import_module
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from asahi_metrics.core.access import require_loopback
from asahi_metrics.core.settings import Settings
from asahi_metrics.services.office import check_ready
from asahi_metrics.ui.assets import (
    PageHead,
    SecurityHeaders,
    health_route,
    load_ahead,
    vendor_routes,
)
from asahi_metrics.ui.desk import open_cached, prepare
from asahi_metrics.ui.meeting_files import rehearse
from asahi_metrics.ui.open_data_routes import open_data_routes
from asahi_metrics.ui.presenting import present_route
from asahi_metrics.ui.public_routes import public_routes

_SHELL = Path(__file__).parent / "asahi_metrics" / "ui" / "shell.py"


# Streamlit can be started past ``asahi-metrics serve``, with any address it is given.
require_loopback(st.get_option("server.address") or "")


def check_health() -> None:
    """Say nothing when the database answers and is filled; raise AsahiMetricsError else."""
    check_ready(open_cached())


app = st.App(
    _SHELL,
    routes=[
        health_route(check_health),
        present_route(open_cached),
        *public_routes(open_cached),
        *open_data_routes(open_cached),
        *vendor_routes(),
    ],
    middleware=[
        Middleware(SecurityHeaders, allow_outside=Settings().allow_outside),
        Middleware(PageHead),
    ],
    # The classes of natural breaks come last: their library takes seconds, and few ask for them.
    lifespan=load_ahead(prepare, rehearse, partial(import_module, "mapclassify")),
)
