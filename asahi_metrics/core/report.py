"""A deck as data: slides of one message each, with all that any renderer needs.

Screen, PowerPoint and handout draw the same deck. Every text in it is written out already;
the numbers beside them are for charts that compute with them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal, get_args

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from asahi_metrics.core.errors import AsahiMetricsError

DeckLanguage = Literal["ja", "en", "easy"]
"""``easy`` is やさしい日本語: plain Japanese for readers who are learning it."""

Audience = Literal["staff", "public"]
SlideKind = Literal[
    "cover",
    "contents",
    "number",
    "months",
    "districts",
    "map",
    "table",
    "analysis",
    "closing",
    "link",
]
CellState = Literal["shown", "withheld", "missing"]

DECK_LANGUAGES: tuple[DeckLanguage, ...] = get_args(DeckLanguage)
AUDIENCES: tuple[Audience, ...] = get_args(Audience)

_STRICT = ConfigDict(extra="forbid", allow_inf_nan=False)


@dataclass(frozen=True)
class Cell:
    """A figure as it is shown: ``text`` has its unit, 「X」 or 「データなし」; never 0 for none.

    ``value`` is None unless the state is ``shown``; ``provisional`` says that it is not final.
    """

    value: float | None
    text: str
    state: CellState = "shown"
    provisional: bool = False

    __pydantic_config__ = _STRICT


@dataclass(frozen=True)
class Series:
    """One row of figures, as many as its picture has categories."""

    name: str
    cells: tuple[Cell, ...]

    __pydantic_config__ = _STRICT


@dataclass(frozen=True)
class BarPicture:
    """Bars that lie, one for each category; ``highlighted`` is the place of the own one.

    ``alt`` says what the picture shows, ``caption`` what it cannot show: lacking figures.
    """

    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str
    decimals: int
    alt: str
    highlighted: int | None = None
    caption: str = ""
    kind: Literal["bars"] = "bars"

    __pydantic_config__ = _STRICT


@dataclass(frozen=True)
class LinePicture:
    """The course of months: the newest year is the first series.

    ``form`` is ``columns`` for what adds up month by month and ``lines`` for levels and rates.
    """

    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str
    decimals: int
    alt: str
    form: Literal["columns", "lines"] = "lines"
    highlighted: int | None = None
    caption: str = ""
    kind: Literal["months"] = "months"

    __pydantic_config__ = _STRICT


@dataclass(frozen=True)
class MapPicture:
    """The districts by class; ``classes`` are their labels, lowest first.

    ``cells``, ``names`` and ``class_of`` go by district code; a district without a class is
    hatched, and ``without_class`` says why. The shapes are the ward's own and not part of it.
    A district whose figure is not in ``cells`` bears the sign of its class, one of ``marks``.
    """

    cells: Mapping[str, Cell]
    names: Mapping[str, str]
    class_of: Mapping[str, int | None]
    classes: tuple[str, ...]
    legend_title: str
    without_class: str
    unit: str
    decimals: int
    alt: str
    highlighted: str | None = None
    caption: str = ""
    marks: tuple[str, ...] = ()
    kind: Literal["map"] = "map"

    __pydantic_config__ = _STRICT

    def label(self, code: str) -> str:
        """What stands on a district: the bare figure, whose unit the legend says, X, or a sign."""
        cell, at = self.cells.get(code), self.class_of.get(code)
        if cell is None:
            return "" if at is None or not self.marks else self.marks[at]
        if cell.value is not None:
            return f"{cell.value:,.{self.decimals}f}"
        return cell.text if cell.state == "withheld" else ""

    def told(self, code: str) -> str:
        """What the picture says of a district in words: its figure, else its class."""
        cell, at = self.cells.get(code), self.class_of.get(code)
        if cell is not None:
            return cell.text
        return self.without_class if at is None else self.classes[at]


@dataclass(frozen=True)
class TablePicture:
    """A table of texts, the first column naming the row."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    alt: str
    highlighted: int | None = None
    caption: str = ""
    kind: Literal["table"] = "table"

    __pydantic_config__ = _STRICT


@dataclass(frozen=True)
class Comparison:
    """What a figure is held against, and the figure of that."""

    label: str
    text: str

    __pydantic_config__ = _STRICT


@dataclass(frozen=True)
class NumberPicture:
    """One large figure and what it is held against."""

    label: str
    cell: Cell
    comparisons: tuple[Comparison, ...]
    alt: str
    caption: str = ""
    kind: Literal["number"] = "number"

    __pydantic_config__ = _STRICT


@dataclass(frozen=True)
class ListPicture:
    """Lines of text: what the deck looks at, where its figures come from."""

    lines: tuple[str, ...]
    alt: str
    caption: str = ""
    kind: Literal["list"] = "list"

    __pydantic_config__ = _STRICT


@dataclass(frozen=True)
class LinkPicture:
    """A web address, as a QR code and in letters."""

    address: str
    alt: str
    caption: str = ""
    kind: Literal["link"] = "link"

    __pydantic_config__ = _STRICT


Picture = Annotated[
    BarPicture
    | LinePicture
    | MapPicture
    | TablePicture
    | NumberPicture
    | ListPicture
    | LinkPicture,
    Field(discriminator="kind"),
]


@dataclass(frozen=True)
class Slide:
    """One message: a title sentence, one picture, one note; ``speech`` is for the speaker alone.

    ``topic`` is empty on slides that belong to none, ``picture`` is None on the cover. ``by_rule``
    is the sentence as the figures made it, whatever the title says now; ``vouched`` are numbers of
    the title that its writer has vouched for.
    """

    id: str
    kind: SlideKind
    title: str
    topic: str = ""
    picture: Picture | None = None
    note: str = ""
    speech: str = ""
    sample: bool = False
    provisional: bool = False
    by_rule: str = ""
    vouched: tuple[str, ...] = ()

    __pydantic_config__ = _STRICT


@dataclass(frozen=True)
class Deck:
    """The slides of a meeting and what they were made of.

    ``district`` is a code, None for the whole ward. ``date``, ``place`` and ``as_of`` (the
    newest month) are written out; ``sample`` says that a figure in it is sample data and
    ``sample_label`` how that is said, ``provisional`` that a figure in it is not final.
    """

    title: str
    area: str
    district: str | None
    year: int
    lang: DeckLanguage
    audience: Audience
    revision: int
    as_of: str
    sample: bool
    sample_label: str
    date: str = ""
    place: str = ""
    publisher: str = ""
    topics: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    slides: tuple[Slide, ...] = field(default=())
    provisional: bool = False

    __pydantic_config__ = _STRICT


_DECK = TypeAdapter(Deck)


def deck_to_json(deck: Deck) -> str:
    """The whole deck as JSON, to be kept and opened again."""
    return _DECK.dump_json(deck).decode()


def deck_from_json(told: str | bytes) -> Deck:
    """The deck that was kept; raises AsahiMetricsError for anything else."""
    try:
        return _DECK.validate_json(told)
    except ValidationError as error:
        raise AsahiMetricsError("error.deck.unreadable") from error
