"""Empirical Bayes: figures of small districts drawn to the average as far as chance moves them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from asahi_metrics.analysis.ranking import Counted


@dataclass(frozen=True)
class Smoothed:
    """The figures ``events / base`` as counted (``raw``) and smoothed, by district.

    ``trust`` is the part of a district's own figure in its smoothed one, the rest being the
    ``average``; ``between`` is the variance of what the districts differ by beyond chance.
    """

    average: float
    between: float
    raw: Mapping[str, float]
    trust: Mapping[str, float]

    @property
    def smoothed(self) -> dict[str, float]:
        """The smoothed figure of each district."""
        return {
            code: self.average + self.trust[code] * (value - self.average)
            for code, value in self.raw.items()
        }

    @property
    def moved(self) -> dict[str, float]:
        """By how much smoothing has changed each district's figure."""
        smoothed = self.smoothed
        return {code: smoothed[code] - value for code, value in self.raw.items()}


def smooth(
    counted: Mapping[str, Counted], *, shares: bool, scatter: float = 1.0
) -> Smoothed | None:
    """Smooth figures by the moments of all districts; None where nothing was counted.

    ``scatter`` is how many times as much as events one by one the figures swing by chance, such
    as where people come in groups.

    Rates of events: R. J. Marshall, Mapping disease and mortality rates using empirical Bayes
    estimators, Applied Statistics 40 (1991), 283-294, the global estimator. Shares: M. Martuzzi
    and P. Elliott, Empirical Bayes estimation of small area prevalence of non-rare conditions,
    Statistics in Medicine 15 (1996), 1867-1873. Where the districts lie no farther apart than
    chance has them, all become the average. Every base is above 0.
    """
    total = sum(one.base for one in counted.values())
    average = sum(one.events for one in counted.values()) / total if total else 0.0
    if not average:
        return None
    raw = {code: one.events / one.base for code, one in counted.items()}
    spread = sum(one.base * (raw[code] - average) ** 2 for code, one in counted.items()) / total
    usual = total / len(counted)
    chance = scatter * average * ((1 - average) if shares else 1)
    between = max(spread - chance / usual, 0.0)
    if shares:
        # What the districts differ by is a part of the whole variance of one answer.
        between = min(between / (1 - 1 / usual), chance) if usual > 1 else 0.0
        chance -= between
    trust = {code: _trust(between, chance / one.base) for code, one in counted.items()}
    return Smoothed(average, between, raw, trust)


def _trust(between: float, by_chance: float) -> float:
    whole = between + by_chance
    return between / whole if whole else 0.0
