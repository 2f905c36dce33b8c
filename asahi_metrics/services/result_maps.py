"""The slides of smoothing and of clustering: a map of the districts by class."""

from __future__ import annotations

from collections.abc import Mapping

from asahi_metrics.core.report import Cell, MapPicture
from asahi_metrics.services.analysis_clustering import clustering
from asahi_metrics.services.analysis_smoothing import Smoothing, smoothing
from asahi_metrics.services.deck_pictures import described
from asahi_metrics.services.result_scene import Drawn, ResultScene, ScaleWords
from asahi_metrics.services.territory import territory
from asahi_metrics.visuals.classing import class_breaks, class_labels, class_of, joined

_CLASSES = 4
_MARKS = "①②③④"
_FEWEST = 3
"""A class of one or two at an end would tell before the public who is first or last."""


def draw_smoothing(scene: ResultScene) -> Drawn | None:
    """The slide; None where nothing can be smoothed, or not the place's own figure."""
    found = smoothing(scene.table, scene.indicator, scene.period)
    if found is None or found.smoothed is None:
        return None
    if scene.district is not None and scene.district not in found.after:
        return None
    words = ScaleWords(scene.wording, found.scale)
    return Drawn(_smoothed_title(scene, found, words), _map(scene, found.after, words))


def _smoothed_title(scene: ResultScene, found: Smoothing, words: ScaleWords) -> str:
    text = scene.wording.text
    if scene.district is None:
        if found.smoothed is not None and not found.smoothed.between:
            return text("result.smoothing.alike", name=words.name)
        nearer = scene.wording.formats.quantity(100 * found.nearer, "%")
        return text("result.smoothing.nearer", name=words.name, change=nearer)
    before, after = (words.say(one[scene.district]) for one in (found.before, found.after))
    key = "same" if before == after else "moved"
    told = {"place": scene.place, "name": words.name, "after": after}
    return text(f"result.smoothing.{key}", before=before, **told)


def draw_clustering(scene: ResultScene) -> Drawn | None:
    """The slide; None where there is no telling."""
    boundaries = territory(scene.table.office).boundaries
    found = clustering(scene.table, scene.indicator, scene.period, boundaries)
    if found is None or found.moran is None:
        return None
    words = ScaleWords(scene.wording, found.scale)
    title = scene.wording.text(f"result.clustering.{found.moran.pattern}", name=words.name)
    return Drawn(title, _map(scene, found.scale.districts, words))


def _map(scene: ResultScene, values: Mapping[str, float], words: ScaleWords) -> MapPicture:
    """The districts by class; before the public of the others nothing but their class."""
    wording = scene.wording
    breaks = class_breaks(values.values(), "quantile", _CLASSES, decimals=words.decimals)
    if scene.open_to_all:
        breaks = joined(breaks, values.values(), _FEWEST)
    codes = scene.table.office.pack.areas.district_codes
    told = scene.figures.districts(scene.indicator, scene.year)
    cells = {code: _cell(scene, words, values.get(code), told[code].state) for code in codes}
    placed = {code: class_of(values.get(code), breaks) for code in codes}
    classes = class_labels(breaks, wording.formats)
    said = {code: cell.text for code, cell in cells.items()}
    marks: tuple[str, ...] = ()
    if scene.open_to_all:
        marks = tuple(_MARKS[: len(classes)])
        spans = [f"{one}{words.gap}{words.unit}" for one in classes]
        said |= {
            code: spans[at]
            for code, at in placed.items()
            if at is not None and code != scene.district
        }
        cells = {
            code: cell
            for code, cell in cells.items()
            if code == scene.district or placed[code] is None
        }
        classes = tuple(map("{} {}".format, marks, classes))
    lacking = dict.fromkeys(cell.text for cell in cells.values() if cell.value is None)
    return MapPicture(
        cells=cells,
        names={code: wording.area(code) for code in codes},
        class_of=placed,
        classes=classes,
        legend_title=wording.text("deck.map.legend", name=words.short, unit=words.unit),
        without_class=wording.listed(lacking),
        unit=words.unit,
        decimals=words.decimals,
        alt=described(wording, [(wording.area(code), said[code]) for code in codes]),
        highlighted=scene.district,
        caption=wording.text("result.hatched") if lacking else "",
        marks=marks,
    )


def _cell(scene: ResultScene, words: ScaleWords, value: float | None, state: str) -> Cell:
    if value is None and state == "withheld":
        return Cell(None, scene.wording.text("publication.withheld"), "withheld")
    return words.cell(value)
