"""The addresses that residents open: who gets what, and how it is kept and asked for again."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path

import pytest

from asahi_metrics.core.report import DECK_LANGUAGES
from asahi_metrics.services.office import Office
from asahi_metrics.services.releasing import release
from asahi_metrics.ui.public_routes import public_routes
from asahi_metrics.ui.public_shelf import Document, Shelf, document
from tests.page_reader import Reader
from tests.public_ward import open_public_ward, open_unreleased_ward
from tests.ui.asking import Answer, ask
from tests.ward import DISTRICTS, load

Asking = Callable[..., Answer]
ADDRESSES = ["/public/", *(f"/public/{code}" for code in DISTRICTS)]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return open_public_ward(tmp_path_factory.mktemp("ward"))


@pytest.fixture(scope="module")
def get(office: Office) -> Asking:
    return asking(office)


def asking(office: Office) -> Asking:
    routes = public_routes(lambda: office)
    return lambda address, **told: ask(routes, address, **told)


@pytest.mark.parametrize("lang", DECK_LANGUAGES)
@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_comes_in_every_language(get: Asking, address: str, lang: str) -> None:
    answer = get(f"{address}?lang={lang}")
    assert answer.status == HTTPStatus.OK
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    page = Reader.of(answer.text)
    assert page.all_of("lang")[0] == ("en" if lang == "en" else "ja")
    assert page.tags["section"] >= 3


@pytest.mark.parametrize("query", ["", "?lang=", "?lang=fr", "?lang=ja&other=1"])
def test_without_a_known_language_the_page_is_japanese(get: Asking, query: str) -> None:
    assert get(f"/public/01{query}").body == get("/public/01?lang=ja").body


def test_the_folder_without_its_slash_leads_to_it_and_stays_where_a_proxy_put_it(
    get: Asking,
) -> None:
    answer = get("/public?lang=en")
    assert answer.status == HTTPStatus.PERMANENT_REDIRECT
    assert answer.headers["location"] == "public/?lang=en"


@pytest.mark.parametrize(
    "address", ["/public/99", "/public/1", "/public/01/", "/public/01/x", "/public/%3Cscript%3E"]
)
def test_a_page_that_is_none_is_not_found_and_leads_to_the_list(get: Asking, address: str) -> None:
    answer = get(f"{address}?lang=en")
    assert answer.status == HTTPStatus.NOT_FOUND
    assert answer.headers["cache-control"] == "no-store"
    page = Reader.of(answer.text)
    assert "There is no page at this address" in page.words
    assert page.tags["script"] == 0


def test_before_the_first_release_a_page_says_so(tmp_path: Path) -> None:
    office = open_unreleased_ward(tmp_path)
    get = asking(office)
    for address in ("/public/?lang=ja", "/public/01?lang=easy"):
        answer = get(address)
        assert answer.status == HTTPStatus.NOT_FOUND
        assert answer.headers["cache-control"] == "no-store"
    assert "公表した数値はまだありません" in get("/public/").text
    release(office)
    assert get("/public/").status == HTTPStatus.OK


def test_a_database_that_does_not_answer_is_told_without_its_address(
    office: Office, tmp_path: Path
) -> None:
    silent = open_unreleased_ward(tmp_path)
    with silent.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE release_part")
        connection.exec_driver_sql("DROP TABLE release")
    answer = asking(silent)("/public/")
    assert answer.status == HTTPStatus.SERVICE_UNAVAILABLE
    assert "いまは表示できません" in answer.text
    assert "sqlite" not in answer.text


@pytest.mark.parametrize("host", ["evil.example", "192.168.1.5", "127.0.0.1.example"])
def test_another_name_for_this_machine_gets_nothing(get: Asking, host: str) -> None:
    answer = get("/public/01", host=host)
    assert answer.status == HTTPStatus.FORBIDDEN
    assert "svg" not in answer.text


def test_the_name_that_residents_know_is_answered_to(office: Office) -> None:
    get, told = asking(office), {"public_url": "https://data.example.lg.jp/asahi"}
    through_a_proxy = {"x-forwarded-for": "203.0.113.1"}
    for address in ("/public", "/public/01"):
        answer = get(address, host="data.example.lg.jp", headers=through_a_proxy, **told)
        assert answer.status in {HTTPStatus.OK, HTTPStatus.PERMANENT_REDIRECT}
    assert get("/public/01", **told).status == HTTPStatus.OK
    assert get("/public/01", host="evil.example", **told).status == HTTPStatus.FORBIDDEN


def test_a_page_may_use_its_own_style_and_nothing_else(get: Asking) -> None:
    answer = get("/public/01")
    (style,) = re.findall(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = answer.headers["content-security-policy"]
    assert f"style-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_a_page_is_kept_and_asked_for_again_by_its_mark(get: Asking) -> None:
    answer = get("/public/01?lang=ja")
    etag = answer.headers["etag"]
    assert re.fullmatch(r'W/"1-[0-9a-f]{20}"', etag)
    assert answer.headers["cache-control"] == "public, max-age=300"
    assert answer.headers["vary"] == "Accept-Encoding"
    for told in (etag, etag.removeprefix("W/"), f'"other", {etag}', "*"):
        again = get("/public/01?lang=ja", headers={"if-none-match": told})
        assert again.status == HTTPStatus.NOT_MODIFIED
        assert again.body == b""
        assert again.headers["etag"] == etag
    for told in ('"other"', "", etag[:-2] + '"'):
        assert get("/public/01?lang=ja", headers={"if-none-match": told}).status == HTTPStatus.OK


def test_pages_differ_in_their_marks(get: Asking) -> None:
    marks = {
        get(f"{address}?lang={lang}").headers["etag"]
        for address in ADDRESSES
        for lang in DECK_LANGUAGES
    }
    assert len(marks) == len(ADDRESSES) * len(DECK_LANGUAGES)


def test_a_release_changes_the_mark_and_an_import_alone_does_not(tmp_path: Path) -> None:
    office = open_public_ward(tmp_path)
    get = asking(office)
    etag = get("/public/01").headers["etag"]
    drill = ("2025-11-01", "山手", "A会", "避難訓練", "公園", 500, 90, None)
    load(office, "disaster_drills", [drill])
    assert get("/public/01").headers["etag"] == etag
    release(office)
    later = get("/public/01", headers={"if-none-match": etag})
    assert later.status == HTTPStatus.OK
    assert later.headers["etag"].startswith('W/"2-')


def test_who_asks_for_the_head_gets_no_body_but_its_length(get: Asking) -> None:
    full, head = get("/public/01"), get("/public/01", method="HEAD")
    assert head.status == HTTPStatus.OK
    assert head.body == b""
    for name in ("etag", "content-length", "content-type", "cache-control"):
        assert head.headers[name] == full.headers[name]


@pytest.mark.parametrize(
    ("told", "packed"),
    [("gzip, br", True), ("GZIP;q=0.5", True), ("br", False), ("gzip;q=0", False), ("", False)],
)
def test_the_page_comes_packed_to_who_can_unpack_it(get: Asking, told: str, packed: bool) -> None:
    answer = get("/public/01", headers={"accept-encoding": told})
    assert ("content-encoding" in answer.headers) == packed
    assert answer.body == get("/public/01").body
    if not packed:
        assert int(answer.headers["content-length"]) == len(answer.body)


def test_the_shelf_makes_a_document_once_and_lets_the_oldest_go() -> None:
    made: list[str] = []
    shelf = Shelf(most=2)

    def make(name: str) -> Callable[[], Document]:
        def write() -> Document:
            made.append(name)
            return document(name.encode(), "text/plain", release=1)

        return write

    for name in ("a", "a", "b", "a", "c", "a", "b"):
        assert shelf.get(name, make(name)).length == 1
    assert made == ["a", "b", "c", "b"]
