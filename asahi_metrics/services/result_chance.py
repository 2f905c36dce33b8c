"""The slide of chance: a district between the limits for its size, or how many lie beyond."""

from __future__ import annotations

from asahi_metrics.analysis.funnel import WIDE, Funnel
from asahi_metrics.core.report import BarPicture, Series, TablePicture
from asahi_metrics.services.analysis_chance import Chance, District, chance
from asahi_metrics.services.result_scene import Drawn, ResultScene, ScaleWords, described

_POSITIONS = ("beyond", "apart", "within")


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
    cells = tuple(words.cell(one) for one in values.values())
    pairs = zip(values, cells, strict=True)
    picture = BarPicture(
        categories=tuple(values),
        series=(Series(words.name, cells),),
        unit=words.unit,
        decimals=words.decimals,
        alt=described(scene.wording, [(name, cell.text) for name, cell in pairs]),
        highlighted=0,
        caption=scene.left_out(scene.indicator),
    )
    return Drawn(title, picture)


def _ward(scene: ResultScene, found: Chance) -> Drawn:
    text, words = scene.wording.text, ScaleWords(scene.wording, found.scale)
    beyond = found.lying("beyond")
    told = {"name": words.name, "count": len(found.districts)}
    title = text("result.chance.none", **told)
    if beyond:
        title = text("result.chance.some", more=len(beyond), **told)
    rows = [_row(scene, found, position) for position in _POSITIONS]
    header = [text("result.chance.position"), text("result.chance.districts")]
    if not scene.open_to_all:
        header.append(text("result.chance.which"))
    picture = TablePicture(
        tuple(header),
        tuple(rows),
        alt=described(scene.wording, [(row[0], row[1]) for row in rows]),
        caption=scene.left_out(scene.indicator),
    )
    return Drawn(title, picture)


def _row(scene: ResultScene, found: Chance, position: str) -> tuple[str, ...]:
    wording = scene.wording
    codes = [one.code for one in found.districts if one.position == position]
    row = (wording.text(f"result.chance.is_{position}"), str(len(codes)))
    if scene.open_to_all:
        return row
    return (*row, wording.listed(wording.area(code) for code in codes) or "–")
