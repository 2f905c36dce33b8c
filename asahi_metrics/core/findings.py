"""What is wrong with a user's file, told as a list and never as an exception."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "notice"]


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, and where.

    ``code`` names the words ``finding.<code>.what`` and ``finding.<code>.do``;
    ``row`` counts as Excel does, from 1 with the title rows included. A ``notice``
    is told but does not refuse the file.
    """

    code: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None
    params: Mapping[str, object] = field(default_factory=dict)
    severity: Severity = "error"
