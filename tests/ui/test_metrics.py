"""Metrics: counted from events and requests, with few labels, read by who may."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Message

from asahi_metrics.core.errors import DatabaseFailing
from asahi_metrics.core.events import LOGGER, tell, timed
from asahi_metrics.services.office import Office
from asahi_metrics.services.upkeep import BACKUP_SUFFIX
from asahi_metrics.ui.metrics import CountedRequests, Metrics, count_events, route_class
from asahi_metrics.ui.metrics_route import metrics_route
from asahi_metrics.ui.navigation import PAGES

TOKEN = "a-token-of-some-length"  # noqa: S105 - of this test alone
Headers = dict[str, str]


@pytest.fixture
def metrics() -> Iterator[Metrics]:
    handlers, level = LOGGER.handlers[:], LOGGER.level
    made = Metrics()
    count_events(made)
    yield made
    LOGGER.handlers[:], LOGGER.level = handlers, level


def value(metrics: Metrics, name: str, **labels: str) -> float | None:
    return metrics.registry.get_sample_value(name, labels)


def test_events_become_counts(metrics: Metrics) -> None:
    with timed("page", page="map", session="ab"):
        pass
    with timed("page", page="map") as told:
        told["error"] = "error.no_boundaries"
    with pytest.raises(ZeroDivisionError), timed("part", page="map", part="table_button"):
        raise ZeroDivisionError
    with timed("import", dataset="disaster_drills"):
        pass
    with timed("export", form="pptx"):
        pass
    tell("error", place="page", number="K7QF-29AB")
    tell("database", problem="full")
    tell("review")
    runs = ("asahi_runs_total", "page", "part")
    assert value(metrics, runs[0], page="map", kind="page", outcome="done") == 1
    assert value(metrics, runs[0], page="map", kind="page", outcome="refused") == 1
    assert value(metrics, runs[0], page="map", kind="part", outcome="failed") == 1
    assert value(metrics, "asahi_run_seconds_count", page="map", kind="page") == 2
    assert value(metrics, "asahi_imports_total", dataset="disaster_drills", outcome="done") == 1
    assert value(metrics, "asahi_exports_total", form="pptx", outcome="done") == 1
    assert value(metrics, "asahi_errors_total", place="page") == 1
    assert value(metrics, "asahi_database_failures_total", problem="full") == 1


def test_labels_stay_few_whatever_is_asked_for(metrics: Metrics) -> None:
    for number in range(50):
        tell("page", page=f"made-up-{number}", outcome="done", seconds=0.1)
        tell("import", dataset=f"made-up-{number}", outcome="refused", seconds=0.1)
    assert value(metrics, "asahi_runs_total", page="other", kind="page", outcome="done") == 50
    assert value(metrics, "asahi_imports_total", dataset="other", outcome="refused") == 50


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "page"),
        *[(f"/{page}", "page") for page in PAGES],
        ("/_stcore/stream", "stream"),
        ("/_stcore/health", "streamlit"),
        ("/_stcore/upload_file/a/b", "upload"),
        ("/media/0123.csv", "download"),
        ("/present/7", "present"),
        ("/pictures/", "pictures"),
        ("/healthz", "health"),
        ("/wp-login.php", "other"),
        ("/map/../../etc/passwd", "other"),
    ],
)
def test_an_address_has_a_kind(path: str, kind: str) -> None:
    assert route_class(path) == kind


async def _page(_request: Request) -> Response:
    return PlainTextResponse("page")


async def _broken(_request: Request) -> Response:
    raise ZeroDivisionError


class Client:
    """Asks the app as a server would, without one."""

    def __init__(self, metrics: Metrics, office: Office | None, token: str | None = None) -> None:
        def open_office() -> Office:
            if office is None:
                raise DatabaseFailing("error.database_silent", database="asahi")
            return office

        secret = SecretStr(token) if token else None
        routes = [
            metrics_route(metrics, open_office, secret),
            Route("/map", _page),
            Route("/broken", _broken),
        ]
        self._app = Starlette(
            routes=routes, middleware=[Middleware(CountedRequests, metrics=metrics)]
        )

    def get(
        self, path: str, *, client: str = "127.0.0.1", host: str = "localhost", **headers: str
    ) -> tuple[int, str]:
        return asyncio.run(self._ask(path, client, {"host": host, **headers}))

    async def _ask(self, path: str, client: str, headers: Headers) -> tuple[int, str]:
        sent: list[Message] = []

        async def send(message: Message) -> None:
            sent.append(message)

        async def receive() -> Message:
            await asyncio.Event().wait()
            raise AssertionError

        given = [(name.replace("_", "-").encode(), text.encode()) for name, text in headers.items()]
        scope = {"type": "http", "method": "GET", "path": path, "root_path": "", "headers": given}
        scope |= {"query_string": b"", "client": (client, 5000), "scheme": "http"}
        await self._app(scope, receive, send)
        body = b"".join(message.get("body", b"") for message in sent[1:])
        return sent[0]["status"], body.decode()


def test_requests_are_counted_by_kind_and_outcome(metrics: Metrics, small_ward: Office) -> None:
    client = Client(metrics, small_ward)
    client.get("/map")
    client.get("/nowhere")
    with pytest.raises(ZeroDivisionError):
        client.get("/broken")
    assert value(metrics, "asahi_requests_total", route="page", status="2xx") == 1
    assert value(metrics, "asahi_requests_total", route="other", status="4xx") == 1
    assert value(metrics, "asahi_requests_total", route="other", status="5xx") == 1
    assert value(metrics, "asahi_request_seconds_count", route="page") == 1


def test_the_text_is_what_prometheus_reads(metrics: Metrics, small_ward: Office) -> None:
    status, body = Client(metrics, small_ward).get("/metrics")
    assert status == 200
    families = {one.name: one for one in text_string_to_metric_families(body)}
    assert families["asahi_revision"].samples[0].value == small_ward.revision()
    assert families["asahi_database_up"].samples[0].value == 1
    assert families["asahi_database_bytes"].samples[0].value > 50_000
    assert families["process_resident_memory_bytes"].samples[0].value > 0
    assert "asahi_backup_age_seconds" not in families


def test_the_age_of_the_newest_backup_is_told(
    metrics: Metrics, small_ward: Office, tmp_path: Path
) -> None:
    (tmp_path / f"asahi-20261126-023000{BACKUP_SUFFIX}").touch()
    settings = small_ward.settings.model_copy(update={"backups": tmp_path})
    office = replace(small_ward, settings=settings)
    _, body = Client(metrics, office).get("/metrics")
    families = {one.name: one for one in text_string_to_metric_families(body)}
    assert families["asahi_backup_age_seconds"].samples[0].value < 60


def test_a_database_that_fails_is_told_and_the_rest_with_it(metrics: Metrics) -> None:
    status, body = Client(metrics, None).get("/metrics")
    assert (status, "asahi_database_up 0.0" in body) == (200, True)
    assert "asahi_sessions" in body
    assert "asahi_revision" not in body


@pytest.mark.parametrize(
    ("client", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {"host": "localhost:8501"}, 200),
        ("192.0.2.7", {}, 403),
        # Behind a proxy everybody seems to sit at this machine.
        ("127.0.0.1", {"x_forwarded_for": "192.0.2.7"}, 403),
        ("127.0.0.1", {"forwarded": "for=192.0.2.7"}, 403),
        # A name of another site that leads to this machine.
        ("127.0.0.1", {"host": "metrics.example"}, 403),
    ],
)
def test_without_a_token_this_machine_alone_may_read(
    metrics: Metrics, small_ward: Office, client: str, headers: Headers, status: int
) -> None:
    assert Client(metrics, small_ward).get("/metrics", client=client, **headers)[0] == status


@pytest.mark.parametrize(
    ("authorization", "status"),
    [(f"Bearer {TOKEN}", 200), ("Bearer wrong", 403), (TOKEN, 403), ("", 403), ("Bearer ü", 403)],
)
def test_with_a_token_whoever_knows_it_may_read_from_anywhere(
    metrics: Metrics, small_ward: Office, authorization: str, status: int
) -> None:
    client = Client(metrics, small_ward, TOKEN)
    found = client.get(
        "/metrics", client="192.0.2.7", host="asahi.example", authorization=authorization
    )
    assert found[0] == status


def test_streamlits_own_metrics_are_not_there(metrics: Metrics, small_ward: Office) -> None:
    assert Client(metrics, small_ward).get("/_stcore/metrics")[0] == 404
