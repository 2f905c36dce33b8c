"""What a deck can speak of: the catalogue's subjects, the policy's initiatives, and results.

Which indicator leads a topic, and which is fit for comparing districts, follows from the
catalogue's entries; no indicator is named here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import cycle

from asahi_metrics.core.catalogue import Indicator, Words
from asahi_metrics.core.errors import NotFound
from asahi_metrics.core.report import SlideKind
from asahi_metrics.services.office import Office
from asahi_metrics.services.results import Result, behind, read_result

_INITIATIVE = "initiative."
_TURNS: tuple[SlideKind, ...] = ("districts", "map", "months", "table")

Knows = Callable[[Indicator], bool]
"""Whether an indicator has figures at the deck's place and year."""

Fits = Callable[["Topic", SlideKind], bool]
"""Whether a topic can be seen in a way."""


@dataclass(frozen=True)
class Topic:
    """A subject, an initiative, or a result of the analysis, with its indicators.

    The name of a subject stands in the words; a ``result`` is named by its view.
    """

    id: str
    indicators: tuple[Indicator, ...]
    label: Words | None = None
    result: Result | None = None


@dataclass(frozen=True)
class SlidePlan:
    """One slide to be made: a topic seen in one way."""

    topic: Topic
    kind: SlideKind


def topics(office: Office, year: int) -> tuple[Topic, ...]:
    """All topics: the subjects in the catalogue's order, then the year's initiatives."""
    catalogue = office.catalogue
    subjects = [Topic(one, catalogue.of_subject(one)) for one in catalogue.subjects]
    policy = office.policy_in_force(year)
    initiatives = [
        Topic(f"{_INITIATIVE}{one.id}", tuple(catalogue[i] for i in one.indicators), one.label)
        for one in (policy.initiatives if policy else ())
        if one.indicators
    ]
    return (*subjects, *initiatives)


def choose_topics(office: Office, year: int, ids: Sequence[str]) -> tuple[Topic, ...]:
    """The topics of those ids in their order; raises NotFound for an id that is none."""
    known = {one.id: one for one in topics(office, year)}
    found = []
    for one in dict.fromkeys(ids):
        topic = known.get(one) or result_topic(office, year, one)
        if topic is None:
            raise NotFound("error.deck.unknown_topic", id=one, known=", ".join(known))
        found.append(topic)
    return tuple(found)


def result_topic(office: Office, year: int, id_: str) -> Topic | None:
    """The topic that is a result of the analysis; None for an id that names none."""
    result = read_result(office, year, id_)
    return Topic(id_, behind(office.catalogue, result), result=result) if result else None


def usual_topics(office: Office, year: int, knows: Knows, count: int = 4) -> tuple[Topic, ...]:
    """The first subjects with data, for a deck whose topics nobody chose; context is none."""
    found = [
        one
        for one in topics(office, year)
        if one.label is None and one.indicators[0].kind != "context" and leading(one, knows)
    ]
    return tuple(found[:count])


def leading(topic: Topic, knows: Knows) -> Indicator | None:
    """The indicator that a topic opens with: its first with figures."""
    return next((one for one in topic.indicators if knows(one)), None)


def comparable(topic: Topic, knows: Knows) -> Indicator | None:
    """The indicator to compare districts by: per resident or household where there is one.

    A plain count mostly says how many people live in a district.
    """
    known = [one for one in topic.indicators if knows(one)]
    per_head = (one for one in known if one.denominator and one.denominator.over == "carry")
    rates = (one for one in known if one.is_rate)
    return next(per_head, next(rates, next(iter(known), None)))


def plan_slides(chosen: Sequence[Topic], count: int, fits: Fits) -> tuple[SlidePlan, ...]:
    """At most ``count`` slides, but one for each topic: the number, then further views in turn.

    The second view changes from topic to topic, so that a deck does not repeat itself. A
    result of the analysis has one slide.
    """
    views: dict[str, list[SlideKind]] = {
        one.id: ["analysis" if one.result else "number"] for one in chosen
    }
    turns = cycle(range(len(_TURNS)))
    orders = {
        one.id: [view for view in _turned(next(turns)) if fits(one, view)]
        for one in chosen
        if one.result is None
    }
    left = count - len(chosen)
    for step in range(len(_TURNS)):
        for one in chosen:
            if left > 0 and step < len(orders.get(one.id, ())):
                views[one.id].append(orders[one.id][step])
                left -= 1
    return tuple(SlidePlan(one, kind) for one in chosen for kind in views[one.id])


def _turned(by: int) -> tuple[SlideKind, ...]:
    return _TURNS[by:] + _TURNS[:by]
