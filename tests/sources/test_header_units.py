"""Brackets behind headers: units are dropped, thousands refused, all else is another column."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

import openpyxl
import pytest

from asahi_metrics.core.errors import UnreadableFile
from asahi_metrics.core.findings import Finding
from asahi_metrics.core.text import LANGUAGES, Text
from asahi_metrics.sources import dataset, datasets
from asahi_metrics.sources.header_units import header_key, read_header
from asahi_metrics.sources.reading import read_table
from asahi_metrics.sources.spec import Column, Table

GRANTS = ("申請日", "交付決定日", "地区", "団体名", "補助対象", "申請額", "交付額")
GRANT = ("R8.7.6", "R8.8.17", "鶴ヶ峰", "鶴ヶ峰自治会", "防犯灯", 220, 198)
DRILLS = ("実施日", "地区", "主催", "訓練種別", "会場", "参加者数", "参加世帯数", "備考")
DRILL = ("2026/4/5", "白根", "A会", "避難訓練", "公園", 10, 5, None)
COLUMNS = [(one.id, column) for one in datasets().values() for column in one.columns]
UNITS = {"yen": "円", "count": "人", "decimal": "度", "date": "年月日", "month": "年/月",
         "fiscal_year": "西暦", "district": "プルダウンから選択", "town": "必須",
         "choice": "選択", "text": "任意"}  # fmt: skip


def xlsx(*rows: Iterable[object], merge: Sequence[str] = ()) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    for span in merge:
        book.active.merge_cells(span)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def read(dataset_id: str, *rows: Iterable[object], merge: Sequence[str] = ()) -> Table:
    return read_table(xlsx(*rows, merge=merge), "表.xlsx", dataset(dataset_id))


def renamed(header: Sequence[str], **names: str) -> list[str]:
    return [names.get(name, name) for name in header]


def errors(table: Table) -> list[Finding]:
    return [finding for finding in table.notices if finding.severity == "error"]


@pytest.mark.parametrize(
    "bracket",
    [
        "（人）", "(人)", "［名］", "【人】", "〔人〕", "（単位：人）", "（単位:人）",
        "（人・任意）", "（必須）", "（任意）", "（半角）", "（半角数字）", "（人）（任意）",
        "（人）※",
        "(人)※必須", "（A）", "（※1）", "（注2）", "（例：120）", " （ 人 ）", "\n（人）",
    ],
)  # fmt: skip
def test_a_unit_or_a_hint_in_brackets_changes_nothing(bracket: str) -> None:
    table = read("disaster_drills", renamed(DRILLS, 参加者数=f"参加者数{bracket}"), DRILL)
    assert table.rows[0][1] == DRILL
    assert table.notices == ()


@pytest.mark.parametrize(
    ("dataset_id", "column"), COLUMNS, ids=lambda one: one if isinstance(one, str) else one.field
)
def test_each_column_is_known_with_its_unit_and_under_each_of_its_names(
    dataset_id: str, column: Column
) -> None:
    for name in (column.header, *column.aliases):
        assert read_header(f"{name}（{UNITS[column.kind]}）").key == header_key(name)


@pytest.mark.parametrize(
    "bracket",
    ["目標", "予定", "前年度", "うち子ども", "延べ", "変更後", "見込み", "千円未満切捨て"],
)
def test_any_other_bracket_makes_another_column(bracket: str) -> None:
    header = renamed(DRILLS, 参加者数=f"参加者数（{bracket}）")
    table = read("disaster_drills", header, DRILL)
    assert "参加者数" not in table.header
    assert [(one.code, one.column) for one in table.notices] == [
        ("unknown_column", f"参加者数（{bracket}）")
    ]
    with pytest.raises(UnreadableFile) as caught:
        read("disaster_drills", renamed(DRILLS, 実施日=f"実施日（{bracket}）"), DRILL)
    assert caught.value.key == "error.file.columns_bracketed"
    for lang in LANGUAGES:
        assert f"実施日（{bracket}）" in Text(lang).of_error(caught.value)


def test_a_header_without_a_bracket_goes_before_one_with_another_meaning() -> None:
    table = read("disaster_drills", [*DRILLS, "参加者数（うち子ども）"], [*DRILL, 99])
    assert table.rows[0][1][5] == 10
    assert [one.column for one in table.notices] == ["参加者数（うち子ども）"]
    table = read("crime_prevention_grants", [*GRANTS, "申請額（千円）"], [*GRANT, 1])
    assert table.rows[0][1][5] == 220
    assert [(one.code, one.column) for one in table.notices] == [
        ("unknown_column", "申請額（千円）")
    ]


@pytest.mark.parametrize(
    "above", ["目標", "予定", "計画値", "見込み", "当初 予算", "前年度", "うち子ども", "定員"]
)
def test_a_word_above_a_header_may_make_it_that_of_other_figures(above: str) -> None:
    upper = [*[None] * 5, above]
    table = read("disaster_drills", ["訓練一覧"], upper, DRILLS, DRILL)
    assert "参加者数" not in table.header
    assert [one.column for one in table.notices] == [f"参加者数({above})"]
    both = read("disaster_drills", [*upper, "実績"], [*DRILLS[:6], "参加者数"], [*DRILL[:6], 12])
    assert (both.header[-1], both.rows[0][1][-1]) == ("参加者数", 12)


@pytest.mark.parametrize("above", ["実績", "参加の状況", "令和8年度計画の実施状況", None])
def test_any_other_word_above_a_header_leaves_it_what_it_is(above: str | None) -> None:
    table = read("disaster_drills", [*[None] * 5, above], DRILLS, DRILL)
    assert (table.header[5], table.notices) == ("参加者数", ())


@pytest.mark.parametrize(
    ("bracket", "scale"),
    [
        ("（千円）", "千円"), ("(万円)", "万円"), ("［百万円］", "百万円"), ("（億円）", "億円"),
        ("（単位：千円）", "千円"), ("（千円単位）", "千円"), ("（1,000円）", "1,000円"),
        ("（千円・税込）", "千円"), ("（千円）※必須", "千円"), ("（A）（千円）", "千円"),
        ("（千）", "千"), ("（千円）（任意）", "千円"),
    ],
)  # fmt: skip
def test_thousands_in_a_header_are_refused_where_they_stand(bracket: str, scale: str) -> None:
    header = renamed(GRANTS, 申請額=f"申請金額{bracket}")
    (found,) = errors(read("crime_prevention_grants", ["台帳"], header, GRANT))
    assert (found.code, found.row, found.column) == ("scale_in_header", 2, "申請額")
    assert found.value == f"申請金額{bracket}"
    assert found.params == {"scale": scale, "unit": "円"}
    for lang in LANGUAGES:
        assert scale in Text(lang).what(found)
        assert "円" in Text(lang).what_to_do(found)


def test_thousands_of_people_are_refused_as_well() -> None:
    header = ("基準日", "地区", "世帯数", "人口（千人）")
    (found,) = errors(read("population", header, ("R8.4.1", "白根", 10, 25)))
    assert (found.column, found.params) == ("人口", {"scale": "千人", "unit": "人"})


@pytest.mark.parametrize(
    "said",
    [
        "（単位：千円）", "単位：千円", "単位 千円", "(千円)", "千円",
        "令和8年度補助金台帳（千円）", "［単位：人、千円］",
        "金額は千円単位です", "単位は百万円です。",
    ],
)  # fmt: skip
def test_thousands_above_the_header_are_refused_where_they_stand(said: str) -> None:
    rows = (["補助金台帳"], [None, None, None, None, None, None, said], GRANTS, GRANT)
    (found,) = errors(read("crime_prevention_grants", *rows))
    assert (found.code, found.row, found.value) == ("scale_above_header", 2, said)
    assert found.column == "申請額、交付額"


@pytest.mark.parametrize(
    "note",
    [
        ("※単位：千円",),
        ("※1 金額は千円単位",),
        ("※", "単位：千円"),
        ("注：（千円）",),
        ("備考 単位は千円",),
    ],
    ids=str,
)
def test_thousands_below_the_table_are_refused_where_they_stand(note: Sequence[str]) -> None:
    total = ("合計", None, None, None, None, 220, 198)
    (found,) = errors(read("crime_prevention_grants", ["台帳"], GRANTS, GRANT, total, note))
    assert (found.code, found.row, found.value) == ("scale_below_table", 5, note[-1])
    assert (found.column, found.params) == ("申請額、交付額", {"scale": "千円", "unit": "円"})
    for lang in LANGUAGES:
        assert "千円" in Text(lang).what(found)
        assert "(円)" in Text(lang).what_to_do(found)


@pytest.mark.parametrize("note", ["※千円未満は切捨て", "※第1000回千人大会を含む", "※単位：円"])
def test_a_note_below_the_table_that_says_no_thousands_is_left_out_alone(note: str) -> None:
    table = read("crime_prevention_grants", GRANTS, GRANT, [note])
    assert [one.code for one in table.notices] == ["note_row_left_out"]


def test_a_unit_in_the_upper_of_two_header_rows_is_heard() -> None:
    upper = [*GRANTS[:5], "金額（千円）", None]
    lower = [None, None, None, None, None, "申請額", "交付額"]
    merge = ("F1:G1", *(f"{letter}1:{letter}2" for letter in "ABCDE"))
    (found,) = errors(read("crime_prevention_grants", upper, lower, GRANT, merge=merge))
    assert (found.code, found.row) == ("scale_above_header", 1)


@pytest.mark.parametrize(
    "said",
    [
        "（単位：円）", "単位：人、円", "（単位：千人）", "令和8年度（2026年度）",
        "第1000回千人大会", "（十回）", "千代田会", "千円未満は切捨て",
        "（千円未満切捨て）", "1000",
    ],
)  # fmt: skip
def test_what_says_no_thousands_of_the_columns_above_the_header_is_no_matter(said: str) -> None:
    assert read("crime_prevention_grants", [said], GRANTS, GRANT).notices == ()


def test_a_unit_in_the_header_itself_holds_against_one_above_the_table() -> None:
    header = renamed(GRANTS, 申請額="申請額（円）", 交付額="交付額（円）")
    assert read("crime_prevention_grants", ["（単位：千円）"], header, GRANT).notices == ()
    assert read("disaster_drills", ["（単位：千円）"], DRILLS, DRILL).notices == ()


def test_the_remedy_that_is_told_lets_the_file_pass() -> None:
    header = renamed(GRANTS, 申請額="申請額（円）", 交付額="交付額（円）")
    table = read("crime_prevention_grants", header, (*GRANT[:5], 220_000, 198_000))
    assert table.notices == ()
    assert table.rows[0][1][5:] == (220_000, 198_000)
