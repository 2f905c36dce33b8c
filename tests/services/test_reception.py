"""Who comes in by a login, what they may do, and when it ends."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from asahi_metrics.core.access import Entitlement, Principal
from asahi_metrics.core.errors import (
    AsahiMetricsError,
    NotAllowed,
    NotEntitled,
    NotFound,
    NotSignedIn,
)
from asahi_metrics.core.login import Login
from asahi_metrics.core.roles import Grant, RoleMap
from asahi_metrics.core.text import LANGUAGES, Text
from asahi_metrics.services.attendance import Attendance
from asahi_metrics.services.office import READER, Office
from asahi_metrics.services.people import list_people, remove_person, set_person
from asahi_metrics.services.reception import Reception
from asahi_metrics.store.database import write
from asahi_metrics.store.logins import StoredLogin, find_login, insert_login
from asahi_metrics.store.tables import login as login_table
from tests.logs import entries, told
from tests.ward import open_ward

GRANTS = (
    Grant(value="north", role="officer", districts=("01",)),
    Grant(value="chief", role="manager"),
)
CLAIMS: dict[str, Any] = {
    "iss": "https://login.example",
    "sub": "1234",
    "aud": "asahi",
    "iat": 1_790_000_000,
    "nonce": "first",
    "preferred_username": "Yamada@city.example",
    "name": "山田 花子",
    "roles": ["north"],
    "is_logged_in": True,
}
START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


class Clock:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.moment = START

    def __call__(self) -> datetime:
        return self.moment

    def wait(self, **time: float) -> None:
        self.moment += timedelta(**time)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def login_with(**changed: Any) -> Login:
    given: dict[str, Any] = {
        "base_url": "https://asahi.example",
        "metadata_url": "https://login.example/.well-known/openid-configuration",
        "client_id": "asahi",
        "client_secret": SecretStr("secret"),
        "cookie_secret": SecretStr("0" * 32),
        "account_claim": "preferred_username",
        "roles": RoleMap(claim="roles", grant=GRANTS),
        "longest": timedelta(hours=8),
        "idle": timedelta(minutes=60),
    }
    return Login(**given | changed)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return open_ward(tmp_path)


@pytest.fixture
def reception(office: Office, clock: Clock) -> Reception:
    return Reception(office.acting_as(READER), login_with(), clock)


def refused(kind: type[NotAllowed], key: str, act: Callable[[], object]) -> None:
    with pytest.raises(NotAllowed) as caught:
        act()
    assert type(caught.value) is kind
    assert caught.value.key == key
    assert all(Text(lang).of_error(caught.value) for lang in LANGUAGES)


def over(reception: Reception, claims: dict[str, Any] = CLAIMS) -> None:
    refused(NotSignedIn, "error.sign_in.ended", lambda: reception.current(claims))


def test_a_login_makes_a_principal_of_the_claims(reception: Reception, office: Office) -> None:
    expected = Principal(
        "山田 花子",
        "officer",
        account="yamada@city.example",
        districts=frozenset({"01"}),
        signed_in=True,
    )
    assert reception.begin(CLAIMS) == expected
    assert reception.current(CLAIMS) == expected
    assert told(office) == [("yamada@city.example", "login", "", "done")]


def test_a_login_that_did_not_begin_here_opens_nothing(reception: Reception) -> None:
    over(reception)


def test_the_same_answer_of_the_provider_begins_one_login_only(reception: Reception) -> None:
    reception.begin(CLAIMS)
    reception.end(CLAIMS)
    refused(NotSignedIn, "error.sign_in.ended", lambda: reception.begin(CLAIMS))
    over(reception)


@pytest.mark.parametrize("changed", [{"nonce": "second"}, {"iat": 1}, {"sub": "9"}, {"iss": "x"}])
def test_another_login_of_the_same_person_is_another_login(
    reception: Reception, changed: dict[str, Any]
) -> None:
    reception.begin(CLAIMS)
    over(reception, CLAIMS | changed)


def test_signing_out_ends_the_login_once_and_for_all_windows(
    reception: Reception, office: Office
) -> None:
    reception.begin(CLAIMS)
    other = CLAIMS | {"nonce": "second"}
    reception.begin(other)
    reception.end(CLAIMS)
    reception.end(CLAIMS)
    over(reception)
    assert reception.current(other)
    assert [one.action for one in entries(office)] == ["login", "login", "logout"]


def test_a_login_ends_by_age_however_busy_somebody_is(
    reception: Reception, office: Office, clock: Clock
) -> None:
    reception.begin(CLAIMS)
    for _ in range(16):
        clock.wait(minutes=30)
        assert reception.current(CLAIMS)
    clock.wait(seconds=1)
    over(reception)
    over(reception)
    assert [(one.action, one.detail) for one in entries(office)] == [
        ("login", {}),
        ("session_end", {"reason": "age"}),
    ]


def test_a_login_ends_when_nothing_is_done_for_long(
    reception: Reception, office: Office, clock: Clock
) -> None:
    reception.begin(CLAIMS)
    clock.wait(minutes=59)
    assert reception.current(CLAIMS)
    clock.wait(minutes=60)
    # What a page asks by itself neither ends nor lengthens it.
    assert reception.current(CLAIMS, active=False)
    clock.wait(seconds=1)
    over(reception)
    assert entries(office)[-1].detail == {"reason": "idle"}


def test_another_process_knows_when_somebody_was_seen_last(
    reception: Reception, office: Office, clock: Clock
) -> None:
    reception.begin(CLAIMS)
    clock.wait(minutes=50)
    assert reception.current(CLAIMS)
    other = Reception(office.acting_as(READER), login_with(), clock)
    deadline = time.monotonic() + 10
    while stored_login(office).seen_at != clock.moment and time.monotonic() < deadline:
        time.sleep(0.01)
    clock.wait(minutes=50)
    assert other.current(CLAIMS)


def stored_login(office: Office) -> StoredLogin:
    with office.engine.connect() as connection:
        key = connection.scalar(select(login_table.c.key))
        assert key is not None
        found = find_login(connection, office.ward, key)
    assert found is not None
    return found


def test_a_page_does_not_wait_for_an_import_to_say_that_somebody_is_here(
    reception: Reception, office: Office, clock: Clock
) -> None:
    reception.begin(CLAIMS)
    with write(office.engine):
        clock.wait(minutes=5)
        began = time.monotonic()
        assert reception.current(CLAIMS)
        assert time.monotonic() - began < 5


@pytest.mark.sqlite
def test_what_could_not_be_written_is_written_later(tmp_path: Path, office: Office) -> None:
    with write(office.engine) as connection:
        insert_login(connection, office.ward, StoredLogin("k", "a", START, START))
    attendance = Attendance(office.engine, office.ward)
    later = START + timedelta(minutes=1)
    moved = tmp_path / "away"
    # The folder of the database is gone for a while, as a network drive may be.
    office.engine.dispose()
    database = tmp_path / "ward.db"
    database.rename(moved)
    database.mkdir()
    attendance._seen["k"] = attendance._unwritten["k"] = later
    attendance.write_down()
    database.rmdir()
    moved.rename(database)
    office.engine.dispose()
    attendance.write_down()
    assert stored_login(office).seen_at == later


def test_logins_are_forgotten_after_three_months_and_the_log_is_not(
    reception: Reception, office: Office, clock: Clock
) -> None:
    reception.begin(CLAIMS)
    clock.wait(days=91)
    reception.begin(CLAIMS | {"nonce": "second"})
    with office.engine.connect() as connection:
        assert len(connection.execute(select(login_table.c.key)).all()) == 1
    assert len(entries(office)) == 2


def test_somebody_without_a_role_is_told_so_and_the_log_names_them(
    reception: Reception, office: Office
) -> None:
    unknown = CLAIMS | {"roles": ["other"]}
    for ask in (reception.begin, reception.current):
        refused(NotEntitled, "error.sign_in.not_entitled", lambda ask=ask: ask(unknown))
    assert told(office) == [("yamada@city.example", "login", "", "refused")]
    # A role that is given meanwhile counts at once.
    set_person(office, "YAMADA@city.example", Entitlement("manager"))
    assert reception.current(unknown).role == "manager"


def test_the_table_of_people_goes_before_the_claims_from_the_next_click_on(
    reception: Reception, office: Office
) -> None:
    reception.begin(CLAIMS)
    set_person(office, "yamada@city.example", Entitlement("officer", frozenset({"02"})))
    assert reception.current(CLAIMS).districts == {"02"}
    set_person(office, "yamada@city.example", Entitlement("public"))
    refused(NotEntitled, "error.sign_in.not_entitled", lambda: reception.current(CLAIMS))
    remove_person(office, "yamada@city.example")
    assert reception.current(CLAIMS).districts == {"01"}
    assert [(one.action, one.resource) for one in entries(office)][1:] == [
        ("people", "person:yamada@city.example")
    ] * 3


def test_the_table_says_who_gave_which_role(office: Office) -> None:
    place = Entitlement("officer", frozenset({"02", "01"}))
    set_person(office, " Suzuki ", place)
    set_person(office, "sato", Entitlement("steward", sections=frozenset({"general_affairs"})))
    first, second = list_people(office)
    assert (first.account, first.entitlement.role) == ("sato", "steward")
    assert (second.account, second.entitlement, second.changed_by) == ("suzuki", place, "local")


@pytest.mark.parametrize(
    ("entitled", "key"),
    [
        (Entitlement("king"), "error.people.no_role"),  # type: ignore[arg-type]
        (Entitlement("officer", frozenset({"99"})), "error.people.no_district"),
        (Entitlement("steward", sections=frozenset({"x"})), "error.people.no_section"),
    ],
)
def test_roles_and_places_that_there_are_not_are_refused(
    office: Office, entitled: Entitlement, key: str
) -> None:
    with pytest.raises(NotFound) as caught:
        set_person(office, "yamada", entitled)
    assert caught.value.key == key
    assert list_people(office) == []


def test_an_account_that_is_empty_or_not_in_the_table_is_refused(office: Office) -> None:
    for act in (
        lambda: set_person(office, " \t", Entitlement("officer")),
        lambda: remove_person(office, "yamada"),
    ):
        with pytest.raises(NotFound, match="unknown"):
            act()


def test_a_roles_file_that_names_an_unknown_district_stops_the_start(office: Office) -> None:
    grants = (Grant(value="x", role="officer", districts=("99",)),)
    with pytest.raises(NotFound, match="no_district"):
        Reception(office.acting_as(READER), login_with(roles=RoleMap(claim="r", grant=grants)))


@pytest.mark.parametrize("claim", ["iss", "sub", "iat", "nonce", "preferred_username"])
def test_claims_that_tell_too_little_are_refused(reception: Reception, claim: str) -> None:
    lacking = {name: value for name, value in CLAIMS.items() if name != claim}
    refused(NotSignedIn, "error.sign_in.claim", lambda: reception.begin(lacking))


@pytest.mark.parametrize("account", ["local", "LOCAL", "reader", "public", "\u202e", "a" * 201])
def test_nobody_comes_in_under_a_name_of_the_programs_own(
    reception: Reception, account: str
) -> None:
    forged = CLAIMS | {"preferred_username": account}
    refused(NotSignedIn, "error.sign_in.claim", lambda: reception.begin(forged))


@pytest.mark.parametrize("aud", ["other", ["other"], [], None])
def test_a_token_for_another_program_is_refused(reception: Reception, aud: object) -> None:
    # The authorised party alone does not make it ours.
    forged = CLAIMS | {"aud": aud, "azp": "asahi"}
    refused(NotSignedIn, "error.sign_in.audience", lambda: reception.begin(forged))


def test_a_token_for_several_programs_is_taken_when_it_names_this_one(
    reception: Reception,
) -> None:
    assert reception.begin(CLAIMS | {"aud": ["other", "asahi"]})


def test_a_mail_address_counts_only_when_it_was_verified(office: Office, clock: Clock) -> None:
    by_mail = Reception(office.acting_as(READER), login_with(account_claim="email"), clock)
    claims = CLAIMS | {"email": "Yamada@city.example"}
    refused(
        NotSignedIn,
        "error.sign_in.unverified",
        lambda: by_mail.begin(claims | {"email_verified": False}),
    )
    assert by_mail.begin(claims | {"email_verified": True}).account == "yamada@city.example"


def test_an_opaque_account_keeps_its_capitals(office: Office, clock: Clock) -> None:
    by_subject = Reception(office.acting_as(READER), login_with(account_claim="sub"), clock)
    assert by_subject.begin(CLAIMS | {"sub": "AbC"}).account == "AbC"


@pytest.mark.parametrize("name", [None, "", "\u200b", 7])
def test_somebody_without_a_name_is_called_by_the_account(
    reception: Reception, name: object
) -> None:
    found = reception.begin(CLAIMS | {"name": name})
    assert found.name == ("7" if name == 7 else "yamada@city.example")


def test_a_name_is_kept_to_what_can_be_seen(reception: Reception) -> None:
    assert (
        reception.begin(CLAIMS | {"name": "山田\u202e\n花子" + "x" * 100}).name[:6] == "山田 花子x"
    )


def test_a_login_that_failed_is_logged_without_a_person(
    reception: Reception, office: Office
) -> None:
    reception.fail()
    reception.fail(AsahiMetricsError("error.sign_in.audience"))
    assert told(office) == [("-", "login", "", "failed")] * 2
    assert entries(office)[1].detail == {"reason": "error.sign_in.audience"}
