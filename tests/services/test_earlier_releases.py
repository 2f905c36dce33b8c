"""What was released before is known: totals of two releases must not give a count away."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from asahi_metrics.analysis.disclosure import Rule, System
from asahi_metrics.analysis.withholding import withhold
from asahi_metrics.services.earlier_releases import cells_part, with_earlier
from tests.analysis.test_withholding import Counts, attack, narrow, table
from tests.attacker import Attacker, Unknown, open_numbers


def released(system: System, withheld: frozenset[str], number: int) -> tuple[int, str, object]:
    return number, "all", cells_part(system, system.values, system.relations, withheld)


def test_a_total_that_grew_by_a_few_is_withheld() -> None:
    """9 + 20 were told as 29; with 2 people more in a new month 31 would tell of them."""
    before, now = table([[9, 0], [20, 0]]), table([[9, 2], [20, 0]])
    first = withhold(before, Rule())
    assert first.cells == frozenset()
    found = withhold(with_earlier(now, [released(before, first.cells, 1)]), Rule())  # type: ignore[list-item]
    # The months before are known for good, so every new sum with the 2 in it goes.
    assert found.cells == {"r0c1", "r0", "c1", "all"}


def test_what_was_withheld_stays_so_as_long_as_it_does_not_change() -> None:
    before = table([[2, 20, 8], [9, 30, 10], [40, 7, 50]])
    first = withhold(before, Rule())
    now = table([[2, 20, 8], [9, 30, 10], [40, 7, 50], [6, 6, 6]])
    found = withhold(with_earlier(now, [released(before, first.cells, 1)]), Rule())  # type: ignore[list-item]
    assert first.cells <= found.cells


def test_a_count_that_was_told_by_mistake_is_withheld_and_takes_nothing_with_it() -> None:
    system = table([[2, 20], [9, 30]])
    found = withhold(with_earlier(system, [released(system, frozenset(), 1)]), Rule())  # type: ignore[list-item]
    assert (found.primary, found.secondary) == ({"r0c0"}, frozenset())


@given(
    st.lists(st.lists(st.integers(0, 30), min_size=3, max_size=3), min_size=2, max_size=3),
    st.lists(
        st.tuples(st.integers(0, 1), st.integers(0, 2), st.integers(0, 12)), min_size=2, max_size=6
    ),
)
@settings(max_examples=80)
def test_the_attacker_finds_nothing_with_three_releases_in_his_hand(
    rows: Counts, changes: list[tuple[int, int, int]]
) -> None:
    half = len(changes) // 2
    states = [rows, changed(rows, changes[:half]), changed(rows, changes)]
    parts: list[tuple[int, str, object]] = []
    releases = []
    for number, state in enumerate(states, start=1):
        system = table(state)
        found = withhold(with_earlier(system, parts), Rule())  # type: ignore[arg-type]
        withheld = found.cells & system.values.keys()
        parts.append(released(system, withheld, number))
        releases.append((system, withheld))
    wanted, attacker = together(releases)
    narrow_ones = {
        cell: ends for cell, ends in attacker.intervals(wanted).items() if open_numbers(ends) < 4
    }
    assert narrow_ones == {}


def together(
    releases: list[tuple[System, frozenset[str]]],
) -> tuple[set[Unknown], Attacker]:
    """All releases as one problem: a count that did not change is one unknown."""
    attacker, wanted, told = Attacker(), set(), set()
    since: dict[str, int] = {}
    before: dict[str, float] = {}
    for number, (system, withheld) in enumerate(releases):
        for cell, value in system.values.items():
            if before.get(cell) != value:
                since[cell] = number
            unknown = (cell, since[cell])
            if cell in withheld:
                attacker.learn(unknown, low=1)
                wanted.add(unknown)
            else:
                attacker.learn(unknown, value, value)
                told.add(unknown)
        for relation in system.relations:
            row = {(cell, since[cell]): factor for cell, factor in relation.terms}
            attacker.rows.append((row, 0.0, 0.0))
        before = dict(system.values)
    return wanted - told, attacker


def changed(rows: Counts, changes: list[tuple[int, int, int]]) -> Counts:
    """The table after some counts have grown or been corrected."""
    found = [list(row) for row in rows]
    for r, c, count in changes:
        found[r][c] = count
    return found


def test_the_attack_on_one_release_is_the_same_as_on_its_parts() -> None:
    system = table([[2, 20, 8], [9, 30, 10]])
    withheld = withhold(system, Rule()).cells
    joined = with_earlier(system, [released(system, withheld, 1)])  # type: ignore[list-item]
    assert not narrow(attack(joined, withheld), Rule())
    assert joined.kept == withheld


def test_a_raised_threshold_cannot_take_back_what_was_told_and_tells_no_more() -> None:
    """3 and 4 were withheld, their sum of 7 was told: each may be 1 to 6, and no more."""
    system = table([[3, 4], [9, 30]])
    first = frozenset({"r0c0", "r0c1", "r1c0", "r1c1"})
    joined = with_earlier(system, [released(system, first, 1)])  # type: ignore[list-item]
    found = withhold(joined, Rule(8))
    assert {"r0c0", "r0c1"} <= found.told
    assert attack(joined, found.cells)["r0c0"] == (1, 6)
