"""The slides of results of the analysis: one sentence, one picture, the method for the speaker."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from asahi_metrics.core.report import Slide
from asahi_metrics.core.text import Text
from asahi_metrics.services.deck_speech import background
from asahi_metrics.services.result_chance import draw_chance
from asahi_metrics.services.result_maps import draw_clustering, draw_smoothing
from asahi_metrics.services.result_relations import draw_relation
from asahi_metrics.services.result_scene import Drawn, ResultScene
from asahi_metrics.services.result_season import draw_season
from asahi_metrics.services.result_what_if import draw_what_if
from asahi_metrics.services.result_years import draw_change, draw_trend
from asahi_metrics.services.results import ResultView

_DRAW: Mapping[ResultView, Callable[[ResultScene], Drawn | None]] = {
    "chance": draw_chance,
    "smoothing": draw_smoothing,
    "clustering": draw_clustering,
    "trend": draw_trend,
    "relations": draw_relation,
    "change": draw_change,
    "season": draw_season,
    "what_if": draw_what_if,
}


def draw_result(scene: ResultScene) -> Drawn | None:
    """Sentence and picture; None where the audience's figures do not make the result."""
    if scene.figures.period(scene.indicator, scene.year) is None:
        return None
    return _DRAW[scene.result.view](scene)


def result_slide(scene: ResultScene, topic: str, note: str, *, sample: bool) -> Slide:
    """The slide of a result that can be drawn."""
    drawn = draw_result(scene)
    if drawn is None:
        raise ValueError(topic)
    return Slide(
        id=topic,
        kind="analysis",
        title=drawn.title,
        topic=topic,
        picture=drawn.picture,
        note=note,
        speech="\n".join(_speech(scene, drawn)),
        sample=sample,
    )


def _speech(scene: ResultScene, drawn: Drawn) -> Iterator[str]:
    """The sentence, the method in plain words, the definitions, what an X means."""
    # Like all that is for the speaker alone, in the language of the staff.
    text = Text("en" if scene.wording.lang == "en" else "ja")
    yield drawn.title
    yield from drawn.said
    yield text(f"result.method.{scene.result.view}")
    for one in (scene.result.indicator, scene.result.other):
        if one is not None:
            yield from background(text, one)
    yield text("deck.speech.causes")
    withheld = scene.figures.withheld_note(text)
    if withheld:
        yield text("result.released_alone")
        yield withheld
