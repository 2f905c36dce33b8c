"""How closely two figures of the districts go together, and how sure that is."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from asahi_metrics.analysis.intervals import LEVEL, Interval

FEWEST = 8
"""With fewer districts than this no correlation is told."""

RESAMPLES = 2_000
# The same figures give the same interval on every machine and in every run.
_SEED = 14112

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Correlation:
    """A coefficient from -1 to 1 with its bootstrap interval at ``LEVEL``."""

    value: float
    interval: Interval


def pearson(x: Sequence[float], y: Sequence[float]) -> Correlation | None:
    """How closely the points lie to a straight line; None for too few, or all alike."""
    return _with_interval(_linear, x, y)


def spearman(x: Sequence[float], y: Sequence[float]) -> Correlation | None:
    """The same of the ranks: whether one rises where the other does, straight or not."""
    return _with_interval(_by_rank, x, y)


def partial(x: Sequence[float], y: Sequence[float], given: Sequence[float]) -> Correlation | None:
    """The correlation of x and y among districts alike in ``given``: that of what is left of both
    once a straight line by ``given`` is taken away (Yule 1907)."""
    return _with_interval(_partial, x, y, given)


def _with_interval(
    statistic: Callable[..., Numbers], *samples: Sequence[float]
) -> Correlation | None:
    """The statistic with its interval by resampling whole districts.

    Bias-corrected and accelerated (Efron 1987, J. Am. Stat. Assoc. 82, 171-185).
    """
    values = [np.asarray(one, dtype=float) for one in samples]
    if len(values[0]) < FEWEST or any(np.ptp(one) == 0 for one in values):
        return None
    found = float(statistic(*values))
    if abs(found) >= 1 - 1e-9:
        return Correlation(found, Interval(found, found))
    # Imported here: the library takes a while, and most pages do without it.
    from scipy.stats import bootstrap  # noqa: PLC0415

    with warnings.catch_warnings():
        # Where many districts are alike the correction has nothing to go by; see below.
        warnings.simplefilter("ignore")
        drawn: Any = bootstrap(
            values,
            statistic,
            paired=True,
            vectorized=True,
            n_resamples=RESAMPLES,
            confidence_level=LEVEL,
            method="BCa",
            rng=np.random.default_rng(_SEED),
        )
    low, high = float(drawn.confidence_interval.low), float(drawn.confidence_interval.high)
    if not np.isfinite([low, high]).all():
        tail = (1 - LEVEL) / 2
        low, high = (
            float(one) for one in np.quantile(drawn.bootstrap_distribution, (tail, 1 - tail))
        )
    return Correlation(found, Interval(min(low, found), max(high, found)))


def _linear(x: Numbers, y: Numbers, axis: int = -1) -> Numbers:
    """Pearson's coefficient along an axis; 0 where a draw has districts of one value alone."""
    off_x = x - x.mean(axis=axis, keepdims=True)
    off_y = y - y.mean(axis=axis, keepdims=True)
    size = np.sqrt((off_x**2).sum(axis=axis) * (off_y**2).sum(axis=axis))
    together = (off_x * off_y).sum(axis=axis)
    found: Numbers = np.divide(together, size, out=np.zeros_like(together), where=size > 1e-12)
    return found


def _partial(x: Numbers, y: Numbers, given: Numbers, axis: int = -1) -> Numbers:
    xy, xz, yz = _linear(x, y, axis), _linear(x, given, axis), _linear(y, given, axis)
    rest = np.sqrt(np.clip((1 - xz**2) * (1 - yz**2), 0, None))
    left = xy - xz * yz
    found: Numbers = np.divide(left, rest, out=np.zeros_like(left), where=rest > 1e-12)
    return found


def _by_rank(x: Numbers, y: Numbers, axis: int = -1) -> Numbers:
    return _linear(_ranked(x), _ranked(y), axis)


def _ranked(values: Numbers) -> Numbers:
    # Imported here: the library takes a while, and most pages do without it.
    from scipy.stats import rankdata  # noqa: PLC0415

    ranks: Numbers = rankdata(values, axis=-1).astype(float)
    return ranks
