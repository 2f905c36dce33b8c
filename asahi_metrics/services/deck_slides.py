"""The slides of a topic: each one indicator, or its table, seen in one way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from asahi_metrics.core.calendar import Period
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.core.report import Audience, Picture, Slide, SlideKind
from asahi_metrics.core.stage import with_mark
from asahi_metrics.services.deck_figures import DeckFigures
from asahi_metrics.services.deck_maps import map_slide
from asahi_metrics.services.deck_pictures import (
    districts_picture,
    months_picture,
    number_picture,
    table_picture,
)
from asahi_metrics.services.deck_scene import Scene
from asahi_metrics.services.deck_sentences import (
    districts_title,
    months_title,
    number_title,
    table_title,
)
from asahi_metrics.services.deck_speech import speech, table_speech
from asahi_metrics.services.deck_words import Wording
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.result_scene import ResultScene
from asahi_metrics.services.result_slides import draw_result, result_slide
from asahi_metrics.services.results import Result
from asahi_metrics.services.topics import SlidePlan, Topic, comparable, leading


@dataclass(frozen=True)
class Workshop:
    """What slides are made with: the audience's figures, the words, the year and the place.

    ``table`` has the same figures for results of the analysis, where any are wanted.
    """

    figures: DeckFigures
    wording: Wording
    year: int
    district: str | None
    audience: Audience
    table: Figures | None = None

    def has_data(self, indicator: Indicator) -> bool:
        """Whether the ward has figures of the indicator in the year."""
        return self.figures.period(indicator, self.year) is not None

    def knows(self, indicator: Indicator) -> bool:
        """Whether the place has figures of its own."""
        own = self.district is None or self.figures.is_by_district(indicator, self.year)
        return own and self.has_data(indicator)

    def fits(self, topic: Topic, kind: SlideKind) -> bool:
        """Whether the topic can be seen in that way."""
        if topic.result is not None:
            scene = self._result(topic.result)
            return kind == "analysis" and scene is not None and draw_result(scene) is not None
        known = [one for one in topic.indicators if self.knows(one)]
        if kind == "table":
            return len(known) > 1
        if kind == "months":
            first = leading(topic, self.knows)
            return first is not None and self._at(first).has_course
        if kind in {"districts", "map"}:
            found = comparable(topic, self._knows_districts)
            if found is None or not self.figures.is_by_district(found, self.year):
                return False
            return kind == "map" or self._at(found).compares
        return bool(known)

    def make(self, plan: SlidePlan) -> Slide:
        """The slide that is planned."""
        found = plan.topic.result
        if found is not None and (drawn := self._result(found)) is not None:
            sample = any(self.figures.is_sample(one) for one in plan.topic.indicators)
            # What the figures relate to stands among the sources at the end.
            own = [one for one in (found.indicator, found.other) if one]
            provisional = self._is_provisional(*own)
            note = self._note(own, drawn.period, provisional=provisional)
            slide = result_slide(drawn, plan.topic.id, note, sample=sample)
            return replace(slide, provisional=provisional)
        if plan.kind == "table":
            return self._table(plan)
        scene = self._scene(plan)
        title, picture = _see(scene, plan.kind)
        provisional = self._is_provisional(scene.indicator)
        return Slide(
            id=f"{plan.topic.id}.{plan.kind}",
            kind=plan.kind,
            title=title,
            topic=plan.topic.id,
            picture=picture,
            note=self._note([scene.indicator], scene.period, provisional=provisional),
            speech=speech(scene, title, plan.kind),
            sample=self.figures.is_sample(scene.indicator),
            provisional=provisional,
        )

    def shown(self, plan: SlidePlan) -> tuple[Indicator, ...]:
        """The indicators whose figures the planned slide shows."""
        if plan.topic.result is not None:
            return plan.topic.indicators
        if plan.kind == "table":
            return tuple(one for one in plan.topic.indicators if self.knows(one))
        return (self._scene(plan).indicator,)

    def _scene(self, plan: SlidePlan) -> Scene:
        """The indicator that suits the view; of one that the districts lack, the ward's."""
        found = leading(plan.topic, self.knows) or leading(plan.topic, self.has_data)
        if plan.kind in {"districts", "map"}:
            found = comparable(plan.topic, self._knows_districts)
        return self._at(found or plan.topic.indicators[0])

    def _result(self, result: Result) -> ResultScene | None:
        """The scene of a result; of an indicator that the districts lack, the ward's."""
        if self.table is None:
            return None
        own = self.figures.is_by_district(result.indicator, self.year)
        return ResultScene(
            figures=self.figures,
            table=self.table,
            wording=self.wording,
            result=result,
            year=self.year,
            district=self.district if own else None,
            open_to_all=self.audience == "public",
        )

    def _knows_districts(self, indicator: Indicator) -> bool:
        return self.knows(indicator) and self.figures.is_by_district(indicator, self.year)

    def _at(self, indicator: Indicator) -> Scene:
        own = self.figures.is_by_district(indicator, self.year)
        district = self.district if own else None
        return self.scene(indicator, district)

    def scene(self, indicator: Indicator, district: str | None) -> Scene:
        """An indicator at a place, as the audience may see it."""
        open_to_all = self.audience == "public"
        return Scene(self.figures, self.wording, indicator, self.year, district, open_to_all)

    def _table(self, plan: SlidePlan) -> Slide:
        scenes = [self._at(one) for one in self.shown(plan)]
        title = table_title(plan.topic, scenes)
        provisional = self._is_provisional(*(one.indicator for one in scenes))
        return Slide(
            id=f"{plan.topic.id}.{plan.kind}",
            kind=plan.kind,
            title=title,
            topic=plan.topic.id,
            picture=table_picture(scenes),
            note=self._note([scenes[0].indicator], scenes[0].period, provisional=provisional),
            speech=table_speech(scenes, title),
            sample=any(self.figures.is_sample(one.indicator) for one in scenes),
            provisional=provisional,
        )

    def _is_provisional(self, *indicators: Indicator) -> bool:
        return any(self.figures.is_provisional(one, self.year) for one in indicators)

    def _note(self, indicators: Sequence[Indicator], period: Period, *, provisional: bool) -> str:
        """Where the figures come from, up to which month, at which revision, and for whom."""
        sources = dict.fromkeys(self.wording.source(one) for one in indicators)
        months = self.wording.formats.period(period)
        return self.wording.text(
            f"deck.note.{self.audience}",
            source=self.wording.listed(sources),
            period=with_mark(self.wording.text, months, provisional=provisional),
            revision=self.figures.revision,
        )


def _see(scene: Scene, kind: SlideKind) -> tuple[str, Picture]:
    """The title and the picture; before the public no district is told apart by its place."""
    if kind == "map":
        return map_slide(scene, by_class=scene.open_to_all)
    if kind == "districts":
        return districts_title(scene), districts_picture(scene)
    if kind == "months":
        return months_title(scene), months_picture(scene)
    return number_title(scene), number_picture(scene)
