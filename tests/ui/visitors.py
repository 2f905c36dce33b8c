"""People who come in through the login, as the pages see them."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest

from asahi_metrics.core.access import Entitlement, Role
from asahi_metrics.core.login import login_of
from asahi_metrics.core.settings import Settings
from asahi_metrics.services.office import LOCAL_USER, READER, Office
from asahi_metrics.services.people import set_person
from asahi_metrics.services.reception import Reception

SETTINGS = {
    "ASAHI_BASE_URL": "http://localhost:8501",
    "ASAHI_OIDC_METADATA_URL": "http://localhost:9999/.well-known/openid-configuration",
    "ASAHI_OIDC_CLIENT_ID": "asahi",
    "ASAHI_OIDC_CLIENT_SECRET": "the secret of the client",
    "ASAHI_COOKIE_SECRET": "0123456789abcdef0123456789abcdef",
    "ASAHI_ACCESS_CONTACT": "区政推進課 内線0000",
}
_LOGINS = count(1)


def with_login(patch: pytest.MonkeyPatch) -> None:
    """From now on the program has a login; nobody asks the provider, who is not there."""
    for name, value in SETTINGS.items():
        patch.setenv(name, value)


def claims(account: str, name: str = "") -> dict[str, Any]:
    """What the provider says of somebody, in a login of its own."""
    return {
        "is_logged_in": True,
        "iss": "http://localhost:9999",
        "sub": account,
        "aud": "asahi",
        "iat": 1_790_000_000,
        "nonce": f"login {next(_LOGINS)}",
        "preferred_username": account,
        "name": name or account,
    }


def reception(office: Office) -> Reception:
    """Where logins begin and end."""
    login = login_of(Settings())
    assert login is not None
    return Reception(office.acting_as(READER), login)


def signed_in(
    office: Office,
    role: Role,
    *,
    account: str = "",
    name: str = "",
    districts: frozenset[str] = frozenset(),
    sections: frozenset[str] = frozenset(),
) -> dict[str, Any]:
    """The claims of somebody who has signed in and has the role."""
    who = account or role
    entitled = Entitlement(role, districts, sections)
    set_person(office.acting_as(LOCAL_USER), who, entitled)
    told = claims(who, name)
    reception(office).begin(told)
    return told
