"""The web app: Streamlit with its login, browser assets, a health check and security headers.

Start it with ``streamlit run dashboard.py`` or ``asahi-metrics serve``.
"""

from __future__ import annotations

from functools import partial
from importlib import import_module
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from asahi_metrics.core.login import login_of, require_reachable
from asahi_metrics.core.logs import open_log
from asahi_metrics.core.settings import Settings
from asahi_metrics.services.office import check_ready
from asahi_metrics.ui.asking import office_of
from asahi_metrics.ui.assets import (
    PageHead,
    SecurityHeaders,
    health_route,
    load_ahead,
    vendor_routes,
)
from asahi_metrics.ui.desk import prepare, prepare_months
from asahi_metrics.ui.failures import answer_failure, tell_failure
from asahi_metrics.ui.meeting_files import rehearse
from asahi_metrics.ui.metrics import CountedRequests, Metrics, count_events
from asahi_metrics.ui.metrics_route import metrics_route
from asahi_metrics.ui.open_data_routes import open_data_routes
from asahi_metrics.ui.opening import open_cached
from asahi_metrics.ui.pictures_route import pictures_route
from asahi_metrics.ui.presenting import present_route
from asahi_metrics.ui.public_routes import public_routes
from asahi_metrics.ui.server_logs import join_server_logs
from asahi_metrics.ui.shape_files import shapes_route
from asahi_metrics.ui.signing_in import door, provider

_SHELL = Path(__file__).parent / "asahi_metrics" / "ui" / "shell.py"

settings = Settings()
login = login_of(settings)
# Streamlit can be started past ``asahi-metrics serve``, with any address it is given.
require_reachable(st.get_option("server.address") or "", login)


def check_health() -> None:
    """Say nothing when the database answers and is filled; raise AsahiMetricsError else."""
    check_ready(open_cached())


log = open_log(settings)
metrics = Metrics()
count_events(metrics)

app = st.App(
    _SHELL,
    secrets=provider(login),
    routes=[
        health_route(check_health),
        metrics_route(metrics, open_cached, settings.metrics_token),
        present_route(office_of),
        pictures_route(office_of),
        *public_routes(open_cached),
        *open_data_routes(open_cached),
        *vendor_routes(),
        shapes_route(),
    ],
    middleware=[
        Middleware(CountedRequests, metrics=metrics),
        Middleware(
            SecurityHeaders,
            allow_outside=settings.allow_outside,
            encrypted=login is not None and login.encrypted,
        ),
        *door(login, settings.public_url),
        Middleware(PageHead),
    ],
    # The classes of natural breaks come last: their library takes seconds, and few ask for them.
    lifespan=load_ahead(
        prepare,
        rehearse,
        prepare_months,
        partial(import_module, "mapclassify"),
        started=lambda: join_server_logs(log),
    ),
    on_script_error=tell_failure,
    exception_handlers={Exception: answer_failure},
)
