"""What a frozen quarterly review holds: words and numbers as they were, complete in themselves.

A review is read from this alone, never from today's catalogue, policy or data. Fields may be
added with a default; any other change needs a new ``CONTENT_VERSION`` that still reads the old.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from asahi_metrics.analysis.progress import Status
from asahi_metrics.core.calendar import Month
from asahi_metrics.core.errors import AsahiMetricsError

CONTENT_VERSION = 1

Range = tuple[float, float]


class _Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FrozenWords(_Frozen):
    """A text in both languages."""

    ja: str
    en: str

    def __getitem__(self, lang: str) -> str:
        return {"ja": self.ja, "en": self.en}[lang]


class FrozenTarget(_Frozen):
    """The year's target; ``sample`` marks one that nobody had decided."""

    value: float
    sample: bool


class FrozenProjection(_Frozen):
    """The year's end as it was foreseen; ``chance`` is that of the target or better."""

    value: float
    method: str
    range80: Range | None = None
    range95: Range | None = None
    chance: float | None = None


class FrozenFigure(_Frozen):
    """An indicator's standing: ``months`` are the first and last month that were known.

    ``season`` is the part of a year that past years had reached by then, ``expected`` the
    target's part that it makes; ``sample`` says that sample data was behind the value,
    ``provisional`` that a record was which was not final.
    """

    id: str
    name: FrozenWords
    unit: FrozenWords
    decimals: int
    polarity: Literal["higher", "lower", "neutral"]
    sample: bool
    months: tuple[Month, Month] | None = None
    value: float | None = None
    last_year: float | None = None
    target: FrozenTarget | None = None
    season: float | None = None
    expected: float | None = None
    status: Status | None = None
    projection: FrozenProjection | None = None
    provisional: bool = False

    def rounded(self, value: float | None) -> float | None:
        """A value at the decimals that readers see."""
        return None if value is None else float(f"{value:.{self.decimals}f}")


class FrozenInitiative(_Frozen):
    """An initiative with the ids of its figures."""

    id: str
    title: FrozenWords
    label: FrozenWords
    owner: FrozenWords
    expanded: bool
    figures: tuple[str, ...]


class FrozenPillar(_Frozen):
    """A pillar with its initiatives."""

    id: str
    title: FrozenWords
    initiatives: tuple[FrozenInitiative, ...]


class FrozenRemark(_Frozen):
    """A comment or a decision; ``subject`` is None where what it is on was gone already."""

    id: int
    subject_kind: str
    subject_id: str
    subject: FrozenWords | None
    year: int
    kind: Literal["comment", "decision"]
    body: str
    author: str
    account: str
    written_at: datetime
    due_on: date | None = None
    closed_by: str | None = None
    closed_at: datetime | None = None
    outcome: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether it was a decision still to be carried out."""
        return self.kind == "decision" and self.closed_at is None


class FrozenDataset(_Frozen):
    """How far a dataset had been loaded, and the revision that wrote it last."""

    id: str
    name: FrozenWords
    records: int
    sample: bool
    months: tuple[Month, Month] | None
    revision: int | None
    written_at: datetime | None


class ReviewContent(_Frozen):
    """All that a review shows; each figure stands once, and initiatives name it.

    ``rule`` says what the statuses went by.
    """

    version: int = CONTENT_VERSION
    policy_year: int
    policy_title: FrozenWords
    rule: FrozenWords
    pillars: tuple[FrozenPillar, ...]
    figures: tuple[FrozenFigure, ...]
    remarks: tuple[FrozenRemark, ...] = ()
    datasets: tuple[FrozenDataset, ...] = ()

    @property
    def newest(self) -> Month | None:
        """The last month that any of the figures knows."""
        return max((one.months[1] for one in self.figures if one.months), default=None)

    def figures_of(self, initiative: FrozenInitiative) -> Iterator[FrozenFigure]:
        """The figures of an initiative, in its order."""
        by_id = {one.id: one for one in self.figures}
        return (by_id[one] for one in initiative.figures)

    def figures_of_pillar(self, pillar: FrozenPillar) -> tuple[FrozenFigure, ...]:
        """The figures of a pillar's initiatives, each once."""
        found = (one for inner in pillar.initiatives for one in self.figures_of(inner))
        return tuple({one.id: one for one in found}.values())


def read_content(number: int, raw: Mapping[str, Any]) -> ReviewContent:
    """The content of the review of that number; refuses one of a newer program than this."""
    version = raw["version"]
    if version > CONTENT_VERSION:
        raise AsahiMetricsError("error.review.newer", id=number, version=version)
    # As JSON: tuples and dates come back as lists and texts, which strictness would refuse.
    return ReviewContent.model_validate(raw)
