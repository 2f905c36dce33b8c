"""The one catalogue of indicators, read from the ward pack's TOML files.

An entry names the numerator and the denominator of a figure, never the ratio itself.
Menus, axes, maps, the definitions page, exports and tests read the entry.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    ValidationError,
    model_validator,
)

from asahi_metrics.core.errors import CatalogueError, NotFound
from asahi_metrics.core.pack_files import read_toml

Over = Literal["sum", "last", "carry", "distinct"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(_Strict):
    """A text of the pack in both languages."""

    ja: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def __getitem__(self, lang: str) -> str:
        return {"ja": self.ja, "en": self.en}[lang]


class Term(_Strict):
    """A quantity taken from series of observations.

    ``over`` says how the months of a period join: ``sum`` adds flows, ``last`` takes the
    newest level within the period, ``carry`` the newest level at its end however old,
    ``distinct`` counts the different items. With several series, each area takes the
    one with the newest observation.
    """

    series: Annotated[tuple[str, ...], Field(min_length=1)]
    over: Over


class Target(_Strict):
    """A ward target for a fiscal year; ``sample`` marks one that nobody has decided."""

    year: int
    value: float
    sample: bool


class Indicator(_Strict):
    """One indicator.

    ``value = numerator / denominator × per``, or the numerator alone. ``ward`` says what
    the ward's value adds up: its ``districts``, ``all`` places (outside visitors too),
    or the ward's ``own`` observation where one is newer than its districts'.
    ``proportion`` marks a share of answers: the denominator counts people asked, each
    answer once, and the numerator some of them, so that an interval can be stated.
    ``polarity`` says which direction is wanted; ``unit`` follows the number.
    ``disclosure`` says what is counted: of ``people``, small counts are withheld from the
    public. ``public_by`` is the finest table by district that the public gets: where most
    months would be withheld, the whole year says more.
    """

    id: str
    subject: str
    dataset: str
    name: Words
    short: Words
    unit: Words
    decimals: int = Field(default=0, ge=0, le=3)
    numerator: Term
    denominator: Term | None = None
    per: float = Field(default=1, gt=0)
    proportion: StrictBool = False
    ward: Literal["districts", "all", "own"] = "districts"
    polarity: Literal["higher", "lower", "neutral"]
    kind: Literal["output", "outcome", "context"]
    owner: Words
    definition: Words
    source: Words
    disclosure: Literal["people", "groups", "public"]
    public_by: Literal["month", "year"] = "month"
    targets: tuple[Target, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Indicator:
        if self.per != 1 and self.denominator is None:
            raise ValueError("per needs a denominator")
        if len({target.year for target in self.targets}) != len(self.targets):
            raise ValueError("two targets for one year")
        if self.proportion and not self._is_share_of_answers:
            raise ValueError("a proportion is a sum per 100 of the sum it is a part of")
        return self

    @property
    def _is_share_of_answers(self) -> bool:
        """Whether the terms can be a part and its whole: two different sums, per 100."""
        top, bottom = self.numerator, self.denominator
        return (
            bottom is not None
            and (top.over, bottom.over, self.per) == ("sum", "sum", 100)
            and top.series != bottom.series
        )

    @property
    def is_rate(self) -> bool:
        """Whether the value is a quotient."""
        return self.denominator is not None

    @property
    def adds_up(self) -> bool:
        """Whether the numerator is a flow, counted month by month, and not a level."""
        return self.numerator.over in {"sum", "distinct"}

    @property
    def terms(self) -> tuple[Term, ...]:
        """Numerator and, if there is one, denominator."""
        return (self.numerator,) if self.denominator is None else (self.numerator, self.denominator)

    def target(self, year: int) -> Target | None:
        """The ward's target for a fiscal year."""
        return next((target for target in self.targets if target.year == year), None)


class Catalogue:
    """All indicators by id, in the order of the files."""

    def __init__(self, indicators: list[Indicator]) -> None:
        self._by_id = {indicator.id: indicator for indicator in indicators}

    def __iter__(self) -> Iterator[Indicator]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    def __contains__(self, indicator_id: object) -> bool:
        return indicator_id in self._by_id

    def __getitem__(self, indicator_id: str) -> Indicator:
        found = self._by_id.get(indicator_id)
        if found is None:
            raise NotFound("error.unknown_indicator", id=indicator_id)
        return found

    def of_subject(self, subject: str) -> tuple[Indicator, ...]:
        """The indicators of a subject, in their order."""
        return tuple(one for one in self if one.subject == subject)

    @property
    def subjects(self) -> tuple[str, ...]:
        """The subjects, in the order of the files."""
        return tuple(dict.fromkeys(one.subject for one in self))


def load_catalogue(folder: Path) -> Catalogue:
    """Read every TOML file of the folder; raises CatalogueError that names the place."""
    indicators: dict[str, Indicator] = {}
    for path in sorted(folder.glob("*.toml")):
        for indicator_id, entry in read_toml(path).items():
            if indicator_id in indicators:
                raise CatalogueError(
                    "error.catalogue_entry", file=path.name, id=indicator_id, why="id stands twice"
                )
            try:
                indicators[indicator_id] = Indicator(id=indicator_id, **entry)
            except (ValidationError, TypeError) as error:
                raise CatalogueError(
                    "error.catalogue_entry", file=path.name, id=indicator_id, why=str(error)
                ) from error
    if not indicators:
        raise CatalogueError("error.catalogue_empty", folder=str(folder))
    return Catalogue(list(indicators.values()))
