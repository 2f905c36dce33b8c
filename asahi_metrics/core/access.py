"""Who asks, and what they may do: the one rule that every service call goes through.

The role says which kinds of act are open to somebody, the districts and the sections where:
an officer acts in the own districts, a steward on the datasets of the own sections.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Literal, get_args

from asahi_metrics.core.errors import NotAllowed

Role = Literal["public", "officer", "steward", "manager", "administrator"]
ROLES: tuple[Role, ...] = get_args(Role)
"""The roles, from the one that may least to the one that may most."""

Action = Literal[
    "read_public",
    "read",
    "import",
    "undo",
    "note",
    "deck",
    "review",
    "release",
    "configure",
    "audit",
    "people",
]

_READER: frozenset[Action] = frozenset({"read_public", "read"})
_ALLOWED: dict[Role, frozenset[Action]] = {
    "public": frozenset({"read_public"}),
    "officer": _READER | {"import", "undo", "note", "deck"},
    "steward": _READER | {"import", "undo"},
    "manager": _READER | {"note", "deck", "review", "release"},
    "administrator": frozenset(get_args(Action)),
}
# What these roles do is bound to what is theirs; what the others may do, they may everywhere.
_BOUND_ROLES: frozenset[Role] = frozenset({"officer", "steward"})
_BOUND_ACTIONS: frozenset[Action] = frozenset({"import", "undo", "note"})


@dataclass(frozen=True)
class Principal:
    """The person or process on whose behalf a service is called.

    ``account`` is what rows and the log keep of somebody; without one it is the name.
    ``signed_in`` says that a login vouches for both, so that the name signs what is written.
    """

    name: str
    role: Role
    account: str = ""
    districts: frozenset[str] = frozenset()
    sections: frozenset[str] = frozenset()
    signed_in: bool = False

    def __post_init__(self) -> None:
        if not self.account:
            object.__setattr__(self, "account", self.name)


@dataclass(frozen=True)
class Resource:
    """What an act is about: ``kind`` and ``id`` name it in the log.

    ``section`` owns it; ``districts`` are those it touches, None as long as that is not known.
    """

    kind: str
    id: str = ""
    section: str = ""
    districts: frozenset[str] | None = None

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}" if self.id else self.kind


@dataclass(frozen=True)
class Decision:
    """True when somebody may; else ``refusal`` is the text key of the reason."""

    refusal: str | None = None

    def __bool__(self) -> bool:
        return self.refusal is None


GRANTED = Decision()


@dataclass(frozen=True)
class Entitlement:
    """A role, and where it counts."""

    role: Role
    districts: frozenset[str] = field(default_factory=frozenset)
    sections: frozenset[str] = field(default_factory=frozenset)


def allowed(principal: Principal, action: Action, resource: Resource | None = None) -> Decision:
    """Whether the principal may do this to that, and why not.

    Without a resource, and without its districts, the answer is whether there is anything at
    all that it could be done to.

    >>> officer = Principal("officer", "officer", districts=frozenset({"07"}))
    >>> bool(allowed(officer, "note", Resource("district", districts=frozenset({"07"}))))
    True
    >>> allowed(officer, "note", Resource("district", districts=frozenset({"08"}))).refusal
    'error.access.other_district'
    """
    if action not in _ALLOWED[principal.role]:
        return Decision(f"error.not_allowed.{action}")
    if action in _BOUND_ACTIONS and principal.role in _BOUND_ROLES:
        return _within(principal, resource or Resource(""))
    return GRANTED


def _within(principal: Principal, resource: Resource) -> Decision:
    """Whether the resource belongs to the principal's sections or lies in their districts."""
    steward = principal.role == "steward"
    anything = not resource.kind and bool(principal.sections)
    if steward and (anything or resource.section in principal.sections):
        return GRANTED
    inside = resource.districts is None or resource.districts <= principal.districts
    if principal.districts and inside:
        return GRANTED
    if steward:
        return Decision("error.access.other_section")
    return Decision(f"error.access.{'other' if principal.districts else 'no'}_district")


def allows(principal: Principal, action: Action, resource: Resource | None = None) -> bool:
    """The same as yes or no, so that a page offers nothing that would be refused."""
    return bool(allowed(principal, action, resource))


def require(principal: Principal, action: Action, resource: Resource | None = None) -> None:
    """Let the principal pass, or raise NotAllowed with the reason."""
    decision = allowed(principal, action, resource)
    if decision.refusal is not None:
        raise NotAllowed(decision.refusal, name=principal.name)


def require_loopback(host: str) -> str:
    """Give back a host that only this machine can reach; raises NotAllowed for any other.

    Whoever reaches the program works as its administrator as long as there is no login.

    >>> require_loopback("127.0.0.1"), require_loopback("::1"), require_loopback("localhost")
    ('127.0.0.1', '::1', 'localhost')
    """
    if not is_loopback(host):
        raise NotAllowed("error.outside_host", host=host)
    return host


def is_loopback(host: str) -> bool:
    """Whether a host's name or address is this machine's own.

    >>> [is_loopback(host) for host in ("127.0.0.2", "0.0.0.0", "localhost.example")]
    [True, False, False]
    """
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
