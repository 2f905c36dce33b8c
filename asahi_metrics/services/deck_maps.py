"""The map of a deck: the districts in classes, and what its title says of them."""

from __future__ import annotations

from asahi_metrics.core.report import MapPicture
from asahi_metrics.services.deck_scene import Scene
from asahi_metrics.services.deck_sentences import map_title
from asahi_metrics.visuals.classing import ClassBreaks, class_breaks, class_labels, class_of

_CLASSES = 4


def map_slide(scene: Scene) -> tuple[str, MapPicture]:
    """The title and the picture."""
    breaks = class_breaks(
        scene.shown.values(), "quantile", _CLASSES, decimals=scene.indicator.decimals
    )
    placed = {code: class_of(scene.shown.get(code), breaks) for code in scene.districts}
    return _title(scene, breaks, placed), _picture(scene, breaks, placed)


def _title(scene: Scene, breaks: ClassBreaks, placed: dict[str, int | None]) -> str:
    unit = scene.wording.unit(scene.indicator)
    gap = "" if scene.wording.lang != "en" or unit.startswith("%") else " "
    labels = class_labels(breaks, scene.wording.formats)
    counts = [list(placed.values()).count(at) for at in range(len(labels))]
    own = placed.get(scene.district) if scene.district else None
    return map_title(scene, [f"{label}{gap}{unit}" for label in labels], counts, own)


def _picture(scene: Scene, breaks: ClassBreaks, placed: dict[str, int | None]) -> MapPicture:
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
        classes=class_labels(breaks, wording.formats),
        legend_title=text("deck.map.legend", name=scene.name, unit=unit),
        without_class=wording.listed(lacking),
        unit=unit,
        decimals=scene.indicator.decimals,
        alt=text.join(
            text("deck.alt.item", name=names[code], value=cell.text) for code, cell in cells.items()
        ),
        highlighted=scene.district,
        caption=scene.note_on(scene.districts.values()),
    )
