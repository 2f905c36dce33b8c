"""Measuring the drawings: who lays a ruler on bars and points finds the shown figures alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from tests.reading.contents import Mark
from tests.reading.understanding import Slide, bare

_PIXEL = 1.0
_SHORTEST = 3.0
"""A bar of nobody is drawn so long, that it can be seen."""


def wrong_marks(slide: Slide, fills: Sequence[str]) -> list[str]:
    """What a ruler finds that is not told: marks too many, or of another size.

    ``fills`` are the colours of bars and points, that of the newest year first.
    """
    if slide.kind == "districts":
        values = [value for value in _in_order(slide) if value is not None]
        bars = _bars(slide, fills)
        return _compare(slide, [mark.right - mark.left for mark in bars], values)
    if slide.kind != "months":
        return []
    rows = list(_by_year(slide))
    circles = [[m for m in _of(slide, "circle") if m.fill == fill] for fill in fills]
    if any(circles):
        return [
            told
            for marks, row in zip(circles, rows, strict=False)
            for told in _points(slide, marks, [one for one in row if one is not None])
        ]
    feet = Counter(round(mark.foot) for mark in _columns(slide, fills))
    foot = feet.most_common(1)[0][0] if feet else 0
    heights, values = [], []
    for fill, row in zip(fills, rows, strict=False):
        # A column of nobody hangs from the line, so that it can be seen.
        marks = [
            m for m in _columns(slide, fills) if m.fill == fill and abs(m.foot - foot) < _SHORTEST
        ]
        shown = [one for one in row if one is not None]
        if len(marks) != len(shown):
            return [f"{slide.page.where}: {len(marks)} columns, {len(shown)} figures"]
        heights += [mark.foot - mark.top for mark in sorted(marks, key=lambda one: one.left)]
        values += shown
    return _compare(slide, heights, values)


def _compare(slide: Slide, sizes: Sequence[float], values: Sequence[float]) -> list[str]:
    """Sizes go with values, to the pixel."""
    if len(sizes) != len(values):
        return [f"{slide.page.where}: {len(sizes)} bars, {len(values)} figures"]
    most = max(values, default=0.0)
    if not most:
        return [f"{slide.page.where}: {size}" for size in sizes if size > _SHORTEST]
    scale = max(sizes) / most
    return [
        f"{slide.page.where}: {size} px for {value}"
        for size, value in zip(sizes, values, strict=True)
        if abs(size - value * scale) > _PIXEL and size > _SHORTEST
    ]


def _points(slide: Slide, marks: Sequence[Mark], values: Sequence[float]) -> Iterator[str]:
    """Points lie as far apart as their values: the highest and the lowest give the scale."""
    if len(marks) != len(values):
        yield f"{slide.page.where}: {len(marks)} points, {len(values)} figures"
        return
    heights = [mark.top for mark in sorted(marks, key=lambda one: one.left)]
    if not values or max(values) == min(values):
        yield from (f"{slide.page.where}: {one}" for one in heights if abs(one - heights[0]) > 0.2)
        return
    scale = (max(heights) - min(heights)) / (max(values) - min(values))
    for height, value in zip(heights, values, strict=True):
        if abs(max(heights) - height - (value - min(values)) * scale) > _PIXEL:
            yield f"{slide.page.where}: {height} for {value}"


def _of(slide: Slide, shape: str) -> list[Mark]:
    return [mark for mark in slide.page.marks if mark.shape == shape]


def _bars(slide: Slide, fills: Sequence[str]) -> list[Mark]:
    """Bars that lie, from above to below; the line below the title is thinner."""
    found = [m for m in _of(slide, "rect") if m.fill in fills and m.foot - m.top > 10]
    return sorted(found, key=lambda mark: mark.top)


def _columns(slide: Slide, fills: Sequence[str]) -> list[Mark]:
    """Columns that stand; the line below the title is wide, and so are the samples of colours."""
    return [
        mark for mark in _of(slide, "rect")
        if mark.fill in fills and mark.right - mark.left < 100 and mark.right - mark.left != 44
    ]  # fmt: skip


def _in_order(slide: Slide) -> list[float | None]:
    """The figures of a text that describes bars, in its order."""
    said = next((bare(alt) for alt in slide.page.alts if list(slide.items(bare(alt)))), "")
    placed = sorted((said.index(f"{label}"), told) for label, told in slide.items(said))
    found = []
    for _, told in placed:
        state, value = slide.reader.value(told, slide.indicator)
        found.append(value if state == "shown" else None)
    return found


def _by_year(slide: Slide) -> Iterator[list[float | None]]:
    """The months' figures as the describing text has them, a list for each year."""
    row: list[float | None] = []
    last = None
    for month, told in slide.series(next(bare(alt) for alt in slide.page.alts)):
        year = (month // 100, month % 100) < (last or (0, 0))
        if year:
            yield row
            row = []
        last = month // 100, month % 100
        state, value = slide.reader.value(told, slide.indicator)
        row.append(value if state == "shown" else None)
    yield row
