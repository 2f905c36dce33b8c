"""Numbers that somebody writes into a sentence of a deck for the public.

What is made by rule has released figures alone. A sentence written by hand may hold any number, a
withheld one too, and no program can tell a count of people from the number of a bus. So numbers
that the slide does not have must be vouched for before the deck is saved or becomes a file; beside
an X its own too, since a withheld figure may be the same as one that is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from asahi_metrics.core.errors import AsahiMetricsError
from asahi_metrics.core.report import Deck, ListPicture, MapPicture, Picture, Slide, TablePicture
from asahi_metrics.core.text import Text
from asahi_metrics.core.written_numbers import numbers_in

_WITHHELD = re.compile(rf"(?<![A-Za-z]){Text('ja')('publication.withheld')}(?![A-Za-z])")


@dataclass(frozen=True)
class Unchecked:
    """The numbers of a slide's sentence that stand neither in the rule's own nor in its picture.

    Beside an X those of the picture are not enough. ``place`` counts slides from 1;
    ``beside_withheld`` says that the slide has an X.
    """

    place: int
    numbers: tuple[str, ...]
    beside_withheld: bool


def unchecked_numbers(deck: Deck) -> tuple[Unchecked, ...]:
    """What must be vouched for in a deck for the public, slide by slide; the staff may see all."""
    if deck.audience != "public":
        return ()
    return tuple(
        Unchecked(place, numbers, _withholds(slide))
        for place, slide in enumerate(deck.slides, start=1)
        if (numbers := _strange(slide))
    )


def vouched(deck: Deck) -> Deck:
    """The deck with every number of its sentences vouched for by whoever saves it."""
    slides = (replace(one, vouched=(*one.vouched, *_strange(one))) for one in deck.slides)
    return replace(deck, slides=tuple(slides)) if unchecked_numbers(deck) else deck


def require_checked(deck: Deck) -> None:
    """Let a deck pass whose numbers are checked; raises AsahiMetricsError for any other."""
    found = unchecked_numbers(deck)
    if found:
        raise AsahiMetricsError(
            "error.meeting.unchecked_numbers",
            slides=", ".join(str(one.place) for one in found),
            numbers=", ".join(dict.fromkeys(number for one in found for number in one.numbers)),
        )


def _strange(slide: Slide) -> tuple[str, ...]:
    known = {*slide.vouched, *numbers_in(slide.by_rule)}
    for told in () if _withholds(slide) else _figures(slide.picture):
        known |= set(numbers_in(told))
    return tuple(one for one in numbers_in(slide.title) if one not in known)


def _figures(picture: Picture | None) -> Iterator[str]:
    """What a picture shows; the alternative text has the figures of all but tables and lists."""
    if picture is None:
        return
    yield picture.alt
    match picture:
        case TablePicture():
            yield from (cell for row in picture.rows for cell in row)
        case ListPicture():
            yield from picture.lines
        case MapPicture():
            yield from picture.classes


def _withholds(slide: Slide) -> bool:
    """Whether the slide shows an X, or says below its picture what one means."""
    if slide.picture is None:
        return False
    told = (*_figures(slide.picture), slide.picture.caption)
    return any(_WITHHELD.search(one) for one in told)
