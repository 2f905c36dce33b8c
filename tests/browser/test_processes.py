"""Two processes of the program on one PostgreSQL, behind the nginx that is handed out for them."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Page, expect

from asahi_metrics.core.text import Text
from tests.browser.ground import SETTLE_MILLISECONDS, Server, Traffic, free_port, serve, settle
from tests.browser.login_ground import ADMINISTRATOR, login_settings, open_provider, sign_in
from tests.databases import filled_url
from tests.nginx import Front, before
from tests.postgres import Cluster
from tests.ward import as_csv, header_of

TEXT = Text("ja")
DATASET = "disaster_drills"
SECONDS = 2.0
DRILLS = [
    ("2026-09-06", "今宿", "今宿第1自治会", "初期消火訓練", "会場A", 80, 50, ""),
    ("2026-09-06", "白根", "白根第1自治会", "避難訓練", "会場B", 120, 70, ""),
]


@dataclass(frozen=True)
class Office:
    """What the ward has running: the way in, and the two processes behind it."""

    front: Front
    servers: tuple[Server, Server]
    stops: tuple[ExitStack, ExitStack]


@pytest.fixture(scope="module")
def office(postgres: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    url = filled_url(postgres, tmp_path_factory.mktemp("database"))
    front = Front(f"http://127.0.0.1:{free_port()}", tmp_path_factory.mktemp("nginx"))
    stops = (ExitStack(), ExitStack())
    with open_provider() as provider, stops[0], stops[1]:
        login = login_settings(front.folder, provider, front.url)
        first, second = (
            one.enter_context(serve(tmp_path_factory.mktemp("process"), database_url=url, **login))
            for one in stops
        )
        ports = [int(one.url.rpartition(":")[2]) for one in (first, second)]
        with before(ports, front):
            yield Office(front, (first, second), stops)


def asked(url: str, cookie: str = "", upload: bytes | None = None) -> tuple[int, str]:
    """The status of an answer, and the cookie that it sets."""
    headers = {"Cookie": cookie} if cookie else {}
    request = Request(url, upload, headers, method="PUT" if upload else "GET")  # noqa: S310
    try:
        with urlopen(request, timeout=30) as answer:  # noqa: S310
            return answer.status, answer.headers.get("Set-Cookie", "")
    except HTTPError as error:
        return error.code, ""


def way_to(office: Office, server: Server) -> str:
    """A cookie that leads to that process."""
    for number in range(50):
        cookie, path = f"asahi_route=way-{number}", f"/healthz?way={number}"
        asked(office.front.url + path, cookie)
        if server.url.endswith(office.front.passed(path)[-1][0]):
            return cookie
    raise AssertionError("every cookie leads to the other process")


@pytest.fixture
def page_on(office: Office, new_page: Callable[..., Page]) -> Callable[[Server, str], Page]:
    """A page of somebody signed in whose requests to nginx all go to one process."""

    def go(server: Server, path: str) -> Page:
        page = new_page()
        name, value = way_to(office, server).split("=")
        page.context.add_cookies([{"name": name, "value": value, "url": office.front.url}])
        page.goto(office.front.url + path)
        settle(page)
        sign_in(page, ADMINISTRATOR)
        return page

    return go


def test_who_comes_is_led_back_to_the_process_where_he_began(office: Office) -> None:
    _, told = asked(f"{office.front.url}/healthz")
    cookie = told.partition(";")[0]
    assert re.fullmatch(r"asahi_route=[0-9a-f]{32}", cookie)
    assert "HttpOnly" in told
    paths = [f"/healthz?again={number}" for number in range(5)]
    assert [asked(office.front.url + path, cookie) for path in paths] == [(200, "")] * 5
    assert len({office.front.passed(path)[0] for path in paths}) == 1
    # Others are led elsewhere.
    assert way_to(office, office.servers[0]) != way_to(office, office.servers[1])


def test_a_file_that_is_too_large_ends_at_nginx(office: Office) -> None:
    path = "/_stcore/upload_file/a/b"
    assert asked(office.front.url + path, upload=bytes(27 * 1024 * 1024))[0] == 413
    assert office.front.passed(path) == [("-", "413")]


def test_what_tells_of_the_machine_is_not_passed_on(office: Office) -> None:
    assert asked(f"{office.front.url}/_stcore/metrics")[0] == 404


def test_an_import_in_one_process_is_on_the_open_page_of_the_other_in_time(
    office: Office,
    page_on: Callable[[Server, str], Page],
    traffic: Traffic,
    tmp_path: Path,
) -> None:
    first, second = office.servers
    reading, loading = "/drills?year=2026", f"/data?dataset={DATASET}"
    steward, reader = page_on(first, loading), page_on(second, reading)
    card = reader.locator(".am-card .am-value").first
    assert card.inner_text() != "2回"

    file = tmp_path / "drills.csv"
    file.write_bytes(as_csv(header_of(DATASET), DRILLS))
    box = steward.locator(f".st-key-loading_file_{DATASET}")
    box.locator('input[type="file"]').set_input_files(file)
    steward.get_by_text(TEXT("loading.found")).wait_for()
    settle(steward)
    steward.get_by_role("button", name=TEXT("loading.commit.button"), exact=True).first.click()
    result = steward.get_by_text(TEXT("loading.result.title", id="")[:6])
    expect(result).to_be_visible(timeout=SETTLE_MILLISECONDS)

    imported = time.monotonic()
    reader.get_by_role("tab", name=TEXT("block.records")).click()
    expect(card).to_have_text("2回", timeout=SETTLE_MILLISECONDS)
    seen = time.monotonic() - imported
    settle(reader)
    print(f"\nthe open page of the other process showed the import after {seen:.2f} s")  # noqa: T201

    before_undo = card.inner_text()
    settle(steward)
    steward.get_by_role("button", name=TEXT("history.undo"), exact=True).first.click()
    steward.locator(".st-key-undo_yes button").click()
    done = steward.get_by_text(re.compile("を取り消しました"))
    expect(done).to_be_visible(timeout=SETTLE_MILLISECONDS)
    undone = time.monotonic()
    reader.get_by_role("tab", name=TEXT("block.heatmap")).click()
    expect(card).not_to_have_text(before_undo, timeout=SETTLE_MILLISECONDS)
    seen_again = time.monotonic() - undone
    print(f"and its undo after {seen_again:.2f} s")  # noqa: T201

    for path, server in ((reading, second), (loading, first)):
        assert all(server.url.endswith(process) for process, _ in office.front.passed(path))
    assert traffic.faults == []
    # Other work on the machine disturbs one measurement; it does not disturb both.
    assert min(seen, seen_again) < SECONDS


def test_when_a_process_ends_the_other_takes_its_readers(
    office: Office, page_on: Callable[[Server, str], Page]
) -> None:
    first, second = office.servers
    reader = page_on(first, "/drills")
    office.stops[0].close()
    path = "/drills?year=2025"
    reader.goto(office.front.url + path)
    settle(reader)
    assert reader.locator(".am-card .am-value").first.inner_text().endswith("回")
    ((process, status),) = office.front.passed(path)
    assert (process.split(", ")[-1], status) == (second.url.rpartition("/")[2], "200")


def test_a_page_and_the_health_check_say_that_the_database_is_gone_and_when_it_is_back(
    start_server: Callable[..., Server], postgres: Cluster, page: Page, tmp_path: Path
) -> None:
    url = filled_url(postgres, tmp_path)
    running = start_server(database_url=url)
    assert asked(f"{running.url}/healthz")[0] == 200
    with postgres.unreachable(url):
        assert asked(f"{running.url}/healthz")[0] == 503
        page.goto(running.url)
        words = TEXT("error.database_silent", database="").partition(")")[2]
        expect(page.get_by_text(words)).to_be_visible(timeout=SETTLE_MILLISECONDS)
    assert asked(f"{running.url}/healthz")[0] == 200
    page.goto(running.url)
    settle(page)
    assert page.locator(".am-card").count()
