"""Reading a PowerPoint file: slides, notes, charts with their caches and their workbooks."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping

from lxml import etree

from tests.reading.archives import core_properties, local, parts_of, texts_in, unread, xml_of
from tests.reading.contents import Chart, Contents, Page, Row
from tests.reading.workbook import cells_of, read_workbook

_OWN_NAME = re.compile(r"[A-Za-z ]+ \d+")
"""Names that the library gives to shapes."""
_AXIS_NUMBERS = ("min", "max", "majorUnit", "minorUnit", "crossesAt")


def read_powerpoint(content: bytes) -> Contents:
    parts = parts_of(content)
    strange = unread(
        parts, r"docProps/core\.xml", r"ppt/slides/slide\d+\.xml",
        r"ppt/notesSlides/notesSlide\d+\.xml", r"ppt/charts/chart\d+\.xml",
        r"ppt/embeddings/Microsoft_Excel_Sheet\d+\.xlsx", r"ppt/media/image\d+\.png",
    )  # fmt: skip
    assert strange == [], "parts that nobody reads"
    slides = [one for kind, one in _relations(parts, "ppt/presentation.xml") if kind == "slide"]
    in_order = sorted(slides, key=lambda one: int(re.sub(r"\D", "", one)))
    return Contents(tuple(_page(parts, one) for one in in_order), core_properties(parts))


def _page(parts: Mapping[str, bytes], name: str) -> Page:
    root, related = xml_of(parts[name]), list(_relations(parts, name))
    charts: list[Chart] = []
    texts, numbers, pixels = [*_paragraphs(root), *_said_aside(root)], [], []
    speech: list[str] = []
    for kind, target in related:
        if kind == "notesSlide":
            notes = xml_of(parts[target])
            speech = list(_paragraphs(notes))
            texts += [*speech, *_said_aside(notes)]
        elif kind == "chart":
            chart = xml_of(parts[target])
            charts.append(_chart(chart, target))
            texts += [*_chart_words(chart), *_paragraphs(chart)]
            numbers += _chart_numbers(chart)
            for _, book in _relations(parts, target):
                workbook = read_workbook(parts[book])
                charts.append(_chart_of_cells(cells_of(parts[book]), book))
                texts += workbook.strings()
                numbers += [one for page in workbook.pages for one in page.numbers]
        elif kind == "image":
            pixels.append(parts[target])
    return Page(
        where=name,
        texts=tuple(texts),
        title=_title(root),
        alts=tuple(one.get("descr", "") for one in root.iter("{*}cNvPr") if one.get("descr")),
        speech=tuple(speech),
        numbers=tuple(numbers),
        tables=tuple(_table(one) for one in root.iter("{*}tbl")),
        charts=tuple(charts),
        pixels=tuple(pixels),
    )


def _title(root: etree._Element) -> str:
    for shape in root.iter("{*}sp"):
        place = shape.find(".//{*}ph")
        if place is not None and place.get("type") in {"title", "ctrTitle"}:
            return "".join(_paragraphs(shape))
    return ""


def _relations(parts: Mapping[str, bytes], name: str) -> Iterator[tuple[str, str]]:
    """Kind and name of each part that a part goes on to."""
    folder, _, file = name.rpartition("/")
    told = parts.get(f"{folder}/_rels/{file}.rels")
    for one in xml_of(told) if told else ():
        assert one.get("TargetMode") != "External"
        target = posixpath.normpath(posixpath.join(folder, one.get("Target", "")))
        yield one.get("Type", "").rpartition("/")[2], target


def _paragraphs(root: etree._Element) -> Iterator[str]:
    for one in root.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}p"):
        said = "".join(text for text in texts_in(one))
        if said.strip():
            yield said


def _said_aside(root: etree._Element) -> Iterator[str]:
    """What shapes are called and described as."""
    for one in root.iter("{*}cNvPr"):
        yield from (one.get(key, "") for key in ("descr", "title"))
        if not _OWN_NAME.fullmatch(one.get("name", "")):
            yield one.get("name", "")


def _table(root: etree._Element) -> tuple[Row, ...]:
    rows = ([*row.iter("{*}tc")] for row in root.iter("{*}tr"))
    return tuple(tuple("".join(_paragraphs(cell)) for cell in row) for row in rows)


def _chart(root: etree._Element, where: str) -> Chart:
    series = list(root.iter("{*}ser"))
    names = [next(iter(_points(one.find("{*}tx")).values()), "") for one in series]
    categories = _points(series[0].find("{*}cat"))
    values = [_points(one.find("{*}val")) for one in series]
    size = len(categories)
    return Chart(
        where,
        tuple(categories[at] for at in range(size)),
        tuple(
            (name, tuple(float(told[at]) if at in told else None for at in range(size)))
            for name, told in zip(names, values, strict=True)
        ),
    )


def _points(root: etree._Element | None) -> dict[int, str]:
    if root is None:
        return {}
    return {int(one.get("idx", "")): one.findtext("{*}v") or "" for one in root.iter("{*}pt")}


def _chart_words(root: etree._Element) -> Iterator[str]:
    for one in root.iter("{*}strCache"):
        yield from _points(one).values()
    for one in root.iter("{*}formatCode"):
        yield one.text or ""
    yield from (one.get("formatCode", "") for one in root.iter("{*}numFmt"))


def _chart_numbers(root: etree._Element) -> Iterator[float]:
    """The cached values, and where the axes begin and end."""
    for cache in root.iter("{*}numCache", "{*}numLit"):
        yield from map(float, _points(cache).values())
    for one in root.iter():
        if isinstance(one.tag, str) and local(one) in _AXIS_NUMBERS:
            yield float(one.get("val", ""))


def _chart_of_cells(cells: Mapping[tuple[int, int], str | float], where: str) -> Chart:
    """A chart's workbook: names of series above, of categories on the left."""
    rows, columns = (max(at[side] for at in cells) for side in (0, 1))
    series = [
        (
            str(cells[1, column]),
            tuple(_number(cells.get((row, column))) for row in range(2, rows + 1)),
        )
        for column in range(2, columns + 1)
    ]
    return Chart(where, tuple(str(cells[row, 1]) for row in range(2, rows + 1)), tuple(series))


def _number(cell: str | float | None) -> float | None:
    assert not isinstance(cell, str)
    return cell
