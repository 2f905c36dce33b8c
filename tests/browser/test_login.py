"""Signing in and out in a real browser, against a real provider that may also answer wrongly."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from itsdangerous import URLSafeTimedSerializer
from playwright.sync_api import Browser, BrowserContext, Page, expect
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from asahi_metrics.services.decks import save_deck
from asahi_metrics.services.reporting import DeckRequest, MadeDeck, build_deck
from asahi_metrics.store.database import write
from asahi_metrics.store.tables import login as login_table
from asahi_metrics.ui.navigation import ADMIN_PAGES, PAGES
from tests.browser.ground import Traffic, settle
from tests.browser.login_ground import (
    ADMINISTRATOR,
    COOKIE_SECRET,
    FAULTY,
    MANAGER,
    OFFICER,
    PEOPLE,
    STEWARD,
    STRANGER,
    TEXT,
    Board,
    enter,
    expect_entrance,
    go,
    new_context,
    open_board,
    sign_in,
)
from tests.browser.oidc import Fault
from tests.browser.sights import words_of
from tests.logs import entries

ADDRESSES = ["/" if name == PAGES[0] else f"/{name}" for name in (*PAGES, *ADMIN_PAGES)]

NewContext = Callable[[], BrowserContext]


@pytest.fixture
def context(browser: Browser, traffic: Traffic) -> Iterator[NewContext]:
    """Open browsers that know nothing of each other."""
    opened: list[BrowserContext] = []

    def open_one() -> BrowserContext:
        opened.append(new_context(browser, traffic))
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()


@pytest.fixture
def page(context: NewContext) -> Page:
    return context().new_page()


def test_the_first_request_that_a_server_ever_gets_shows_the_login(
    page: Page, board: Board, traffic: Traffic
) -> None:
    """Pages beside the script used to be shown before the script had run once."""
    go(page, board, "/map?year=2026&districts=07")
    expect_entrance(page)
    assert traffic.faults == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_cold_address_without_a_login_shows_the_login_and_no_datum(
    page: Page, board: Board, address: str
) -> None:
    go(page, board, address)
    expect_entrance(page)
    words = " ".join(words_of(page))
    assert not any(area.name["ja"] in words for area in board.office.pack.areas.districts)
    assert len(words) < 200


@pytest.mark.parametrize(
    ("account", "role", "sees"),
    [
        (OFFICER, "officer", {"upload"}),
        (STEWARD, "steward", {"upload"}),
        (MANAGER, "manager", set()),
        (ADMINISTRATOR, "administrator", {"upload", "undo", "boundaries"}),
    ],
)
def test_each_role_comes_in_and_is_offered_what_it_may_do(
    page: Page, board: Board, traffic: Traffic, account: str, role: str, sees: set[str]
) -> None:
    enter(page, board, account, "/data?dataset=disaster_drills")
    # The way leads back to the address that was asked for.
    assert page.url.startswith(f"{board.url}/data?")
    assert "dataset=disaster_drills" in page.url
    page.locator(".st-key-account button").first.click()
    menu = page.locator(".am-account")
    expect(menu).to_contain_text(PEOPLE[account]["name"])
    expect(menu).to_contain_text(TEXT(f"role.{role}"))
    log = page.get_by_role("link", name=TEXT("nav.audit"))
    assert log.count() == (role == "administrator")
    page.get_by_text(TEXT("territory.title")).click()
    settle(page)
    parts = {
        "upload": '[class*="st-key-loading_file"] [data-testid="stFileUploader"]',
        "undo": '[class*="st-key-undo_"]',
        "boundaries": '[class*="st-key-boundary_file"]',
    }
    found = {name for name, selector in parts.items() if page.locator(selector).count()}
    assert found == sees
    assert traffic.faults == []
    last = entries(board.office, "login")[-1]
    assert (last.account, last.role, last.outcome) == (account, role, "done")


def test_somebody_without_a_role_is_told_so_and_comes_in_once_one_is_given(
    page: Page, board: Board
) -> None:
    enter(page, board, STRANGER, "/map")
    expect(page.locator(".am-alert")).to_contain_text(STRANGER)
    expect(page.locator(".st-key-entrance")).to_contain_text("区政推進課")
    expect(page.locator('[data-testid="stTopNavLink"]')).to_have_count(0)
    assert entries(board.office, "login")[-1].outcome == "refused"
    board.give(STRANGER, "officer", "07")
    page.reload()
    settle(page)
    expect(page.locator(".st-key-account")).to_contain_text(PEOPLE[STRANGER]["name"])


def test_whoever_turns_back_at_the_provider_is_told_and_not_let_in(
    page: Page, board: Board
) -> None:
    go(page, board, "/map")
    sign_in(page, "nobody")
    expect(page.locator(".am-alert")).to_contain_text(TEXT("entrance.failed"))
    expect_entrance(page)
    assert entries(board.office, "login")[-1].outcome == "failed"


@pytest.mark.parametrize("fault", [*FAULTY])
def test_a_token_that_is_wrong_lets_nobody_in(
    page: Page, board: Board, traffic: Traffic, fault: Fault
) -> None:
    before = len(entries(board.office))
    enter(page, board, FAULTY[fault])
    expect(page.locator(".am-alert")).to_contain_text(TEXT("entrance.failed"))
    expect_entrance(page)
    assert not [one for one in page.context.cookies() if one["name"] == USER_COOKIE_NAME]
    assert [one.outcome for one in entries(board.office)[before:]] == ["failed"]
    assert traffic.faults == []


def cookie_of(context: BrowserContext) -> str:
    found = [one for one in context.cookies() if one["name"] == USER_COOKIE_NAME]
    return str(found[0]["value"])


def with_cookie(context: BrowserContext, board: Board, value: str) -> Page:
    """A browser that somebody has put a login's cookie into."""
    context.add_cookies([{"name": USER_COOKIE_NAME, "value": value, "url": board.url}])
    return context.new_page()


def changed_payload(cookie: str) -> str:
    """The same cookie for somebody else, with the signature that it had."""
    payload, stamp, signature = cookie.lstrip(".").rsplit(".", 2)
    claims = {"preferred_username": ADMINISTRATOR, "is_logged_in": True}
    forged = base64.urlsafe_b64encode(json.dumps(json.dumps(claims)).encode()).decode()
    return f"{forged.rstrip('=')}.{stamp}.{signature}" if payload else cookie


def changed_signature(cookie: str) -> str:
    return cookie[:-4] + ("AAAA" if cookie[-4:] != "AAAA" else "BBBB")


def signed_by_another(cookie: str) -> str:
    told = json.dumps(
        {
            "iss": "http://127.0.0.1",
            "sub": "1",
            "aud": "asahi-board",
            "iat": int(time.time()),
            "nonce": "1",
            "preferred_username": ADMINISTRATOR,
            "is_logged_in": True,
            "origin": "http://127.0.0.1",
        }
    )
    return str(URLSafeTimedSerializer("another secret" * 4, salt=USER_COOKIE_NAME).dumps(told))


@pytest.mark.parametrize("forge", [changed_payload, changed_signature, signed_by_another])
def test_a_cookie_that_was_tampered_with_opens_nothing(
    context: NewContext, board: Board, forge: Callable[[str], str]
) -> None:
    own = context()
    enter(own.new_page(), board, ADMINISTRATOR)
    page = with_cookie(context(), board, forge(cookie_of(own)))
    go(page, board, "/data")
    expect_entrance(page)


def test_a_cookie_signed_with_the_right_secret_but_never_begun_opens_nothing(
    context: NewContext, board: Board
) -> None:
    """Whoever learns the secret still needs a login that began here."""
    claims = json.loads(
        json.dumps(
            {
                "iss": board.provider.issuer,
                "sub": "1",
                "aud": "asahi-board",
                "iat": int(time.time()),
                "nonce": "made up",
                "preferred_username": ADMINISTRATOR,
                "is_logged_in": True,
                "origin": board.url,
                "provider": "default",
            }
        )
    )
    signer = URLSafeTimedSerializer(COOKIE_SECRET, salt=USER_COOKIE_NAME)
    page = with_cookie(context(), board, str(signer.dumps(json.dumps(claims))))
    go(page, board, "/data")
    expect_entrance(page)
    expect(page.locator(".am-alert")).to_contain_text(TEXT("error.sign_in.ended"))


def test_signing_out_ends_the_login_everywhere_and_at_the_provider(
    context: NewContext, board: Board
) -> None:
    own = context()
    first, second = own.new_page(), own.new_page()
    enter(first, board, MANAGER, "/review")
    go(second, board, "/overview")
    kept = cookie_of(own)
    before = len(board.provider.signed_out)
    first.locator(".st-key-account button").first.click()
    first.get_by_role("button", name=TEXT("entrance.sign_out")).click()
    first.wait_for_url(f"{board.url}/")
    settle(first)
    expect_entrance(first)
    (asked,) = board.provider.signed_out[before:]
    assert asked["post_logout_redirect_uri"] == f"{board.url}/oauth2callback"
    assert asked["id_token_hint"]
    assert entries(board.office)[-1].action == "logout"
    # The other window learns of it with the next thing that is done there.
    second.get_by_role("radio", name="English").click()
    settle(second)
    expect(second.get_by_role("button", name="Sign in")).to_be_visible()
    expect(second.locator(".st-key-filter_bar")).to_have_count(0)
    # And so does whoever has kept the cookie.
    page = with_cookie(context(), board, kept)
    go(page, board, "/review")
    expect_entrance(page)


def test_a_login_that_has_grown_too_old_ends_with_the_next_click(page: Page, board: Board) -> None:
    enter(page, board, OFFICER, "/overview")
    grow_old(board, hours=9)
    # A part of the page that runs alone, past the entrance.
    page.locator(".st-key-attention_rest button").click()
    settle(page)
    expect_entrance(page)
    expect(page.locator(".am-alert")).to_contain_text(TEXT("error.sign_in.ended"))
    last = entries(board.office)[-1]
    assert (last.account, last.action, last.detail) == (OFFICER, "session_end", {"reason": "age"})


def grow_old(board: Board, *, hours: int) -> None:
    """Move the begin of every login back, as if the time had passed."""
    with write(board.office.engine) as connection:
        for row in connection.execute(login_table.select()).all():
            began = row.began_at - timedelta(hours=hours)
            own = login_table.c.key == row.key
            connection.execute(login_table.update().where(own).values(began_at=began))


def test_a_screen_that_nobody_touches_clears_itself(
    browser: Browser, traffic: Traffic, board: Board, tmp_path: Path
) -> None:
    with (
        open_board(tmp_path / "idle", board.provider, board, idle_minutes="0.15") as short,
        closing(new_context(browser, traffic)) as context,
    ):
        page = context.new_page()
        enter(page, short, MANAGER, "/indicators")
        # Nine seconds without a click; the page looks twice in that time.
        expect(page.get_by_role("button", name=TEXT("entrance.sign_in"))).to_be_visible(
            timeout=60_000
        )
        expect_entrance(page)
        assert entries(short.office)[-1].detail == {"reason": "idle"}


def test_a_role_that_is_taken_back_is_gone_with_the_next_click(page: Page, board: Board) -> None:
    board.give(MANAGER, "manager")
    enter(page, board, MANAGER, "/review?year=2026")
    ask = page.locator(".st-key-review_ask")
    expect(ask).to_have_count(1)
    board.give(MANAGER, "officer", "01")
    # The button is still on the screen, and no longer does what it says.
    ask.locator("button").click()
    settle(page)
    expect(page.locator(".st-key-review_yes")).to_have_count(0)
    expect(ask).to_have_count(0)
    board.give(MANAGER, "public")
    page.get_by_role("radio", name="English").click()
    settle(page)
    expect(page.locator(".am-alert")).to_contain_text(MANAGER)
    expect(page.locator(".st-key-filter_bar")).to_have_count(0)
    board.give(MANAGER, "manager")


def test_two_people_at_once_see_each_their_own(context: NewContext, board: Board) -> None:
    administrator, officer = context().new_page(), context().new_page()
    enter(administrator, board, ADMINISTRATOR, "/data")
    enter(officer, board, OFFICER, "/data")
    for path in ("/review", "/data"):
        for page in (administrator, officer):
            page.goto(board.url + path)
        for page, account in ((officer, OFFICER), (administrator, ADMINISTRATOR)):
            settle(page)
            expect(page.locator(".st-key-account")).to_contain_text(PEOPLE[account]["name"])
            may = account == ADMINISTRATOR
            assert bool(page.locator(".st-key-review_ask").count()) == (may and path == "/review")
            assert bool(page.locator('[class*="st-key-undo_"]').count()) == (
                may and path == "/data"
            )
        told = " ".join(words_of(officer))
        assert PEOPLE[ADMINISTRATOR]["name"] not in told


def test_a_file_goes_to_those_alone_who_are_signed_in_and_is_logged(
    context: NewContext, board: Board
) -> None:
    own = context()
    page = own.new_page()
    enter(page, board, OFFICER, "/data")
    with page.expect_response(lambda answer: "/media/" in answer.url) as answered:
        page.get_by_role("button", name=TEXT("history.file")).or_(
            page.get_by_role("button", name=TEXT("loading.template"))
        ).first.click()
    address = answered.value.url
    last = entries(board.office, "export")[-1]
    assert (last.account, last.role, last.outcome) == (OFFICER, "officer", "done")
    assert own.request.get(address).status == 200
    assert context().request.get(address).status == 403


@pytest.fixture(scope="module")
def deck(board: Board) -> int:
    request = DeckRequest("07", 2026, topics=("disaster_drills",))
    made = MadeDeck(request, build_deck(board.office, request))
    return save_deck(board.office, made, author="担当")


def test_a_presentation_asks_for_the_login_first_and_then_shows_itself(
    page: Page, board: Board, deck: int
) -> None:
    page.goto(f"{board.url}/present/{deck}")
    settle(page)
    expect_entrance(page)
    sign_in(page, OFFICER)
    assert page.url.startswith(f"{board.url}/meeting?")
    assert f"deck={deck}" in page.url
    page.goto(f"{board.url}/present/{deck}")
    expect(page.locator("svg").first).to_be_visible()


def test_the_pictures_of_a_map_are_for_who_is_signed_in(
    page: Page, board: Board, context: NewContext
) -> None:
    with page.expect_response("**/pictures/?**") as answer:
        enter(page, board, OFFICER, "/map?year=2026")
    assert answer.value.status == 200
    assert context().request.get(answer.value.url).status == 403


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/media/0123456789abcdef.csv", 403),
        ("/_stcore/upload_file/1/2", 403),
        ("/_stcore/metrics", 404),
        ("/_stcore/script-health-check", 404),
        ("/healthz", 200),
    ],
)
def test_what_is_beside_the_pages_is_guarded_too(
    context: NewContext, board: Board, path: str, status: int
) -> None:
    assert context().request.get(board.url + path).status == status
