"""Who may do what to what, and from where the program may be reached."""

from __future__ import annotations

from itertools import product
from typing import get_args

import pytest

from asahi_metrics.core.access import (
    Action,
    Principal,
    Resource,
    Role,
    allowed,
    allows,
    require,
    require_loopback,
)
from asahi_metrics.core.errors import NotAllowed
from asahi_metrics.core.text import LANGUAGES, Text

ALLOWED: dict[Role, set[Action]] = {
    "public": {"read_public"},
    "officer": {"read_public", "read", "import", "undo", "note", "deck"},
    "steward": {"read_public", "read", "import", "undo"},
    "manager": {"read_public", "read", "review", "release", "note", "deck"},
    "administrator": set(get_args(Action)),
}
OWN, OTHER = frozenset({"01"}), frozenset({"02"})
OFFICER = Principal("officer", "officer", districts=OWN)
STEWARD = Principal("steward", "steward", sections=frozenset({"general_affairs"}))
DRILLS = Resource("dataset", "disaster_drills", section="general_affairs")


@pytest.mark.parametrize(("role", "action"), [*product(get_args(Role), get_args(Action))])
def test_a_role_may_do_what_the_table_says_and_nothing_else(role: Role, action: Action) -> None:
    somebody = Principal("somebody", role, districts=OWN, sections=frozenset({"anything"}))
    assert allows(somebody, action) == (action in ALLOWED[role])
    if action in ALLOWED[role]:
        require(somebody, action)
    else:
        with pytest.raises(NotAllowed) as caught:
            require(somebody, action)
        assert all(Text(lang).of_error(caught.value) for lang in LANGUAGES)


@pytest.mark.parametrize("action", ["import", "undo", "note"])
def test_an_officer_changes_the_own_districts_only(action: Action) -> None:
    assert allowed(OFFICER, action, Resource("records", districts=OWN))
    for touched in (OTHER, OWN | OTHER, frozenset({"14112"})):
        decision = allowed(OFFICER, action, Resource("records", districts=touched))
        assert decision.refusal == "error.access.other_district"
    nowhere = Principal("officer", "officer")
    assert allowed(nowhere, action).refusal == "error.access.no_district"


@pytest.mark.parametrize("action", ["import", "undo"])
def test_a_steward_changes_the_own_sections_data_in_all_districts(action: Action) -> None:
    assert allowed(STEWARD, action, DRILLS)
    everywhere = Resource("dataset", section="general_affairs", districts=OWN | OTHER)
    assert allowed(STEWARD, action, everywhere)
    other = Resource("dataset", "dog_patrol", section="environmental_health")
    assert allowed(STEWARD, action, other).refusal == "error.access.other_section"
    nobodys = Resource("dataset", "nobodys")
    assert not allowed(STEWARD, action, nobodys)
    assert not allowed(Principal("steward", "steward"), action, nobodys)


def test_a_steward_who_is_also_given_districts_may_load_their_records() -> None:
    both = Principal("both", "steward", districts=OWN, sections=frozenset({"general_affairs"}))
    patrol = Resource("dataset", "dog_patrol", section="environmental_health", districts=OWN)
    assert allowed(both, "import", patrol)
    assert not allowed(both, "import", Resource("dataset", section="x", districts=OTHER))
    assert not allowed(both, "note", Resource("district", districts=OWN))


def test_what_managers_and_administrators_may_they_may_everywhere() -> None:
    for role in ("manager", "administrator"):
        assert allowed(Principal("somebody", role), "note", Resource("district", districts=OTHER))
    administrator = Principal("somebody", "administrator")
    assert allowed(administrator, "import", Resource("dataset", section="x", districts=OTHER))


def test_an_account_is_the_name_where_nothing_else_is_known() -> None:
    assert Principal("local", "administrator").account == "local"
    assert Principal("山田", "officer", account="yamada").account == "yamada"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_this_machine_alone_may_be_served(host: str) -> None:
    assert require_loopback(host) == host


@pytest.mark.parametrize(
    "host",
    ["0.0.0.0", "::", "", "192.168.1.5", "*", "asahi.example", "127.0.0.1.example", "127.1"],  # noqa: S104
)
def test_no_other_machine_is_served_without_a_login(host: str) -> None:
    with pytest.raises(NotAllowed, match="outside_host"):
        require_loopback(host)
