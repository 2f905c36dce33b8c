"""``/metrics`` in the text format of Prometheus, for this machine or for who knows the token."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from http import HTTPStatus

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from pydantic import SecretStr
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from asahi_metrics import __version__
from asahi_metrics.core.access import require_loopback
from asahi_metrics.core.errors import AsahiMetricsError, NotAllowed
from asahi_metrics.services.office import Office
from asahi_metrics.services.upkeep import Upkeep, upkeep
from asahi_metrics.ui.metrics import Metrics

# What a proxy adds: behind one, every reader seems to sit at this machine.
_PROXIED = ("forwarded", "x-forwarded-for", "x-real-ip")


def metrics_route(metrics: Metrics, office: Callable[[], Office], token: SecretStr | None) -> Route:
    """The route; 403 for whoever may not read it."""
    metrics.registry.register(_State(office))

    async def answer(request: Request) -> Response:
        if not may_read(request, token.get_secret_value() if token else None):
            return PlainTextResponse("", HTTPStatus.FORBIDDEN)
        told = await run_in_threadpool(generate_latest, metrics.registry)
        return Response(told, headers={"Content-Type": CONTENT_TYPE_LATEST})

    return Route("/metrics", answer)


def may_read(request: Request, token: str | None) -> bool:
    """Whether the request bears the token, or, where there is none, comes from this machine."""
    if token is not None:
        given = request.headers.get("authorization", "")
        return secrets.compare_digest(given.encode(), f"Bearer {token}".encode())
    if any(name in request.headers for name in _PROXIED) or request.client is None:
        return False
    try:
        # Another site's name may lead to this machine, and its scripts would read along.
        for host in (request.client.host, request.url.hostname or ""):
            require_loopback(host)
    except NotAllowed:
        return False
    return True


class _State(Collector):
    """What is asked of the database and the disk when the metrics are read."""

    def __init__(self, office: Callable[[], Office]) -> None:
        self._office = office

    def describe(self) -> Iterator[Metric]:
        """Nothing is asked before the first reading."""
        yield from ()

    def collect(self) -> Iterator[Metric]:
        """The version, whether the database answers, and how it stands."""
        yield _gauge("asahi_info", "The program's version", 1, {"version": __version__})
        try:
            found = upkeep(self._office())
        except (AsahiMetricsError, OSError):
            yield _gauge("asahi_database_up", "Whether the database answers", 0)
            return
        yield _gauge("asahi_database_up", "Whether the database answers", 1)
        yield from _told(found)


def _told(found: Upkeep) -> Iterator[Metric]:
    yield _gauge("asahi_revision", "The newest revision of the data", found.revision)
    yield _gauge("asahi_database_bytes", "Size of the database", found.database_bytes)
    if found.free_bytes is not None:
        yield _gauge("asahi_disk_free_bytes", "Space on the database's disk", found.free_bytes)
    if found.backup_age_seconds is not None:
        yield _gauge(
            "asahi_backup_age_seconds", "Age of the newest backup", found.backup_age_seconds
        )


def _gauge(name: str, told: str, value: float, labels: dict[str, str] | None = None) -> Metric:
    family = GaugeMetricFamily(name, told, labels=list(labels or {}))
    family.add_metric(list((labels or {}).values()), value)
    return family
