"""The slide of what it would take: the place now, what is added, and where it stands then."""

from __future__ import annotations

from asahi_metrics.core.report import TablePicture
from asahi_metrics.services.analysis_what_if import Need, WhatIf, can_be_raised, what_if
from asahi_metrics.services.result_scene import Drawn, ResultScene, ScaleWords, described

_MOST_ROWS = 5


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
    return Drawn(_title(scene, found), _picture(scene, found))


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
    key = f"own_{rule}" if own.needed else f"own_{rule}_reached"
    return text(f"result.what_if.{key}", **told, change=_amount(scene, own.needed))


def _amount(scene: ResultScene, amount: float) -> str:
    """So many of what the indicator counts; of a rate, what its numerator counts."""
    counts = (one for one in scene.table.office.catalogue if not one.is_rate)
    top = scene.indicator.numerator
    counted = next((one for one in counts if one.numerator == top), scene.indicator)
    return scene.wording.formats.quantity(amount, scene.wording.unit(counted))


def _picture(scene: ResultScene, found: WhatIf) -> TablePicture:
    text, words = scene.wording.text, ScaleWords(scene.wording, found.scale)
    rows = [*_district_rows(scene, found, words), _ward_row(scene, found)]
    heads = ("place", "now", "needed", "then")
    caption = " ".join(
        one
        for one in (
            text("result.what_if.no_forecast"),
            text("result.what_if.sample") if found.target and found.target.sample else "",
            scene.left_out(scene.indicator),
        )
        if one
    )
    return TablePicture(
        tuple(text(f"result.what_if.head.{one}") for one in heads),
        tuple(rows),
        alt=described(scene.wording, [(row[0], row[2]) for row in rows]),
        highlighted=None if scene.district is None else 0,
        caption=caption,
    )


def _district_rows(scene: ResultScene, found: WhatIf, words: ScaleWords) -> list[tuple[str, ...]]:
    """The own district; of the ward, before the staff, those that need the most."""
    wording = scene.wording
    if scene.district is not None:
        chosen = [one for one in found.needs if one.code == scene.district]
    else:
        chosen = [] if scene.open_to_all else list(found.needing[:_MOST_ROWS])
    rows = [_row(scene, words, one) for one in chosen]
    others = found.needing[_MOST_ROWS:] if scene.district is None and chosen else ()
    if others:
        label = wording.text("deck.caption.others", count=len(others))
        needed = _amount(scene, sum(one.needed for one in others))
        rows.append((label, "–", needed, "–"))
    return rows


def _row(scene: ResultScene, words: ScaleWords, need: Need) -> tuple[str, ...]:
    now, then = words.say(need.value), words.say(need.raised)
    return (scene.wording.place(need.code), now, _amount(scene, need.needed), then)


def _ward_row(scene: ResultScene, found: WhatIf) -> tuple[str, ...]:
    wording, one = scene.wording, scene.indicator
    ends = (wording.value(one, found.ward.value), wording.value(one, found.raised))
    return (wording.place(None), ends[0], _amount(scene, found.total), ends[1])
