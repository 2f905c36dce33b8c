"""The records behind a figure, as a table and as the file that is downloaded."""

from __future__ import annotations

from pathlib import Path

import pytest

from asahi_metrics.core.calendar import Period
from asahi_metrics.core.text import Text
from asahi_metrics.exports.delimited import write_csv
from asahi_metrics.services.office import Office
from asahi_metrics.services.records import records_frame, revisions_behind
from tests.ward import load, open_filled_ward

JA, EN = Text("ja"), Text("en")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return open_filled_ward(tmp_path_factory.mktemp("ward"))


def test_the_records_of_a_period_come_newest_first(office: Office) -> None:
    frame = records_frame(office, "disaster_drills", Period(2023), text=JA)
    assert frame["実施日"].tolist()[-1] == "2023-05-10"
    assert frame["地区"].tolist() == ["山手", "川端", "山手"]
    assert list(frame.columns[-2:]) == [JA("records.revision"), JA("records.file")]
    assert set(frame[JA("records.revision")]) == {3}
    assert set(frame[JA("records.file")]) == {"disaster_drills.xlsx"}


def test_the_loads_behind_a_figure_are_told_newest_first(tmp_path: Path) -> None:
    office = open_filled_ward(tmp_path)
    corrected = ("2023-05-10", "山手", "A会", "避難訓練", "公園", 33, 11, None)
    number = load(office, "disaster_drills", [corrected])
    frame = records_frame(office, "disaster_drills", Period(2023), text=JA)
    behind = revisions_behind(office, frame, JA)
    assert [(one.id, count) for one, count in behind] == [(number, 1), (3, 2)]
    assert behind[0][0].file_name == "disaster_drills.csv"


def test_chosen_districts_narrow_the_records(office: Office) -> None:
    frame = records_frame(office, "disaster_drills", Period(2023), text=JA, codes=["02"])
    assert frame["主催"].tolist() == ["B会"]


def test_areas_are_named_in_the_readers_language(office: Office) -> None:
    frame = records_frame(office, "marche_attendance", Period(2023), text=EN)
    assert set(frame.iloc[:, 1]) == {"District 01", "District 02", "Outside the ward", "Unknown"}


def test_a_count_that_lacks_leaves_the_others_whole_numbers(office: Office) -> None:
    frame = records_frame(office, "disaster_drills", Period(2023), text=JA)
    assert frame["参加者数"].dropna().tolist() == [50, 30]
    lines = write_csv(frame).decode("utf-8-sig").splitlines()
    assert not any(".0" in line for line in lines)
    assert any(",公園,,," in line for line in lines)


def test_a_record_counts_to_a_period_by_its_application_or_its_decision(tmp_path: Path) -> None:
    office = open_filled_ward(tmp_path)
    row = ("2024-03-20", "2024-04-10", "山手", "E会", "防犯灯", 1_000, 900, None)
    load(office, "crime_prevention_grants", [row])
    for year in (2023, 2024):
        frame = records_frame(office, "crime_prevention_grants", Period(year), text=JA)
        assert "E会" in frame["団体名"].tolist()


def test_a_period_without_records_has_the_columns_all_the_same(office: Office) -> None:
    frame = records_frame(office, "disaster_drills", Period(2010), text=JA)
    assert frame.empty
    assert "参加者数" in frame.columns
