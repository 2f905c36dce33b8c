"""The map of a deck: the districts in classes, and what its title says of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from asahi_metrics.core.report import MapPicture
from asahi_metrics.services.deck_figures import Told
from asahi_metrics.services.deck_scene import Scene
from asahi_metrics.services.deck_sentences import map_title
from asahi_metrics.visuals.classing import (
    ClassBreaks,
    class_breaks,
    class_labels,
    class_of,
    joined,
)

Spans = tuple[tuple[str, str], ...]
"""What each class spans, lowest first: for the legend, and with the unit for sentences."""

_CLASSES = 4
_MARKS = "①②③④"
_FEWEST = 3
"""A class of one or two at an end would tell before the public who is first or last."""


def map_slide(scene: Scene, *, by_class: bool) -> tuple[str, MapPicture]:
    """The title and the picture.

    ``by_class`` shows of the other districts only which class they are in, no class has fewer
    than three, and the outer ones are open: whose own figure was their end would be told apart.
    """
    values = scene.shown.values()
    breaks = class_breaks(values, "quantile", _CLASSES, decimals=scene.indicator.decimals)
    if by_class:
        breaks = joined(breaks, values, _FEWEST)
    placed = {code: class_of(scene.shown.get(code), breaks) for code in scene.districts}
    spans = _open_spans(scene, breaks) if by_class else _spans(scene, breaks)
    title, picture = _title(scene, spans, placed), _picture(scene, spans, placed)
    return title, _of_classes(scene, spans, picture) if by_class else picture


def _title(scene: Scene, spans: Spans, placed: dict[str, int | None]) -> str:
    counts = [list(placed.values()).count(at) for at in range(len(spans))]
    own = placed.get(scene.district) if scene.district else None
    return map_title(scene, [said for _, said in spans], counts, own)


def _spans(scene: Scene, breaks: ClassBreaks) -> Spans:
    labels = class_labels(breaks, scene.wording.formats)
    return tuple((one, _with_unit(scene, one)) for one in labels)


def _open_spans(scene: Scene, breaks: ClassBreaks) -> Spans:
    """The classes without the lowest and the highest figure; a single one is of all districts."""
    spans = _spans(scene, breaks)
    if len(spans) < 2:
        return tuple((scene.wording.text("deck.map.every"),) * 2 for _ in spans)
    above = breaks.upper[-2] + 10.0**-breaks.decimals
    lowest, highest = _open(scene, "upto", breaks.upper[0]), _open(scene, "from", above)
    return (lowest, *spans[1:-1], highest)


def _open(scene: Scene, side: Literal["upto", "from"], value: float) -> tuple[str, str]:
    text, bare = scene.wording.text, scene.wording.number(scene.indicator, Told(value))
    return text(f"deck.map.{side}", value=bare), text(f"deck.map.{side}", value=scene.value(value))


def _with_unit(scene: Scene, label: str) -> str:
    unit = scene.wording.unit(scene.indicator)
    gap = "" if scene.wording.lang != "en" or unit.startswith("%") else " "
    return f"{label}{gap}{unit}"


def _picture(scene: Scene, spans: Spans, placed: dict[str, int | None]) -> MapPicture:
    wording, text = scene.wording, scene.wording.text
    cells = {code: wording.cell(scene.indicator, one) for code, one in scene.districts.items()}
    names = {code: wording.area(code) for code in cells}
    unit = wording.unit(scene.indicator)
    withheld = text("publication.withheld") if scene.some_withheld else ""
    missing = any(one.state == "missing" for one in cells.values())
    lacking = [word for word in (withheld, text("value.missing") if missing else "") if word]
    return MapPicture(
        cells=cells,
        names=names,
        class_of=placed,
        classes=tuple(label for label, _ in spans),
        legend_title=text("deck.map.legend", name=scene.name, unit=unit),
        without_class=wording.listed(lacking),
        unit=unit,
        decimals=scene.indicator.decimals,
        alt=_alt(scene, names, {code: cell.text for code, cell in cells.items()}),
        highlighted=scene.district,
        caption=scene.note_on(scene.districts.values()),
    )


def _of_classes(scene: Scene, spans: Spans, picture: MapPicture) -> MapPicture:
    """The picture with signs of the classes in the place of the other districts' figures."""
    marks = tuple(_MARKS[: len(picture.classes)])
    cells = {
        code: cell
        for code, cell in picture.cells.items()
        if code == picture.highlighted or picture.class_of[code] is None
    }
    said = {code: spans[at][1] for code, at in picture.class_of.items() if at is not None}
    said |= {code: cell.text for code, cell in cells.items()}
    return replace(
        picture,
        cells=cells,
        marks=marks,
        classes=tuple(map("{} {}".format, marks, picture.classes)),
        alt=_alt(scene, picture.names, {code: said[code] for code in picture.names}),
    )


def _alt(scene: Scene, names: Mapping[str, str], said: Mapping[str, str]) -> str:
    text = scene.wording.text
    return text.join(
        text("deck.alt.item", name=names[code], value=value) for code, value in said.items()
    )
