"""Milestones: which item each belongs to, in which order they stand, and which are overdue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from asahi_metrics.core.access import Principal
from asahi_metrics.core.catalogue import load_catalogue
from asahi_metrics.core.errors import NotAllowed
from asahi_metrics.core.policy import load_policies
from asahi_metrics.core.settings import ROOT
from asahi_metrics.services.milestones import (
    ProjectMilestone,
    bureau_milestones,
    overdue,
    staff_milestones,
    upcoming,
)
from asahi_metrics.services.office import Office
from asahi_metrics.services.setup import load_sample
from tests.ward import load, open_ward

DATA = ROOT / "data"
POLICY = load_policies(DATA / "policy", load_catalogue(DATA / "catalogue"))[2026]
TODAY = date(2026, 10, 30)

STAFF = [
    ("オフィス環境改善プロジェクト", "一斉整理", "2026-09-30", "遅延", "2026-10-01", "場所が未定"),
    ("オフィス 環境改善", "計画", "2026-05-29", "完了", "2026-05-28", None),
    ("risk_management", "訓練", "2026-10-30", "進行中", "2026-10-01", None),
    ("Training and engagement", "研修", "2026-10-29", "未着手", "2026-10-01", None),
    ("声を聞く支援", "窓口調査", "2026-07-31", "中止", "2026-08-01", "他の調査に統合"),
    ("旧庁舎の片づけ", "搬出", "2026-12-25", "未着手", "2026-10-01", None),
]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    ward = open_ward(tmp_path)
    load(ward, "staff_projects", STAFF)
    return ward


def names(milestones: Sequence[ProjectMilestone]) -> list[str]:
    return [one.name for one in milestones]


def test_milestones_stand_in_the_order_of_their_due_dates(office: Office) -> None:
    found = staff_milestones(office, POLICY)
    assert names(found) == ["計画", "窓口調査", "一斉整理", "研修", "訓練", "搬出"]
    assert [one.state for one in found] == [
        "done", "stopped", "delayed", "not_started", "under_way", "not_started",
    ]  # fmt: skip


def test_an_item_is_known_by_its_title_its_short_name_and_its_id(office: Office) -> None:
    found = {one.name: one.item and one.item.id for one in staff_milestones(office, POLICY)}
    assert found == {
        "一斉整理": "improve_offices",
        "計画": "improve_offices",
        "訓練": "risk_management",
        "研修": "staff_development",
        "窓口調査": "listening_staff",
        "搬出": None,
    }


def test_a_milestone_of_no_known_item_keeps_the_name_it_came_with(office: Office) -> None:
    (other,) = [one for one in staff_milestones(office, POLICY) if one.item is None]
    assert (other.item_name, other.due, other.remark) == (
        "旧庁舎の片づけ",
        date(2026, 12, 25),
        None,
    )
    assert not other.sample


def test_an_item_of_another_part_of_the_policy_is_none_of_these(office: Office) -> None:
    marche = ("あさひもぐもぐマルシェ", "中間点検", "2026-10-01", "完了", "2026-10-01", None)
    load(office, "staff_projects", [marche])
    found = [one for one in staff_milestones(office, POLICY) if "マルシェ" in one.item_name]
    assert [one.item for one in found] == [None]


def test_overdue_is_what_was_due_before_today_and_is_not_closed(office: Office) -> None:
    found = overdue(staff_milestones(office, POLICY), TODAY)
    assert [(one.name, one.days_overdue(TODAY)) for one in found] == [("一斉整理", 30), ("研修", 1)]
    assert names(overdue(staff_milestones(office, POLICY), date(2026, 9, 30))) == []


def test_upcoming_is_what_is_due_from_today_on_and_not_closed(office: Office) -> None:
    assert names(upcoming(staff_milestones(office, POLICY), TODAY)) == ["訓練", "搬出"]
    assert names(upcoming(staff_milestones(office, POLICY), date(2026, 5, 1))) == [
        "一斉整理", "研修", "訓練", "搬出",
    ]  # fmt: skip


def test_a_later_file_moves_a_milestone_to_its_new_date_and_state(office: Office) -> None:
    moved = ("リスクマネジメント", "訓練", "2027-03-31", "遅延", "2026-11-01", "会場の都合")
    load(office, "staff_projects", [("risk_management", *moved[1:])])
    (training,) = [one for one in staff_milestones(office, POLICY) if one.name == "訓練"]
    assert (training.due, training.state, training.remark) == (
        date(2027, 3, 31), "delayed", "会場の都合",
    )  # fmt: skip


def test_dates_decades_ahead_are_kept(office: Office) -> None:
    far = ("bureau_grade_separation", "完成(目標)", "R16.3.31", "進行中", "2026-10-01", None)
    load(office, "bureau_projects", [far])
    (found,) = bureau_milestones(office, POLICY)
    assert (found.item and found.item.id, found.due) == (
        "bureau_grade_separation", date(2034, 3, 31),
    )  # fmt: skip


def test_the_sample_belongs_to_items_of_the_policy_and_says_that_it_is_one(tmp_path: Path) -> None:
    office = open_ward(tmp_path)
    sample = tmp_path / "pack" / "sample"
    sample.mkdir()
    (sample / "projects.toml").write_bytes((DATA / "sample" / "projects.toml").read_bytes())
    load_sample(office)
    staff, bureau = staff_milestones(office, POLICY), bureau_milestones(office, POLICY)
    assert all(one.item and one.sample for one in (*staff, *bureau))
    items = {one.item.id for one in staff if one.item}
    assert items == {one.id for one in (*POLICY.organisation_items, *POLICY.improvement_projects)}
    without = {one.id for one in POLICY.bureau_projects} - {
        one.item.id for one in bureau if one.item
    }
    assert without == {"bureau_green_expo", "bureau_grade_separation"}


def test_who_may_not_read_gets_no_milestones(office: Office) -> None:
    with pytest.raises(NotAllowed):
        staff_milestones(office.acting_as(Principal("guest", "public")), POLICY)
