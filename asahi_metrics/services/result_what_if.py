"""The slide of what it would take: the place now, what is added, and where it stands then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.core.report import BarPicture, Cell
from asahi_metrics.services.analysis_what_if import Need, WhatIf, can_be_raised, what_if
from asahi_metrics.services.result_scene import Drawn, ResultScene, ScaleWords, bars


def draw_what_if(scene: ResultScene) -> Drawn | None:
    """The slide; None where the rule cannot be worked out for the place."""
    rule = scene.result.rule
    if rule is None or scene.indicator not in can_be_raised(scene.table):
        return None
    found = what_if(scene.table, scene.indicator, scene.period, rule)
    if found is None or not found.needs:
        return None
    if scene.district is not None and scene.district not in {one.code for one in found.needs}:
        return None
    needing = [one.code for one in found.needing]
    return Drawn(_title(scene, found), _picture(scene, found), scene.for_staff(needing))


def _title(scene: ResultScene, found: WhatIf) -> str:
    text, wording, words = scene.wording.text, scene.wording, ScaleWords(scene.wording, found.scale)
    told = {"place": scene.place, "name": words.name, "value": words.say(found.level)}
    if found.target is not None:
        value = wording.value(scene.indicator, found.target.value)
        told |= {"name": wording.name(scene.indicator), "value": value}
    else:
        told["label"] = text(f"result.what_if.{found.rule}")
    rule = "target" if found.target is not None else "level"
    if scene.district is None:
        key = f"ward_{rule}" if found.total else f"ward_{rule}_reached"
        count = len(found.needing)
        return text(
            f"result.what_if.{key}", **told, change=_amount(scene, found.total), count=count
        )
    own = next(one for one in found.needs if one.code == scene.district)
    # A small district's share of what the ward lacks may be none.
    lacks = found.total if found.target is not None else own.needed
    key = f"own_{rule}" if lacks else f"own_{rule}_reached"
    return text(f"result.what_if.{key}", **told, change=_amount(scene, own.needed))


def _amount(scene: ResultScene, amount: float) -> str:
    """So many of what the indicator counts."""
    return scene.wording.formats.quantity(amount, scene.wording.unit(_counted(scene)))


def _counted(scene: ResultScene) -> Indicator:
    """The indicator of the count itself; of a rate, that of its numerator."""
    counts = (one for one in scene.table.office.catalogue if not one.is_rate)
    top = scene.indicator.numerator
    return next((one for one in counts if one.numerator == top), scene.indicator)


def _picture(scene: ResultScene, found: WhatIf) -> BarPicture:
    """The place and the ward, now and with what is added; of a target the counts themselves."""
    wording = scene.wording
    parts = [[one] for one in found.needs if one.code == scene.district]
    parts.append(list(found.needs))
    names = [wording.place(None)] if scene.district is None else [scene.place, wording.place(None)]
    words = ScaleWords(wording, found.scale)
    cells = {}
    for name, needs in zip(names, parts, strict=True):
        # The ward's count has people from outside too, and the target is for all of them.
        beside = found.outside if found.target and name == wording.place(None) else 0.0
        for key, added in (("now", 0), ("then", sum(one.needed for one in needs))):
            label = wording.text(f"result.what_if.{key}", place=name)
            cells[label] = _cell(scene, found, needs, added + beside, words)
    caption = " ".join(
        one
        for one in (
            wording.text("result.what_if.no_forecast"),
            wording.text("result.what_if.sample") if found.target and found.target.sample else "",
            scene.left_out(scene.indicator),
        )
        if one
    )
    drawn = bars(scene, cells, words, caption=caption)
    if found.target is None:
        return drawn
    return replace(drawn, unit=wording.unit(_counted(scene)), decimals=0)


def _cell(
    scene: ResultScene, found: WhatIf, needs: Sequence[Need], added: float, words: ScaleWords
) -> Cell:
    events = sum(one.counted.events for one in needs) + added
    if found.target is not None:
        return Cell(events, _amount(scene, events))
    return words.cell(events / sum(one.counted.base for one in needs) * found.scale.per)
