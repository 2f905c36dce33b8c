"""Progress towards a year's target, judged by the season and not by twelfths of the year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

Status = Literal["achieved", "on_track", "slightly_behind", "behind", "missed"]
STATUSES: tuple[Status, ...] = get_args(Status)

ON_TRACK = 1.0
SLIGHTLY_BEHIND = 0.9
"""Parts of what the season says should be reached by now, from which a status holds."""


@dataclass(frozen=True)
class Progress:
    """Where a figure stands against its target.

    ``season`` is the part of a year that past years had reached by now (1.0 for a level
    or a year that is over), ``expected`` the target's part that it makes.
    """

    value: float
    target: float
    season: float
    status: Status

    @property
    def expected(self) -> float:
        """What should be reached by now."""
        return self.target * self.season

    def gap(self, *, lower_is_better: bool = False) -> float:
        """The part of what is expected by now that the value falls short by; 0 when none.

        >>> judge(45, 100, 0.5, over=False).gap()
        0.1
        """
        short = self.value - self.expected if lower_is_better else self.expected - self.value
        return max(short, 0.0) / self.expected if self.expected else 0.0


def seasonal_share(years: Sequence[Sequence[float | None]], months: int) -> float | None:
    """The part of a year's total that past years had reached after so many months.

    ``years`` are past years' monthly values, April first. Years with a month missing or
    nothing at all say nothing of the season; None when no year is left.

    >>> seasonal_share([[1, 0, 3], [3, 0, 1]], 1)
    0.5
    """
    whole = [
        [value for value in year if value is not None]
        for year in years
        if None not in year and sum(value or 0 for value in year) > 0
    ]
    if not whole:
        return None
    # Summed before dividing, so that a year with little in it weighs little.
    return sum(sum(year[:months]) for year in whole) / sum(sum(year) for year in whole)


def judge(
    value: float, target: float, season: float, *, over: bool, lower_is_better: bool = False
) -> Progress:
    """The status of a figure: ``over`` says that its year has ended.

    What is reached stays reached; else the figure is set against the target's seasonal
    part. For a figure that should be low, the target is a limit.

    >>> judge(60, 100, 0.5, over=False).status
    'on_track'
    >>> judge(46, 100, 0.5, over=False).status
    'slightly_behind'
    >>> judge(99, 100, 1.0, over=True).status
    'missed'
    """
    return Progress(
        value, target, season, _status(value, target, season, over=over, low=lower_is_better)
    )


def _status(value: float, target: float, season: float, *, over: bool, low: bool) -> Status:
    if low:
        within = value <= (target if over else target * season)
        return "achieved" if over and within else "on_track" if within else "behind"
    if value >= target:
        return "achieved"
    if over:
        return "missed"
    part = value / (target * season) if target * season else 1.0
    if part >= ON_TRACK:
        return "on_track"
    return "slightly_behind" if part >= SLIGHTLY_BEHIND else "behind"
