from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest

from asahi_metrics.core.areas import Area, Areas
from asahi_metrics.core.findings import Finding
from asahi_metrics.core.matching import AreaNames
from asahi_metrics.core.text import Text, all_words
from asahi_metrics.sources import cells, checking, reading, scale_findings, sheet_choice, table_rows
from asahi_metrics.sources.checking import check
from asahi_metrics.sources.spec import (
    Checked,
    Column,
    Dataset,
    Problem,
    Series,
    Table,
    Values,
)

TODAY = date(2026, 11, 23)


def granted_within(values: Values) -> Iterator[Problem]:
    if (values["granted"] or 0) > (values["asked"] or 0):
        yield Problem("granted", "granted_above_requested", {"value": 1, "limit": 0})


GRANTS = Dataset(
    id="grants",
    columns=(
        Column("申請日", "asked_on", "date"),
        Column("決定日", "decided_on", "date", required=False),
        Column("地区", "district", "district", places=("X1",)),
        Column("団体名", "group", "text"),
        Column("補助対象", "purpose", "choice", choices=("防犯カメラ", "防犯灯")),
        Column("申請額", "asked", "yen", maximum=1_000_000),
        Column("交付額", "granted", "yen", required=False),
    ),
    key=("asked_on", "district", "group"),
    absence="zero",
    series=(Series("asked", at="asked_on"), Series("grants", at="decided_on")),
    sample=lambda _: iter(()),
    checks=(granted_within,),
)
GOOD = ("2026/4/1", "2026/6/10", "鶴ヶ峰", "第1自治会", "防犯灯", 20000, 18000)
HEADER = tuple(column.header for column in GRANTS.columns)

COUNTS = Dataset(
    id="counts",
    columns=(
        Column("年月", "month", "month", required=False),
        Column("年度", "year", "fiscal_year", required=False),
        Column("町丁", "town", "town", required=False),
        Column("地区", "district", "district", required=False, places=("14112",)),
        Column("人数", "people", "count", required=False),
        Column("緯度", "lat", "decimal", required=False),
    ),
    key=("month", "year", "town", "district"),
    absence="missing",
    series=(Series("people", at="month", field="people"), Series("yearly", at="year")),
    sample=lambda _: iter(()),
)


@pytest.fixture(scope="module")
def names() -> AreaNames:
    def both(text: str) -> Mapping[str, str]:
        return {"ja": text, "en": text}

    return AreaNames(
        Areas(
            [
                Area("14112", both("旭区"), "ward"),
                Area("01", both("鶴ヶ峰"), "district", "14112", "つるがみね"),
                Area("02", both("白根"), "district", "14112", "しらね"),
                Area("141120010", both("川島町"), "town", "01"),
                Area("X1", both("区外"), "outside"),
                Area("X9", both("不明"), "outside"),
            ]
        )
    )


def checked(names: AreaNames, *rows: tuple[object, ...]) -> Checked:
    table = Table("申請", HEADER, 3, [(number, row) for number, row in enumerate(rows, start=4)])
    return check(table, GRANTS, names, today=TODAY)


def counted(names: AreaNames, **cells: object) -> Checked:
    table = Table(None, tuple(cells), 1, [(2, tuple(cells.values()))])
    return check(table, COUNTS, names, today=TODAY)


def changed(**cells: object) -> tuple[object, ...]:
    return tuple(cells.get(header, cell) for header, cell in zip(HEADER, GOOD, strict=True))


def told(result: Checked) -> list[tuple[str, int | None, str | None, str | None]]:
    for finding in result.findings:
        assert_it_can_be_said(finding)
    return [(found.code, found.row, found.column, found.value) for found in result.findings]


def assert_it_can_be_said(finding: Finding) -> None:
    for lang in ("ja", "en"):
        for part in ("what", "do"):
            said = Text(lang)(f"finding.{finding.code}.{part}", **finding.params)
            assert "{" not in said


def test_a_good_row_becomes_a_record(names):
    result = checked(names, GOOD)
    (record,) = result.records
    assert not result.refused
    assert record.key == "2026-04-01|01|第1自治会"
    assert (record.area, record.row) == ("01", 4)
    assert (record.month_first, record.month_last) == (202604, 202606)
    assert record.values == {
        "asked_on": "2026-04-01", "decided_on": "2026-06-10", "district": "01",
        "group": "第1自治会", "purpose": "防犯灯", "asked": 20000, "granted": 18000,
    }  # fmt: skip


def test_blanks_stay_missing_and_are_never_zero(names):
    (record,) = checked(names, changed(決定日=None, 交付額=None)).records
    assert (record.values["decided_on"], record.values["granted"]) == (None, None)
    assert (record.month_first, record.month_last) == (202604, 202604)


def test_a_column_that_the_file_lacks_is_missing_everywhere(names):
    (record,) = counted(names, 年月="R8.4", 地区="白根").records
    assert record.values["people"] is None


@pytest.mark.parametrize(
    ("header", "cell", "code"),
    [
        ("申請日", None, "blank"), ("団体名", None, "blank"), ("地区", None, "blank"),
        ("申請日", "2026/2/30", "impossible_date"), ("申請日", "昭和70年1月1日", "impossible_date"),
        ("申請日", "近日", "not_a_date"), ("申請日", "2014/4/1", "too_early"),
        ("申請日", "2026/11/24", "future_date"), ("申請日", "#REF!", "cell_error"),
        ("地区", "白値", "unknown_district"), ("地区", "港北", "unknown_district"),
        ("地区", "不明", "place_not_allowed"), ("地区", "旭区", "place_not_allowed"),
        ("地区", True, "unknown_district"), ("団体名", "#N/A", "cell_error"),
        ("団体名", "あ" * 501, "too_long"), ("団体名", "自治会\u202e", "control_character"),
        ("団体名", "自治\x07会", "control_character"), ("団体名", "\ud800", "control_character"),
        ("団体名", "自治\u200b会", "control_character"),
        ("団体名", "会\u3164", "control_character"),
        ("団体名", "\ufeff自治会", "control_character"),
        ("団体名", "自治\u2028会", "control_character"),
        ("団体名", "=A1", "formula_without_value"), ("補助対象", "花火", "unknown_choice"),
        ("申請額", "3千円", "not_an_amount"), ("申請額", -1, "negative_amount"),
        ("申請額", 0.5, "fractional_amount"), ("申請額", 1_000_001, "too_large"),
        ("申請額", True, "not_an_amount"), ("交付額", 20_001, "granted_above_requested"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_found_where_it_stands(names, header, cell, code):
    other = changed(**{"団体名": "第2自治会", header: cell})
    result = checked(names, GOOD, other)
    assert result.refused
    assert [record.row for record in result.records] == [4]
    assert told(result) == [(code, 5, header, cells.shown(cell))]
    assert result.findings[0].sheet == "申請"


@pytest.mark.parametrize(
    ("header", "cell", "code"),
    [
        ("年月", "4月", "not_a_month"), ("年月", "2026/13", "impossible_month"),
        ("年月", "2026/12", "future_date"), ("年月", "2014/4", "too_early"),
        ("年度", "8年度", "not_a_fiscal_year"), ("年度", 2027, "future_date"),
        ("年度", 2014, "too_early"), ("町丁", "川鳥町", "unknown_town"),
        ("人数", "約12", "not_a_count"), ("人数", -3, "negative_count"),
        ("人数", "2.5人", "fractional_count"), ("緯度", "北緯35度", "not_a_number"),
    ],
)  # fmt: skip
def test_each_kind_of_column_has_its_findings(names, header, cell, code):
    assert told(counted(names, **{header: cell})) == [(code, 2, header, cells.shown(cell))]


def test_an_unknown_district_is_told_with_the_nearest_name(names):
    near, far = (checked(names, changed(地区=text)).findings[0] for text in ("白値", "港北"))
    assert near.params == {"expected": "白根", "nearest": "白根"}
    assert far.params == {"expected": "鶴ヶ峰、白根、区外"}


def test_every_finding_of_a_file_is_told_at_once_and_in_order(names):
    result = checked(
        names,
        changed(申請額="x", 申請日="y"),
        GOOD,
        changed(地区="港北", 交付額=10**9),
        changed(団体名="別", 交付額=30000),
    )
    assert [(code, row, column) for code, row, column, _ in told(result)] == [
        ("not_a_date", 4, "申請日"), ("not_an_amount", 4, "申請額"),
        ("unknown_district", 6, "地区"),
        ("granted_above_requested", 7, "交付額"),
    ]  # fmt: skip


def test_the_same_record_twice_names_the_other_row(names):
    result = checked(
        names, GOOD, changed(団体名="第2自治会"), changed(地区="鶴ケ峯地区", 団体名="第１自治会")
    )
    assert told(result) == [("same_record_twice", 6, "申請日", "2026/4/1")]
    assert result.findings[0].params == {"other": 4}


def test_choices_and_texts_are_stored_in_one_spelling(names):
    (record,) = checked(names, changed(補助対象="防犯ｶﾒﾗ ", 団体名="　第１　自治会")).records
    assert (record.values["purpose"], record.values["group"]) == ("防犯カメラ", "第1 自治会")


def test_a_number_in_a_text_column_is_text(names):
    (record,) = checked(names, changed(団体名=12)).records
    assert record.values["group"] == "12"


def test_one_and_true_and_one_point_zero_are_not_confused(names):
    result = checked(names, changed(団体名="a", 交付額=1), changed(団体名="b", 交付額=True),
                     changed(団体名="c", 交付額=1.0))  # fmt: skip
    assert told(result) == [("not_an_amount", 5, "交付額", "True")]
    assert [record.values["granted"] for record in result.records] == [1, 1]


def test_the_area_is_the_first_place_given_else_the_ward(names):
    def area(**given: object) -> str:
        return counted(names, 年月="R8.4", **given).records[0].area

    assert area(町丁="川島町", 地区="白根") == "141120010"
    assert area(町丁=None, 地区="白根") == "02"
    assert area(地区="旭区") == area(人数=3) == "14112"


def test_months_come_from_the_fields_that_series_name(names):
    record = counted(names, 年月="R8.9", 年度="令和7年度").records[0]
    assert (record.month_first, record.month_last) == (202504, 202609)
    timeless = counted(names, 人数=1).records[0]
    assert timeless.month_first == timeless.month_last == 201504


def test_notices_of_the_reading_stay_and_do_not_refuse(names):
    notice = Finding("unknown_column", column="その他", severity="notice")
    table = Table("申請", HEADER, 1, [(2, GOOD)], (notice,))
    result = check(table, GRANTS, names, today=TODAY)
    assert result.findings == [notice]
    assert not result.refused


def test_a_file_without_rows_is_refused(names):
    assert told(checked(names)) == [("no_rows", 3, None, None)]


def test_what_is_shown_of_a_cell_is_short_and_visible():
    assert cells.shown("a\x07b\u202e") == "a\ufffdb\ufffd"
    assert len(cells.shown("あ" * 300) or "") == 100
    assert cells.shown(date(2026, 4, 1)) == "2026/4/1"


def test_every_code_has_its_words_in_both_languages():
    folder = Path(checking.__file__).parent
    core = folder.parent / "core"
    files = [cells, checking, reading, scale_findings, sheet_choice, table_rows]
    sources = [Path(module.__file__) for module in files]
    sources += [core / "japanese.py", core / "numerals.py"]
    source = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    found = set(re.findall(r'(?:Failure|Finding|Unparsable)\(\s*"([a-z_]+)"', source))
    found |= {
        f"{sign}_{kind}" for sign in ("negative", "fractional") for kind in ("count", "amount")
    }
    assert len(found) > 20
    for code in found:
        assert {f"finding.{code}.what", f"finding.{code}.do"} <= set(all_words()), code
