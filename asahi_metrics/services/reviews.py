"""The quarterly review (四半期レビュー): freezing what is known, reading it again, comparing two.

A frozen review is never changed, whatever becomes of the data, the remarks or the policy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from asahi_metrics.analysis.progress import STATUSES
from asahi_metrics.core.access import require
from asahi_metrics.core.errors import AsahiMetricsError
from asahi_metrics.core.events import timed
from asahi_metrics.core.free_text import signed_name, written_text
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.office import Office
from asahi_metrics.services.quarters import known_quarters
from asahi_metrics.services.review_content import FrozenFigure, ReviewContent, read_content
from asahi_metrics.services.review_drafts import draft_content, frozen_figure
from asahi_metrics.store import reviews as stored
from asahi_metrics.store.database import write
from asahi_metrics.store.reviews import NewRow, ReviewHead
from asahi_metrics.store.revisions import latest_revision

LONGEST_SUMMARY = 4_000

Move = Literal["worse", "better", "new", "gone", "same"]
MOVES: tuple[Move, ...] = ("worse", "better", "new", "gone", "same")
"""What became of a status, in the order in which a reader should hear of it."""


@dataclass(frozen=True)
class NewReview:
    """What a manager adds to a quarter's figures: a summary, which may be empty, and a name."""

    year: int
    quarter: int
    author: str
    summary: str = ""


@dataclass(frozen=True)
class FrozenReview:
    """A review as it was frozen."""

    head: ReviewHead
    summary: str
    content: ReviewContent


@dataclass(frozen=True)
class Change:
    """A figure in two reviews; None in the one that does not have it.

    Sample data is not compared with real data: beside it, it counts as nothing known.
    """

    before: FrozenFigure | None
    after: FrozenFigure | None

    @property
    def figure(self) -> FrozenFigure:
        """The figure as it is called last."""
        found = self.after or self.before
        assert found is not None  # noqa: S101 - a change is of a figure
        return found

    @property
    def sample_before(self) -> bool:
        """Whether sample data has made way for real data."""
        return bool(self.before and self.before.sample and self.after and not self.after.sample)

    @property
    def sample_after(self) -> bool:
        """Whether real data has been taken back, and a sample stands in its place."""
        return bool(self.after and self.after.sample and self.before and not self.before.sample)

    @property
    def move(self) -> Move:
        """What became of the status; ``new`` and ``gone`` where only one side has any."""
        before = self.before.status if self.before and not self.sample_before else None
        after = self.after.status if self.after and not self.sample_after else None
        if before == after:
            return "same"
        if before is None or after is None:
            return "new" if before is None else "gone"
        return "worse" if STATUSES.index(after) > STATUSES.index(before) else "better"

    @property
    def difference(self) -> float | None:
        """How much larger the later value is; None where either is missing or in another unit."""
        if self.before is None or self.after is None or self.before.unit != self.after.unit:
            return None
        if self.sample_before or self.sample_after:
            return None
        if self.before.value is None or self.after.value is None:
            return None
        return self.after.value - self.before.value

    @property
    def is_change(self) -> bool:
        """Whether a reader sees any difference in status or value."""
        if self.move != "same" or self.before is None or self.after is None:
            return True
        if self.sample_before or self.sample_after:
            return True
        shown = self.after.rounded(self.before.value), self.after.rounded(self.after.value)
        return shown[0] != shown[1] or self.before.unit != self.after.unit


@timed("review")
def freeze_review(office: Office, figures: Figures, new: NewReview) -> int:
    """Freeze a quarter by the figures that were looked at, and return the review's number.

    Refuses a quarter without data, and figures that are no longer the newest.
    """
    require(office.principal, "review")
    author = signed_name(new.author)
    summary = written_text(new.summary, LONGEST_SUMMARY, required=False)
    # Figures of a revision that has passed cannot all be had any more.
    _require_newest(office.revision(), figures)
    if new.quarter not in known_quarters(figures, new.year):
        raise AsahiMetricsError("error.review.no_data")
    content = draft_content(figures, new.year, new.quarter)
    if content is None:
        raise AsahiMetricsError("error.review.no_policy")
    row = NewRow(
        ward=office.ward,
        year=new.year,
        quarter=new.quarter,
        author=author,
        account=office.principal.name,
        revision=figures.revision,
        summary=summary,
        content=content.model_dump(mode="json"),
    )
    with write(office.engine) as connection:
        # Somebody may have written since.
        _require_newest(latest_revision(connection, office.ward), figures)
        return stored.insert_review(connection, row)


def _require_newest(revision: int, figures: Figures) -> None:
    """Whoever freezes shall have seen what is frozen."""
    if revision != figures.revision:
        raise AsahiMetricsError("error.review.data_changed")


def list_reviews(office: Office) -> list[ReviewHead]:
    """All frozen reviews, newest first."""
    require(office.principal, "read")
    with office.reading() as connection:
        return stored.list_heads(connection, office.ward)


def read_review(office: Office, number: int) -> FrozenReview:
    """The review of that number as it was frozen; raises NotFound."""
    require(office.principal, "read")
    with office.reading() as connection:
        row = stored.find_review(connection, office.ward, number)
    return FrozenReview(row.head, row.summary, read_content(number, row.content))


def compare_reviews(earlier: FrozenReview, later: FrozenReview) -> list[Change]:
    """Every figure of either review: changed statuses first, worse ones before better ones."""
    return _compared(earlier.content.figures, later.content.figures)


def changes_since(figures: Figures, review: FrozenReview) -> list[Change]:
    """The review's figures whose status or value is another now, in the order of a comparison.

    A figure whose indicator has left the catalogue is not told.
    """
    require(figures.office.principal, "read")
    return [one for one in compare_with_now(figures, review) if one.is_change]


def compare_with_now(figures: Figures, review: FrozenReview) -> list[Change]:
    """The review's figures beside what the same fiscal year says by now."""
    require(figures.office.principal, "read")
    catalogue = figures.office.catalogue
    known = [one for one in review.content.figures if one.id in catalogue]
    now = [frozen_figure(figures, catalogue[one.id], review.head.year) for one in known]
    return _compared(known, now)


def _compared(before: Sequence[FrozenFigure], after: Sequence[FrozenFigure]) -> list[Change]:
    then, now = {one.id: one for one in before}, {one.id: one for one in after}
    changes = [Change(then.get(one), now.get(one)) for one in dict.fromkeys((*now, *then))]
    return sorted(changes, key=lambda one: MOVES.index(one.move))
