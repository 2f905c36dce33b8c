"""What tables and lists say: CSV and workbook, districts with their figures, tables of slides."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from asahi_metrics.core.calendar import fiscal_year_of
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.core.text import Text
from tests.reading.contents import Contents, Page, Row
from tests.reading.lists import list_rows
from tests.reading.understanding import Fact, Reader, Slide, State, bare, code_in, indicator_of
from tests.reading.workbook import cells_of, sheet_rows

_GAP = re.compile(r" {2,}")


def facts_of_list(reader: Reader, content: bytes) -> Iterator[Fact]:
    yield from _facts_of_rows(reader, list_rows(content), "csv")


def facts_of_workbook(reader: Reader, content: bytes) -> Iterator[Fact]:
    """The list of figures, and the sheet with a row for each area before it."""
    yield from _facts_of_rows(reader, sheet_rows(content, 1), "xlsx figures")
    cells = cells_of(content, 0)
    text = headings(reader)
    words = reader.words
    by_name = {f"{words.name(one)} ({words.unit(one)})": one for one in reader.indicators}
    names = {column: str(told) for (row, column), told in cells.items() if row == 1}
    assert names.pop(1) == text("files.column.area")
    for (row, column), told in cells.items():
        area = reader.places.get(str(cells.get((row, 1), "")))
        # Below the areas the sheet says what it is.
        if row == 1 or column == 1 or area is None or len(cells_in(cells, row)) < len(names):
            continue
        indicator = by_name[names[column]]
        if told != "–":
            spot = (indicator.id, reader.deck.year, "areas", area, "")
            state, value = _cell(reader, told, indicator)
            yield Fact(spot, state, value, value, f"xlsx {area}")


def cells_in(cells: Mapping[tuple[int, int], object], row: int) -> list[int]:
    return [column for at, column in cells if at == row and column > 1]


def facts_of_districts(reader: Reader, content: bytes) -> Iterator[Fact]:
    for feature in json.loads(content)["features"]:
        told = feature["properties"]
        for one in reader.indicators:
            if one.id not in told:
                continue
            spot = (one.id, reader.deck.year, "areas", feature["id"], "")
            where = f"geojson {feature['id']}"
            state, value = reader.value(bare(told[f"{one.id}_text"]), one)
            assert state == told[f"{one.id}_state"]
            half = 0.5 * 10**-one.decimals
            yield Fact(spot, state, value - half, value + half, where)
            if told[one.id] is not None:
                yield Fact(spot, "shown", told[one.id], told[one.id], where)


def headings(reader: Reader) -> Text:
    """The words of headings, which have no plain form."""
    return Text("en" if reader.deck.lang == "en" else "ja")


def _facts_of_rows(
    reader: Reader, rows: Sequence[Mapping[str, str | float]], form: str
) -> Iterator[Fact]:
    text = headings(reader)
    spans = {text(f"files.span.{one}"): one for one in ("year", "before", "month")}
    states = {text(f"files.state.{one}"): one for one in ("shown", "withheld", "missing")}
    for row in rows:
        told = {
            name: row[text(f"files.column.{name}")]
            for name in ("indicator_id", "area_code", "span", "last_month", "value", "state")
        }
        indicator = reader.office.catalogue[str(told["indicator_id"])]
        month = int(str(told["last_month"]).replace("-", ""))
        span, year = spans[str(told["span"])], fiscal_year_of(month)
        if span == "before":
            year += 1
        section = {"year": "areas", "before": "before", "month": "months"}[span]
        slot = month if span == "month" else ""
        state, value = _cell(reader, told["value"], indicator)
        assert state == states[str(told["state"])]
        spot = (indicator.id, year, section, str(told["area_code"]), slot)
        yield Fact(spot, state, value, value, f"{form} {spot}")


def _cell(reader: Reader, told: str | float, indicator: Indicator) -> tuple[State, float]:
    """A cell that holds a number, in digits or as such, or the word for none."""
    if not isinstance(told, str):
        return "shown", told
    try:
        return "shown", float(told)
    except ValueError:
        return reader.value(bare(told), indicator)


def facts_of_tables(reader: Reader, pages: Sequence[Page]) -> Iterator[Fact]:
    """Slides with a topic's indicators in a table."""
    by_title = {bare(one.title): one for one in reader.deck.slides if one.kind == "table"}
    for page in pages:
        made = by_title.get(bare(page.title))
        if made is not None:
            for table in page.tables:
                yield from _facts_of_table(reader, page, table[1:], reader.by_topic[made.topic])


def _facts_of_table(
    reader: Reader, page: Page, rows: Sequence[Row], known: Sequence[Indicator]
) -> Iterator[Fact]:
    """Rows in the order of the indicators, of which the place may lack some."""
    left = list(known)
    for name, *figures in rows:
        while bare(reader.words.short_with_unit(left[0])) != bare(name):
            left.pop(0)
        yield from _facts_of_row(reader, page, left.pop(0), figures)


def _facts_of_row(
    reader: Reader, page: Page, one: Indicator, figures: Sequence[str]
) -> Iterator[Fact]:
    slide = Slide(reader, page, "table", one, reader.deck.district or reader.ward)
    own, before, *others = figures
    yield from slide.fact("areas", slide.code, bare(own))
    yield from slide.fact("before", slide.code, bare(before))
    if others:
        # The middle half says nothing of any one district.
        ward, _ = others
        yield from slide.fact("areas", reader.ward, bare(ward))


def facts_of_paper(reader: Reader, contents: Contents) -> Iterator[Fact]:
    """Sentences and the table as they are set, pictures by the texts that describe them."""
    lines = [bare(line).strip() for page in contents.pages for line in page.texts]
    words = _close("".join(_close(line) for line in lines))
    alts = [bare(one) for page in contents.pages for one in page.alts]
    for made in reader.deck.slides:
        # A sentence is broken over lines, beside another column.
        said = _close(bare(made.title)) in words or made.kind in {"map", "districts", "months"}
        if made.topic and made.kind != "table" and said:
            page = Page("pdf", (), title=made.title)
            yield from _with_alts(reader, page, made.kind, made.topic, alts)
    yield from _facts_of_listing(reader, lines)


def _with_alts(
    reader: Reader, page: Page, kind: str, topic: str, alts: Sequence[str]
) -> Iterator[Fact]:
    one = indicator_of(reader, page, reader.by_topic[topic])
    slide = Slide(reader, page, kind, one, code_in(reader, page))
    yield from slide.facts()
    first = next(made for made in reader.deck.slides if made.kind == kind)
    if first.title != page.title or kind == "number":
        return
    for alt in alts:
        if _kind_of(reader, alt) == kind:
            yield from replace(slide, page=replace(page, alts=(alt,))).facts()


def _kind_of(reader: Reader, alt: str) -> str:
    """What a text describes: the months of years, districts on a map, or one beside the range."""
    years = (bare(reader.words.formats.fiscal_year_name(reader.deck.year - at)) for at in (0, 1))
    if alt.startswith(tuple(years)):
        return "months"
    ends = (reader.text(f"deck.label.{one}") for one in ("half_high", "half_high_shown"))
    return "districts" if any(one in alt for one in ends) else "map"


def _facts_of_listing(reader: Reader, lines: Sequence[str]) -> Iterator[Fact]:
    """The table of all indicators; a name that takes two lines is passed over."""
    rows = iter(lines)
    for one in reader.indicators:
        label = bare(reader.words.short_with_unit(one))
        for line in rows:
            cells = _GAP.split(line)
            if cells[0] == label and len(cells) == (5 if reader.deck.district else 3):
                yield from _facts_of_row(reader, Page(f"pdf {label}", ()), one, cells[1:])
                break
        else:
            rows = iter(lines)


def _close(text: str) -> str:
    """A text without any gaps."""
    return "".join(text.split())
