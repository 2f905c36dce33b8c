"""Who asks, and what they may do: the one rule that every service call goes through."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Literal, get_args

from asahi_metrics.core.errors import NotAllowed

Role = Literal["public", "officer", "steward", "manager", "administrator"]
Action = Literal[
    "read", "read_public", "import", "undo", "configure", "review", "release", "note", "deck"
]

_ALLOWED: dict[Role, frozenset[Action]] = {
    "public": frozenset({"read_public"}),
    "officer": frozenset({"read_public", "read", "note", "deck"}),
    "steward": frozenset({"read_public", "read", "import", "undo"}),
    "manager": frozenset({"read_public", "read", "review", "release", "note", "deck"}),
    "administrator": frozenset(get_args(Action)),
}


@dataclass(frozen=True)
class Principal:
    """The person or process on whose behalf a service is called."""

    name: str
    role: Role


def allows(principal: Principal, action: Action) -> bool:
    """Whether the principal may do this, so that a page offers nothing that would be refused."""
    return action in _ALLOWED[principal.role]


def require(principal: Principal, action: Action) -> None:
    """Let the principal pass, or raise NotAllowed."""
    if not allows(principal, action):
        raise NotAllowed("error.not_allowed", name=principal.name, action=action)


def require_loopback(host: str) -> str:
    """Give back a host that only this machine can reach; raises NotAllowed for any other.

    Whoever reaches the program works as its administrator as long as there is no login.

    >>> require_loopback("127.0.0.1"), require_loopback("::1"), require_loopback("localhost")
    ('127.0.0.1', '::1', 'localhost')
    """
    try:
        alone = host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        alone = False
    if not alone:
        raise NotAllowed("error.outside_host", host=host)
    return host
