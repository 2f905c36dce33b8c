"""A program with a login, and the provider it sends people to, both real and on this machine."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from playwright.sync_api import Browser, BrowserContext, Page, expect

from asahi_metrics.core.access import Entitlement, Role
from asahi_metrics.core.settings import Settings
from asahi_metrics.core.text import Text
from asahi_metrics.services.office import Office, open_office
from asahi_metrics.services.people import set_person
from tests.browser.ground import Server, Traffic, serve, settle
from tests.browser.oidc import CLIENT_ID, CLIENT_SECRET, Fault, Provider, provide

TEXT = Text("ja")
OFFICER, STEWARD, MANAGER, ADMINISTRATOR, STRANGER = (
    f"{name}@city.example" for name in ("officer", "steward", "manager", "admin", "stranger")
)
COOKIE_SECRET = "0123456789abcdef0123456789abcdef"  # noqa: S105 - of this test alone

# As Keycloak tells them; the claim is found by its path.
PEOPLE: dict[str, dict[str, Any]] = {
    OFFICER: {"name": "担当 花子", "realm_access": {"roles": ["asahi-01", "offline_access"]}},
    STEWARD: {"name": "課員 次郎", "realm_access": {"roles": ["asahi-general-affairs"]}},
    MANAGER: {"name": "係長 三郎", "realm_access": {"roles": ["asahi-chief"]}},
    ADMINISTRATOR: {"name": "管理 四郎", "realm_access": {"roles": ["asahi-admin"]}},
    STRANGER: {"name": "他課 五郎", "realm_access": {"roles": ["another-program"]}},
}
# Whoever goes by one of these names gets a token that is wrong in this way.
FAULTY: dict[Fault, str] = {fault: f"{fault}@city.example" for fault in get_args(Fault)}

ROLES = """
claim = "realm_access.roles"

[[grant]]
value = "asahi-01"
role = "officer"
districts = ["01"]

[[grant]]
value = "asahi-general-affairs"
role = "steward"
sections = ["general_affairs"]

[[grant]]
value = "asahi-chief"
role = "manager"

[[grant]]
value = "asahi-admin"
role = "administrator"
"""


@dataclass(frozen=True)
class Board:
    """The program, its provider, and its database as a second process would open it."""

    server: Server
    provider: Provider
    office: Office

    @property
    def url(self) -> str:
        """The address that people come to."""
        return self.server.url

    def give(self, account: str, role: Role, *districts: str) -> None:
        """What an administrator does on the command line of the server."""
        set_person(self.office, account, Entitlement(role, frozenset(districts)))


@contextmanager
def open_provider() -> Iterator[Provider]:
    """The provider with everybody whom the tests know."""
    faulty = dict.fromkeys(FAULTY.values(), PEOPLE[ADMINISTRATOR])
    with provide({**PEOPLE, **faulty}) as running:
        running.faults.update({account: fault for fault, account in FAULTY.items()})
        yield running


def login_settings(folder: Path, provider: Provider, base_url: str = "{url}") -> dict[str, str]:
    """What ``serve`` is told of the login; people open the program at ``base_url``."""
    roles = folder / "roles.toml"
    roles.write_text(ROLES, encoding="utf-8")
    return {
        "base_url": base_url,
        "oidc_metadata_url": provider.metadata_url,
        "oidc_client_id": CLIENT_ID,
        "oidc_client_secret": CLIENT_SECRET,
        "cookie_secret": COOKIE_SECRET,
        "roles_file": str(roles),
        "access_contact": "区政推進課",
    }


@contextmanager
def open_board(
    folder: Path, provider: Provider, former: Board | None = None, **settings: str
) -> Iterator[Board]:
    """Start the program with its login; on a copy of another's data, it starts at once."""
    folder.mkdir(parents=True, exist_ok=True)
    if former is not None:
        with former.office.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copyfile(former.server.database, folder / "asahi.db")
    given = login_settings(folder, provider)
    with serve(folder, **given | settings) as server:
        office = open_office(Settings(database_url=f"sqlite:///{server.database.as_posix()}"))
        yield Board(server, provider, office)
        office.engine.dispose()


def new_context(browser: Browser, traffic: Traffic) -> BrowserContext:
    """A browser with nothing remembered, which reaches this machine alone."""
    context = browser.new_context(
        viewport={"width": 1366, "height": 768},
        locale="ja-JP",
        timezone_id="Asia/Tokyo",
        accept_downloads=True,
    )
    traffic.record(context)
    return context


def go(page: Page, board: Board, path: str) -> None:
    """Open an address cold and wait until all of it is drawn."""
    page.goto(board.url + path)
    settle(page)


def sign_in(page: Page, account: str) -> None:
    """From the login page through the provider and back."""
    page.get_by_role("button", name=TEXT("entrance.sign_in")).click()
    page.get_by_role("button", name=account).click()
    page.wait_for_url(lambda url: "/authorize" not in url)
    settle(page)


def enter(page: Page, board: Board, account: str, path: str = "/") -> None:
    """Go to an address and sign in on the way."""
    go(page, board, path)
    sign_in(page, account)


def expect_entrance(page: Page) -> None:
    """The login page and nothing else."""
    expect(page.get_by_role("button", name=TEXT("entrance.sign_in"))).to_be_visible()
    expect(page.locator(".st-key-filter_bar")).to_have_count(0)
    expect(page.locator('[data-testid="stTopNavLink"]')).to_have_count(0)
