from __future__ import annotations

import math
import subprocess
import sys
import warnings
from collections.abc import Iterable

import mapclassify
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from asahi_metrics.core.formats import Formats
from asahi_metrics.core.text import Text
from asahi_metrics.visuals.classing import (
    METHODS,
    Method,
    _bounds,
    class_breaks,
    class_labels,
    class_of,
    joined,
)

_VALUES = [1, 2, 3, 9, 10, 11, 30, 31]


def test_natural_breaks_keep_groups_together_and_end_at_round_numbers() -> None:
    assert class_breaks(_VALUES, "jenks", 3).upper == (5, 20, 31)


@pytest.mark.parametrize("method", METHODS)
def test_nothing_known_gives_no_classes(method: Method) -> None:
    breaks = class_breaks([None, math.nan], method)
    assert len(breaks) == 0
    assert class_of(3, breaks) is None


@pytest.mark.parametrize("method", METHODS)
def test_one_value_everywhere_gives_one_class(method: Method) -> None:
    breaks = class_breaks([0, 0, 0], method)
    assert breaks.upper == (0,)
    assert class_of(0, breaks) == 0


@pytest.mark.parametrize("method", METHODS)
def test_zero_has_a_class_and_a_missing_value_has_none(method: Method) -> None:
    breaks = class_breaks([0, 1, 2, None], method)
    assert class_of(0, breaks) == 0
    assert class_of(None, breaks) is None
    assert class_of(math.nan, breaks) is None


def test_tied_counts_do_not_make_empty_quantiles() -> None:
    breaks = class_breaks([1, 1, 1, 1, 2, 3], "quantile", 5)
    assert breaks.upper == (1, 2, 3)


def test_labels_of_whole_numbers_do_not_share_their_ends() -> None:
    labels = class_labels(class_breaks(_VALUES, "jenks", 3), Formats(Text("ja")))
    assert labels == ("1〜5", "6〜20", "21〜31")


def test_labels_of_decimals_go_on_at_the_next_step_that_is_shown() -> None:
    breaks = class_breaks([0.5, 0.7, 3.1, 3.4], "equal", 2, decimals=1)
    assert class_labels(breaks, Formats(Text("en"))) == ("0.5–2.0", "2.1–3.4")


@given(
    st.lists(st.floats(0, 1e6), min_size=1, max_size=40),
    st.sampled_from(METHODS),
    st.integers(1, 5),
)
def test_every_class_has_a_member_and_order_is_kept(
    values: list[float], method: Method, k: int
) -> None:
    breaks = class_breaks(values, method, k, decimals=1)
    groups = [class_of(value, breaks) for value in sorted(values)]
    assert set(groups) == set(range(len(breaks)))
    assert groups == sorted(groups, key=lambda group: -1 if group is None else group)
    assert len(breaks) <= k or len({round(value, 1) for value in values}) <= 5


@given(
    st.lists(st.integers(0, 10_000), min_size=2, max_size=40),
    st.sampled_from(["quantile", "equal"]),
    st.integers(2, 5),
)
@example([0, 0, 0, 1, 1, 1, 1, 2, 2, 3], "quantile", 3)
def test_quantiles_and_equal_steps_end_where_mapclassify_ends_them(
    values: list[int], method: Method, k: int
) -> None:
    scheme = {"quantile": mapclassify.Quantiles, "equal": mapclassify.EqualInterval}[method]
    distinct = sorted(set(values))
    assume(len(distinct) > k)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = scheme(values, k).bins
    ours = _bounds(sorted(values), distinct, method, k)
    assert _distinct(ours) == pytest.approx(_distinct(theirs))


def _distinct(bounds: Iterable[float]) -> list[float]:
    """Bounds in order; what lies apart by the last digit alone, as numpy's do, is one."""
    return sorted({round(float(one), 6) for one in bounds})


def test_the_classes_of_slides_do_without_the_slow_library() -> None:
    asked = (
        "import sys; from asahi_metrics.visuals.classing import class_breaks;"
        "class_breaks(range(19), 'quantile', 4); class_breaks(range(19), 'equal', 4);"
        "sys.exit('mapclassify' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", asked], check=True)


def test_small_classes_join_the_next_and_the_last_one_the_class_below() -> None:
    values = [0, 0, 0, 1, 2, 2, 2, 9]
    breaks = class_breaks(values, "quantile", 4)
    assert breaks.upper == (0, 1, 5, 9)
    assert joined(breaks, values, 3).upper == (0, 9)
    assert joined(breaks, values, 9).upper == (9,)
    assert joined(class_breaks([], "quantile"), [], 3).upper == ()


@given(st.lists(st.none() | st.integers(0, 40), max_size=19), st.integers(1, 5))
def test_every_joined_class_has_enough_members_or_is_the_only_one(
    values: list[float | None], fewest: int
) -> None:
    breaks = joined(class_breaks(values, "quantile", 4), values, fewest)
    groups = [class_of(value, breaks) for value in values if value is not None]
    sizes = [groups.count(at) for at in range(len(breaks))]
    assert sum(sizes) == len(groups)
    assert len(sizes) < 2 or min(sizes) >= fewest
