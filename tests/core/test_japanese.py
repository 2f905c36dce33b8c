from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asahi_metrics.core.calendar import era_year
from asahi_metrics.core.japanese import (
    Unparsable,
    normalize_key,
    parse_count,
    parse_date,
    parse_decimal,
    parse_fiscal_year,
    parse_month,
    parse_yen,
    serial_of_1904,
    tidy_text,
)


def code_of(parse, value) -> str:
    with pytest.raises(Unparsable) as caught:
        parse(value)
    return caught.value.code


@pytest.mark.parametrize(
    "written",
    [
        12,
        12.0,
        "12",
        "１２",
        " 12 ",
        "12人",
        "12 名",
        "12件",
        "12世帯",
        "12頭",
        "12台",
        "12株",
        "12部",
        "12園",
        "12.0",
        "+12",
    ],
)
def test_a_count_is_read_however_it_is_written(written):
    assert parse_count(written) == 12


@pytest.mark.parametrize("written", ["1,234", "１，２３４人", "1234", 1234.0])
def test_thousands_separators_are_read(written):
    assert parse_count(written) == 1234


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("約12", "not_a_count"), ("12~15", "not_a_count"), ("1,23", "not_a_count"),
        ("1 2", "not_a_count"), (10**400, "not_a_count"),
        ("-", "not_a_count"), ("", "not_a_count"), (True, "not_a_count"),
        (float("nan"), "not_a_count"), (float("inf"), "not_a_count"), ("9" * 5000, "not_a_count"),
        ("1万", "not_a_count"), (date(2026, 4, 1), "not_a_count"),
        (-3, "negative_count"), ("-3", "negative_count"), ("△3", "negative_count"),
        ("−3人", "negative_count"), (2.5, "fractional_count"), ("２．５", "fractional_count"),
        ("#REF!", "cell_error"), ("#N/A", "cell_error"), ("=SUM(A1:A3)", "formula_without_value"),
    ],
)  # fmt: skip
def test_what_is_no_count_is_named(written, code):
    assert code_of(parse_count, written) == code


@pytest.mark.parametrize(
    "written", ["3,000円", "￥3,000", "¥3,000", "\\3,000", "¥3,000-", 3000, "３０００円"]
)
def test_yen_are_read_with_their_signs(written):
    assert parse_yen(written) == 3000


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("3千円", "not_an_amount"), ("10万円", "not_an_amount"), ("3000ドル", "not_an_amount"),
        ("▲3,000円", "negative_amount"), ("△¥3,000", "negative_amount"),
        (0.5, "fractional_amount"), (False, "not_an_amount"),
    ],
)  # fmt: skip
def test_amounts_in_other_units_are_refused(written, code):
    assert code_of(parse_yen, written) == code


def test_decimals_may_be_negative_and_full_width():
    assert [parse_decimal(value) for value in ("35.49", "１２．５", -1.5, "−1.5")] == [
        35.49, 12.5, -1.5, -1.5,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "written",
    [
        date(2026, 4, 1), datetime(2026, 4, 1, 10, 30), 46113, 46113.0, 46113.4375, "46113",
        "2026/4/1", "2026-04-01", "2026.4.1", "20260401", 20260401, "R8.4.1", "r8.4.1", "R8/4/1",
        "R08.04.01", "令和8年4月1日", "令和８年４月１日", "令和 8 年 4 月 1 日",
        "令和8年4月1日(水)", "令和８年４月１日（水）", "令和8年4月1日水曜日", "2026年4月1日",
        "㋿8年4月1日", "令和8年4月1日10:00",
        "2026/4/1 10:00", "2026-04-01T10:00:00", "２０２６／４／１", "令8.4.1",
    ],
)  # fmt: skip
def test_the_first_of_april_2026_is_read_however_it_is_written(written):
    assert parse_date(written) == date(2026, 4, 1)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("令和元年5月1日", date(2019, 5, 1)), ("平成31年4月30日", date(2019, 4, 30)),
        ("H31.4.30", date(2019, 4, 30)), ("昭和64年1月7日", date(1989, 1, 7)),
        ("S63.12.31", date(1988, 12, 31)), ("2024/2/29", date(2024, 2, 29)),
    ],
)  # fmt: skip
def test_days_at_the_edges_of_eras_are_read(written, day):
    assert parse_date(written) == day


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("2026/2/30", "impossible_date"), ("令和7年2月29日", "impossible_date"),
        ("昭和70年1月1日", "impossible_date"), ("令和元年4月30日", "impossible_date"),
        ("平成31年5月1日", "impossible_date"), ("令和0年5月1日", "impossible_date"),
        ("20261301", "impossible_date"), ("0000/1/1", "impossible_date"),
        ("4月1日", "not_a_date"), ("2026/4/1 1", "not_a_date"),
        ("8/4/1", "not_a_date"), ("4/1/2026", "not_a_date"),
        ("未定", "not_a_date"), (12, "not_a_date"), (True, "not_a_date"), ("", "not_a_date"),
        ("#VALUE!", "cell_error"), (10**400, "not_a_date"),
    ],
)  # fmt: skip
def test_what_is_no_date_is_named(written, code):
    assert code_of(parse_date, written) == code


@pytest.mark.parametrize(
    "written",
    [
        "令和８年４月", "令和8年4月分", "R8.4", "R8/4", "2026/4", "2026-04", "2026年4月",
        "202604", 202604, 46113, "46113", date(2026, 4, 30), datetime(2026, 4, 1), "2026/4/15",
        "R8.4.1",
    ],
)  # fmt: skip
def test_april_2026_is_read_however_it_is_written(written):
    assert parse_month(written) == 202604


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("2026/13", "impossible_month"), ("昭和70年4月", "impossible_month"),
        ("令和元年4月", "impossible_month"), ("平成31年5月", "impossible_month"),
        ("4月", "not_a_month"), ("8.4", "not_a_month"), (8.4, "not_a_month"),
        ("2026", "not_a_month"), ("2026/2/30", "impossible_date"), ("#REF!", "cell_error"),
    ],
)  # fmt: skip
def test_what_is_no_month_is_named(written, code):
    assert code_of(parse_month, written) == code


def test_a_month_in_which_an_era_began_is_read():
    assert [parse_month("平成31年4月"), parse_month("令和元年5月")] == [201904, 201905]
    assert parse_month("昭和64年1月") == parse_month("平成元年1月") == 198901


@pytest.mark.parametrize(
    "written", [2026, "2026", "令和8年度", "R8", "2026年度", "令和８年度", "FY2026"]
)
def test_fiscal_year_2026_is_read_however_it_is_written(written):
    assert parse_fiscal_year(written) == 2026


def test_the_fiscal_year_of_two_eras_has_two_names():
    assert parse_fiscal_year("平成31年度") == parse_fiscal_year("令和元年度") == 2019


@pytest.mark.parametrize("written", ["8年度", 8, "昭和70年度", "来年度", True, "20260401", "99999"])
def test_a_fiscal_year_without_its_era_is_refused(written):
    assert code_of(parse_fiscal_year, written) == "not_a_fiscal_year"


@given(st.dates(date(1868, 10, 23), date(2100, 1, 1)))
def test_every_day_is_read_back_from_its_era(day):
    era, _, year = era_year(day)
    assert parse_date(f"{era}{year}年{day.month}月{day.day}日") == day


@given(st.one_of(st.text(), st.integers(), st.floats(), st.booleans(), st.none()))
def test_no_value_raises_anything_but_unparsable(value):
    parsers = (parse_count, parse_yen, parse_decimal, parse_date, parse_month, parse_fiscal_year)
    for parse in parsers:
        try:
            parse(value)
        except Unparsable as error:
            assert error.code


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("鶴ヶ峰", "鶴ケ峰"), ("鶴ヶ峰", "鶴ケ峯"), ("鶴ヶ峰", "鶴が峰"),
        ("さちが丘", "さちケ丘"), ("鶴ケ峰一丁目", "鶴ヶ峰1丁目"), ("鶴ケ峰１丁目", "鶴ケ峰一丁目"),
        ("中央　公園", "中央 公園"), ("1−2", "1-2"), ("１ー２", "1‐2"), ("10〜12", "10～12"),
        ("ﾂﾙｶﾞﾐﾈ", "ツルガミネ"),
        ("二十一丁目", "21丁目"), ("十丁目", "10丁目"), ("ABC", "ａｂｃ"),
    ],
)  # fmt: skip
def test_spellings_of_one_name_have_one_key(one, other):
    assert normalize_key(one) == normalize_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("希望が丘", "希望が丘東"), ("ラーメン", "ラメン"), ("ラー", "ラーー"), ("ながめ", "なケめ")],
)
def test_different_names_keep_different_keys(one, other):
    assert normalize_key(one) != normalize_key(other)


def test_tidy_text_evens_widths_and_destroys_nothing():
    assert tidy_text("　ﾂﾙｶﾞﾐﾈ　ＡＢＣ１２３ ") == "ツルガミネ ABC123"
    kept = "中央 公園〜①㈱(案)−髙橋 ラーーー…"
    assert tidy_text(kept) == kept
    assert tidy_text("一行目\r\n二行目\u200b") == "一行目\n二行目"


@pytest.mark.parametrize("serial", [44738, 44738.75, "44738", " ４４７３８ "])
def test_a_serial_of_the_1904_system_is_four_years_and_a_day_later(serial):
    assert serial_of_1904(serial) == date(2026, 6, 27)
    assert (serial_of_1904(serial) - parse_date(44738)).days == 1462


@pytest.mark.parametrize(
    "other",
    [None, True, 12, 202604, "R8.4.1", "=A1", "#REF!", "44738人", float("nan"), float("inf"),
     date(2026, 4, 1), datetime(2026, 4, 1, 9)],
)  # fmt: skip
def test_what_is_no_serial_stays_as_it_is_in_the_1904_system(other):
    assert serial_of_1904(other) is other
