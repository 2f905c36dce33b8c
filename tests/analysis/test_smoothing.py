"""Empirical Bayes against esda, a published formula, and by hand."""

from __future__ import annotations

import libpysal
import numpy as np
import pandas as pd
import pytest
from esda.smoothing import Empirical_Bayes
from hypothesis import given
from hypothesis import strategies as st

from asahi_metrics.analysis.ranking import Counted
from asahi_metrics.analysis.smoothing import Smoothed, smooth


def smoothed(events: list[float], bases: list[float], *, shares: bool = False) -> Smoothed:
    pairs = zip(events, bases, strict=True)
    found = smooth({str(at): Counted(*pair) for at, pair in enumerate(pairs)}, shares=shares)
    assert found is not None
    return found


def test_rates_are_those_that_esda_publishes_of_st_louis() -> None:
    # esda's documentation of Empirical_Bayes: homicides 1979-84 in 78 counties around St. Louis.
    table = pd.read_csv(libpysal.examples.get_path("stl_hom.csv"))
    events, bases = table["HC7984"].astype(float).tolist(), table["PO7984"].tolist()
    found = list(smoothed(events, bases).smoothed.values())
    published = [2.36718950e-05, 4.54539167e-05, 4.78114019e-05, 2.76907146e-05, 6.58989323e-05]
    assert found[:5] == pytest.approx(published, rel=1e-8)
    assert found == pytest.approx(Empirical_Bayes(events, bases).r.flatten().tolist())


def test_shares_have_the_weights_of_martuzzi_and_elliott() -> None:
    # Their weight of a district's own share, in the form that spdep's EBest (family binomial)
    # states it; the algebra here goes another way.
    events, bases = [12.0, 40.0, 33.0, 9.0, 61.0], [28.0, 75.0, 80.0, 31.0, 90.0]
    n, average = np.array(bases), sum(events) / sum(bases)
    spread = np.sum(n * (np.array(events) / n - average) ** 2) / n.sum()
    chance, usual = average * (1 - average), n.mean()
    weight = (n * spread - n / usual * chance) / ((n - 1) * spread + (usual - n) / usual * chance)
    found = smoothed(events, bases, shares=True)
    assert list(found.trust.values()) == pytest.approx(weight.tolist())


def test_by_hand_two_districts() -> None:
    # 30 and 10 of 100 each: average 0.2, spread 0.01, of which chance 0.2 / 100 = 0.002.
    found = smoothed([30, 10], [100, 100])
    assert found.average == pytest.approx(0.2)
    assert found.between == pytest.approx(0.008)
    assert found.trust["0"] == pytest.approx(0.008 / (0.008 + 0.002))
    assert list(found.smoothed.values()) == pytest.approx([0.28, 0.12])
    assert list(found.moved.values()) == pytest.approx([-0.02, 0.02])


def test_twice_the_chance_takes_twice_as_much_off() -> None:
    # As above, of which chance with a scatter of two is 0.004.
    found = smooth({"0": Counted(30, 100), "1": Counted(10, 100)}, shares=False, scatter=2)
    assert found is not None
    assert found.between == pytest.approx(0.006)
    assert found.trust["0"] == pytest.approx(0.006 / (0.006 + 0.004))


def test_no_more_than_chance_makes_all_the_average() -> None:
    # esda goes on with a variance below 0 here; Marshall takes it for 0.
    found = smoothed([10, 11, 9], [100, 100, 100])
    assert found.between == 0
    assert list(found.smoothed.values()) == pytest.approx([0.1, 0.1, 0.1])


def test_where_nothing_was_counted_there_is_nothing_to_smooth() -> None:
    assert smooth({"a": Counted(0, 10)}, shares=False) is None
    assert smooth({}, shares=True) is None


@given(
    st.lists(
        st.integers(2, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
        min_size=2,
        max_size=19,
    ),
    st.booleans(),
)
def test_a_smoothed_figure_lies_between_its_own_and_the_average(
    counted: list[tuple[int, int]], shares: bool
) -> None:
    found = smooth({str(at): Counted(*one) for at, one in enumerate(counted)}, shares=shares)
    if found is None:
        return
    bases = {str(at): base for at, (_, base) in enumerate(counted)}
    for code, value in found.smoothed.items():
        low, high = sorted((found.raw[code], found.average))
        assert low - 1e-9 <= value <= high + 1e-9
    trusts = [found.trust[code] for code in sorted(bases, key=bases.__getitem__)]
    assert trusts == sorted(trusts)
