"""This year against last: the ratio of two rates, the difference of two shares, with intervals."""

from __future__ import annotations

from math import inf, sqrt

from asahi_metrics.analysis.intervals import LEVEL, Interval, wilson
from asahi_metrics.analysis.ranking import Counted


def ratio_of_rates(this: Counted, last: Counted, *, scatter: float = 1.0) -> Interval | None:
    """The interval of the ratio of two rates of events at ``LEVEL``.

    Given both years' events together, those of this year follow a binomial law: its exact
    limits (Clopper and Pearson 1934) become those of the ratio (Przyborowski and Wilenski
    1940, Biometrika 31, 313-323). ``scatter`` is how many times as much as chance the years
    differ; so many events count as one. The upper end is infinite where last year had none;
    None where neither year had any.

    >>> found = ratio_of_rates(Counted(11, 800), Counted(21, 3011))
    >>> round(found.low, 4), round(found.high, 4)
    (0.8584, 4.2773)
    """
    # Imported here: the library takes a while, and most pages do without it.
    from scipy.special import betaincinv  # noqa: PLC0415

    now, then = this.events / scatter, last.events / scatter
    if not now + then or not this.base or not last.base:
        return None
    tail = (1 - LEVEL) / 2
    low = float(betaincinv(now, then + 1, tail)) if now else 0.0
    high = float(betaincinv(now + 1, then, 1 - tail)) if then else 1.0
    turn = last.base / this.base
    return Interval(_odds(low) * turn, _odds(high) * turn)


def difference_of_shares(
    this: Counted, last: Counted, *, scatter: float = 1.0, per: float = 100
) -> Interval | None:
    """The interval of the difference of two shares of answers at ``LEVEL``, this year less last.

    Newcombe (1998), Statistics in Medicine 17, 873-890, method 10, without a correction for
    continuity. ``scatter`` is how many times as much as chance the years differ; so many
    answers count as one. None where nobody answered in one of the years.

    >>> found = difference_of_shares(Counted(56, 70), Counted(48, 80), per=1)
    >>> round(found.low, 4), round(found.high, 4)
    (0.0524, 0.3339)
    """
    ends = [wilson(one.events / scatter, one.base / scatter, per=per) for one in (this, last)]
    now, then = ends
    if now is None or then is None:
        return None
    share, before = (per * one.events / one.base for one in (this, last))
    away = share - before
    return Interval(
        away - sqrt((share - now.low) ** 2 + (then.high - before) ** 2),
        away + sqrt((now.high - share) ** 2 + (before - then.low) ** 2),
    )


def _odds(part: float) -> float:
    return part / (1 - part) if part < 1 else inf
