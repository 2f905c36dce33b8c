"""Whether like figures lie side by side on the map: Moran's I, for all areas and for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from asahi_metrics.analysis.intervals import LEVEL
from asahi_metrics.analysis.neighbours import Neighbours
from asahi_metrics.analysis.ranking import Counted

FEWEST = 5
"""With fewer areas there are too few orders of them to tell anything from chance."""

SHUFFLES = 9_999
_SEED = 14112

Pattern = Literal["clustered", "scattered", "chance"]
Group = Literal["high", "low", "high_among_low", "low_among_high"]

_Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Moran:
    """Moran's I of all areas, and the I of the same figures shuffled among them."""

    index: float
    p: float
    shuffled: tuple[float, ...]

    @property
    def expected(self) -> float:
        """What shuffling gives on average."""
        return float(np.mean(self.shuffled))

    @property
    def usual(self) -> tuple[float, float]:
        """Between what bounds shuffling gives the middle ``LEVEL`` of all."""
        low, high = np.quantile(self.shuffled, ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
        return float(low), float(high)

    @property
    def pattern(self) -> Pattern:
        """Whether neighbours are alike or unlike beyond chance."""
        if self.p >= 1 - LEVEL:
            return "chance"
        return "clustered" if self.index > self.expected else "scattered"


@dataclass(frozen=True)
class LocalMoran:
    """One area beside its neighbours: ``q`` is its p among those of all areas.

    ``q`` follows Benjamini and Hochberg (1995), J. R. Stat. Soc. B 57, 289-300.
    """

    group: Group
    p: float
    q: float

    @property
    def is_found(self) -> bool:
        """Whether the area counts as a cluster, of which at most one in twenty is by chance."""
        return self.q < 1 - LEVEL


def standardised(counted: Mapping[str, Counted], *, rates: bool) -> dict[str, float] | None:
    """The figures ``events / base`` with a mean of 0; None where they are all the same.

    ``rates`` of counted events vary more in small areas: they are set against what chance has
    them vary by (R. M. Assunção and E. A. Reis, A new proposal to adjust Moran's I for
    population density, Statistics in Medicine 18 (1999), 2147-2162).
    """
    events = np.array([one.events for one in counted.values()], dtype=np.float64)
    bases = np.array([one.base for one in counted.values()], dtype=np.float64)
    values = events / bases
    if np.ptp(values) <= 1e-12 * np.abs(values).max(initial=1.0):
        return None
    if rates and np.ptp(bases) > 0:
        from esda.smoothing import assuncao_rate  # noqa: PLC0415 - slow to import

        values = assuncao_rate(events, bases)
    return dict(zip(counted, (values - values.mean()).tolist(), strict=True))


def moran(figures: Mapping[str, float], beside: Neighbours) -> Moran | None:
    """Moran's I with its p by shuffling (two-sided); None for fewer than ``FEWEST`` areas.

    ``figures`` are those of ``standardised``. The shuffles come from a generator of their own
    and are always the same: esda's come from one that all sessions of a server share.
    """
    if len(figures) < FEWEST:
        return None
    z = np.array([figures[code] for code in beside.codes])
    scale = len(z) / (beside.weights.sum() * (z @ z))
    shuffled = z[_orders(len(z))]
    found = scale * np.einsum("ij,ij->i", shuffled, shuffled @ beside.weights.T)
    index = float(scale * (z @ (beside.weights @ z)))
    return Moran(index, float(_two_sided(index, found[:, np.newaxis])[0]), tuple(found.tolist()))


def local_moran(figures: Mapping[str, float], beside: Neighbours) -> dict[str, LocalMoran]:
    """Each area with its neighbours, the others shuffled around it (Anselin 1995)."""
    from scipy.stats import false_discovery_control  # noqa: PLC0415 - slow to import

    z = np.array([figures[code] for code in beside.codes])
    around = beside.weights @ z
    most = max(len(one) for one in beside.of.values())
    order = _orders(len(z) - 1)[:, :most]
    ps = [
        float(_two_sided(around[at], _means(np.delete(z, at), order, len(beside.of[code])))[0])
        for at, code in enumerate(beside.codes)
    ]
    qs = false_discovery_control(ps, method="bh")
    return {
        code: LocalMoran(_group(z[at], around[at]), ps[at], float(qs[at]))
        for at, code in enumerate(beside.codes)
    }


def _means(others: _Floats, order: NDArray[np.intp], count: int) -> _Floats:
    """The means of so many of the others, drawn anew in each row; a column."""
    found: _Floats = others[order[:, :count]].mean(axis=1, keepdims=True)
    return found


def _two_sided(found: float, shuffled: _Floats) -> _Floats:
    """Twice the smaller part of the shuffles on either side, the figure itself counted in."""
    # Equal sums in another order differ in their last digits.
    near = 1e-12 * np.abs(shuffled).max(initial=1.0)
    above = (shuffled >= found - near).sum(axis=0)
    below = (shuffled <= found + near).sum(axis=0)
    p: _Floats = np.minimum(2 * (np.minimum(above, below) + 1) / (len(shuffled) + 1), 1.0)
    return p


@lru_cache(maxsize=8)
def _orders(count: int) -> NDArray[np.intp]:
    """``SHUFFLES`` orders of so many areas, always the same."""
    random = np.random.default_rng(_SEED)
    return random.random((SHUFFLES, count)).argsort(axis=1)


def _group(own: float, around: float) -> Group:
    if own > 0:
        return "high" if around > 0 else "high_among_low"
    return "low_among_high" if around > 0 else "low"
