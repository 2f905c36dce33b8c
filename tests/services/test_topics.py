"""Topics: from the catalogue and the policy, and how they share out the slides."""

from __future__ import annotations

import pytest

from asahi_metrics.core.errors import NotFound
from asahi_metrics.core.report import SlideKind
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.topics import (
    Topic,
    choose_topics,
    comparable,
    leading,
    plan_slides,
    topics,
    usual_topics,
)


def always(*_: object) -> bool:
    return True


def kinds(chosen: list[Topic], count: int) -> list[tuple[str, SlideKind]]:
    return [(one.topic.id, one.kind) for one in plan_slides(chosen, count, always)]


def test_subjects_come_first_and_initiatives_after_them(figures: Figures) -> None:
    found = [one.id for one in topics(figures.office, 2026)]
    assert found[:4] == ["disaster_drills", "crime_prevention", "dog_patrol", "marche"]
    assert "initiative.dog_patrol" in found
    assert len(found) == len(set(found))


def test_every_topic_has_a_name_and_indicators(figures: Figures) -> None:
    assert all(one.indicators for one in topics(figures.office, 2026))


def test_topics_keep_the_order_they_are_asked_for_in_and_stand_once(figures: Figures) -> None:
    wanted = ["marche", "initiative.dog_patrol", "marche"]
    found = choose_topics(figures.office, 2026, wanted)
    assert [one.id for one in found] == ["marche", "initiative.dog_patrol"]


def test_an_unknown_topic_is_told_with_the_known_ones(figures: Figures) -> None:
    with pytest.raises(NotFound) as caught:
        choose_topics(figures.office, 2026, ["nothing"])
    assert caught.value.params["id"] == "nothing"
    assert "disaster_drills" in str(caught.value.params["known"])


def test_the_usual_topics_are_the_first_subjects_with_figures(figures: Figures) -> None:
    found = usual_topics(figures.office, 2026, lambda one: one.subject != "disaster_drills")
    assert [one.id for one in found][:2] == ["crime_prevention", "dog_patrol"]
    assert all(one.indicators[0].kind != "context" for one in found)


def test_districts_are_compared_by_head_and_numbers_told_as_counted(figures: Figures) -> None:
    (drills,) = choose_topics(figures.office, 2026, ["disaster_drills"])
    first, per_head = leading(drills, always), comparable(drills, always)
    assert first is not None
    assert per_head is not None
    assert (first.is_rate, per_head.is_rate) == (False, True)
    assert leading(drills, lambda _: False) is None


def test_four_topics_make_nine_slides_of_differing_views(figures: Figures) -> None:
    chosen = list(usual_topics(figures.office, 2026, always))
    found = kinds(chosen, 9)
    assert [kind for _, kind in found].count("number") == 4
    assert {kind for _, kind in found} == {"number", "districts", "map", "months", "table"}
    assert len(found) == len(set(found)) == 9


def test_one_topic_is_seen_in_every_way_and_no_further(figures: Figures) -> None:
    chosen = list(choose_topics(figures.office, 2026, ["marche"]))
    assert [kind for _, kind in kinds(chosen, 9)] == [
        "number",
        "districts",
        "map",
        "months",
        "table",
    ]


def test_a_view_that_does_not_fit_a_topic_is_left_out(figures: Figures) -> None:
    chosen = list(choose_topics(figures.office, 2026, ["marche"]))
    found = plan_slides(chosen, 9, lambda _, kind: kind not in {"map", "districts"})
    assert [one.kind for one in found] == ["number", "months", "table"]


def test_more_topics_than_slides_still_get_one_each(figures: Figures) -> None:
    chosen = list(topics(figures.office, 2026))[:6]
    assert [kind for _, kind in kinds(chosen, 3)] == ["number"] * 6
