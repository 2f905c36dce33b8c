"""What stands before the pages: hosts, cookies, and where somebody may be led back to."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr
from starlette.requests import HTTPConnection
from starlette.types import Message, Receive, Scope, Send

from asahi_metrics.core.errors import NotAllowed, NotSignedIn
from asahi_metrics.core.login import Login
from asahi_metrics.core.roles import NO_ROLES
from asahi_metrics.services.office import Office
from asahi_metrics.ui.cookies import claims_of, cookies_set, kept_safe
from asahi_metrics.ui.doorkeeper import GuardedFiles, KnownHosts, SafeCookies
from asahi_metrics.ui.sign_in_paths import page_of

LOGIN = Login(
    base_url="https://asahi.example",
    metadata_url="https://login.example",
    client_id="asahi",
    client_secret=SecretStr("secret"),
    cookie_secret=SecretStr("0" * 32),
    account_claim="sub",
    roles=NO_ROLES,
    longest=timedelta(hours=8),
    idle=timedelta(hours=1),
)
HERE = ("127.0.0.1", 50_000)


class Behind:
    """What stands behind the door, and whether anybody came to it."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def __call__(self, scope: Scope, _: Receive, send: Send) -> None:
        self.asked.append(scope["path"])
        cookies = [(b"Set-Cookie", b"a=1; Path=/"), (b"x-other", b"a=1")]
        await send({"type": "http.response.start", "status": 200, "headers": cookies})
        await send({"type": "http.response.body", "body": b"inside"})


def ask(app: Any, path: str = "/", *, kind: str = "http", **more: Any) -> list[Message]:
    """What the app sends to a browser that asks for the path."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    headers = {"host": "127.0.0.1:8501"} | more.pop("headers", {})
    scope = {
        "type": kind,
        "method": "GET",
        "path": path,
        "root_path": "",
        "scheme": "http",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "server": ("127.0.0.1", 8501),
        "client": HERE,
    }
    asyncio.run(app({**scope, **more}, receive, send))
    return sent


def passes(login: Login | None, *, public_url: str = "", **more: Any) -> bool:
    behind = Behind()
    sent = ask(KnownHosts(behind, login=login, public_url=public_url), **more)
    assert bool(behind.asked) == (sent[0].get("status") == 200)
    return bool(behind.asked)


@pytest.mark.parametrize("host", ["127.0.0.1:8501", "localhost", "[::1]:8501", "LOCALHOST:1"])
def test_this_machine_is_answered_without_a_login(host: str) -> None:
    assert passes(None, headers={"host": host})


@pytest.mark.parametrize(
    "more",
    [
        {"headers": {"host": "asahi.example"}},
        {"headers": {"host": "127.0.0.1.example"}},
        {"headers": {"host": "127.0.0.1@evil.example"}},
        {"headers": {"host": ""}},
        {"client": ("192.168.1.5", 50_000)},
        {"headers": {"x-forwarded-for": "203.0.113.1"}},
        {"headers": {"forwarded": "for=203.0.113.1"}},
        {"headers": {"x-forwarded-host": "asahi.example"}},
        {"headers": {"via": "1.1 proxy"}},
    ],
    ids=str,
)
def test_whoever_comes_from_elsewhere_gets_nothing_without_a_login(more: dict[str, Any]) -> None:
    """A proxy before a program without a login would make everybody its administrator."""
    assert not passes(None, **more)


def test_with_a_login_the_program_answers_to_its_own_name() -> None:
    far = {"client": ("192.168.1.5", 50_000)}
    forwarded = {"host": "asahi.example", "x-forwarded-for": "203.0.113.1"}
    assert passes(LOGIN, headers=forwarded, **far)
    assert passes(LOGIN, headers={"host": "asahi.example:443"}, **far)
    assert passes(LOGIN)
    for host in ("evil.example", "www.asahi.example", "asahi.example.evil.example", "192.168.1.5"):
        assert not passes(LOGIN, headers={"host": host}, **far)


@pytest.mark.parametrize("login", [None, LOGIN], ids=["without a login", "with a login"])
def test_residents_reach_what_is_public_by_its_name_and_nothing_else(login: Login | None) -> None:
    asked = {
        "public_url": "https://data.example/asahi",
        "headers": {"host": "data.example", "x-forwarded-for": "203.0.113.1"},
        "client": ("192.168.1.5", 50_000),
    }
    for path in ("/public", "/public/", "/public/01", "/open-data", "/open-data/figures.csv"):
        assert passes(login, path=path, **asked)
    for path in ("/", "/publicity", "/present/1", "/media/1.csv", "/_stcore/stream", "/metrics"):
        assert not passes(login, path=path, **asked)
    websocket = ask(
        KnownHosts(Behind(), login=login, public_url=asked["public_url"]),
        "/public/",
        kind="websocket",
        headers=asked["headers"],
    )
    assert websocket[0]["type"] == "websocket.close"


def test_a_websocket_from_elsewhere_is_closed_before_it_opens() -> None:
    sent = ask(KnownHosts(Behind()), kind="websocket", headers={"host": "evil.example"})
    assert sent == [{"type": "websocket.close", "code": 1008}]


def test_guarded_files_ask_who_is_there_and_everything_else_passes() -> None:
    def nobody(_: HTTPConnection) -> Office:
        raise NotSignedIn("error.sign_in.nobody")

    for path, status in (
        ("/media/1.csv", 403),
        ("/_stcore/upload_file/1/2", 403),
        ("/_stcore/metrics", 404),
        ("/", 200),
        ("/vendor/leaflet.js", 200),
    ):
        behind = Behind()
        sent = ask(GuardedFiles(behind, office=nobody), path)
        assert sent[0]["status"] == status
        assert bool(behind.asked) == (status == 200)


def test_every_cookie_of_an_answer_is_made_safe() -> None:
    for login, expected in (
        (None, b"a=1; Path=/; HttpOnly; SameSite=Lax"),
        (LOGIN, b"a=1; Path=/; HttpOnly; SameSite=Lax; Secure"),
    ):
        headers = ask(SafeCookies(Behind(), login=login))[0]["headers"]
        assert headers == [(b"Set-Cookie", expected), (b"x-other", b"a=1")]


def test_what_a_cookie_says_already_is_not_said_twice() -> None:
    cookie = "_streamlit_user=x; httponly; Max-Age=2592000; Path=/; samesite=strict; secure"
    assert kept_safe(cookie, encrypted=True) == cookie
    shorter = kept_safe(cookie, encrypted=True, longest=timedelta(hours=8))
    assert "Max-Age=28800;" in shorter
    gone = kept_safe("_streamlit_user=; Max-Age=0", encrypted=False, longest=timedelta(hours=8))
    assert "Max-Age=0;" in gone
    other = kept_safe("asahi_return=x; Max-Age=90000", encrypted=False, longest=timedelta(hours=8))
    assert "Max-Age=90000" in other
    assert "HttpOnly" not in kept_safe("_streamlit_xsrf=x", encrypted=True)


def test_only_cookies_that_are_set_count() -> None:
    headers = ["a=1; Path=/", 'b=""; Max-Age=0', "c=3; HttpOnly; Max-Age=60", "\x00broken"]
    assert cookies_set(headers) == {"a": "1", "c": "3"}


@pytest.mark.parametrize("cookies", [{}, {"_streamlit_user": ""}, {"_streamlit_user": "x.y.z"}])
def test_without_a_cookie_to_rely_on_nobody_is_signed_in(cookies: dict[str, str]) -> None:
    with pytest.raises(NotAllowed, match="nobody"):
        claims_of(cookies, "https://asahi.example")


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("https://asahi.example/map?year=2026&districts=07", "/map?year=2026&districts=07"),
        ("https://asahi.example/", "/"),
        ("https://asahi.example/?lang=en", "/?lang=en"),
        ("https://asahi.example/audit", "/audit"),
        ("https://asahi.example/map/../x", "/"),
        ("https://asahi.example//evil.example", "/"),
        ("https://asahi.example/map?x=\\evil", "/"),
        ("https://asahi.example/auth/logout", "/"),
        ("https://asahi.example@evil.example/map", "/"),
        ("https://asahi.example:444/map", "/"),
        ("http://asahi.example/map", "/"),
        ("https://asahi.example/map?" + "x" * 2_000, "/"),
        ("https://[asahi.example/map", "/"),
        ("", "/"),
    ],
)
def test_somebody_is_led_back_to_pages_of_this_program_alone(address: str, page: str) -> None:
    assert page_of(address, "https://asahi.example") == page


@given(st.text())
def test_no_address_whatever_leads_elsewhere(rest: str) -> None:
    page = page_of(f"https://asahi.example/{rest}", "https://asahi.example")
    assert page.startswith("/")
    assert not page.startswith("//")
    assert not set(page) & set("\\\r\n\t ")
