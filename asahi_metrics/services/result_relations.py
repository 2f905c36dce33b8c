"""The slide of relations: how two figures of the districts go together, and never why."""

from __future__ import annotations

from asahi_metrics.core.calendar import Period
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.core.report import TablePicture
from asahi_metrics.services.analysis_relations import Relation, relation
from asahi_metrics.services.deck_pictures import described
from asahi_metrics.services.outcomes import Point
from asahi_metrics.services.result_scene import Drawn, ResultScene

_FIELDS = ((True, True), (True, False), (False, True), (False, False))
"""Above the averages of both, of the first, of the second, of neither."""


def draw_relation(scene: ResultScene) -> Drawn | None:
    """The slide; None where too few districts are known for a correlation, or no average is."""
    across, upward = scene.result.indicator, scene.result.other
    if upward is None:
        return None
    # Each as far as it has data in the year, as on the page.
    found = relation(scene.table, across, upward, Period(scene.year))
    averages = _averages(found)
    if found.ranked is None or averages is None:
        return None
    ends = found.ranked.interval
    key = "unsure" if ends.low <= 0 <= ends.high else "together" if ends.low > 0 else "opposed"
    names = {"name": scene.wording.name(across), "label": scene.wording.name(upward)}
    title = scene.wording.text(f"result.relations.{key}", **names)
    lacking = scene.left_out(across, upward)
    picture = _picture(scene, found, averages, lacking)
    return Drawn(title, picture, scene.for_staff(found.candidates))


def _averages(found: Relation) -> tuple[float, float] | None:
    """Those of the districts; of a rate whose parts are not told, the ward's figure."""
    beside = found.beside
    across = beside.ward.output if beside.output_average is None else beside.output_average
    upward = beside.ward.outcome if beside.outcome_average is None else beside.outcome_average
    return None if across is None or upward is None else (across, upward)


def _field(point: Point, averages: tuple[float, float]) -> tuple[bool, bool]:
    """On which side of both averages a placed district lies."""
    across, upward = averages
    return (point.output or 0.0) > across, (point.outcome or 0.0) > upward


def _picture(
    scene: ResultScene, found: Relation, averages: tuple[float, float], lacking: str
) -> TablePicture:
    wording, text = scene.wording, scene.wording.text
    fields = {one.code: _field(one, averages) for one in found.beside.placed}
    rows = tuple(
        (*(_side(scene, above) for above in field), str(list(fields.values()).count(field)))
        for field in _FIELDS
    )
    names = [wording.short(one) for one in _both(scene)]
    notes = [text("result.relations.no_cause"), _spans(scene)]
    if scene.district in fields:
        pairs = zip(names, fields[scene.district], strict=True)
        sides = wording.listed(f"{name}: {_side(scene, above)}" for name, above in pairs)
        notes.append(text("result.relations.own", place=scene.place, label=sides))
    notes.append(lacking)
    return TablePicture(
        (*names, text("result.districts_counted")),
        rows,
        alt=described(wording, [(wording.listed(row[:2]), row[2]) for row in rows]),
        caption=" ".join(one for one in notes if one),
    )


def _spans(scene: ResultScene) -> str:
    """Which months each is of, where they are not the same."""
    spans = [
        scene.wording.formats.period(scene.figures.period(one, scene.year) or Period(scene.year))
        for one in _both(scene)
    ]
    if len(set(spans)) < 2:
        return ""
    first, second = spans
    return scene.wording.text("result.relations.spans", first=first, last=second)


def _both(scene: ResultScene) -> list[Indicator]:
    return [one for one in (scene.result.indicator, scene.result.other) if one is not None]


def _side(scene: ResultScene, above: bool) -> str:
    return scene.wording.text(f"result.relations.{'above' if above else 'below'}")
