"""Reading the forms that are counted on with: CSV and GeoJSON."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from tests.reading.contents import Contents, Page


def read_list(content: bytes) -> Contents:
    """A CSV file: a page for each row."""
    header, *rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    pages = [Page("header", tuple(header))]
    pages += [
        Page(f"row {at}", tuple(row), tables=((tuple(header), tuple(row)),))
        for at, row in enumerate(rows, start=2)
    ]
    return Contents(tuple(pages))


def list_rows(content: bytes) -> list[dict[str, str]]:
    """The rows by their headings."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def read_districts(content: bytes) -> Contents:
    """A GeoJSON file: a page for each district; the shapes are the ward's own and no figures."""
    told = json.loads(content)
    pages = [
        Page(str(one["id"]), _texts(one["properties"]), numbers=_numbers(one["properties"]))
        for one in told.pop("features")
    ]
    rest = Page("collection", _texts(told), numbers=_numbers(told))
    return Contents((*pages, rest))


def _texts(told: Any) -> tuple[str, ...]:
    """Every string, names of properties among them."""
    if isinstance(told, dict):
        return tuple(text for key, value in told.items() for text in (key, *_texts(value)))
    if isinstance(told, list):
        return tuple(text for value in told for text in _texts(value))
    return (told,) if isinstance(told, str) else ()


def _numbers(told: Any) -> tuple[float, ...]:
    if isinstance(told, dict):
        told = list(told.values())
    if isinstance(told, list):
        return tuple(number for value in told for number in _numbers(value))
    return (float(told),) if isinstance(told, int | float) and not isinstance(told, bool) else ()
