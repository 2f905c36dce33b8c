"""Loading files: what is taken, refused, replaced, and what happens when two load at once."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from asahi_metrics.core.access import Principal
from asahi_metrics.core.calendar import Period
from asahi_metrics.core.errors import AsahiMetricsError, NotAllowed, PreviewOutdated
from asahi_metrics.services.changes import CHANGE_KINDS, changes
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.history import history, original_file
from asahi_metrics.services.importing import commit_import, plan_import
from asahi_metrics.services.office import Office
from asahi_metrics.services.setup import load_sample
from asahi_metrics.services.status import dataset_states
from asahi_metrics.store.revisions import Counts
from tests.ward import DRILLS, WARD, Rows, as_csv, as_xlsx, dump, header_of, load, open_ward, state

HEADER = header_of("disaster_drills")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return open_ward(tmp_path)


def drills_of(office: Office, year: int) -> float | None:
    return Figures(office).of(office.catalogue["drills"], Period(year)).value


def test_excel_and_csv_of_one_table_store_the_same(tmp_path: Path) -> None:
    by_csv, by_excel = open_ward(tmp_path / "csv"), open_ward(tmp_path / "excel")
    load(by_csv, "disaster_drills", DRILLS)
    load(by_excel, "disaster_drills", DRILLS, suffix=".xlsx")
    assert state(by_csv)["observations"] == state(by_excel)["observations"]
    assert len(state(by_csv)["records"]) == len(DRILLS)


def test_the_same_file_twice_changes_nothing(office: Office) -> None:
    content = as_csv(HEADER, DRILLS)
    first = plan_import(office, "disaster_drills", "訓練.csv", content)
    assert first.counts == Counts(new=7)
    assert commit_import(office, first) == 1
    before = dump(office)
    again = plan_import(office, "disaster_drills", "訓練.csv", content)
    assert again.counts == Counts(unchanged=7)
    assert commit_import(office, again) is None
    assert dump(office) == before


def test_a_corrected_file_replaces_the_records_that_it_names(office: Office) -> None:
    load(office, "disaster_drills", DRILLS)
    corrected = [("2023-09-01", "川端", "B会", "避難訓練", "公園", 40, 15, "訂正")]
    plan = plan_import(office, "disaster_drills", "訂正.csv", as_csv(HEADER, corrected))
    assert plan.counts == Counts(changed=1)
    (change,) = changes(office, plan, "changed")
    assert (change.row, change.altered) == (2, {"participants", "households", "note"})
    assert change.before is not None
    assert change.after is not None
    assert (change.before["participants"], change.after["participants"]) == (None, 40)
    commit_import(office, plan)
    assert len(state(office)["records"]) == len(DRILLS)
    assert history(office)[0].counts == Counts(changed=1)


def test_a_file_with_one_bad_row_is_refused_whole(office: Office) -> None:
    rows: Rows = [*DRILLS, ("2023-05-11", "海辺", "Z会", "避難訓練", None, -3, None, None)]
    before = dump(office)
    plan = plan_import(office, "disaster_drills", "訓練.csv", as_csv(HEADER, rows))
    assert plan.refused
    assert {(one.row, one.column) for one in plan.findings} == {(9, "地区"), (9, "参加者数")}
    assert plan.counts == Counts()
    assert [list(changes(office, plan, kind)) for kind in CHANGE_KINDS] == [[], [], [], []]
    with pytest.raises(AsahiMetricsError, match="import_refused"):
        commit_import(office, plan)
    assert dump(office) == before


def test_a_plan_writes_nothing(office: Office) -> None:
    before = dump(office)
    plan_import(office, "disaster_drills", "訓練.xlsx", as_xlsx(HEADER, DRILLS))
    assert dump(office) == before


def test_the_original_file_is_kept_byte_by_byte(office: Office) -> None:
    content = as_xlsx(HEADER, DRILLS)
    plan = plan_import(office, "disaster_drills", "防災訓練.xlsx", content)
    number = commit_import(office, plan)
    assert number is not None
    assert original_file(office, number) == ("防災訓練.xlsx", content)
    assert history(office)[0].file_sha256 == plan.sha256


def test_progress_ends_at_the_whole(office: Office) -> None:
    told: list[float] = []
    plan = plan_import(office, "disaster_drills", "訓練.csv", as_csv(HEADER, DRILLS))
    commit_import(office, plan, told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_what_another_committed_meanwhile_is_compared_again(tmp_path: Path) -> None:
    here, there = open_ward(tmp_path), open_ward(tmp_path)
    mine = plan_import(here, "disaster_drills", "a.csv", as_csv(HEADER, DRILLS))
    theirs = plan_import(there, "disaster_drills", "b.csv", as_csv(HEADER, DRILLS[:3]))
    assert (mine.counts, theirs.counts) == (Counts(new=7), Counts(new=3))
    assert commit_import(there, theirs) == 1
    with pytest.raises(PreviewOutdated):
        commit_import(here, mine)
    again = plan_import(here, "disaster_drills", "a.csv", as_csv(HEADER, DRILLS))
    assert commit_import(here, again) == 2
    assert history(here)[0].counts == again.counts == Counts(new=4, unchanged=3)
    same = plan_import(here, "disaster_drills", "a.csv", as_csv(HEADER, DRILLS))
    assert commit_import(there, same) is None


def test_a_write_that_fails_half_way_leaves_nothing_behind(office: Office) -> None:
    load(office, "disaster_drills", DRILLS[:3])
    before = dump(office)
    plan = plan_import(office, "disaster_drills", "訓練.csv", as_csv(HEADER, DRILLS))

    def break_off(share: float) -> None:
        if share == 1.0:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        commit_import(office, plan, break_off)
    assert dump(office) == before
    assert commit_import(office, plan) == 2


def test_zeros_come_with_the_months_that_a_register_covers(office: Office) -> None:
    load(office, "disaster_drills", DRILLS[:1])
    assert {row[1] for row in state(office)["observations"]} == {202305}
    load(office, "disaster_drills", DRILLS[5:6])
    months = {row[1] for row in state(office)["observations"]}
    assert (min(months), max(months), len(months)) == (202305, 202509, 29)
    assert ("drills", 202401, "03", "", 0.0, 0, 0) in state(office)["observations"]


def test_a_report_that_did_not_come_is_no_zero(office: Office) -> None:
    load(office, "dog_patrol", [("2023-04", "山手", 10, 2, 5, 12), ("2023-06", "山手", 9, 0, 5, 9)])
    months = {row[1] for row in state(office)["observations"]}
    areas = {row[2] for row in state(office)["observations"]}
    assert (months, areas) == ({202304, 202306}, {"01"})


def test_real_data_takes_the_sample_of_its_dataset_away_whole(office: Office) -> None:
    load_sample(office)
    others = dataset_states(office)
    plan = plan_import(office, "disaster_drills", "訓練.csv", as_csv(HEADER, DRILLS))
    assert plan.replaces_sample
    assert plan.counts == Counts(new=7, withdrawn=others["disaster_drills"].records)
    commit_import(office, plan)
    after = dataset_states(office)
    assert (after["disaster_drills"].records, after["disaster_drills"].sample) == (7, False)
    assert after["disaster_drills"].months == (202305, 202510)
    assert drills_of(office, 2023) == 3
    for dataset_id in others.keys() - {"disaster_drills"}:
        assert after[dataset_id] == others[dataset_id]


def test_a_real_record_like_one_of_the_sample_is_real(office: Office) -> None:
    load_sample(office)
    day = next(row for row in state(office)["records"] if row[0] == "marche_days")
    text = str(day[1])
    load(office, "marche_days", [(text, "区役所", 5, None)])
    days = [row for row in state(office)["records"] if row[0] == "marche_days"]
    assert [(row[1], bool(row[6])) for row in days] == [(text, False)]
    assert history(office)[0].counts.new == 1


def test_the_sample_does_not_come_back_beside_real_data(office: Office) -> None:
    load(office, "disaster_drills", DRILLS)
    loaded = load_sample(office)
    assert "disaster_drills" not in loaded
    assert dataset_states(office)["disaster_drills"].records == 7
    before = dump(office)
    assert load_sample(office) == []
    assert dump(office) == before


@pytest.mark.parametrize("role", ["public", "officer", "manager"])
def test_only_a_steward_may_load(tmp_path: Path, role: str) -> None:
    office = open_ward(tmp_path)
    plan = plan_import(office, "disaster_drills", "訓練.csv", as_csv(HEADER, DRILLS))
    other = office.acting_as(Principal("somebody", role))  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        plan_import(other, "disaster_drills", "訓練.csv", as_csv(HEADER, DRILLS))
    with pytest.raises(NotAllowed):
        commit_import(other, plan)


def test_a_years_excel_file_as_a_section_keeps_it_is_taken(office: Office) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    rows: list[list[object]] = [
        ["令和５年度 防災訓練実施一覧"],
        [],
        ["実施日", "参加者数", "地区名", "主催者", "種別", "会場", "参加世帯数", "担当"],
        ["R5.5.10", "３０人", "山手地区", "Ａ会", "避難訓練", "公園", 10, "防災"],
        ["令和5年9月1日", "1,050", "山手地区連合自治会", "A会", "総合防災訓練", "校庭", 20, ""],
        [],
        ["合計", "1,080", None, None, None, None, 30, None],
    ]
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    plan = plan_import(office, "disaster_drills", "訓練.xlsx", out.getvalue())
    told = [(one.code, one.severity) for one in plan.findings]
    assert not plan.refused, told
    assert ("unknown_column", "notice") in told or ("personal_column", "notice") in told
    commit_import(office, plan)
    observations = state(office)["observations"]
    people = {row[1]: row[4] for row in observations if row[0] == "drill_participants" and row[3]}
    assert people == {202305: 30, 202309: 1_050}
    assert {row[2] for row in state(office)["records"]} == {"01"}
    assert WARD not in {row[2] for row in observations}
