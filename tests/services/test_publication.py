"""What the public may see of the sample pack, and what an attacker can make of it."""

from __future__ import annotations

import ast
import inspect
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import get_args, get_type_hints

import pytest

from asahi_metrics.analysis.figures import Figure
from asahi_metrics.core.access import Principal
from asahi_metrics.core.errors import NotAllowed, NotFound
from asahi_metrics.core.formats import Formats
from asahi_metrics.core.settings import ROOT
from asahi_metrics.core.text import LANGUAGES, Text
from asahi_metrics.services import publication, releasing
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.office import Office
from asahi_metrics.services.publication import PublicFigure, PublicFigures, PublicRange
from tests.attacker import open_numbers
from tests.databases import copy_of
from tests.services.published import (
    SHARES,
    THE_OTHERS,
    Handed,
    Release,
    X,
    figure_behind,
    handed_out,
    name_of,
)
from tests.ward import load, open_ward

PUBLIC = Principal("anybody", "public")
THRESHOLD = 5


@pytest.fixture(scope="module")
def office(figures: Figures, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The sample pack in a database of its own, released once."""
    opened = copy_of(figures.office, tmp_path_factory.mktemp("released"))
    releasing.release(opened, Figures(opened))
    return opened


@pytest.fixture(scope="module")
def public(office: Office) -> PublicFigures:
    return PublicFigures(office.acting_as(PUBLIC))


@pytest.fixture(scope="module")
def handed(office: Office, public: PublicFigures) -> Handed:
    areas = office.pack.areas
    outside = (area.code for area in areas.outside)
    return handed_out(public, office.catalogue, (*areas.district_codes, *outside, office.ward))


def behind(figures: Figures, public: PublicFigures, spot: tuple) -> Figure:  # type: ignore[type-arg]
    one = figures.office.catalogue[spot[0]]
    period = public.period(one, spot[1])
    assert period is not None
    return figure_behind(figures, one, spot, period)


def test_the_attacker_finds_no_withheld_count_narrower_than_the_rule(
    handed: Handed, public: PublicFigures, figures: Figures
) -> None:
    release = Release(handed, public, figures)
    found = release.attacker.intervals(release.withheld)
    assert len(found) > 100
    narrow = {count: one for count, one in found.items() if open_numbers(one) < THRESHOLD - 1}
    assert narrow == {}


def test_the_attacker_cannot_tell_the_few_who_are_the_others_of_a_share(
    handed: Handed, public: PublicFigures, figures: Figures
) -> None:
    release = Release(handed, public, figures)
    few = set()
    for one in release.counted:
        name = name_of(one.numerator)
        if name not in SHARES:
            continue
        for spot in (spot for spot in handed if spot[0] == one.id and spot[3] != release.ward):
            figure = behind(figures, public, spot)
            if spot[2] in {"areas", "months"} and figure.numerator is not None:
                assert figure.denominator is not None
                if 0 < figure.denominator - figure.numerator < THRESHOLD:
                    _, area, time = release.count(one, one.numerator, spot)
                    few.add(release.named((THE_OTHERS + name, area, time)))
    found = release.attacker.intervals(few)
    assert len(found) > 10
    assert {one for one, ends in found.items() if open_numbers(ends) < THRESHOLD - 1} == set()


def test_the_attacker_works_it_out_where_only_small_counts_are_withheld(
    handed: Handed, public: PublicFigures, figures: Figures
) -> None:
    careless = dict(handed)
    for spot in (spot for spot, told in handed.items() if told == X):
        figure = behind(figures, public, spot)
        assert figure.numerator is not None
        if not 0 < figure.numerator < THRESHOLD:
            decimals = figures.office.catalogue[spot[0]].decimals
            careless[spot] = figure.value and round(figure.value, decimals)
    release = Release(careless, public, figures)
    found = release.attacker.intervals(release.withheld)
    assert sum(open_numbers(one) == 1 for one in found.values()) > 10


def test_every_small_count_of_people_is_withheld_and_zero_is_shown(
    handed: Handed, public: PublicFigures, figures: Figures
) -> None:
    seen = Counter()
    for spot, told in handed.items():
        indicator = figures.office.catalogue[spot[0]]
        if spot[3] not in figures.office.pack.areas.district_codes or indicator.is_rate:
            continue
        count = behind(figures, public, spot).numerator
        if count is not None and 0 < count < THRESHOLD:
            assert told == X, spot
            seen["small"] += 1
        elif count == 0:
            assert told == 0, spot
            seen["zero"] += 1
    assert min(seen["small"], seen["zero"]) > 30


def test_what_is_shown_is_what_the_ward_knows(
    office: Office, public: PublicFigures, figures: Figures
) -> None:
    for one in office.catalogue:
        for year in public.years(one):
            period = public.period(one, year)
            assert period is not None
            areas = figures.by_area(one, period)
            for code in (*office.pack.areas.district_codes, office.ward):
                told = public.of(one, year, code)
                known = areas[code].value if code in areas else None
                if told.state == "value":
                    assert known is not None
                    assert told.value == pytest.approx(known, abs=0.5 * 10**-one.decimals + 1e-9)
                elif told.state == "missing":
                    assert known is None or not public.is_by_district(one, year)
                else:
                    assert one.disclosure == "people"


def test_little_more_is_withheld_than_must_be(handed: Handed) -> None:
    """The ward's own figures stay, and of the districts' years nine in ten."""
    years = {spot: told for spot, told in handed.items() if spot[2] == "areas"}
    ward = [told for spot, told in years.items() if spot[3] == "14112"]
    assert X not in ward
    assert list(years.values()).count(X) < len(years) / 50
    assert list(handed.values()).count(X) < len(handed) / 50


def test_events_and_money_are_public_business_and_stay(
    office: Office, public: PublicFigures
) -> None:
    for one in office.catalogue:
        if one.disclosure != "people":
            for year in public.years(one):
                states = {figure.state for figure in public.districts(one, year).values()}
                assert "withheld" not in states, one.id


def test_months_by_district_are_not_handed_out_where_the_catalogue_says_years(
    office: Office, public: PublicFigures
) -> None:
    for one in office.catalogue:
        if one.public_by == "year":
            assert public.monthly(one, 2025, "01") == {}
            assert len(public.monthly(one, 2025)) == 12


def test_the_range_of_the_districts_knows_shown_values_only(
    office: Office, public: PublicFigures
) -> None:
    indicator = office.catalogue["patrol_new_members"]
    found = public.range_of_districts(indicator, 2026)
    shown = [one.value for one in public.districts(indicator, 2026).values() if one.value]
    assert isinstance(found, PublicRange)
    assert (found.low, found.high) == (min(shown), max(shown))
    assert found.withheld > 0
    assert found.shown + found.withheld + found.missing == 19


def test_a_figure_says_whether_it_is_withheld_or_missing() -> None:
    for lang in LANGUAGES:
        text = Text(lang)
        write = Formats(text).number
        assert PublicFigure(None, withheld=True).say(text, write) == "X"
        assert PublicFigure(None).say(text, write) == text("value.missing")
        assert PublicFigure(1234.0).say(text, write) == "1,234"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_note_names_the_counts_that_are_withheld(lang: str, public: PublicFigures) -> None:
    assert "4" in public.withheld_note(Text("ja" if lang == "ja" else "en"))


def test_the_public_has_no_way_to_ranks_or_to_uncontrolled_numbers() -> None:
    """By type: whatever a public method gives is a public figure, a range, or no figure at all."""
    allowed = {PublicFigure, PublicRange, str, int, bool, type(None)}
    for name, method in inspect.getmembers(PublicFigures, inspect.isfunction):
        if not name.startswith("_"):
            assert "rank" not in name
            given = get_type_hints(method)["return"]
            leaves = set(leaves_of(given))
            assert leaves - {publication.Period} <= allowed, name


def leaves_of(hint: object) -> list[object]:
    parts = [part for part in get_args(hint) if part is not Ellipsis]
    return [leaf for part in parts for leaf in leaves_of(part)] if parts else [hint]


def test_no_object_that_the_public_holds_leads_to_the_database(public: PublicFigures) -> None:
    held = {type(value) for value in vars(public).values()}
    assert held.isdisjoint({Office, Figures})


SERVICES = sorted((ROOT / "asahi_metrics" / "services").glob("*.py"))


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.stem)
def test_the_public_is_let_in_at_one_door_only(path: Path) -> None:
    """No other service asks for the one thing that the public may do."""
    asked = [
        ast.unparse(node.args[1])
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "require"
    ]
    assert ("'read_public'" in asked) == (path.stem == "publication")


@pytest.mark.parametrize("module", [publication])
def test_what_reads_for_the_public_knows_no_uncontrolled_source(module: ModuleType) -> None:
    tree = ast.parse(inspect.getsource(module))
    known = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not {one for one in known if one and ".services." in one} - {
        "asahi_metrics.services.office",
        "asahi_metrics.services.permission",
    }
    assert {one for one in known if one and ".store." in one} == {"asahi_metrics.store.releases"}


def test_the_public_is_refused_everything_else(office: Office, figures: Figures) -> None:
    anybody = office.acting_as(PUBLIC)
    with pytest.raises(NotAllowed):
        Figures(anybody)
    with pytest.raises(NotAllowed):
        releasing.release(anybody)
    with pytest.raises(NotAllowed):
        releasing.release(anybody, figures)
    with pytest.raises(NotAllowed):
        releasing.list_releases(anybody)


def test_before_a_release_the_public_is_told_that_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(NotFound) as caught:
        PublicFigures(open_ward(tmp_path).acting_as(PUBLIC))
    assert all(Text(lang).of_error(caught.value) for lang in LANGUAGES)


def test_the_sample_is_told_as_a_sample(office: Office, public: PublicFigures) -> None:
    for one in office.catalogue:
        if public.years(one):
            assert public.is_sample(one)
    assert public.revision == office.revision()


def test_real_data_is_not_reckoned_with_what_was_told_of_a_sample(
    office: Office, tmp_path: Path
) -> None:
    """A copy of the ward, since it is written to."""
    real = copy_of(office, tmp_path)
    first, second = (area.name["ja"] for area in real.pack.areas.districts[:2])
    load(real, "call_blocker_loans", [("2026-06-01", first, 3), ("2026-06-02", second, 40)])
    devices = real.catalogue["call_blockers"]
    releasing.release(real)
    found = PublicFigures(real)
    assert not found.is_sample(devices)
    assert found.of(devices, 2026, "01").withheld
    assert found.years(devices) == (2026,)
