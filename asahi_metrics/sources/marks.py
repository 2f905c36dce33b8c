"""Which cells of a file bear a finding, and what their comments say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from asahi_metrics.core.findings import Finding
from asahi_metrics.core.text import Text
from asahi_metrics.sources.cells import shown
from asahi_metrics.sources.sheet_choice import FoundSheet

MAX_COMMENTS = 2_000
"""How many cells bear a comment: Excel grows slow with more of them. All bear the colour."""

MAX_COMMENTS_OF_A_CAUSE = 200


class Marks:
    """The findings of a sheet, asked for row by row in ascending order."""

    def __init__(self, found: FoundSheet, findings: Iterable[Finding], text: Text) -> None:
        self._places = {} if found.layout else dict(found.header.places)
        self._left_out = {name: at for at, name in enumerate(found.header.names) if name}
        self._above = found.grid.head[: found.header.row]
        self._first_row = found.grid.first_row
        self._text = text
        self._notices: dict[int, list[Finding]] = {}
        self._coming = iter(findings)
        self._next = next(self._coming, None)
        while self._next is not None and self._next.severity == "notice":
            self._notices.setdefault(self._next.row or 0, []).append(self._next)
            self._next = next(self._coming, None)
        self._commented: Counter[tuple[str, str | None]] = Counter()

    def of_row(self, number: int) -> dict[int, list[Finding]]:
        """The findings of a row by column; what names no column stands in the first."""
        found = self._notices.get(number, [])
        while self._next is not None and (self._next.row or 0) <= number:
            found = [*found, self._next]
            self._next = next(self._coming, None)
        marked: dict[int, list[Finding]] = {}
        for one in found:
            marked.setdefault(self._place(one), []).append(one)
        return marked

    def comment(self, findings: Sequence[Finding]) -> str | None:
        """What a cell's comment says; None where enough of the cause have one."""
        cause = findings[0].code, findings[0].column
        if (
            self._commented.total() >= MAX_COMMENTS
            or self._commented[cause] >= MAX_COMMENTS_OF_A_CAUSE
        ):
            return None
        self._commented[cause] += 1
        told = (
            self._text.join((self._text.what(one), self._text.what_to_do(one))) for one in findings
        )
        return "\n".join(told)

    def _place(self, finding: Finding) -> int:
        """The column by its name; above the header there are none, and the value tells the cell."""
        row = (finding.row or 0) - self._first_row
        if 0 <= row < len(self._above):
            cells = [shown(cell) for cell in self._above[row]]
            return cells.index(finding.value) if finding.value in cells else 0
        name = finding.column or ""
        return self._places.get(name, self._left_out.get(name, 0))
