"""Reads .xlsx workbooks: which sheets they have, and what is needed to understand their cells."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from asahi_metrics.core.errors import UnreadableFile
from asahi_metrics.core.progress import Progress
from asahi_metrics.sources.archives import Archive
from asahi_metrics.sources.grids import Grid
from asahi_metrics.sources.office_xml import Element, elements, shared_texts
from asahi_metrics.sources.sheet_cells import CellMeanings, style_kinds
from asahi_metrics.sources.sheets import sheet_marks, sheet_rows

_WORKBOOK = "xl/workbook.xml"
"""Where the workbook stands when nothing says where."""

_MAX_SHEETS = 255


@dataclass(frozen=True)
class _Sheet:
    name: str
    part: str


@dataclass(frozen=True)
class _Book:
    """What a workbook's main part and its relations say."""

    sheets: tuple[_Sheet, ...]
    texts: str
    styles: str
    from_1904: bool


def read_workbook(content: bytes, progress: Progress) -> Iterator[Grid]:
    """The visible sheets in their order; raises UnreadableFile for what is unsafe or broken."""
    archive = Archive(content)
    book = _book(archive)
    meanings = CellMeanings(
        shared_texts(archive.pieces(book.texts)),
        style_kinds(elements(archive.read(book.styles))),
        from_1904=book.from_1904,
    )
    for sheet in book.sheets:
        pieces = partial(_pieces, archive, sheet.part, progress)
        marks = sheet_marks(archive.pieces(sheet.part))
        yield Grid(
            sheet.name,
            partial(sheet_rows, pieces, meanings),
            marks.merged,
            hidden=marks.hidden,
            from_1904=book.from_1904,
        )


def _pieces(archive: Archive, part: str, progress: Progress) -> Iterator[bytes]:
    """A part in pieces, telling how far it is read."""
    done = 0
    for piece in archive.pieces(part):
        yield piece
        done += len(piece)
        progress(archive.share(part, done))


def _book(archive: Archive) -> _Book:
    main = _main_part(archive)
    related = _relations(archive, main)
    sheets, from_1904 = [], False
    for one in elements(archive.read(main)):
        if one.name == "workbookPr":
            from_1904 = one.attributes.get("date1904") in ("1", "true")
        elif one.name == "sheet" and one.parent == "sheets":
            kind, part = related.get(one.attributes.get("id", ""), ("", ""))
            is_visible = one.attributes.get("state", "visible") == "visible"
            if kind == "worksheet" and is_visible and part in archive:
                sheets.append(_Sheet(one.attributes.get("name", ""), part))
    if len(sheets) > _MAX_SHEETS:
        raise UnreadableFile("error.file.broken")
    parts = dict(related.values())
    texts, styles = parts.get("sharedStrings", ""), parts.get("styles", "")
    return _Book(tuple(sheets), texts, styles, from_1904)


def _main_part(archive: Archive) -> str:
    """The workbook's own part, which the relations of the file as a whole name."""
    related = _relations(archive, "").values()
    named = [part for kind, part in related if kind == "officeDocument" and part in archive]
    part = named[0] if named else _WORKBOOK
    if part.endswith(".bin"):
        raise UnreadableFile("error.file.macros")
    first = next(elements(archive.read(part)), None)
    if first is None or first.name != "workbook":
        raise UnreadableFile("error.file.not_a_workbook")
    return part


def _relations(archive: Archive, part: str) -> dict[str, tuple[str, str]]:
    """The kind and the part of each relation of a part, by the relation's id."""
    folder, name = posixpath.split(part)
    found = elements(archive.read(posixpath.join(folder, "_rels", f"{name}.rels")))
    return {
        one.attributes.get("Id", ""): (_kind(one), _target(one, folder))
        for one in found
        if one.name == "Relationship" and one.attributes.get("TargetMode") != "External"
    }


def _kind(relation: Element) -> str:
    return relation.attributes.get("Type", "").rpartition("/")[2]


def _target(relation: Element, folder: str) -> str:
    path = posixpath.normpath(
        posixpath.join("/", folder, relation.attributes.get("Target", "").lower())
    )
    return path.lstrip("/")
