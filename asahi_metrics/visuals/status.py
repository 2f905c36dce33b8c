"""A status as a word in a box, and how often each status occurs."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

from asahi_metrics.core.text import Text

ORDER = ("achieved", "on_track", "slightly_behind", "behind", "missed")
"""The statuses of ``analysis.progress``, best first."""


def status_html(text: Text, status: str) -> str:
    """The word of a status with its mark."""
    return _box(status, text(f"status.{status}"))


def status_counts_html(text: Text, counts: Mapping[Any, int]) -> str:
    """How many indicators have which status, best first; those without one stand under None."""
    found = {one: counts.get(one, 0) for one in ORDER} | {"none": counts.get(None, 0)}
    told = "".join(
        _box(status, text("status.count", status=text(f"status.{status}"), count=count))
        for status, count in found.items()
        if count
    )
    return f'<span class="am-statuses">{told}</span>'


def _box(status: str, words: str) -> str:
    return f'<span class="am-status am-status-{status}">{html.escape(words)}</span>'
