"""What the speaker has before him: the figures in words, the definition, and whom to ask.

It is for the speaker alone and stays in the language of the staff, also where the slide is in
plain Japanese.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.core.report import Cell, SlideKind
from asahi_metrics.core.text import Text
from asahi_metrics.services.deck_scene import Scene


def speech(scene: Scene, title: str, kind: SlideKind) -> str:
    """The notes of a slide, a line for each thing to say."""
    lines = [title, *_figures(scene), *_background(scene)]
    if kind in {"districts", "map"}:
        lines += [*_rank(scene), scene.wording.text("deck.speech.causes")]
    if scene.withholds:
        lines.append(scene.figures.withheld_note(scene.wording.text))
    return "\n".join(lines)


def table_speech(scenes: Sequence[Scene], title: str) -> str:
    """The notes of a table: each indicator's definition."""
    return "\n".join([title, *(line for one in scenes for line in _background(one))])


def _figures(scene: Scene) -> Iterator[str]:
    text = scene.wording.text
    pairs = [("deck.label.last_year", scene.before), ("deck.label.ward", scene.ward)]
    for label, told in pairs[: 1 if scene.district is None else 2]:
        value: Cell = scene.wording.cell(scene.indicator, told)
        yield text("deck.speech.value", label=text(label), value=value.text)


def _background(scene: Scene) -> Iterator[str]:
    return background(Text("en" if scene.wording.lang == "en" else "ja"), scene.indicator)


def background(said: Text, indicator: Indicator) -> Iterator[str]:
    """An indicator's definition, and whom to ask."""
    definition = said.pick(indicator.definition)
    yield said("deck.speech.what", name=said.pick(indicator.name), definition=definition)
    yield said("deck.speech.owner", owner=said.pick(indicator.owner))


def _rank(scene: Scene) -> Iterator[str]:
    if scene.district is None:
        return
    rank = scene.figures.rank(scene.indicator, scene.year, scene.district)
    if rank is not None:
        count = len(scene.shown)
        yield scene.wording.text("deck.speech.rank", place=scene.place, rank=rank, count=count)
