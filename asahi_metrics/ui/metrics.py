"""What the program counts of itself for its operators, from the events that it tells.

Every label has few values, all of them known beforehand: pages, datasets, forms of file, kinds
of address. Nothing leads to a person.
"""

from __future__ import annotations

import logging
import time
from typing import Any

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
)
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from asahi_metrics.core.events import LOGGER
from asahi_metrics.sources import datasets
from asahi_metrics.ui.navigation import PAGES
from asahi_metrics.ui.presenting import PRESENT_URL
from asahi_metrics.ui.shown import PICTURES_URL
from asahi_metrics.visuals.maps import ASSETS_URL, LEAFLET_URL, SHAPES_URL

_OTHER = "other"
_STREAM = "/_stcore/stream"
# Streamlit's own metrics answer anyone and may name users; ours take their place.
_CLOSED = "/_stcore/metrics"
_SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

_ROUTES = {
    "/_stcore/stream": "stream",
    "/_stcore/upload_file": "upload",
    "/_stcore/": "streamlit",
    "/media/": "download",
    "/component/": "component",
    "/static/": "static",
    LEAFLET_URL: "static",
    ASSETS_URL: "static",
    SHAPES_URL: "static",
    PRESENT_URL: "present",
    PICTURES_URL: "pictures",
    "/healthz": "health",
    "/metrics": "metrics",
}


# When a count began is of no use to anybody here.
disable_created_metrics()  # type: ignore[no-untyped-call]


class Metrics:
    """The counts of one process, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        own: dict[str, Any] = {"registry": self.registry}
        timed = {**own, "buckets": _SECONDS}
        self.requests = Counter("asahi_requests", "Requests answered", ["route", "status"], **own)
        self.request_seconds = Histogram(
            "asahi_request_seconds", "Time from request to answer", ["route"], **timed
        )
        self.sessions = Gauge("asahi_sessions", "Browsers that are connected", **own)
        self.runs = Counter("asahi_runs", "Runs of pages", ["page", "kind", "outcome"], **own)
        self.run_seconds = Histogram(
            "asahi_run_seconds", "Time that a page runs", ["page", "kind"], **timed
        )
        self.imports = Counter("asahi_imports", "Files loaded", ["dataset", "outcome"], **own)
        self.import_seconds = Histogram("asahi_import_seconds", "Time that a load takes", **timed)
        self.exports = Counter("asahi_exports", "Files made", ["form", "outcome"], **own)
        self.export_seconds = Histogram(
            "asahi_export_seconds", "Time that making a file takes", ["form"], **timed
        )
        self.errors = Counter("asahi_errors", "Failures with an error number", ["place"], **own)
        self.database_failures = Counter(
            "asahi_database_failures", "What the database could not do", ["problem"], **own
        )
        ProcessCollector(registry=self.registry)

    def count(self, event: str, told: dict[str, Any]) -> None:
        """Count an event as the program tells it."""
        seconds = float(told.get("seconds", 0.0))
        if event in {"page", "part"}:
            page = _one_of(told.get("page"), PAGES)
            outcome = "refused" if "error" in told else told["outcome"]
            self.runs.labels(page, event, outcome).inc()
            self.run_seconds.labels(page, event).observe(seconds)
        elif event == "import":
            self.imports.labels(_one_of(told["dataset"], datasets()), told["outcome"]).inc()
            self.import_seconds.observe(seconds)
        elif event == "export":
            self.exports.labels(told["form"], told["outcome"]).inc()
            self.export_seconds.labels(told["form"]).observe(seconds)
        elif event == "error":
            self.errors.labels(told["place"]).inc()
        elif event == "database":
            self.database_failures.labels(told["problem"]).inc()


class Counting(logging.Handler):
    """Hands the events of the log to the metrics."""

    def __init__(self, metrics: Metrics) -> None:
        super().__init__(logging.INFO)
        self._metrics = metrics

    def emit(self, record: logging.LogRecord) -> None:
        """Count the event that the record tells."""
        self._metrics.count(getattr(record, "event", ""), getattr(record, "fields", {}))


def count_events(metrics: Metrics) -> None:
    """From now on the program's events are counted."""
    LOGGER.addHandler(Counting(metrics))
    LOGGER.setLevel(logging.INFO)


class CountedRequests:
    """Middleware that counts requests by kind of address, and the browsers that are connected."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and count what comes of it."""
        if scope["type"] == "websocket" and scope["path"] == _STREAM:
            with self.metrics.sessions.track_inprogress():
                await self.app(scope, receive, send)
        elif scope["type"] != "http":
            await self.app(scope, receive, send)
        elif scope["path"] == _CLOSED:
            await PlainTextResponse("", 404)(scope, receive, send)
        else:
            await self._answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        route, status = route_class(scope["path"]), 500
        begun = time.perf_counter()

        async def send_counted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, send_counted)
        finally:
            self.metrics.requests.labels(route, f"{status // 100}xx").inc()
            self.metrics.request_seconds.labels(route).observe(time.perf_counter() - begun)


def route_class(path: str) -> str:
    """The kind of an address: one of a few words, whatever is asked for."""
    found = (kind for start, kind in _ROUTES.items() if path.startswith(start))
    page = path.strip("/") in {"", *PAGES}
    return next(found, "page" if page else _OTHER)


def _one_of(value: object, known: Any) -> str:
    return str(value) if value in known else _OTHER
