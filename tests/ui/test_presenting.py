"""The address of a presentation: who gets it, from where, and what its page may run."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.types import Message

from asahi_metrics.core.access import Principal
from asahi_metrics.core.errors import NotAllowed
from asahi_metrics.services.decks import retitled, save_deck
from asahi_metrics.services.office import Office
from asahi_metrics.services.reporting import DeckRequest, MadeDeck, build_deck
from asahi_metrics.ui.assets import PageHead, SecurityHeaders
from asahi_metrics.ui.doorkeeper import KnownHosts
from asahi_metrics.ui.presenting import present_route, presentation

TITLE = "</title><script>alert(1)</script>"


@pytest.fixture(scope="module")
def number(small_ward: Office) -> int:
    request = DeckRequest(district="01", year=2023, topics=("disaster_drills",), lang="en")
    deck = retitled(build_deck(small_ward, request), {"cover": TITLE})
    return save_deck(small_ward, MadeDeck(request, deck), author="担当")


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    text: str


def ask(office: Office, address: str, host: str = "127.0.0.1") -> Answer:
    """What the server answers a browser, without a server."""
    middleware = [Middleware(SecurityHeaders), Middleware(KnownHosts), Middleware(PageHead)]
    app = Starlette(routes=[present_route(lambda _: office)], middleware=middleware)
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    headers = [(b"host", f"{host}:8501".encode()), (b"accept", b"text/html")]
    scope = {"type": "http", "method": "GET", "path": address, "root_path": "", "scheme": "http"}
    asked = {"query_string": b"", "headers": headers, "server": ("127.0.0.1", 8501)}
    asyncio.run(app({**scope, **asked}, receive, send))
    told = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return Answer(sent[0]["status"], told, b"".join(one["body"] for one in sent[1:]).decode())


def test_a_saved_deck_is_a_page_in_its_own_language_that_is_kept_nowhere(
    small_ward: Office, number: int
) -> None:
    answer = ask(small_ward, f"/present/{number}")
    assert answer.status == HTTPStatus.OK
    assert answer.headers["cache-control"] == "no-store"
    assert '<html lang="en">' in answer.text
    assert "Disaster drills" in answer.text
    assert f'href="/meeting?deck={number}&amp;lang=en"' in answer.text


def test_a_title_by_hand_is_text_and_the_one_script_is_the_one_that_the_policy_names(
    small_ward: Office, number: int
) -> None:
    answer = ask(small_ward, f"/present/{number}")
    (script,) = re.findall(r"<script>(.*?)</script>", answer.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = answer.headers["content-security-policy"]
    assert f"script-src 'sha256-{digest}';" in policy
    assert "unsafe-eval" not in policy
    assert "http" not in policy
    assert "&lt;script&gt;alert(1)" in answer.text


def test_a_deck_that_is_none_is_not_found_and_says_so_in_both_languages(
    small_ward: Office,
) -> None:
    answer = ask(small_ward, "/present/9999")
    assert answer.status == HTTPStatus.NOT_FOUND
    assert "資料9999はありません" in answer.text
    assert "There is no deck 9999" in answer.text


@pytest.mark.parametrize("address", ["/present/", "/present/1x", "/present/-1", "/present/../1"])
def test_an_address_that_names_no_number_is_not_found(small_ward: Office, address: str) -> None:
    assert ask(small_ward, address).status == HTTPStatus.NOT_FOUND


def test_who_may_not_read_gets_nothing_of_the_deck(small_ward: Office, number: int) -> None:
    public = small_ward.acting_as(Principal("somebody", "public"))
    with pytest.raises(NotAllowed):
        presentation(public, number)
    answer = ask(public, f"/present/{number}")
    assert answer.status == HTTPStatus.FORBIDDEN
    assert "svg" not in answer.text


@pytest.mark.parametrize("host", ["evil.example", "192.168.1.5", "127.0.0.1.example"])
def test_another_sites_name_for_this_machine_gets_nothing(
    small_ward: Office, number: int, host: str
) -> None:
    answer = ask(small_ward, f"/present/{number}", host)
    assert answer.status == HTTPStatus.FORBIDDEN
    assert "svg" not in answer.text
