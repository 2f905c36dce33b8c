"""A copy of a file as an Excel workbook in which the wrong cells are marked and commented.

The rows and columns stand where they stood, so the copy can be corrected and loaded. It holds
values only: what began a formula is text.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import chain, count

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from asahi_metrics.core.finding_words import say_line
from asahi_metrics.core.findings import Finding, Severity
from asahi_metrics.core.grouping import FindingGroup
from asahi_metrics.core.text import Text
from asahi_metrics.sources.marks import MAX_COMMENTS_OF_A_CAUSE, Marks
from asahi_metrics.sources.sheet_choice import FoundSheet

_FONT = "BIZ UDPGothic"
_FILLS: Mapping[Severity, dict[str, object]] = {
    "error": {"bg_color": "#FFC7CE", "border": 1, "border_color": "#CE0000"},
    "notice": {"bg_color": "#FFF2CC", "border": 1, "border_color": "#C7A200"},
}
_BAD_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]|^'|'$")
# Before these a workbook has no days, or others than the calendar.
_FIRST_DAY, _FIRST_DAY_1904 = datetime(1900, 3, 1), datetime(1904, 1, 2)
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
    what is wrong and what to do as the cell's comment, notices in yellow. Further sheets with
    such data follow as they are, so that none of them is lost.
    """
    content = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        # A bare number that means a day stays the same day.
        "date_1904": found.grid.from_1904,
    }
    with Workbook(content, options) as workbook:
        workbook.set_properties({"created": datetime(2026, 4, 1)})
        pen = _Pen(workbook, _FIRST_DAY_1904 if found.grid.from_1904 else _FIRST_DAY)
        names = _sheet_names([found, *found.others], text)
        sheet = workbook.add_worksheet(next(names))
        _write_rows(found, sheet, pen, Marks(found, findings, text))
        for other, name in zip(found.others, names, strict=True):
            _write_rows(other, workbook.add_worksheet(name), pen, Marks(other, (), text))
        _write_summary(workbook, workbook.add_worksheet(text("marked.sheet")), groups, text)
        sheet.activate()
    return content.getvalue()


class _Pen:
    """Writes cells, with formats that are each made once."""

    def __init__(self, workbook: Workbook, first_day: datetime) -> None:
        self._workbook = workbook
        self._first_day = first_day
        self._made: dict[tuple[str, Severity | None], Format] = {}

    def look(self, number_format: str, severity: Severity | None) -> Format:
        """The format of a cell."""
        key = number_format, severity
        if key not in self._made:
            fill = _FILLS[severity] if severity else {}
            look = {"font_name": _FONT, "font_size": 11, "num_format": number_format}
            self._made[key] = self._workbook.add_format(look | fill)
        return self._made[key]

    def write(
        self, sheet: Worksheet, at: tuple[int, int], value: object, severity: Severity | None
    ) -> None:
        """Write a value as what it is; what no workbook can hold as a number or day is text."""
        if isinstance(value, date) and self._has_day(value):
            has_time = isinstance(value, datetime) and (value.hour or value.minute or value.second)
            style = self.look("yyyy/m/d h:mm" if has_time else "yyyy/m/d", severity)
            sheet.write_datetime(*at, value, style)
        elif isinstance(value, bool):
            sheet.write_boolean(*at, value, self.look("General", severity))
        elif isinstance(value, int | float) and math.isfinite(value) and abs(value) < 1e15:
            sheet.write_number(*at, value, self.look("General", severity))
        elif value is not None and value != "":
            told = str(value).encode("utf-8", "replace").decode("utf-8")[:_LONGEST_TEXT]
            sheet.write_string(*at, told, self.look("@", severity))
        elif severity:
            sheet.write_blank(*at, None, self.look("General", severity))

    def _has_day(self, value: date) -> bool:
        first = self._first_day
        return value >= (first if isinstance(value, datetime) else first.date())


def _write_rows(found: FoundSheet, sheet: Worksheet, pen: _Pen, marks: Marks) -> None:
    grid = found.grid
    for number, cells in grid.rows():
        row, marked = number - grid.first_row, marks.of_row(number)
        spans = grid.spans(row) if row <= found.header.row else {}
        width = max(len(cells), *(at + 1 for at in (*marked, *spans)), 0)
        for at, last in _stretches(width, spans):
            findings = [one for place in range(at, last + 1) for one in marked.get(place, [])]
            severity = min((one.severity for one in findings), default=None)
            if last > at:
                sheet.merge_range(row, at, row, last, "", pen.look("General", severity))
            pen.write(sheet, (row, at), cells[at] if at < len(cells) else None, severity)
            if findings and (told := marks.comment(findings)) is not None:
                sheet.write_comment(row, at, told, {"x_scale": 2.4, "y_scale": 1.2, "author": ""})
    last = max(found.header.places.values(), default=0)
    sheet.set_column(0, last, 18)
    sheet.ignore_errors({"number_stored_as_text": "A1:ZZ1048576"})


def _stretches(width: int, spans: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    """The cells of a row from left to right, each with the last that is merged with it."""
    at = 0
    while at < width:
        yield at, spans.get(at, at)
        at = spans.get(at, at) + 1


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


def _sheet_names(sheets: Sequence[FoundSheet], text: Text) -> Iterator[str]:
    """The sheets' own names as far as Excel takes them, each once."""
    taken = {text("marked.sheet").casefold()}
    for one in sheets:
        own = _BAD_NAME.sub("_", one.grid.sheet or "").strip()[:31]
        name = own if own and own.casefold() not in taken else text("template.sheet_entry")
        free = chain([name], (f"{name[:26]}_{number}" for number in count(2)))
        name = next(name for name in free if name.casefold() not in taken)
        taken.add(name.casefold())
        yield name
