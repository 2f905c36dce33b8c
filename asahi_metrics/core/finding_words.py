"""Findings in words: one line for each cause, on the page, the command line and in Excel."""

from __future__ import annotations

from asahi_metrics.core.grouping import FindingGroup, Range
from asahi_metrics.core.text import Text

_SHOWN_RANGES = 4


def say_line(group: FindingGroup, text: Text) -> dict[str, str]:
    """A group as the line of a table: row, column, value, what, do, count."""
    return {
        "row": say_rows(group, text),
        "column": group.first.column or "",
        "value": say_values(group, text),
        "what": say_what(group, text),
        "do": say_what_to_do(group, text),
        "count": f"{group.count:,}",
    }


def say_rows(group: FindingGroup, text: Text) -> str:
    """The rows of a group as ranges, the first few of them: ``3–7, 12 …``."""
    told = _join(text, [_range(one, text) for one in group.rows[:_SHOWN_RANGES]])
    is_all = len(group.rows) <= _SHOWN_RANGES and group.all_rows_told
    return told if is_all else text("finding_group.more", told=told)


def say_values(group: FindingGroup, text: Text) -> str:
    """The value that stands in the cells, or a few of them."""
    if group.count == 1 or len(group.values) < 2:
        return group.first.value or ""
    told = _join(text, [text("finding_group.value", value=one) for one in group.values])
    return text("finding_group.more", told=told)


def say_what(group: FindingGroup, text: Text) -> str:
    """What is wrong; of findings that do not all say the same, the first as an example."""
    told = text.what(group.first)
    return told if group.alike else text("finding_group.example", told=told)


def say_what_to_do(group: FindingGroup, text: Text) -> str:
    """What the reader can do about it."""
    told = text.what_to_do(group.first)
    return told if group.alike else text("finding_group.example", told=told)


def _range(rows: Range, text: Text) -> str:
    first, last = rows
    return str(first) if first == last else text("finding_group.range", first=first, last=last)


def _join(text: Text, parts: list[str]) -> str:
    return text("finding_group.gap").join(parts)
