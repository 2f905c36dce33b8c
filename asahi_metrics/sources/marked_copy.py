"""A copy of a file as an Excel workbook in which the wrong cells are marked and commented.

The rows and columns stand where they stood, so the copy can be corrected and loaded. It holds
values only: what began a formula is text.
"""

from __future__ import annotations

import io
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from asahi_metrics.core.finding_words import say_line
from asahi_metrics.core.findings import Finding, Severity
from asahi_metrics.core.grouping import FindingGroup
from asahi_metrics.core.text import Text
from asahi_metrics.sources.reading import FoundSheet

MAX_COMMENTS = 2_000
"""How many cells bear a comment: Excel grows slow with more of them. All bear the colour."""

MAX_COMMENTS_OF_A_CAUSE = 200

_FONT = "BIZ UDPGothic"
_FILLS: Mapping[Severity, dict[str, object]] = {
    "error": {"bg_color": "#FFC7CE", "border": 1, "border_color": "#CE0000"},
    "notice": {"bg_color": "#FFF2CC", "border": 1, "border_color": "#C7A200"},
}
_BAD_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]|^'|'$")
_FIRST_DAY = date(1900, 3, 1)
_LONGEST_TEXT = 32_767
_SUMMARY_WIDTHS = {"row": 16, "column": 16, "value": 26, "what": 44, "do": 60, "count": 9}


def write_marked_copy(
    found: FoundSheet,
    findings: Sequence[Finding],
    groups: Sequence[FindingGroup],
    text: Text,
) -> bytes:
    """The sheet as .xlsx with its findings, and a second sheet that tells them by cause.

    ``findings`` stand in the order of their rows, as checking gives them: errors in red with
    what is wrong and what to do as the cell's comment, notices in yellow.
    """
    content = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with Workbook(content, options) as workbook:
        workbook.set_properties({"created": datetime(2026, 4, 1)})
        sheet = workbook.add_worksheet(_sheet_name(found.grid.sheet, text))
        _write_rows(found, sheet, _Looks(workbook), _Marks(found, findings, text))
        _write_summary(workbook, workbook.add_worksheet(text("marked.sheet")), groups, text)
        sheet.activate()
    return content.getvalue()


class _Looks:
    """The formats of cells, each made once."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[str, Severity | None], Format] = {}

    def of(self, number_format: str, severity: Severity | None) -> Format:
        key = number_format, severity
        if key not in self._made:
            fill = _FILLS[severity] if severity else {}
            look = {"font_name": _FONT, "font_size": 11, "num_format": number_format}
            self._made[key] = self._workbook.add_format(look | fill)
        return self._made[key]


class _Marks:
    """The findings of a sheet, asked for row by row in ascending order."""

    def __init__(self, found: FoundSheet, findings: Iterable[Finding], text: Text) -> None:
        self._places = {} if found.layout else dict(found.header.places)
        self._left_out = {name: at for at, name in enumerate(found.header.names) if name}
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
        name = finding.column or ""
        return self._places.get(name, self._left_out.get(name, 0))


def _write_rows(found: FoundSheet, sheet: Worksheet, looks: _Looks, marks: _Marks) -> None:
    for number, cells in found.grid.rows():
        row = number - found.grid.first_row
        marked = marks.of_row(number)
        width = max(len(cells), max(marked, default=-1) + 1)
        for at in range(width):
            findings = marked.get(at, [])
            value = cells[at] if at < len(cells) else None
            severity = min((one.severity for one in findings), default=None)
            _write_cell(sheet, (row, at), value, looks, severity)
            if findings and (told := marks.comment(findings)) is not None:
                sheet.write_comment(row, at, told, {"x_scale": 2.4, "y_scale": 1.2, "author": ""})
    last = max(found.header.places.values(), default=0)
    sheet.set_column(0, last, 18)
    sheet.ignore_errors({"number_stored_as_text": "A1:ZZ1048576"})


def _write_cell(
    sheet: Worksheet, at: tuple[int, int], value: object, looks: _Looks, severity: Severity | None
) -> None:
    if isinstance(value, date) and value >= _first_day(value):
        has_time = isinstance(value, datetime) and (value.hour or value.minute or value.second)
        style = looks.of("yyyy/m/d h:mm" if has_time else "yyyy/m/d", severity)
        sheet.write_datetime(*at, value, style)
    elif isinstance(value, bool):
        sheet.write_boolean(*at, value, looks.of("General", severity))
    elif isinstance(value, int | float) and math.isfinite(value) and abs(value) < 1e15:
        sheet.write_number(*at, value, looks.of("General", severity))
    elif value is not None and value != "":
        told = str(value).encode("utf-8", "replace").decode("utf-8")[:_LONGEST_TEXT]
        sheet.write_string(*at, told, looks.of("@", severity))
    elif severity:
        sheet.write_blank(*at, None, looks.of("General", severity))


def _first_day(value: date) -> date:
    return datetime(1900, 3, 1) if isinstance(value, datetime) else _FIRST_DAY


def _write_summary(
    workbook: Workbook, sheet: Worksheet, groups: Sequence[FindingGroup], text: Text
) -> None:
    """The findings by cause, errors first."""
    plain = {"font_name": _FONT, "font_size": 11, "valign": "top", "text_wrap": True}
    head = workbook.add_format(plain | {"bold": True, "bg_color": "#E8F1FE"})
    looks = {kind: workbook.add_format(plain | fill) for kind, fill in _FILLS.items()}
    wrap = workbook.add_format(plain)
    note = text("marked.note", count=f"{MAX_COMMENTS_OF_A_CAUSE:,}")
    sheet.write_string(0, 0, note, workbook.add_format({"font_name": _FONT, "font_size": 11}))
    for at, (name, width) in enumerate(_SUMMARY_WIDTHS.items()):
        sheet.set_column(at, at, width)
        sheet.write_string(1, at, text(f"loading.finding.{name}"), head)
    ordered = sorted(groups, key=lambda one: one.first.severity)
    for row, one in enumerate(ordered, start=2):
        told = say_line(one, text)
        for at, name in enumerate(_SUMMARY_WIDTHS):
            safe = told[name].encode("utf-8", "replace").decode("utf-8")[:_LONGEST_TEXT]
            sheet.write_string(row, at, safe, wrap if at else looks[one.first.severity])
    sheet.freeze_panes(2, 0)


def _sheet_name(name: str | None, text: Text) -> str:
    """The sheet's own name as far as Excel takes it."""
    safe = _BAD_NAME.sub("_", name or "").strip()[:31]
    return safe if safe and safe != text("marked.sheet") else text("template.sheet_entry")
