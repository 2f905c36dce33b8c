"""The disclosure control on small tables: against hand-made ones, and against the attacker."""

from __future__ import annotations

from math import inf

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from asahi_metrics.analysis.disclosure import Rule, System, at_most, exposed, intervals, total
from asahi_metrics.analysis.feasible import Relation
from asahi_metrics.analysis.withholding import withhold
from tests.attacker import Attacker, open_numbers

Counts = list[list[int]]
counts = st.integers(2, 4).flatmap(
    lambda wide: st.lists(
        st.lists(st.one_of(st.integers(0, 9), st.integers(0, 60)), min_size=wide, max_size=wide),
        min_size=2,
        max_size=5,
    )
)


def table(rows: Counts) -> System:
    """A table with its totals: cells r0c0, totals r0, c0 and all."""
    values: dict[str, float] = {}
    wide = range(len(rows[0]))
    for r, row in enumerate(rows):
        values |= {f"r{r}c{c}": count for c, count in enumerate(row)}
        values[f"r{r}"] = sum(row)
    for c in wide:
        values[f"c{c}"] = sum(row[c] for row in rows)
    values["all"] = sum(map(sum, rows))
    relations = [total(f"r{r}", [f"r{r}c{c}" for c in wide]) for r in range(len(rows))]
    relations += [total(f"c{c}", [f"r{r}c{c}" for r in range(len(rows))]) for c in wide]
    relations.append(total("all", [f"r{r}" for r in range(len(rows))]))
    costs = {name: 1.0 if "r" in name and "c" in name else 10.0 for name in values}
    return System(values, relations, frozenset(values), costs=costs)


def attack(system: System, withheld: frozenset[str]) -> dict[str, tuple[float, float]]:
    """What the attacker makes of a system: he shares no code with the control."""
    attacker = Attacker()
    for cell, value in system.values.items():
        if cell in system.unpublished:
            attacker.learn(cell)
        elif cell in withheld and cell not in system.known:
            attacker.learn(cell, low=1)
        else:
            attacker.learn(cell, value, value)
    for relation in system.relations:
        high = -relation.constant if relation.exact else inf
        attacker.rows.append((dict(relation.terms), -relation.constant, high))
    few = {cell for cell in system.unpublished & system.people if 0 < system.values[cell] < 5}
    return attacker.intervals((withheld - system.known) | few)


def narrow(found: dict[str, tuple[float, float]], rule: Rule) -> set[str]:
    return {cell for cell, one in found.items() if open_numbers(one) < rule.threshold - 1}


def test_a_small_count_alone_in_its_row_takes_others_with_it() -> None:
    """2 of 30 in a row that is known: without more it would be 30 - 20 - 8."""
    system = table([[2, 20, 8], [9, 30, 10], [40, 7, 50]])
    assert exposed(system, {"r0c0"}, Rule()) == {"r0c0": (2.0, 2.0)}
    found = withhold(system, Rule())
    assert found.primary == {"r0c0"}
    # Four corners are the least that protects it; the totals stay.
    assert len(found.secondary) == 3
    assert all("r" in cell and "c" in cell for cell in found.secondary)
    assert not exposed(system, found.cells, Rule())


def test_zero_is_shown_and_never_withheld() -> None:
    system = table([[1, 0, 0], [0, 8, 9], [0, 7, 30]])
    found = withhold(system, Rule())
    assert all(system.values[cell] > 0 for cell in found.cells)
    # Nothing else in its row or column can vary, so the totals go too.
    assert {"r0c0", "r0", "c0"} <= found.cells
    assert not narrow(attack(system, found.cells), Rule())


def test_nothing_is_withheld_where_no_count_is_small() -> None:
    assert withhold(table([[5, 0], [6, 7]]), Rule()).cells == frozenset()


def test_the_threshold_is_the_wards() -> None:
    system = table([[7, 20], [30, 40]])
    assert withhold(system, Rule(5)).cells == frozenset()
    assert withhold(system, Rule(10)).primary == {"r0c0"}


def test_an_attacker_reckons_that_a_withheld_count_is_not_zero() -> None:
    system = table([[2, 3], [6, 7]])
    assert intervals(system, {"r0c0", "r0c1", "r1c0", "r1c1"}, Rule())["r0c0"] == (1.0, 4.0)


def test_a_part_that_is_shown_bounds_its_whole() -> None:
    """3 households in which 4 people took part: 4 is withheld, and must not be 3 or 4."""
    values = {"people": 4.0, "households": 3.0, "other": 9.0, "all": 13.0}
    relations = [total("all", ["people", "other"]), at_most("households", "people")]
    system = System(values, relations, frozenset({"people", "other", "all"}))
    found = withhold(system, Rule())
    low, high = intervals(system, found.cells, Rule())["people"]
    assert (low, open_numbers((low, high)) >= 4) == (3, True)


def test_the_few_who_are_not_part_of_a_share_are_protected_too() -> None:
    values = {"members": 20.0, "active": 18.0, "idle": 2.0}
    relation = Relation((("members", 1), ("active", -1), ("idle", -1)))
    system = System(values, [relation], frozenset(values), unpublished=frozenset({"idle"}))
    found = withhold(system, Rule())
    assert len(found.cells) == 1
    assert not narrow(attack(system, found.cells), Rule())


def test_what_was_told_before_cannot_be_withheld_and_does_not_count() -> None:
    values = {"a": 3.0, "b": 9.0, "all": 12.0}
    system = System(values, [total("all", "ab")], frozenset(values), known=frozenset({"b"}))
    found = withhold(system, Rule())
    assert found.cells == {"a", "all"}


@given(counts, st.integers(3, 9))
@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow])
def test_the_attacker_finds_nothing_in_random_tables(rows: Counts, threshold: int) -> None:
    system, rule = table(rows), Rule(threshold)
    found = withhold(system, rule)
    assert found.primary == system.small(rule)
    assert all(system.values[cell] > 0 for cell in found.cells)
    assert narrow(attack(system, found.cells), rule) == set()


@given(counts)
@settings(max_examples=60)
def test_the_control_and_the_attacker_come_to_the_same_intervals(rows: Counts) -> None:
    system = table(rows)
    withheld = system.small(Rule())
    ours, theirs = intervals(system, withheld, Rule()), attack(system, withheld)
    assert ours.keys() == theirs.keys()
    for cell, ends in ours.items():
        assert theirs[cell] == pytest.approx(ends, abs=1e-6)


@given(counts)
@settings(max_examples=30)
def test_the_same_table_gives_the_same_choice(rows: Counts) -> None:
    assert withhold(table(rows), Rule()) == withhold(table(rows), Rule())


@given(counts)
@settings(max_examples=40)
def test_a_control_that_withholds_small_counts_alone_is_caught(rows: Counts) -> None:
    """Wherever the choice needs more than the small counts, the attacker shows why."""
    system = table(rows)
    found = withhold(system, Rule())
    if found.secondary:
        assert narrow(attack(system, found.primary), Rule())
