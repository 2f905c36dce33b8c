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
from asahi_metrics.core.text import Text
from asahi_metrics.services.deck_figures import Told
from asahi_metrics.services.deck_scene import Scene
from asahi_metrics.services.deck_words import Wording

Bar = tuple[str, Cell]

_ENDS = {
    (False, False): ("deck.label.high", "deck.label.low"),
    (False, True): ("deck.label.high_shown", "deck.label.low_shown"),
    (True, False): ("deck.label.half_high", "deck.label.half_low"),
    (True, True): ("deck.label.half_high_shown", "deck.label.half_low_shown"),
}
"""What the ends of the range are called: for the public or not, beside an X or not."""
_NO_RANGE = "–"
_NAMED = 4
"""How many of the figures that lack are named below a picture."""


def number_picture(scene: Scene) -> NumberPicture:
    """The place's figure large, beside last year's, the ward's or the target."""
    text = scene.wording.text
    cell = _cell(scene, scene.own)
    label = text("deck.label.value", place=scene.place, name=scene.name)
    held = tuple(_comparisons(scene))
    items = [(label, cell.text), *((one.label, one.text) for one in held)]
    uneven = text("deck.caption.uneven") if scene.is_uneven else ""
    notes = (_reports(scene), uneven, scene.note_on((scene.own, scene.before, scene.ward)))
    caption = " ".join(one for one in notes if one)
    return NumberPicture(label, cell, held, alt=described(scene.wording, items), caption=caption)


def _comparisons(scene: Scene) -> Iterable[Comparison]:
    text = scene.wording.text
    if scene.before.state != "missing":
        yield Comparison(text("deck.label.last_year"), _cell(scene, scene.before).text)
    if scene.district is not None:
        yield Comparison(text("deck.label.ward"), _cell(scene, scene.ward).text)
        if (bounds := range_text(scene)) is not None:
            yield Comparison(text(_range_label(scene)), bounds)
        return
    if (target := scene.indicator.target(scene.year)) is not None:
        label = "deck.label.sample_target" if target.sample else "deck.label.target"
        yield Comparison(text(label), scene.value(target.value))


def range_text(scene: Scene, *, with_unit: bool = True) -> str | None:
    """How far the districts lie apart, unless a figure that is withheld may lie outside.

    From the lowest to the highest district, for the public that of the middle half.
    """
    if scene.spread is None or scene.some_withheld:
        return None
    low, high = scene.spread
    first, last = (scene.wording.number(scene.indicator, Told(end)) for end in (low, high))
    return scene.wording.text(
        "deck.span", first=first, last=scene.value(high) if with_unit else last
    )


def _range_label(scene: Scene) -> str:
    return "deck.label.half" if scene.open_to_all else "deck.label.range"


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
        alt=wording.text.join(series_alt(wording, categories, one) for one in series),
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


def districts_picture(scene: Scene) -> BarPicture:
    """The district beside the ward, the middle and the range of the districts.

    It has no bars for a ward of which nothing may be shown.
    """
    bars = list(_bars(scene))
    wording = scene.wording
    return BarPicture(
        categories=tuple(name for name, _ in bars),
        series=(Series(scene.name, tuple(cell for _, cell in bars)),),
        unit=wording.unit(scene.indicator),
        decimals=scene.indicator.decimals,
        alt=described(wording, [(name, cell.text) for name, cell in bars]),
        highlighted=None if scene.district is None else 0,
        caption=" ".join(one for one in (_half_note(scene), _without(scene)) if one),
    )


def _half_note(scene: Scene) -> str:
    """What the middle half is, where the ends of the range are its own."""
    shown = scene.open_to_all and scene.spread is not None
    return scene.wording.text("deck.caption.half") if shown else ""


def _without(scene: Scene) -> str:
    """Which districts have no figure that is shown."""
    wording = scene.wording
    cells = [(wording.area(code), _cell(scene, one)) for code, one in scene.districts.items()]
    return _lacking(wording, cells)


def _bars(scene: Scene) -> Iterable[Bar]:
    text = scene.wording.text
    if scene.district is not None:
        yield scene.place, _cell(scene, scene.own)
    middle = scene.middle
    if middle is not None:
        key = "deck.label.ward" if middle.of_ward else "deck.label.middle"
        yield text(key), Cell(middle.value, scene.value(middle.value))
    if scene.spread is not None:
        low, high = scene.spread
        of_high, of_low = _ENDS[scene.open_to_all, scene.some_withheld]
        yield _end(scene, of_high, high)
        yield _end(scene, of_low, low)


def _end(scene: Scene, key: str, value: float) -> Bar:
    """An end of the range; the staff see whose it is where a single district has the value."""
    label = scene.wording.text(key)
    at = [code for code, one in scene.shown.items() if one == value]
    if not scene.open_to_all and len(at) == 1:
        area = scene.wording.area(at[0])
        label = scene.wording.text("deck.label.area", label=label, area=area)
    return label, Cell(value, scene.value(value))


def table_picture(scenes: Sequence[Scene]) -> TablePicture:
    """A topic's indicators with value, last year's and what they are held against."""
    first = scenes[0]
    text, place = first.wording.text, first.place
    header = [text("deck.label.indicator"), place, text("deck.label.last_year")]
    if first.district is not None:
        header += [text("deck.label.ward"), text(_range_label(first))]
    names = first.wording.read_once(
        one.wording.read(one.wording.short_with_unit(one.indicator)) for one in scenes
    )
    rows = tuple((name, *_figures(one)) for name, one in zip(names, scenes, strict=True))
    items = [(one.wording.short(one.indicator), _cell(one, one.own).text) for one in scenes]
    shown = [told for one in scenes for told in (one.own, one.before, one.ward)]
    notes = (first.note_on(shown), no_range_note(text, rows))
    caption = " ".join(one for one in notes if one)
    return TablePicture(tuple(header), rows, alt=described(first.wording, items), caption=caption)


def no_range_note(text: Text, rows: Sequence[Sequence[str]]) -> str:
    """What a dash in the place of a range means, where a row ends with one."""
    return text("public.no_range") if any(row[-1] == _NO_RANGE for row in rows) else ""


def _figures(scene: Scene) -> tuple[str, ...]:
    wording, told = scene.wording, [scene.own, scene.before]
    told += [scene.ward] if scene.district is not None else []
    figures = [wording.number(scene.indicator, one) for one in told]
    if scene.district is not None:
        reported = scene.shown or scene.some_withheld
        lacking = _NO_RANGE if reported else wording.text("value.missing")
        figures.append(range_text(scene, with_unit=False) or lacking)
    return tuple(figures)


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
    return wording.text("deck.between").join(parts)


def described(wording: Wording, items: Iterable[tuple[str, str]]) -> str:
    """Labels and what stands beside them, for those who do not see the picture."""
    said = (wording.text("deck.alt.item", name=name, value=value) for name, value in items)
    return wording.text.join(said)


def series_alt(wording: Wording, categories: Sequence[str], series: Series) -> str:
    """A course in words: each month or year with its figure."""
    cells = zip(categories, series.cells, strict=True)
    told = wording.listed(f"{category} {cell.text}" for category, cell in cells)
    return wording.text("deck.alt.series", name=series.name, told=told)
