"""Who may do what, and from where the program may be reached."""

from __future__ import annotations

from typing import get_args

import pytest

from asahi_metrics.core.access import Action, Principal, Role, allows, require, require_loopback
from asahi_metrics.core.errors import NotAllowed
from asahi_metrics.core.text import LANGUAGES, Text

ALLOWED: dict[Role, set[Action]] = {
    "public": {"read_public"},
    "officer": {"read_public", "read", "note", "deck"},
    "steward": {"read_public", "read", "import", "undo"},
    "manager": {"read_public", "read", "review", "release", "note", "deck"},
    "administrator": {
        "read_public",
        "read",
        "import",
        "undo",
        "configure",
        "review",
        "release",
        "note",
        "deck",
    },
}


@pytest.mark.parametrize("role", get_args(Role))
@pytest.mark.parametrize("action", get_args(Action))
def test_a_role_may_do_what_the_table_says_and_nothing_else(role: Role, action: Action) -> None:
    somebody = Principal("somebody", role)
    assert allows(somebody, action) == (action in ALLOWED[role])
    if action in ALLOWED[role]:
        require(somebody, action)
    else:
        with pytest.raises(NotAllowed) as caught:
            require(somebody, action)
        assert all(Text(lang).of_error(caught.value) for lang in LANGUAGES)


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
