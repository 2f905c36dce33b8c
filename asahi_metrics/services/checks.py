"""What the doctor finds: point by point whether it is in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Standing = Literal["ok", "notice", "wrong"]


@dataclass(frozen=True)
class Check:
    """One point of the check-up: ``doctor.<name>.<standing>`` says how it stands.

    A notice is no fault, but somebody should know. ``doctor.<name>.do`` says what to do about
    anything that is not in order.
    """

    name: str
    standing: Standing = "ok"
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        """Whether nothing is wrong."""
        return self.standing != "wrong"


def ok_or_wrong(name: str, ok: bool, **params: object) -> Check:
    """A point that is in order or wrong, and nothing between."""
    return Check(name, "ok" if ok else "wrong", params)


def worst(checks: Iterable[Check]) -> Standing:
    """How the whole stands."""
    found = {one.standing for one in checks}
    return "wrong" if "wrong" in found else "notice" if "notice" in found else "ok"
