"""A review's figures, and what became of them, as files for spreadsheets: numbers as numbers."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from asahi_metrics.core.stage import marked_stem
from asahi_metrics.exports.delimited import write_csv
from asahi_metrics.services.review_content import (
    FrozenFigure,
    FrozenInitiative,
    FrozenPillar,
    FrozenTarget,
    ReviewContent,
)
from asahi_metrics.services.reviews import Change
from asahi_metrics.ui.desk import Desk
from asahi_metrics.ui.downloads import offer_download
from asahi_metrics.ui.review_changes import status_word
from asahi_metrics.ui.review_table import ReviewChoice


def download(
    now: Desk, frame: pd.DataFrame, *, name: str, sample: bool, provisional: bool = False
) -> None:
    """A table as CSV that Excel opens properly; each row says what its figures rest on."""
    stem = marked_stem(now.text, name, sample=sample, provisional=provisional)
    offer_download(
        now.text("block.download"),
        lambda _: write_csv(frame),
        file_name=f"{stem}.csv",
        key=f"download_{name}",
    )


def figures_frame(now: Desk, content: ReviewContent, choice: ReviewChoice) -> pd.DataFrame:
    """One row for each figure of an initiative, for spreadsheets: numbers as numbers."""
    rows = [
        _frame_row(now, pillar, initiative, one)
        for pillar, initiative, figures in choice.groups(content)
        for one in figures
    ]
    return pd.DataFrame(rows)


def changes_frame(now: Desk, changes: Sequence[Change]) -> pd.DataFrame:
    """The changes for spreadsheets: numbers as numbers."""
    text = now.text
    rows = [
        {
            text("column.indicator"): text.pick(one.figure.name),
            text("review.column.unit"): text.pick(one.figure.unit),
            text("review.change.move"): text(f"review.move.{one.move}"),
            text("review.change.status_before"): status_word(now, one.before),
            text("review.change.status_after"): status_word(now, one.after),
            text("review.change.value_before"): _rounded(one.before),
            text("review.change.value_after"): _rounded(one.after),
            text("review.change.difference"): one.figure.rounded(one.difference),
            text("sample.column"): data_kind(now, sample=has_sample(one)),
            text("stage.column"): _stage(now, provisional=has_provisional(one)),
        }
        for one in changes
    ]
    return pd.DataFrame(rows)


def has_sample(change: Change) -> bool:
    """Whether sample data is behind either side."""
    return any(one.sample for one in (change.before, change.after) if one)


def has_provisional(change: Change) -> bool:
    """Whether either side was provisional."""
    return any(one.provisional for one in (change.before, change.after) if one)


def _stage(now: Desk, *, provisional: bool) -> str:
    return now.text("stage.provisional" if provisional else "stage.final")


def data_kind(now: Desk, *, sample: bool) -> str:
    """Sample or real, for the rows of a download."""
    return now.text("sample.short" if sample else "review.real")


def _frame_row(
    now: Desk, pillar: FrozenPillar, initiative: FrozenInitiative, one: FrozenFigure
) -> dict[str, object]:
    text, projection = now.text, one.projection
    low80, high80 = (projection and projection.range80) or (None, None)
    low95, high95 = (projection and projection.range95) or (None, None)
    chance = projection.chance if projection else None
    numbers = {
        "low80": low80,
        "high80": high80,
        "low95": low95,
        "high95": high95,
    }
    return {
        text("review.column.pillar"): text.pick(pillar.title),
        text("review.column.initiative"): text.pick(initiative.label),
        text("column.indicator"): text.pick(one.name),
        text("review.column.unit"): text.pick(one.unit),
        text("review.column.until"): now.formats.month(one.months[1]) if one.months else None,
        text("overview.value"): one.rounded(one.value),
        text("review.last_year"): one.rounded(one.last_year),
        text("review.column.season"): _percent(one.season),
        text("review.expected"): one.rounded(one.expected),
        text("policy.target"): one.target.value if one.target else None,
        text("review.column.target_kind"): _target_kind(now, one.target),
        text("status.title"): text(f"status.{one.status}") if one.status else None,
        text("review.column.projection"): one.rounded(projection.value) if projection else None,
        **{text(f"review.column.{name}"): one.rounded(end) for name, end in numbers.items()},
        text("review.column.chance"): _percent(chance),
        text("sample.column"): data_kind(now, sample=one.sample),
        text("stage.column"): _stage(now, provisional=one.provisional),
    }


def _target_kind(now: Desk, target: FrozenTarget | None) -> str | None:
    return now.text("sample.short") if target and target.sample else None


def _percent(part: float | None) -> float | None:
    return None if part is None else round(100 * part, 1)


def _rounded(figure: FrozenFigure | None) -> float | None:
    return figure.rounded(figure.value) if figure else None
