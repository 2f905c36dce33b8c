"""Workbooks as tests write them, sheet by sheet."""

from __future__ import annotations

import io
from collections.abc import Iterable

import openpyxl

Rows = Iterable[Iterable[object]]


def book_of(**sheets: Rows) -> openpyxl.Workbook:
    """A workbook of these sheets alone."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    """The file's content."""
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
