"""Titles of slides: one sentence each, built by rule from the figures."""

from __future__ import annotations

from collections.abc import Sequence

from asahi_metrics.services.deck_scene import Scene
from asahi_metrics.services.topics import Topic

_TIED_PEAKS = 3


def number_title(scene: Scene) -> str:
    """The place's value and how it stands to the same months of last year."""
    text, own = scene.wording.text, scene.own
    common = {"place": scene.place, "name": scene.name}
    if own.value is None:
        return text(f"deck.number.{own.state}", **common)
    told = {**common, "value": scene.value(own.value)}
    if scene.compared.value is None:
        return text("deck.number.alone", **told)
    difference = scene.gap(own.value, scene.compared.value)
    if not difference:
        return text("deck.number.same", **told)
    change = scene.wording.change(scene.indicator, difference)
    key = f"deck.number.{'more' if difference > 0 else 'less'}{'' if change else '_unsized'}"
    return text(key, **told, change=change)


def months_title(scene: Scene) -> str:
    """The month with the most of what adds up, or how a level went from first to last."""
    text, common = scene.wording.text, {"place": scene.place, "name": scene.name}
    told = scene.months
    values = {month: one.value for month, one in told.items() if one.value is not None}
    # With a month withheld, the highest of the others may not be the highest.
    if any(one.withheld for one in told.values()) or len(values) == 1:
        return text("deck.months.plain", **common)
    if not values:
        return text("deck.months.missing", **common)
    if scene.indicator.adds_up and not scene.indicator.is_rate:
        return _peak(scene, values)
    return _course(scene, values)


def _peak(scene: Scene, values: dict[int, float]) -> str:
    text, wording = scene.wording.text, scene.wording
    common = {"place": scene.place, "name": scene.name}
    most = max(values.values())
    if not most:
        span = wording.months(scene.period)
        return text("deck.months.nothing", **common, span=span, value=scene.value(most))
    at = [month for month, value in values.items() if value == most]
    if len(at) > _TIED_PEAKS:
        return text("deck.months.plain", **common)
    names = wording.enumerated([wording.month(month) for month in at])
    key = "peak" if len(at) == 1 else "peaks"
    return text(f"deck.months.{key}", **common, month=names, value=scene.value(most))


def _course(scene: Scene, values: dict[int, float]) -> str:
    first, last = min(values), max(values)
    difference = scene.gap(values[last], values[first])
    key = "up" if difference > 0 else "down" if difference < 0 else "flat"
    return scene.wording.text(
        f"deck.months.{key}",
        place=scene.place,
        name=scene.name,
        first=scene.wording.month(first),
        last=scene.wording.month(last),
        before=scene.wording.first_value(scene.indicator, values[first]),
        after=scene.value(values[last]),
    )


def districts_title(scene: Scene) -> str:
    """A district against the ward or the median, or how far the districts lie apart."""
    text = scene.wording.text
    if scene.district is None:
        return _apart(scene)
    own, middle = scene.own.value, scene.middle
    common = {"place": scene.place, "name": scene.name}
    if own is None:
        return text(f"deck.districts.{scene.own.state}", **common)
    if middle is None:
        return text("deck.districts.beside", **common, value=scene.value(own))
    difference = scene.gap(own, middle.value)
    side = "above" if difference > 0 else "below" if difference < 0 else "as"
    told = {**common, "value": scene.value(own), "middle": scene.value(middle.value)}
    return text(f"deck.districts.{side}_{'ward' if middle.of_ward else 'middle'}", **told)


def _apart(scene: Scene) -> str:
    text = scene.wording.text
    if not scene.shown:
        return text("deck.districts.missing", place=scene.place, name=scene.name)
    # What is withheld may lie outside of what is shown.
    if scene.some_withheld or scene.spread is None:
        return text("deck.districts.plain", name=scene.name)
    values = scene.shown.values()
    if not scene.gap(max(values), min(values)):
        return text("deck.districts.alike", name=scene.name, value=scene.value(max(values)))
    low, high = scene.spread
    told = {"low": scene.wording.first_value(scene.indicator, low), "high": scene.value(high)}
    key = "half" if scene.open_to_all else "apart"
    return text(f"deck.districts.{key}", name=scene.name, **told)


def map_title(scene: Scene, spans: Sequence[str], counts: Sequence[int], own: int | None) -> str:
    """The class that the district is in, or how many are in the highest."""
    text = scene.wording.text
    if not spans:
        return text("deck.map.missing", name=scene.name)
    # One class for all tells nothing but how far the districts reach, and a district whose figure
    # is withheld may lie in any class, so that none can be counted.
    of_one = scene.open_to_all and len(spans) == 1
    if of_one or (scene.district is None and scene.some_withheld):
        return text("deck.map.plain", name=scene.name)
    if scene.district is None:
        key = f"deck.map.top{_one(counts[-1])}"
        return text(key, name=scene.name, span=spans[-1], count=counts[-1])
    if own is None:
        return text("deck.map.plain", name=scene.name)
    told = {"place": scene.place, "name": scene.name, "span": spans[own]}
    if scene.some_withheld:
        return text("deck.map.own_alone", **told)
    return text(f"deck.map.own{_one(counts[own])}", **told, count=counts[own])


def _one(count: int) -> str:
    return "_one" if count == 1 else ""


def table_title(topic: Topic, scenes: Sequence[Scene]) -> str:
    """How many of a topic's indicators lie above last year's."""
    first = scenes[0]
    common = {
        "place": first.place,
        "topic": first.wording.topic(topic),
        "count": len(scenes),
    }
    pairs = [(one.own.value, one.compared.value, one) for one in scenes]
    rises = [
        one.gap(own, before) > 0
        for own, before, one in pairs
        if own is not None and before is not None
    ]
    if len(rises) < len(scenes) or not any(rises):
        return first.wording.text("deck.table.plain", **common)
    if all(rises):
        return first.wording.text("deck.table.all", **common)
    return first.wording.text("deck.table.compared", **common, more=sum(rises))
