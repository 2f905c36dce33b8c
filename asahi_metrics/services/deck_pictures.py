"""The pictures of a deck: every figure and every word of them, for any renderer to draw."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from asahi_metrics.core.calendar import Month
from asahi_metrics.core.report import (
    BarPicture,
    Cell,
    Comparison,
    LinePicture,
    NumberPicture,
    Series,
    TablePicture,
)
from asahi_metrics.services.deck_figures import Told
from asahi_metrics.services.deck_scene import Scene
from asahi_metrics.services.deck_words import Wording

Bar = tuple[str, Cell]

_NAMED = 4
"""How many of the figures that lack are named below a picture."""


def number_picture(scene: Scene) -> NumberPicture:
    """The place's figure large, beside last year's, the ward's or the target."""
    text = scene.wording.text
    cell = _cell(scene, scene.own)
    label = text("deck.label.value", place=scene.place, name=scene.name)
    held = tuple(_comparisons(scene))
    items = [(label, cell.text), *((one.label, one.text) for one in held)]
    notes = (_reports(scene), scene.note_on((scene.own, scene.before, scene.ward)))
    caption = " ".join(one for one in notes if one)
    return NumberPicture(label, cell, held, alt=described(scene.wording, items), caption=caption)


def _comparisons(scene: Scene) -> Iterable[Comparison]:
    text = scene.wording.text
    if scene.before.state != "missing":
        yield Comparison(text("deck.label.last_year"), _cell(scene, scene.before).text)
    if scene.district is not None:
        yield Comparison(text("deck.label.ward"), _cell(scene, scene.ward).text)
        if (bounds := range_text(scene)) is not None:
            yield Comparison(text("deck.label.range"), bounds)
        return
    if (target := scene.indicator.target(scene.year)) is not None:
        label = "deck.label.sample_target" if target.sample else "deck.label.target"
        yield Comparison(text(label), scene.value(target.value))


def range_text(scene: Scene, *, with_unit: bool = True) -> str | None:
    """From the lowest to the highest district, unless a figure that is withheld may lie outside."""
    if not scene.shown or scene.some_withheld:
        return None
    low, high = min(scene.shown.values()), max(scene.shown.values())
    first, last = (scene.wording.number(scene.indicator, Told(end)) for end in (low, high))
    return scene.wording.text(
        "deck.span", first=first, last=scene.value(high) if with_unit else last
    )


def months_picture(scene: Scene) -> LinePicture:
    """The months of this year beside those of last year."""
    wording, months = scene.wording, scene.period.months
    rows = [(scene.year, scene.months, months)]
    if any(one.state != "missing" for one in scene.months_before.values()):
        rows.append((scene.year - 1, scene.months_before, scene.period.previous.months))
    series = [
        Series(wording.formats.fiscal_year_name(year), _course(scene, told, spans))
        for year, told, spans in rows
    ]
    categories = tuple(wording.month(month) for month in months)
    adds_up = scene.indicator.adds_up and not scene.indicator.is_rate
    return LinePicture(
        categories=categories,
        series=tuple(series),
        unit=wording.unit(scene.indicator),
        decimals=scene.indicator.decimals,
        alt=" ".join(series_alt(wording, categories, one) for one in series),
        form="columns" if adds_up else "lines",
        caption=_lacking(wording, _places_in_time(series, categories)),
    )


def _course(scene: Scene, told: Mapping[Month, Told], months: Sequence[Month]) -> tuple[Cell, ...]:
    return tuple(_cell(scene, told.get(month, Told(None))) for month in months)


def _places_in_time(series: Sequence[Series], categories: Sequence[str]) -> list[Bar]:
    return [
        (f"{one.name} {category}", cell)
        for one in series
        for category, cell in zip(categories, one.cells, strict=True)
    ]


def districts_picture(scene: Scene, *, named: bool) -> BarPicture:
    """The district beside the ward, the middle and the range of the districts.

    ``named`` says whether the lowest and the highest may be called by name.
    """
    bars = list(_bars(scene, named=named))
    wording = scene.wording
    return BarPicture(
        categories=tuple(name for name, _ in bars),
        series=(Series(scene.name, tuple(cell for _, cell in bars)),),
        unit=wording.unit(scene.indicator),
        decimals=scene.indicator.decimals,
        alt=described(wording, [(name, cell.text) for name, cell in bars]),
        highlighted=None if scene.district is None else 0,
        caption=_lacking(
            wording,
            [(wording.area(code), _cell(scene, one)) for code, one in scene.districts.items()],
        ),
    )


def _bars(scene: Scene, *, named: bool) -> Iterable[Bar]:
    text = scene.wording.text
    if scene.district is not None:
        yield scene.place, _cell(scene, scene.own)
    middle = scene.middle
    if middle is not None:
        key = "deck.label.ward" if middle.of_ward else "deck.label.middle"
        yield text(key), Cell(middle.value, scene.value(middle.value))
    if scene.shown:
        high, low = max(scene.shown.values()), min(scene.shown.values())
        part = "_shown" if scene.some_withheld else ""
        yield _end(scene, f"deck.label.high{part}", high, named=named)
        yield _end(scene, f"deck.label.low{part}", low, named=named)


def _end(scene: Scene, key: str, value: float, *, named: bool) -> Bar:
    """The lowest or the highest of the districts; by name where a single one has the value."""
    label = scene.wording.text(key)
    at = [code for code, one in scene.shown.items() if one == value]
    if named and len(at) == 1:
        area = scene.wording.area(at[0])
        label = scene.wording.text("deck.label.area", label=label, area=area)
    return label, Cell(value, scene.value(value))


def table_picture(scenes: Sequence[Scene]) -> TablePicture:
    """A topic's indicators with value, last year's and what they are held against."""
    first = scenes[0]
    text, place = first.wording.text, first.place
    header = [text("deck.label.indicator"), place, text("deck.label.last_year")]
    if first.district is not None:
        header += [text("deck.label.ward"), text("deck.label.range")]
    rows = tuple(_row(one) for one in scenes)
    items = [(row[0], row[1]) for row in rows]
    shown = [told for one in scenes for told in (one.own, one.before, one.ward)]
    note = first.note_on(shown)
    return TablePicture(tuple(header), rows, alt=described(first.wording, items), caption=note)


def _row(scene: Scene) -> tuple[str, ...]:
    wording, told = scene.wording, [scene.own, scene.before]
    told += [scene.ward] if scene.district is not None else []
    figures = [wording.number(scene.indicator, one) for one in told]
    if scene.district is not None:
        figures.append(range_text(scene, with_unit=False) or "–")
    return (wording.short_with_unit(scene.indicator), *figures)


def _cell(scene: Scene, told: Told) -> Cell:
    return scene.wording.cell(scene.indicator, told)


def _reports(scene: Scene) -> str:
    """How many reports lack in a figure that is shown."""
    count = scene.own.reports_missing
    if not count or scene.own.value is None:
        return ""
    return scene.wording.text("deck.caption.reports", count=count)


def _lacking(wording: Wording, cells: Sequence[Bar]) -> str:
    """Which of the figures are not there: a chart cannot show that, and 0 would be wrong."""
    parts = []
    for state in ("missing", "withheld"):
        where = [name for name, cell in cells if cell.state == state]
        if len(where) > _NAMED:
            others = wording.text("deck.caption.others", count=len(where) - _NAMED)
            where = [*where[:_NAMED], others]
        if where:
            parts.append(wording.text(f"deck.caption.{state}", where=wording.listed(where)))
    return wording.text.join(parts) if wording.lang == "en" else " ".join(parts)


def described(wording: Wording, items: Iterable[tuple[str, str]]) -> str:
    """Labels and what stands beside them, for those who do not see the picture."""
    said = (wording.text("deck.alt.item", name=name, value=value) for name, value in items)
    return wording.text.join(said)


def series_alt(wording: Wording, categories: Sequence[str], series: Series) -> str:
    """A course in words: each month or year with its figure."""
    cells = zip(categories, series.cells, strict=True)
    told = wording.listed(f"{category} {cell.text}" for category, cell in cells)
    return wording.text("deck.alt.series", name=series.name) + told
