"""The login of the settings: whole and safe, or refused with the reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from asahi_metrics.core.access import Entitlement
from asahi_metrics.core.errors import AsahiMetricsError, NotAllowed
from asahi_metrics.core.login import login_of, require_reachable
from asahi_metrics.core.roles import NO_ROLES, RoleMap, load_roles
from asahi_metrics.core.settings import Settings
from asahi_metrics.core.text import LANGUAGES, Text

WHOLE: dict[str, Any] = {
    "base_url": "https://asahi.example/",
    "oidc_metadata_url": "https://login.example/.well-known/openid-configuration",
    "oidc_client_id": "asahi",
    "oidc_client_secret": "secret",
    "cookie_secret": "0123456789abcdef0123456789abcdef",
}


def refused(key: str, **changed: Any) -> AsahiMetricsError:
    with pytest.raises(AsahiMetricsError) as caught:
        login_of(Settings(**WHOLE | changed))
    assert caught.value.key == key
    assert all(Text(lang).of_error(caught.value) for lang in LANGUAGES)
    return caught.value


def test_without_any_setting_there_is_no_login() -> None:
    assert login_of(Settings()) is None
    assert login_of(Settings(base_url="https://asahi.example")) is None


def test_a_whole_login_is_taken() -> None:
    login = login_of(Settings(**WHOLE))
    assert login is not None
    assert (login.base_url, login.origin, login.host) == (
        "https://asahi.example",
        "https://asahi.example",
        "asahi.example",
    )
    assert login.encrypted
    assert login.roles == NO_ROLES
    assert (login.longest.total_seconds(), login.idle.total_seconds()) == (8 * 3600, 3600)
    assert login.client_secret.get_secret_value() == "secret"


@pytest.mark.parametrize("lacking", [*WHOLE])
def test_half_a_login_is_none_and_the_missing_setting_is_named(lacking: str) -> None:
    error = refused("error.login.incomplete", **{lacking: ""})
    assert error.params["names"] == f"ASAHI_{lacking.upper()}"


@pytest.mark.parametrize("name", ["base_url", "oidc_metadata_url"])
def test_a_login_in_the_clear_is_refused_beyond_this_machine(name: str) -> None:
    refused("error.login.unencrypted", **{name: "http://asahi.example/x"})
    refused("error.login.unencrypted", **{name: "ftp://127.0.0.1/x"})


def test_a_login_in_the_clear_is_good_enough_on_this_machine() -> None:
    login = login_of(Settings(**WHOLE | {"base_url": "http://localhost:8501"}))
    assert login is not None
    assert login.origin == "http://localhost:8501"
    assert not login.encrypted


def test_the_address_is_the_hosts_alone() -> None:
    refused("error.login.path", base_url="https://asahi.example/board")
    refused("error.login.path", base_url="https://asahi.example?x=1")


def test_a_secret_that_can_be_guessed_is_refused() -> None:
    refused("error.login.short_secret", cookie_secret="0123456789abcdef")  # noqa: S106


def test_secrets_may_stand_in_files(tmp_path: Path) -> None:
    client, cookie = tmp_path / "client", tmp_path / "cookie"
    client.write_text("from a file\n", encoding="utf-8")
    cookie.write_text("f" * 40, encoding="utf-8")
    given = WHOLE | {"oidc_client_secret": "", "cookie_secret": ""}
    files = {"oidc_client_secret_file": client, "cookie_secret_file": cookie}
    login = login_of(Settings(**given | files))
    assert login is not None
    assert login.client_secret.get_secret_value() == "from a file"
    assert login.cookie_secret.get_secret_value() == "f" * 40
    client.write_text("\n", encoding="utf-8")
    refused("error.login.empty_secret", **given | files)
    refused("error.login.unreadable", **given | files | {"cookie_secret_file": tmp_path / "none"})


def test_secrets_are_not_told_by_the_settings() -> None:
    told = repr(Settings(**WHOLE)) + repr(login_of(Settings(**WHOLE)))
    assert WHOLE["cookie_secret"] not in told
    assert "'secret'" not in told


def test_any_host_may_be_served_with_a_login_and_this_machine_alone_without() -> None:
    login = login_of(Settings(**WHOLE))
    assert require_reachable("0.0.0.0", login) == "0.0.0.0"  # noqa: S104
    assert require_reachable("127.0.0.1", None) == "127.0.0.1"
    with pytest.raises(NotAllowed):
        require_reachable("0.0.0.0", None)  # noqa: S104


ROLES = """
claim = "realm_access.roles"

[[grant]]
value = "north"
role = "officer"
districts = ["01", "02"]

[[grant]]
value = "south"
role = "officer"
districts = ["03"]

[[grant]]
value = "drills"
role = "steward"
sections = ["general_affairs"]

[[grant]]
value = "chief"
role = "manager"
"""


@pytest.fixture
def roles(tmp_path: Path) -> RoleMap:
    path = tmp_path / "roles.toml"
    path.write_text(ROLES, encoding="utf-8")
    return load_roles(path)


@pytest.mark.parametrize(
    ("values", "entitled"),
    [
        ([], None),
        (["unknown"], None),
        (["north"], Entitlement("officer", frozenset({"01", "02"}))),
        (["north", "south"], Entitlement("officer", frozenset({"01", "02", "03"}))),
        (
            ["drills", "south", "unknown"],
            Entitlement("steward", frozenset({"03"}), frozenset({"general_affairs"})),
        ),
        (["chief", "north"], Entitlement("manager", frozenset({"01", "02"}))),
        ("chief", Entitlement("manager")),
        ("chiefs", None),
        ({"chief": True}, None),
        (7, None),
        (None, None),
    ],
)
def test_the_strongest_role_counts_in_all_places(
    roles: RoleMap, values: object, entitled: Entitlement | None
) -> None:
    assert roles.entitlement({"realm_access": {"roles": values}}) == entitled


def test_a_claim_that_is_not_there_grants_nothing(roles: RoleMap) -> None:
    for claims in ({}, {"realm_access": "north"}, {"realm_access": {}}, {"roles": ["north"]}):
        assert roles.entitlement(claims) is None
    assert NO_ROLES.entitlement({"": ["north"]}) is None


@pytest.mark.parametrize(
    "content",
    [
        "claim = ",
        'claim = "roles"\nother = 1',
        'claim = "roles"\n[[grant]]\nvalue = "x"\nrole = "king"',
        'claim = "roles"\n[[grant]]\nvalue = "x"\nrole = "officer"\ndistrict = ["01"]',
        "[[grant]]\nvalue = 'x'\nrole = 'officer'",
    ],
)
def test_a_roles_file_that_is_wrong_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "roles.toml"
    path.write_text(content, encoding="utf-8")
    refused("error.login.roles", roles_file=path)
    refused("error.login.roles", roles_file=tmp_path / "none.toml")
