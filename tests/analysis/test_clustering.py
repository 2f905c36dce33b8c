"""Moran's I against esda's published values, and what null data give."""

from __future__ import annotations

from pathlib import Path

import libpysal
import numpy as np
import pandas as pd
import pytest
from esda.moran import Moran as EsdaMoran
from esda.moran import Moran_Local
from esda.smoothing import assuncao_rate
from libpysal.weights import W
from pyogrio import read_dataframe
from scipy.stats import false_discovery_control

from asahi_metrics.analysis.clustering import (
    FEWEST,
    SHUFFLES,
    local_moran,
    moran,
    standardised,
)
from asahi_metrics.analysis.neighbours import Neighbours, neighbours
from asahi_metrics.analysis.ranking import Counted
from asahi_metrics.core.pack import load_pack
from asahi_metrics.core.settings import ROOT
from asahi_metrics.services.geography import schematic


def carolina() -> tuple[pd.DataFrame, Neighbours]:
    """Sudden infant deaths in 100 counties of North Carolina, as libpysal brings them along."""
    frame = read_dataframe(libpysal.examples.get_path("sids2.dbf"), read_geometry=False)
    lines = Path(libpysal.examples.get_path("sids2.gal")).read_text(encoding="ascii").splitlines()
    # After a line of its own: an area and how many neighbours it has, then who they are.
    of = {
        head.split()[0]: frozenset(beside.split())
        for head, beside in zip(lines[1::2], lines[2::2], strict=True)
    }
    return frame, Neighbours(of)


def weights(beside: Neighbours) -> W:
    lists = {code: sorted(others) for code, others in beside.of.items()}
    return W(lists, id_order=list(beside.codes), silence_warnings=True)


def centred(values: list[float], beside: Neighbours) -> dict[str, float]:
    mean = float(np.mean(values))
    return {code: one - mean for code, one in zip(beside.codes, values, strict=True)}


@pytest.fixture(scope="module")
def ground() -> tuple[Neighbours, Neighbours]:
    """The real ward's 19 districts and 72 towns in the pack's outlines."""
    pack = load_pack(ROOT / "data")
    drawn = schematic(pack)
    districts = neighbours(drawn.districts_geojson, pack.areas.district_codes)
    return districts, neighbours(drawn.towns_geojson or "", pack.areas.town_codes)


def test_the_index_is_the_one_that_esda_publishes_of_carolina() -> None:
    # esda's documentation of Moran: the rate of 1974-78 has I = 0.248, p < 0.001 (normal).
    frame, beside = carolina()
    found = moran(centred(frame["SIDR74"].tolist(), beside), beside)
    assert found is not None
    assert round(found.index, 3) == 0.248
    assert found.p < 0.005
    assert found.pattern == "clustered"


def test_the_index_of_rates_is_the_one_that_esda_publishes_of_carolina() -> None:
    # esda's own test of Moran_Rate: deaths of 1979-84 among births, after Assunção and Reis.
    frame, beside = carolina()
    pairs = zip(beside.codes, frame["SID79"], frame["BIR79"], strict=True)
    figures = standardised({code: Counted(*pair) for code, *pair in pairs}, rates=True)
    assert figures is not None
    found = moran(figures, beside)
    assert found is not None
    assert found.index == pytest.approx(0.16622343552567395)


def test_rates_are_standardised_as_esda_publishes_it() -> None:
    # esda's documentation of assuncao_rate.
    events, bases = [30, 25, 25, 15, 33, 21, 30, 20], [100, 100, 110, 90, 100, 90, 110, 90]
    published = [1.03843594, -0.04099089, -0.56250375, -1.73061861]
    assert assuncao_rate(np.array(events), np.array(bases))[:4] == pytest.approx(published)
    pairs = zip("abcdefgh", events, bases, strict=True)
    found = standardised({code: Counted(*pair) for code, *pair in pairs}, rates=True)
    assert found is not None
    apart = [found[code] - found["a"] for code in "bcd"]
    assert apart == pytest.approx([one - published[0] for one in published[1:]])
    assert sum(found.values()) == pytest.approx(0)


def test_figures_that_are_no_rates_stay_as_they_are_but_for_their_mean() -> None:
    found = standardised({"a": Counted(10, 2), "b": Counted(3, 1), "c": Counted(1, 1)}, rates=False)
    assert found == {"a": 2, "b": 0, "c": -2}


def test_figures_that_are_all_the_same_have_no_pattern() -> None:
    same = {"a": Counted(1, 10), "b": Counted(2, 20), "c": Counted(3, 30)}
    assert standardised(same, rates=True) is None
    assert standardised(dict.fromkeys("abc", Counted(0, 10)), rates=False) is None


def test_index_and_chance_are_esdas(ground: tuple[Neighbours, Neighbours]) -> None:
    for beside in ground:
        values = np.random.default_rng(2).normal(size=len(beside.of)).tolist()
        figures = centred(values, beside)
        by_esda = EsdaMoran(list(figures.values()), weights(beside), permutations=0)
        found = moran(figures, beside)
        assert found is not None
        assert found.index == pytest.approx(by_esda.I)
        # Shuffling has the mean and the spread of the formulas for it (Cliff and Ord 1981).
        assert found.expected == pytest.approx(by_esda.EI, abs=0.01)
        assert np.std(found.shuffled) == pytest.approx(by_esda.seI_rand, rel=0.03)
        assert found.p == pytest.approx(by_esda.p_rand, abs=0.05)


@pytest.mark.filterwarnings("ignore:The alternative hypothesis:DeprecationWarning")
def test_local_indices_have_the_signs_and_chances_of_esda(
    ground: tuple[Neighbours, Neighbours],
) -> None:
    beside = ground[1]
    values = np.random.default_rng(4).normal(size=len(beside.of)).tolist()
    figures = centred(values, beside)
    by_esda = Moran_Local(
        list(figures.values()), weights(beside), permutations=SHUFFLES, seed=1, n_jobs=1
    )
    found = local_moran(figures, beside)
    groups = {1: "high", 2: "low_among_high", 3: "low", 4: "high_among_low"}
    assert [one.group for one in found.values()] == [groups[quadrant] for quadrant in by_esda.q]
    # esda's are one-sided: half of these, but for the shuffles that were drawn.
    doubled = np.minimum(2 * by_esda.p_sim, 1)
    assert [one.p for one in found.values()] == pytest.approx(doubled.tolist(), abs=0.03)


def test_the_false_discoveries_are_controlled_after_benjamini_and_hochberg(
    ground: tuple[Neighbours, Neighbours],
) -> None:
    # Their own example, table 1 (1995): of these 15, four are found at 5 per cent.
    published = [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
        0.5719, 0.6528, 0.7590, 1.0000,
    ]  # fmt: skip
    assert sum(false_discovery_control(published, method="bh") <= 0.05) == 4
    beside = ground[1]
    found = local_moran(sorted_by_place(beside), beside)
    by_scipy = false_discovery_control([one.p for one in found.values()], method="bh")
    assert [one.q for one in found.values()] == pytest.approx(by_scipy.tolist())


def sorted_by_place(beside: Neighbours) -> dict[str, float]:
    """Figures that change as slowly over the map as they can: one side high, the other low."""
    ties = (beside.weights > 0).astype(float)
    _, slow = np.linalg.eigh(np.diag(ties.sum(axis=1)) - ties)
    return centred(slow[:, 1].tolist(), beside)


def test_a_pattern_that_is_there_is_found(ground: tuple[Neighbours, Neighbours]) -> None:
    for beside in ground:
        found = moran(sorted_by_place(beside), beside)
        assert found is not None
        assert found.pattern == "clustered"
        low, high = found.usual
        assert low < high < found.index
    local = local_moran(sorted_by_place(ground[1]), ground[1])
    groups = {one.group for one in local.values() if one.is_found}
    assert {"high", "low"} <= groups


def test_neighbours_that_differ_as_much_as_they_can_are_scattered() -> None:
    # A ring of ten, high and low in turn.
    ring = {str(at): frozenset({str((at - 1) % 10), str((at + 1) % 10)}) for at in range(10)}
    beside = Neighbours(ring)
    found = moran({code: 1.0 if int(code) % 2 else -1.0 for code in ring}, beside)
    assert found is not None
    assert found.index == pytest.approx(-1)
    assert found.pattern == "scattered"


def test_too_few_areas_tell_nothing() -> None:
    few = {str(at): frozenset({str(1 - at % 2)}) for at in range(FEWEST - 1)}
    assert moran(dict.fromkeys(few, 0.0) | {"0": 1.0, "1": -1.0}, Neighbours(few)) is None


def test_the_same_map_says_the_same_whoever_asks(ground: tuple[Neighbours, Neighbours]) -> None:
    beside = ground[0]
    figures = sorted_by_place(beside)
    np.random.default_rng().random()
    assert moran(figures, beside) == moran(figures, beside)


WARDS = 200


def null_figures(beside: Neighbours, at: int) -> dict[str, float]:
    """A map on which nothing clusters: figures drawn without regard to place."""
    values = np.random.default_rng([14112, at]).normal(size=len(beside.of))
    return centred(values.tolist(), beside)


def test_null_maps_are_called_clustered_or_scattered_once_in_twenty(
    ground: tuple[Neighbours, Neighbours],
) -> None:
    for beside in ground:
        found = [moran(null_figures(beside, at), beside) for at in range(WARDS)]
        alarms = sum(one is not None and one.pattern != "chance" for one in found)
        print(f"\n{len(beside.of)} areas: {alarms} of {WARDS} null maps called a pattern")  # noqa: T201
        # 10 are expected; more than 18 would come once in 200 such tests.
        assert alarms <= 18


def test_the_false_alarms_of_single_towns_and_districts_on_null_maps(
    ground: tuple[Neighbours, Neighbours],
) -> None:
    """Why towns are controlled, and why no map of the districts names centres of clusters."""
    for beside, least in ((ground[0], 0.5), (ground[1], 0.9)):
        maps = [local_moran(null_figures(beside, at), beside).values() for at in range(WARDS)]
        controlled = sum(any(one.is_found for one in found) for found in maps) / WARDS
        alone = sum(any(one.p < 0.05 for one in found) for found in maps) / WARDS
        # What esda and GeoDa call p is one-sided, half of this.
        one_sided = sum(any(one.p < 0.10 for one in found) for found in maps) / WARDS
        print(  # noqa: T201
            f"\n{len(beside.of)} areas, {WARDS} null maps: a significant area on {alone:.1%} "
            f"({one_sided:.1%} by one-sided p), {controlled:.1%} with false discoveries controlled"
        )
        # 5 per cent are promised; more than 9 would come once in 200 such tests.
        assert controlled <= 0.09
        assert least <= alone <= one_sided
