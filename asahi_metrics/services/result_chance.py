"""The slide of chance: a district between the limits for its size, or how many lie beyond."""

from __future__ import annotations

from asahi_metrics.analysis.funnel import WIDE, Funnel, Position
from asahi_metrics.core.report import BarPicture, Cell, Series
from asahi_metrics.services.analysis_chance import Chance, District, chance
from asahi_metrics.services.deck_pictures import described
from asahi_metrics.services.result_scene import Drawn, ResultScene, ScaleWords, bars

_POSITIONS: tuple[Position, ...] = ("beyond", "apart", "within")


def draw_chance(scene: ResultScene) -> Drawn | None:
    """The slide; None where chance cannot be judged of the place."""
    found = chance(scene.table, scene.indicator, scene.period)
    if found is None or found.funnel is None:
        return None
    if scene.district is None:
        return _ward(scene, found)
    own = next((one for one in found.districts if one.code == scene.district), None)
    return _district(scene, found, found.funnel, own) if own else None


def _district(scene: ResultScene, found: Chance, funnel: Funnel, own: District) -> Drawn:
    text, words = scene.wording.text, ScaleWords(scene.wording, found.scale)
    per, limits = found.scale.per, funnel.limits(found.scale.counted[own.code].base, WIDE)
    side = "within" if own.position != "beyond" else "above" if own.is_above else "below"
    title = text(
        f"result.chance.{side}",
        place=scene.place,
        name=words.name,
        value=words.say(own.value),
        low=words.number(per * limits.low),
        high=words.say(per * limits.high),
    )
    values = {
        scene.place: own.value,
        text("result.chance.high"): per * limits.high,
        text("result.chance.average"): per * funnel.average,
        text("result.chance.low"): per * limits.low,
    }
    cells = {name: words.cell(one) for name, one in values.items()}
    return Drawn(title, bars(scene, cells, words, caption=scene.left_out(scene.indicator)))


def _ward(scene: ResultScene, found: Chance) -> Drawn:
    text, words = scene.wording.text, ScaleWords(scene.wording, found.scale)
    beyond = found.lying("beyond")
    told = {"name": words.name, "count": len(found.districts)}
    title = text("result.chance.none", **told)
    if beyond:
        title = text("result.chance.some", more=len(beyond), **told)
    cells = {text(f"result.chance.is_{one}"): _counted(scene, found, one) for one in _POSITIONS}
    picture = BarPicture(
        categories=tuple(cells),
        series=(Series(words.name, tuple(cells.values())),),
        unit=text("result.districts"),
        decimals=0,
        alt=described(scene.wording, [(name, cell.text) for name, cell in cells.items()]),
        highlighted=0,
        caption=scene.left_out(scene.indicator),
    )
    return Drawn(title, picture, scene.for_staff(beyond))


def _counted(scene: ResultScene, found: Chance, position: Position) -> Cell:
    count = len(found.lying(position))
    unit = scene.wording.text("result.districts")
    return Cell(float(count), scene.wording.formats.quantity(count, unit))
