"""Roles by the claims of a login: which value of which claim entitles to what.

The file is TOML::

    claim = "realm_access.roles"

    [[grant]]
    value = "asahi-tsurugamine"
    role = "officer"
    districts = ["01"]
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from asahi_metrics.core.access import ROLES, Entitlement, Role
from asahi_metrics.core.errors import AsahiMetricsError


class Grant(BaseModel):
    """What one value of the claim entitles to."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: str
    role: Role
    districts: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()


class RoleMap(BaseModel):
    """``claim`` is the way to the values within the token, its steps set apart by dots."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    claim: str
    grant: tuple[Grant, ...] = ()

    def entitlement(self, claims: Mapping[str, Any]) -> Entitlement | None:
        """The strongest role that the values grant, in the places of all of them; None for none.

        >>> north = Grant(value="north", role="officer", districts=("01",))
        >>> chief = Grant(value="chief", role="manager")
        >>> RoleMap(claim="roles", grant=(north, chief)).entitlement(
        ...     {"roles": ["north", "chief"]}).role
        'manager'
        """
        values = claim_values(claims, self.claim)
        return strongest([one for one in self.grant if one.value in values])


NO_ROLES = RoleMap(claim="")
"""Nobody gets a role by a claim: the table of people alone decides."""


def claim_values(claims: Mapping[str, Any], path: str) -> frozenset[str]:
    """The texts at the end of a path, one or several; none where it leads nowhere.

    >>> sorted(claim_values({"realm_access": {"roles": ["a", "b"]}}, "realm_access.roles"))
    ['a', 'b']
    >>> sorted(claim_values({"https://asahi.example/roles": "a"}, "https://asahi.example/roles"))
    ['a']
    """
    found: Any = claims.get(path)
    if found is None:
        found = claims
        for step in path.split("."):
            found = found.get(step) if isinstance(found, Mapping) else None
    if isinstance(found, str):
        return frozenset({found})
    if isinstance(found, Sequence):
        return frozenset(one for one in found if isinstance(one, str))
    return frozenset()


def strongest(grants: Sequence[Grant]) -> Entitlement | None:
    """One role of several grants: that which may most, in all of their places."""
    if not grants:
        return None
    return Entitlement(
        role=max((one.role for one in grants), key=ROLES.index),
        districts=frozenset(code for one in grants for code in one.districts),
        sections=frozenset(name for one in grants for name in one.sections),
    )


def load_roles(path: Path) -> RoleMap:
    """Read the file; raises AsahiMetricsError that says what is wrong with it."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        return RoleMap.model_validate(content)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise AsahiMetricsError(
            "error.login.roles", file=path.as_posix(), why=str(error)
        ) from error
