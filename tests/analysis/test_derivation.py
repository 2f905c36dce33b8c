"""Counting observations from what records add."""

from __future__ import annotations

from asahi_metrics.analysis.derivation import Cell, Count, Tally, add_zeros, roll_up

S = "population"

Added = tuple[Cell, float | None]


def one(value: float | None, *, area: str = "01", month: int = 202404, item: str = "") -> Added:
    return (S, month, area, item), value


def tally(added: list[Added]) -> dict[Cell, Tally]:
    count = Count()
    count.add((cell for cell, _ in added), (value for _, value in added))
    return count.cells


def cell(area: str, month: int = 202404) -> Cell:
    return (S, month, area, "")


def told(cells: dict[Cell, Tally]) -> dict[tuple[int, str, str], tuple[float | None, int]]:
    return {found[1:]: (counted.value, counted.missing) for found, counted in cells.items()}


def test_occurrences_add_up_by_month_area_and_item() -> None:
    cells = tally([one(1, item="a"), one(2, item="a"), one(4, item="b"), one(8, month=202405)])
    assert told(cells) == {
        (202404, "01", "a"): (3, 0),
        (202404, "01", "b"): (4, 0),
        (202405, "01", ""): (8, 0),
    }


def test_what_was_not_reported_is_counted_and_is_no_zero() -> None:
    assert told(tally([one(None), one(None)])) == {(202404, "01", ""): (None, 2)}
    assert told(tally([one(None), one(0)])) == {(202404, "01", ""): (0, 1)}


def test_of_a_level_the_newest_value_stands_whatever_the_order() -> None:
    cells = [cell("01"), cell("01"), cell("02")]
    count = Count()
    count.keep_newest(cells, [5, 3, None], ["2024-04-20", "2024-04-01", "2024-04-01"])
    count.keep_newest(cells[:1], [7], ["2024-04-10"])
    assert told(count.cells) == {(202404, "01", ""): (5, 0), (202404, "02", ""): (None, 1)}


def test_zeros_stand_only_where_nothing_else_does() -> None:
    cells = tally([one(3, item="a"), one(None, area="02")])
    add_zeros(cells, series=S, areas=["01", "02", "03"], months=[202404], provisional={})
    assert told(cells) == {
        (202404, "01", "a"): (3, 0),
        (202404, "02", ""): (None, 1),
        (202404, "03", ""): (0, 0),
    }


def test_provisional_records_are_counted_in_the_cell_that_rests_on_them() -> None:
    count = Count()
    count.add([cell("01"), cell("01"), cell("02")], [1, None, 2], [True, True, False])
    add_zeros(count.cells, series=S, areas=["03"], months=[202404, 202405], provisional={202404: 2})
    assert {found[1:3]: one.provisional for found, one in count.cells.items()} == {
        (202404, "01"): 2,
        (202404, "02"): 0,
        (202404, "03"): 2,
        (202405, "03"): 0,
    }


def test_a_level_is_provisional_when_its_newest_value_is() -> None:
    count = Count()
    moments = ["2024-04-01", "2024-04-20"]
    count.keep_newest([cell("01")] * 2, [5, 6], moments, [True, False])
    count.keep_newest([cell("02")] * 2, [5, 6], moments, [False, True])
    assert [one.provisional for one in count.cells.values()] == [0, 1]


def test_a_district_rests_on_the_provisional_records_of_its_towns() -> None:
    count = Count()
    count.add([cell("t1"), cell("t2")], [1, 2], [True, False])
    roll_up(count.cells, PARENTS)
    assert count.cells[cell("01")] == Tally(3, 0, 1)


PARENTS = {"t1": "01", "t2": "01", "t3": "02"}


def test_a_district_is_summed_when_all_its_towns_are_there() -> None:
    cells = tally([one(1, area="t1"), one(2, area="t2")])
    roll_up(cells, PARENTS)
    assert cells[cell("01")].value == 3
    assert cell("02") not in cells


def test_a_district_with_a_town_lacking_has_no_value() -> None:
    cells = tally([one(1, area="t1")])
    roll_up(cells, PARENTS)
    assert cell("01") not in cells


def test_a_district_with_a_town_that_told_nothing_has_no_value() -> None:
    cells = tally([one(1, area="t1"), one(None, area="t2")])
    roll_up(cells, PARENTS)
    assert cell("01") not in cells


def test_towns_of_different_months_do_not_complete_each_other() -> None:
    cells = tally([one(1, area="t1"), one(2, area="t2", month=202405)])
    roll_up(cells, PARENTS)
    assert {found[2] for found in cells} == {"t1", "t2"}


def test_a_stated_district_stands_as_stated() -> None:
    cells = tally([one(1, area="t1"), one(2, area="t2"), one(9, area="01")])
    roll_up(cells, PARENTS)
    assert cells[cell("01")].value == 9
