"""One table as an Excel workbook: what it is on top, the columns below, no cell a formula."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from numbers import Real
from unicodedata import east_asian_width

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from asahi_metrics.exports.fonts import OFFICE_FONT
from asahi_metrics.visuals import theme

_NARROWEST, _WIDEST = 8, 26


@dataclass(frozen=True)
class _Styles:
    """How cells look."""

    plain: Format
    title: Format
    head: Format
    whole: Format
    broken: Format

    @classmethod
    def of(cls, workbook: Workbook) -> _Styles:
        font = {"font_name": OFFICE_FONT, "font_size": 11}
        head = {"bg_color": theme.DARK_BLUE, "font_color": theme.WHITE, "text_wrap": True}
        return cls(
            plain=workbook.add_format(font),
            title=workbook.add_format({**font, "bold": True}),
            head=workbook.add_format({**font, **head, "bold": True, "valign": "top"}),
            whole=workbook.add_format({**font, "num_format": "#,##0"}),
            broken=workbook.add_format({**font, "num_format": "#,##0.0##"}),
        )


def write_frame(frame: pd.DataFrame, *, sheet: str, about: Sequence[str]) -> bytes:
    """The frame as .xlsx; ``about`` are lines above the table. Missing values are empty."""
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(content, options) as workbook:
        # A fixed day: the same figures give the same bytes.
        workbook.set_properties({"title": about[0], "created": datetime(2026, 4, 1)})
        styles, page = _Styles.of(workbook), workbook.add_worksheet(sheet)
        for at, line in enumerate(about):
            page.write_string(at, 0, line, styles.plain if at else styles.title)
        top = len(about) + 1
        for column, name in enumerate(frame.columns):
            page.set_column(column, column, _width(frame, str(name)))
            page.write_string(top, column, str(name), styles.head)
            for row, value in enumerate(frame[name], start=top + 1):
                _write_cell(page, (row, column), value, styles)
        page.freeze_panes(top + 1, 2)
        page.set_landscape()
        page.fit_to_pages(1, 0)
    return content.getvalue()


def _write_cell(page: Worksheet, at: tuple[int, int], value: object, styles: _Styles) -> None:
    if isinstance(value, str):
        page.write_string(*at, value, styles.plain)
    elif isinstance(value, Real) and not pd.isna(float(value)):
        is_whole = float(value).is_integer()
        page.write_number(*at, float(value), styles.whole if is_whole else styles.broken)


def _width(frame: pd.DataFrame, name: str) -> int:
    """Wide enough for the longest word of the column; headings wrap."""
    longest = max((_signs(str(one)) for one in frame[name]), default=0)
    return min(max(longest + 2, _signs(name) // 2 + 3, _NARROWEST), _WIDEST)


def _signs(word: str) -> int:
    return sum(2 if east_asian_width(sign) in "WFA" else 1 for sign in word)
