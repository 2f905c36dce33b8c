"""Findings by cause: one line for many alike, single lines for few."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from asahi_metrics.core.finding_words import say_rows, say_values, say_what
from asahi_metrics.core.findings import Finding
from asahi_metrics.core.grouping import GROUPED_FROM, FindingGroup, grouped
from asahi_metrics.core.text import Text

JA = Text("ja")


def at(row: int, value: str = "x", code: str = "not_a_date", **params: object) -> Finding:
    return Finding(code, row=row, column="実施日", value=value, params=params)


def test_few_findings_stand_each_by_itself_in_the_order_of_their_rows() -> None:
    findings = [at(9), at(3, code="blank"), at(4)]
    groups = grouped(findings)
    assert [one.first.row for one in groups] == [3, 4, 9]
    assert [one.count for one in groups] == [1, 1, 1]


def test_many_with_one_value_are_one_line_with_their_ranges() -> None:
    rows = [*range(2, 12), 20, *range(30, 33)]
    (group,) = grouped([at(row) for row in rows])
    assert (group.count, group.rows) == (14, ((2, 11), (20, 20), (30, 32)))
    assert say_rows(group, JA) == "2〜11、20、30〜32"
    assert (say_values(group, JA), say_what(group, JA)) == ("x", JA.what(group.first))


def test_many_with_different_values_are_one_line_with_examples() -> None:
    (group,) = grouped([at(row, f"v{row}") for row in range(2, 300)])
    assert (group.count, group.rows) == (298, ((2, 299),))
    assert say_values(group, JA) == "「v2」、「v3」、「v4」 ほか"


def test_a_frequent_value_stands_apart_from_the_rare_ones() -> None:
    findings = [at(row, "旭が丘") for row in range(2, 40)] + [at(50, "a"), at(60, "b")]
    groups = grouped(findings)
    assert [(one.first.value, one.count) for one in groups] == [("旭が丘", 38), ("a", 1), ("b", 1)]


def test_words_that_hold_for_the_first_alone_are_told_as_an_example() -> None:
    findings = [at(row, code="same_record_twice", other=row - 1) for row in range(2, 20)]
    (group,) = grouped(findings)
    assert not group.alike
    assert say_what(group, JA) == JA("finding_group.example", told=JA.what(findings[0]))


def test_of_scattered_rows_the_first_are_told() -> None:
    (group,) = grouped([at(row) for row in range(2, 20_000, 2)])
    assert (group.count, group.all_rows_told) == (9_999, False)
    assert say_rows(group, JA) == JA("finding_group.more", told="2、4、6、8")


def test_notices_and_errors_of_one_code_do_not_mix() -> None:
    notice = Finding("blank", row=1, severity="notice")
    assert len(grouped([notice, Finding("blank", row=1)])) == 2


@given(
    st.lists(
        st.tuples(st.integers(1, 60), st.sampled_from("abc"), st.sampled_from(["blank", "no"])),
        max_size=80,
    )
)
def test_every_finding_is_counted_once_and_its_row_is_in_a_range(
    drawn: list[tuple[int, str, str]],
) -> None:
    findings = [at(row, value, code) for row, value, code in sorted(drawn)]
    groups = grouped(findings)
    assert sum(one.count for one in groups) == len(findings)
    for row, _, code in drawn:
        assert any(one.first.code == code and _holds(one, row) for one in groups)
    assert all(one.count == 1 or one.count >= GROUPED_FROM for one in groups)


def _holds(group: FindingGroup, row: int) -> bool:
    return any(first <= row <= last for first, last in group.rows)
