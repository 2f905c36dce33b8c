"""Links: what is written can be read again, and what cannot be read is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asahi_metrics.core.calendar import Period
from asahi_metrics.core.text import LANGUAGES
from asahi_metrics.ui.links import KEYS, Known, Unread, View, decode, encode

KNOWN = Known(years=(2022, 2023, 2024, 2025, 2026), districts=("01", "02", "07", "19"), revision=21)
DEFAULT = View(year=2026)

spans = st.tuples(st.integers(1, 12), st.integers(1, 12)).map(sorted)
views = st.builds(
    View,
    year=st.sampled_from(KNOWN.years),
    period_code=spans.map(lambda span: Period(2026, *span).code),
    districts=st.sets(st.sampled_from(KNOWN.districts)).map(sorted).map(tuple),
    lang=st.sampled_from(LANGUAGES),
    as_of=st.none() | st.integers(1, KNOWN.revision - 1),
)


@given(views)
def test_a_link_says_exactly_the_filters_it_was_made_from(view: View) -> None:
    assert decode(encode(view), KNOWN) == (view, [])


@given(st.dictionaries(st.sampled_from(KEYS), st.text()))
def test_any_link_can_be_read_and_names_only_what_there_is(params: dict[str, str]) -> None:
    view, unread = decode(params, KNOWN)
    assert view.year in KNOWN.years
    assert set(view.districts) <= set(KNOWN.districts)
    assert view.lang in LANGUAGES
    assert view.period.year == view.year
    assert {part.key for part in unread} <= set(params)


@given(st.sampled_from(["year", "period", "lang", "asof"]), st.text(min_size=12))
def test_nonsense_gives_the_default_and_is_told(key: str, value: str) -> None:
    assert decode({key: value}, KNOWN) == (DEFAULT, [Unread(key, value)])


def test_of_several_districts_only_the_unknown_one_is_told() -> None:
    view, unread = decode({"districts": "07,99,01"}, KNOWN)
    assert view.districts == ("01", "07")
    assert unread == [Unread("districts", "99")]


def test_a_district_is_named_by_its_code_and_never_by_its_name() -> None:
    view, unread = decode({"districts": "今宿"}, KNOWN)
    assert view.districts == ()
    assert unread == [Unread("districts", "今宿")]


def test_a_link_without_a_year_shows_the_newest() -> None:
    assert decode({}, KNOWN) == (DEFAULT, [])


@pytest.mark.parametrize("value", ["+2026", " 2026", "２０２６", "02026", "2026.0", "1999"])
def test_a_year_that_is_only_nearly_one_is_told(value: str) -> None:
    view, unread = decode({"year": value}, KNOWN)
    assert view.year == 2026
    assert unread == [Unread("year", value)]


def test_the_months_of_a_quarter_are_the_quarter() -> None:
    view, unread = decode({"period": "07-09"}, KNOWN)
    assert view.period_code == "q2"
    assert unread == []


def test_japanese_and_an_unfiltered_ward_stay_out_of_the_link() -> None:
    assert encode(View(year=2025)) == {"year": "2025", "period": "fy"}


@pytest.mark.parametrize("value", ["0", "22", "-1", "１２", "012", "1.0"])
def test_a_revision_that_is_none_is_told(value: str) -> None:
    assert decode({"asof": value}, KNOWN) == (DEFAULT, [Unread("asof", value)])


def test_the_newest_revision_is_no_past() -> None:
    assert decode({"asof": "21"}, KNOWN) == (DEFAULT, [])
