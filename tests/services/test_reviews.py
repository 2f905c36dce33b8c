"""The quarterly review: what is frozen stays, whatever becomes of data, remarks and policy."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, update

from asahi_metrics.core.access import Principal, Role
from asahi_metrics.core.calendar import Period
from asahi_metrics.core.errors import AsahiMetricsError, NotAllowed, NotFound
from asahi_metrics.core.settings import ROOT
from asahi_metrics.core.text import LANGUAGES, Text
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.history import undo
from asahi_metrics.services.office import LOCAL_USER, Office
from asahi_metrics.services.quarters import ended_quarter, known_quarters
from asahi_metrics.services.remarks import add_remark, close_decision, withdraw
from asahi_metrics.services.review import standing
from asahi_metrics.services.review_content import (
    CONTENT_VERSION,
    FrozenFigure,
    FrozenWords,
    read_content,
)
from asahi_metrics.services.review_drafts import draft_content
from asahi_metrics.services.reviews import (
    LONGEST_SUMMARY,
    Change,
    FrozenReview,
    NewReview,
    changes_since,
    compare_reviews,
    compare_with_now,
    freeze_review,
    list_reviews,
    read_review,
)
from asahi_metrics.store.remarks import RemarkText
from asahi_metrics.store.tables import review
from tests.ward import dump, load, open_filled_ward, open_ward

SECOND = NewReview(2025, 2, "区長", "台風で訓練が遅れた。\n10月に取り戻す。")
LATE_DRILL = ("2025-09-15", "野原", "C会", "避難訓練", "公園", 36, 12, None)
DECISION = RemarkText("indicator", "drills", 2025, "decision", "10月に案内を出す。")
REFUSED: tuple[Role, ...] = ("public", "officer", "steward")


def with_policy(folder: Path) -> Path:
    """The ward's pack with the real policy as that of FY2025, whose data can be worked out."""
    open_ward(folder)
    policy = folder / "pack" / "policy"
    policy.mkdir(exist_ok=True)
    shutil.copyfile(ROOT / "data" / "policy" / "2026.toml", policy / "2025.toml")
    return folder


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return open_filled_ward(with_policy(tmp_path))


def freeze(office: Office, new: NewReview = SECOND) -> FrozenReview:
    return read_review(office, freeze_review(office, Figures(office), new))


def figure(review: FrozenReview, name: str) -> FrozenFigure:
    return next(one for one in review.content.figures if one.id == name)


def reviews_in(office: Office) -> list[tuple[object, ...]]:
    return dump(office)["review"]


def test_a_review_holds_the_figures_up_to_the_end_of_the_quarter(office: Office) -> None:
    review = freeze(office)
    drills, people = figure(review, "drills"), figure(review, "drill_participants")
    # FY2025 by September: one drill of 64 people; by September of FY2024 two drills, 70 people.
    assert (drills.value, drills.last_year, drills.months) == (1, 2, (202504, 202509))
    assert (people.value, people.last_year) == (64, 70)
    assert drills.target is not None
    assert (drills.target.value, drills.target.sample, drills.sample) == (205, True, False)
    # Both drills of FY2024 were over by September: the whole target was due.
    assert (drills.season, drills.expected, drills.status) == (1.0, 205, "behind")
    assert (review.head.year, review.head.quarter) == (2025, 2)
    assert (review.head.author, review.head.account) == ("区長", LOCAL_USER.name)
    assert review.head.revision == office.revision()
    assert review.summary == SECOND.summary


def test_every_indicator_of_every_initiative_is_frozen_as_it_stands(figures: Figures) -> None:
    content = draft_content(figures, 2026, 2)
    assert content is not None
    policy = figures.office.policies[2026]
    initiatives = [one for pillar in content.pillars for one in pillar.initiatives]
    assert [one.figures for one in initiatives] == [one.indicators for one in policy.initiatives]
    for one in content.figures:
        found = standing(
            figures, figures.office.catalogue[one.id], 2026, Period(2026, 1, 6).last_month
        )
        assert one.value == found.value
        assert one.status == (found.progress.status if found.progress else None)
        if found.projection is not None:
            assert one.projection is not None
            assert one.projection.range80 == found.projection.interval(0.8)
            assert one.projection.range95 == found.projection.interval(0.95)
            assert one.projection.chance == found.chance
    assert {one.id for one in content.datasets} >= {"disaster_drills", "sentiment_survey"}


def test_a_frozen_review_outlives_imports_undone_imports_and_remarks(tmp_path: Path) -> None:
    office = open_filled_ward(with_policy(tmp_path))
    decided = add_remark(office, DECISION, author="課長")
    said = add_remark(office, replace(DECISION, kind="comment", body="雨が多い。"), author="課長")
    frozen, stored = freeze(office), reviews_in(office)
    assert [one.id for one in frozen.content.remarks] == [said, decided]
    assert [one.is_open for one in frozen.content.remarks] == [False, True]

    number = load(office, "disaster_drills", [LATE_DRILL])
    assert number is not None
    load(office, "population", [("2025-09-01", None, "山手", 400, 900, 200)])
    assert read_review(office, frozen.head.id) == frozen
    assert draft_content(Figures(office), 2025, 2) != frozen.content
    close_decision(office, decided, outcome="出した。", by="課長")
    withdraw(office, said, by="課長")
    undo(office, number)
    add_remark(office, DECISION, author="部長")

    reopened = open_ward(tmp_path)
    assert read_review(reopened, frozen.head.id) == frozen
    assert reviews_in(reopened) == stored


def test_a_frozen_review_outlives_the_policy_and_the_catalogue(tmp_path: Path) -> None:
    office = open_filled_ward(with_policy(tmp_path))
    add_remark(office, DECISION, author="課長")
    frozen = freeze(office)
    policy = tmp_path / "pack" / "policy" / "2025.toml"
    words = policy.read_text(encoding="utf-8")
    policy.write_text(words.replace("安心・安全", "別の名前"), encoding="utf-8")
    catalogue = tmp_path / "pack" / "catalogue" / "10_disaster_drills.toml"
    told = catalogue.read_text(encoding="utf-8")
    assert "防災訓練の実施回数" in told
    catalogue.write_text(told.replace("防災訓練の実施回数", "訓練の数"), encoding="utf-8")

    reopened = open_ward(tmp_path)
    assert reopened.catalogue["drills"].name["ja"] == "訓練の数"
    assert read_review(reopened, frozen.head.id) == frozen
    assert frozen.content.pillars[0].title["ja"] == "安心・安全"
    assert frozen.content.remarks[0].subject == FrozenWords(
        ja="防災訓練の実施回数", en=office.catalogue["drills"].name["en"]
    )


@pytest.mark.parametrize("role", REFUSED)
def test_nobody_freezes_without_leave(office: Office, role: Role) -> None:
    figures = Figures(office)
    with pytest.raises(NotAllowed):
        freeze_review(office.acting_as(Principal("somebody", role)), figures, SECOND)
    assert list_reviews(office) == []


def test_managers_freeze_under_their_own_account_and_officers_read(office: Office) -> None:
    manager = office.acting_as(Principal("chief", "manager"))
    assert freeze(manager).head.account == "chief"
    assert len(list_reviews(office.acting_as(Principal("officer", "officer")))) == 1
    for ask in (list_reviews, lambda asked: read_review(asked, 1)):
        with pytest.raises(NotAllowed):
            ask(office.acting_as(Principal("somebody", "public")))


def test_a_quarter_without_data_is_refused_in_both_languages(office: Office) -> None:
    figures = Figures(office)
    # The last drill was in October, in the third quarter.
    assert known_quarters(figures, 2025) == (1, 2, 3)
    assert ended_quarter(figures, 2025) == 2
    assert known_quarters(figures, 2026) == ()
    with pytest.raises(AsahiMetricsError) as caught:
        freeze_review(office, figures, replace(SECOND, quarter=4))
    assert caught.value.key == "error.review.no_data"
    assert all(Text(lang).of_error(caught.value) for lang in LANGUAGES)


@pytest.mark.parametrize(
    ("new", "key"),
    [
        (replace(SECOND, author=" \n"), "error.written.no_name"),
        (replace(SECOND, author="長" * 61), "error.written.long_name"),
        (replace(SECOND, summary="長" * (LONGEST_SUMMARY + 1)), "error.written.too_long"),
    ],
)
def test_a_review_needs_a_name_and_a_summary_has_its_length(
    office: Office, new: NewReview, key: str
) -> None:
    with pytest.raises(AsahiMetricsError) as caught:
        freeze_review(office, Figures(office), new)
    assert caught.value.key == key
    assert list_reviews(office) == []


def test_a_ward_without_a_policy_has_nothing_to_freeze(tmp_path: Path) -> None:
    office = open_filled_ward(tmp_path)
    assert draft_content(Figures(office), 2025, 2) is None
    with pytest.raises(AsahiMetricsError):
        freeze_review(office, Figures(office), SECOND)


def test_figures_that_were_looked_at_before_an_import_are_not_frozen(office: Office) -> None:
    seen = Figures(office)
    load(office, "disaster_drills", [LATE_DRILL])
    with pytest.raises(AsahiMetricsError) as caught:
        freeze_review(office, seen, SECOND)
    assert caught.value.key == "error.review.data_changed"
    assert list_reviews(office) == []
    assert figure(freeze(office), "drills").value == 2


def test_a_quarter_frozen_again_has_a_number_of_its_own(office: Office) -> None:
    first = freeze(office)
    load(office, "disaster_drills", [LATE_DRILL])
    again = freeze(office)
    assert [one.id for one in list_reviews(office)] == [again.head.id, first.head.id]
    assert (figure(first, "drills").value, figure(again, "drills").value) == (1, 2)


def test_two_reviews_are_compared_figure_by_figure(office: Office) -> None:
    earlier = freeze(office)
    later = freeze(office, replace(SECOND, quarter=3))
    changes = {one.figure.id: one for one in compare_reviews(earlier, later)}
    assert set(changes) == {one.id for one in earlier.content.figures}
    # October brought one drill of 80 people.
    assert changes["drills"].difference == 1
    assert changes["drill_participants"].difference == 80
    assert changes["drills"].move == "same"
    assert changes["drills"].is_change
    assert not changes["patrol_members"].is_change


def test_changes_since_a_review_are_those_that_later_data_brought(office: Office) -> None:
    third = freeze(office, replace(SECOND, quarter=3))
    assert changes_since(Figures(office), third) == []
    load(office, "disaster_drills", [LATE_DRILL])
    told = {one.figure.id: one.difference for one in changes_since(Figures(office), third)}
    assert told["drills"] == 1
    assert told["drill_participants"] == 36
    assert set(told) == {
        one.id
        for one in office.catalogue
        if one.dataset == "disaster_drills" and any(one.id == f.id for f in third.content.figures)
    }
    everything = compare_with_now(Figures(office), third)
    assert len(everything) == len(third.content.figures)


def shown(
    status: str | None, value: float | None = 1.0, unit: str = "回", *, sample: bool = False
) -> FrozenFigure:
    words = FrozenWords(ja="訓練", en="Drills")
    return FrozenFigure.model_validate(
        {
            "id": "drills",
            "name": words,
            "unit": FrozenWords(ja=unit, en=unit),
            "decimals": 1,
            "polarity": "higher",
            "sample": sample,
            "status": status,
            "value": value,
        }
    )


@pytest.mark.parametrize(
    ("before", "after", "move"),
    [
        ("on_track", "behind", "worse"),
        ("behind", "missed", "worse"),
        ("behind", "slightly_behind", "better"),
        ("missed", "on_track", "better"),
        (None, "on_track", "new"),
        ("on_track", None, "gone"),
        ("behind", "behind", "same"),
        (None, None, "same"),
    ],
)
def test_a_status_moves_up_or_down(before: str | None, after: str | None, move: str) -> None:
    assert Change(shown(before), shown(after)).move == move


def test_only_what_a_reader_sees_is_a_change() -> None:
    assert not Change(shown("behind", 1.04), shown("behind", 1.01)).is_change
    assert Change(shown("behind", 1.04), shown("behind", 1.06)).is_change
    assert Change(shown("behind"), shown("behind", None)).is_change
    assert Change(shown("behind"), None).is_change
    assert Change(shown("behind"), shown("behind", unit="人")).difference is None


def test_sample_data_is_not_compared_with_the_real_data_that_takes_its_place() -> None:
    change = Change(shown("behind", 5.0, sample=True), shown("on_track", 9.0))
    assert (change.move, change.difference, change.is_change) == ("new", None, True)
    back = Change(change.after, change.before)
    assert (back.move, back.difference) == ("gone", None)
    both = Change(shown("behind", 5.0, sample=True), shown("on_track", 9.0, sample=True))
    assert (both.move, both.difference) == ("better", 4.0)


def test_worse_statuses_are_told_before_better_ones_and_both_before_mere_values(
    office: Office,
) -> None:
    review = freeze(office)
    names = ("c", "a", "b", "d")
    pairs = [("behind", "behind"), ("behind", "on_track"), ("on_track", "behind"), (None, "behind")]
    sides = [
        tuple(
            shown(pair[side]).model_copy(update={"id": name})
            for name, pair in zip(names, pairs, strict=True)
        )
        for side in (0, 1)
    ]
    two = [
        replace(review, content=review.content.model_copy(update={"figures": side}))
        for side in sides
    ]
    assert [one.figure.id for one in compare_reviews(*two)] == ["b", "a", "d", "c"]


def test_a_review_of_a_newer_program_is_refused_by_name(office: Office) -> None:
    number = freeze(office).head.id
    newer = CONTENT_VERSION + 1
    with office.engine.begin() as connection:
        content = connection.scalar(select(review.c.content))
        connection.execute(update(review).values(content={**content, "version": newer}))
    with pytest.raises(AsahiMetricsError) as caught:
        read_review(office, number)
    assert caught.value.params == {"id": number, "version": newer}


def test_a_review_that_does_not_exist_is_told(office: Office) -> None:
    with pytest.raises(NotFound):
        read_review(office, 7)


# What a program of the first format wrote; it must be read for as long as there are reviews.
FIRST_FORMAT = {
    "version": 1,
    "policy_year": 2026,
    "policy_title": {"ja": "令和8年度 旭区 運営方針", "en": "Policy of fiscal year 2026"},
    "rule": {"ja": "目標×目安に達していれば順調。", "en": "On track: target × due is reached."},
    "pillars": [
        {
            "id": "safety",
            "title": {"ja": "安心・安全", "en": "Safety"},
            "initiatives": [
                {
                    "id": "drills_and_information",
                    "title": {"ja": "防災訓練等の取組支援", "en": "Support drills"},
                    "label": {"ja": "防災訓練支援", "en": "Drills"},
                    "owner": {"ja": "総務課", "en": "General Affairs"},
                    "expanded": False,
                    "figures": ["drills"],
                }
            ],
        }
    ],
    "figures": [
        {
            "id": "drills",
            "name": {"ja": "防災訓練の実施回数", "en": "Disaster drills held"},
            "unit": {"ja": "回", "en": "drills"},
            "decimals": 0,
            "polarity": "higher",
            "sample": True,
            "months": [202604, 202609],
            "value": 82.0,
            "last_year": 98.0,
            "target": {"value": 215.0, "sample": True},
            "season": 0.38,
            "expected": 81.7,
            "status": "on_track",
            "projection": {
                "value": 225.9,
                "method": "seasonal",
                "range80": [203.0, 249.8],
                "range95": [192.5, 263.25],
                "chance": 0.728,
            },
        }
    ],
    "remarks": [
        {
            "id": 4,
            "subject_kind": "initiative",
            "subject_id": "drills_and_information",
            "subject": None,
            "year": 2026,
            "kind": "decision",
            "body": "10月に案内を出す。",
            "author": "区長",
            "account": "mayor",
            "written_at": "2026-10-01T03:04:05Z",
            "due_on": "2026-10-31",
            "closed_by": None,
            "closed_at": None,
            "outcome": None,
        }
    ],
    "datasets": [
        {
            "id": "disaster_drills",
            "name": {"ja": "防災訓練", "en": "Disaster drills"},
            "records": 400,
            "sample": True,
            "months": [202204, 202610],
            "revision": 3,
            "written_at": "2026-10-05T01:02:03Z",
        }
    ],
}


def test_a_review_of_the_first_format_is_read_and_loses_nothing() -> None:
    content = read_content(1, FIRST_FORMAT)
    assert content.model_dump(mode="json", exclude_unset=True) == FIRST_FORMAT
    # What it had no word of was final.
    assert not any(one.provisional for one in content.figures)
    assert content.remarks[0].is_open
