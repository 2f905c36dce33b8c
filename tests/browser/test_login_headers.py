"""What the running server says about itself in its answers, with a login and without."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from tests.browser.ground import Server, Traffic
from tests.browser.login_ground import COOKIE_SECRET, OFFICER, Board, enter, new_context, open_board
from tests.browser.oidc import CLIENT_SECRET

PATHS = ("/", "/map", "/healthz", "/_stcore/health", "/_stcore/host-config", "/present/1", "/none")
HOST = "asahi.example"


@dataclass(frozen=True)
class Answer:
    """An answer as it came over the wire."""

    status: int
    headers: dict[str, str]
    cookies: list[str]


def ask(server: Server, path: str, *, host: str = "", method: str = "GET") -> Answer:
    """Ask as a proxy would that was called by another name."""
    parts = urlsplit(server.url)
    with closing(HTTPConnection(parts.hostname or "", parts.port, timeout=30)) as connection:
        connection.putrequest(method, path, skip_host=True)
        connection.putheader("Host", host or parts.netloc)
        connection.putheader("Accept", "text/html")
        connection.endheaders()
        answer = connection.getresponse()
        answer.read()
        told = answer.getheaders()
        cookies = [value for name, value in told if name.lower() == "set-cookie"]
        return Answer(answer.status, {name.lower(): value for name, value in told}, cookies)


@pytest.fixture(scope="module")
def public_board(board: Board, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Board]:
    """The program as it stands behind a proxy that speaks https."""
    folder: Path = tmp_path_factory.mktemp("public")
    with open_board(folder, board.provider, board, base_url=f"https://{HOST}") as running:
        yield running


def expect_safe(answer: Answer) -> None:
    policy = answer.headers["content-security-policy"]
    assert "http:" not in policy
    assert "https:" not in policy
    for rule in ("frame-ancestors 'self'", "object-src 'none'", "form-action 'self'"):
        assert rule in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_is_guarded_with_a_login_and_without(
    server: Server, board: Board, path: str
) -> None:
    for running in (server, board.server):
        answer = ask(running, path)
        expect_safe(answer)
        # Nobody has come by https, so nobody is bound to it.
        assert "strict-transport-security" not in answer.headers


@pytest.mark.parametrize("path", PATHS)
def test_whoever_came_by_https_is_bound_to_it(public_board: Board, path: str) -> None:
    answer = ask(public_board.server, path, host=HOST)
    expect_safe(answer)
    assert answer.headers["strict-transport-security"].startswith("max-age=31536000")


@pytest.mark.parametrize("path", ["/_stcore/health", "/auth/login?provider=none", "/auth/logout"])
def test_cookies_are_sent_to_this_program_alone(public_board: Board, path: str) -> None:
    for cookie in ask(public_board.server, path, host=HOST).cookies:
        told = [part.strip().lower() for part in cookie.split(";")]
        assert "secure" in told
        assert "samesite=lax" in told
        # The page must read this one to send it back.
        assert "httponly" in told or told[0].startswith("_streamlit_xsrf")


def test_the_server_hands_out_the_token_that_uploads_must_bring(
    server: Server, board: Board
) -> None:
    for running in (server, board.server):
        cookies = ask(running, "/_stcore/health").cookies
        assert any(one.startswith("_streamlit_xsrf=") for one in cookies)


def test_the_cookie_of_a_login_is_hidden_from_scripts_and_lasts_no_longer_than_the_login(
    browser: Browser, traffic: Traffic, board: Board
) -> None:
    with closing(new_context(browser, traffic)) as context:
        page = context.new_page()
        enter(page, board, OFFICER)
        cookies = [one for one in context.cookies() if "_streamlit_user" in str(one["name"])]
        assert len(cookies) >= 2
        for one in cookies:
            assert one["httpOnly"]
            assert one["sameSite"] == "Lax"
            assert float(one["expires"]) <= time.time() + 8 * 3600
        assert page.evaluate("document.cookie").count("_streamlit_user") == 0
        # Who is signed in still needs the token that other sites cannot read.
        address = f"{board.url}/_stcore/upload_file/1/2"
        assert context.request.put(address, data="x").status == 403


@pytest.mark.parametrize(
    "host", ["evil.example", "asahi.example.evil.example", "192.168.1.5", "", "asahi.example@evil"]
)
def test_another_name_gets_no_answer(public_board: Board, server: Server, host: str) -> None:
    for running in (public_board.server, server):
        answer = ask(running, "/", host=host or "evil.example:80")
        assert answer.status == 403
        assert "etag" not in answer.headers


def test_the_programs_own_name_is_answered(public_board: Board) -> None:
    assert ask(public_board.server, "/", host=HOST).status == 200
    # Whoever watches over the machine asks it directly.
    assert ask(public_board.server, "/healthz").status == 200


def test_the_address_is_told_at_the_start_and_no_secret_is(public_board: Board) -> None:
    told = public_board.server.log.read_text(encoding="utf-8")
    assert f"https://{HOST}" in told
    for secret in (COOKIE_SECRET, CLIENT_SECRET):
        assert secret not in told
