"""Years are compared over the months that both have: a month without a report is no fall."""

from __future__ import annotations

from pathlib import Path

import pytest

from asahi_metrics.core.calendar import Period
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.core.report import AUDIENCES
from asahi_metrics.services.analysis_change import changes
from asahi_metrics.services.analysis_years import points_by_year, uneven_districts
from asahi_metrics.services.deck_audience import figures_for, table_for
from asahi_metrics.services.deck_scene import Scene
from asahi_metrics.services.deck_sentences import number_title
from asahi_metrics.services.deck_words import Wording
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.office import Office
from asahi_metrics.services.profile import profile_row
from asahi_metrics.services.releasing import release
from tests.ward import UNEVEN_VISITORS, WARD, load, open_filled_ward

QUARTER = Period(2026, 1, 3)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    opened = open_filled_ward(tmp_path)
    load(opened, "marche_attendance", UNEVEN_VISITORS, suffix=".csv")
    return opened


@pytest.fixture
def visitors(office: Office) -> Indicator:
    return office.catalogue["marche_visitors"]


@pytest.mark.parametrize(
    ("indicator", "codes", "without", "compared"),
    [
        # To the ward visitors of unknown places are visitors, to a district they may be anybody's.
        ("marche_visitors", (), (), (138, 93)),
        ("marche_visitors", ("01",), (1,), (24, 22)),
        ("marche_visitors", ("02",), (1, 3), (25, 20)),
        ("marche_visitors", ("01", "02"), (1, 3), (36, 30)),
        # 92 and 53 of the 2,320 residents, without April.
        ("marche_visitors_rate", (), (1,), (92_000 / 2_320, 53_000 / 2_320)),
    ],
)
def test_months_that_a_year_has_no_data_for_are_left_out_of_both(
    office: Office,
    indicator: str,
    codes: tuple[str, ...],
    without: tuple[int, ...],
    compared: tuple[float, float],
) -> None:
    figures, one = Figures(office), office.catalogue[indicator]
    even = figures.like_for_like(one, QUARTER, codes)
    assert even == Period(2026, 1, 3, without)
    found = [figures.of(one, period, codes).value for period in (even, even.previous)]
    assert found == pytest.approx(compared)


def test_no_month_of_a_register_is_left_out(office: Office) -> None:
    drills = office.catalogue["drills"]
    assert Figures(office).like_for_like(drills, Period(2025), ("03",)) == Period(2025)


def test_a_year_of_which_nothing_is_known_takes_no_month_from_the_others(
    office: Office, visitors: Indicator
) -> None:
    """In FY2024 district 03 alone was reported, and that in April alone."""
    figures = Figures(office)
    without_april = Period(2026, 1, 3, (1,))
    assert figures.like_for_like(visitors, QUARTER, ("01",), years=3) == without_april
    assert figures.like_for_like(visitors, QUARTER, ("03",), years=3) == without_april


def test_without_a_common_month_nothing_is_compared(office: Office, visitors: Indicator) -> None:
    rows = [
        *(("2025-07-17", "不明", 3), ("2025-08-21", "山手", 5)),
        *(("2026-07-16", "山手", 9), ("2026-08-20", "不明", 4)),
    ]
    load(office, "marche_attendance", rows, suffix=".csv")
    figures, period = Figures(office), Period(2026, 4, 5)
    assert figures.like_for_like(visitors, period, ("01",)) is None
    row = profile_row(figures, visitors, "01", period)
    assert [one.value for one in row.compared] == [None, None]


def test_a_change_and_a_trend_are_of_common_months(office: Office, visitors: Indicator) -> None:
    figures = Figures(office)
    found = changes(figures, visitors, QUARTER)
    assert found is not None
    values = {one.code: (one.this, one.last) for one in found.districts}
    residents = {"01": 320, "02": 800, "03": 1_200}
    counted = {"01": (24, 22), "02": (25, 20), "03": (17, 11)}
    for code, pair in counted.items():
        assert values[code] == pytest.approx([1_000 * one / residents[code] for one in pair])
    years = (QUARTER.previous, QUARTER)
    assert uneven_districts(figures, visitors, years) == ("01", "02", "03")
    assert uneven_districts(figures, visitors, (Period(2026, 2, 2),)) == ()
    points = points_by_year(figures, visitors, years)["02"]
    assert [one.events if one else None for one in points.values()] == [20, 25]


def test_a_profile_tells_the_months_that_it_compares(office: Office, visitors: Indicator) -> None:
    row = profile_row(Figures(office), visitors, "02", Period(2026))
    assert row.period == QUARTER
    assert (row.figure.value, row.even) == (81, Period(2026, 1, 3, (1, 3)))
    assert [one.value for one in row.compared] == [25, 20]


def test_slides_and_releases_compare_whole_periods_or_not_at_all(
    office: Office, visitors: Indicator
) -> None:
    release(office)
    for audience in AUDIENCES:
        found = figures_for(office, audience)
        assert found.year_before(visitors, 2026).value == 93
        compared = [found.compares(visitors, 2026, code) for code in (None, "01", "02")]
        assert compared == [True, False, False]
        scene = Scene(found, Wording(office, "en"), visitors, 2026, "01", audience == "public")
        title = number_title(scene)
        assert "33" in title
        assert "last year" not in title


def test_released_figures_have_the_same_gaps(office: Office, visitors: Indicator) -> None:
    release(office)
    tables = [table_for(office, audience) for audience in AUDIENCES]
    for codes in ((), ("01",), ("02",)):
        for year in (2025, 2026):
            staff, public = (one.gaps(visitors, Period(year, 1, 3), codes) for one in tables)
            assert staff == public
    released = tables[AUDIENCES.index("public")]
    even = released.like_for_like(visitors, QUARTER, ("01",))
    assert even == Period(2026, 1, 3, (1,))
    values = [released.of(visitors, one, ("01",)).value for one in (even, even.previous)]
    assert values == [24, 22]


def test_reports_that_lack_are_counted_for_several_areas_together(office: Office) -> None:
    """In FY2023 district 02 was not counted on one of two days, and 03 was never told of."""
    figures, visitors = Figures(office), office.catalogue["marche_visitors"]
    assert figures.by_area(visitors, Period(2023))[WARD].missing == 1 + 1
    assert figures.of(visitors, Period(2023), ("01", "02")).missing == 1
