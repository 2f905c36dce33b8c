"""The policy as data: the text whole, each item followed through the years, no contradictions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from string import Template

import pytest
from pydantic import BaseModel

from asahi_metrics.core.catalogue import Words, load_catalogue
from asahi_metrics.core.errors import CatalogueError, NotFound
from asahi_metrics.core.policy import Item, PolicyMeasure, across_years, load_policies
from asahi_metrics.core.settings import ROOT
from asahi_metrics.core.text import LANGUAGES, Text

FOLDER = ROOT / "data" / "policy"
YEAR = 2026
MISSION = ROOT.parent / "shared" / "mission"
CATALOGUE = load_catalogue(ROOT / "data" / "catalogue")
POLICY = load_policies(FOLDER, CATALOGUE)[YEAR]
every_item = pytest.mark.parametrize("item", list(POLICY.walk()), ids=lambda item: item.id)

WriteYears = Callable[..., Path]


def even(text: str) -> str:
    """Text to compare: widths, blanks, dashes, leaders and footnote marks made even."""
    text = unicodedata.normalize("NFKC", text)
    text = re.sub(r"[\u2010-\u2015\u2212]", "-", text)
    return re.sub(r"[\s※.…~〜]", "", text)


@pytest.fixture(scope="module")
def lines() -> list[str]:
    """The lines of the text, blanks at their ends and empty ones left out."""
    if not MISSION.is_dir():
        pytest.skip("the text of the policy in ../shared/mission is not on this machine")
    (path,) = MISSION.glob("*.txt")
    return [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def between(lines: list[str], first: str, last: str) -> list[str]:
    """The lines after the one that begins with ``first``, up to that with ``last``."""
    start = next(place for place, line in enumerate(lines) if line.startswith(first))
    rest = lines[start + 1 :]
    return rest[: next(place for place, line in enumerate(rest) if line.startswith(last))]


def lists_under(lines: list[str]) -> list[tuple[str, list[str]]]:
    """Each heading with ◆ and the items of the list under it."""
    found: list[tuple[str, list[str]]] = []
    for line in lines:
        if line.startswith("◆"):
            found.append((even(line[1:]), []))
        elif line.startswith("- "):
            found[-1][1].append(even(line[2:]))
    return found


def titles(items: tuple[Item, ...]) -> list[str]:
    return [even(item.title["ja"]) for item in items]


def words_of(entry: BaseModel) -> Iterator[Words]:
    for value in (getattr(entry, name) for name in type(entry).model_fields):
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, Words):
                yield one
            elif isinstance(one, BaseModel):
                yield from words_of(one)


def test_the_policy_has_as_many_items_as_the_text() -> None:
    counts = (
        len(POLICY.goal.parts),
        len(POLICY.pillars),
        len(POLICY.measures),
        len(POLICY.initiatives),
        len(POLICY.organisation),
        len(POLICY.organisation_items),
        len(POLICY.improvement_projects),
        len(POLICY.bureau_projects),
    )
    assert counts == (2, 3, 9, 12, 3, 9, 3, 14)
    assert len(list(POLICY.walk())) == sum(counts) + 1


@every_item
def test_every_title_is_the_texts_own(item: Item, lines: list[str]) -> None:
    assert even(item.title["ja"]) in even("".join(lines))
    assert "\n" not in item.title["ja"]
    assert "…" not in item.title["ja"]


def test_the_longer_passages_are_the_texts_own(lines: list[str]) -> None:
    text = even("".join(lines))
    goal, column = POLICY.goal, POLICY.improvement
    assert column is not None
    passages = [POLICY.title, goal.lead, goal.closing, column.title, column.lead]
    passages += [part.further for part in goal.parts if part.further is not None]
    passages += [one.footnote for one in POLICY.measures if one.footnote is not None]
    passages += [one.done for one in column.projects]
    assert [one["ja"] for one in passages if even(one["ja"]) not in text] == []
    assert (len(passages), text.count(f"令和{column.done_in - 2018}年度の取組")) == (10, 1)


def test_the_goal_has_the_parts_of_the_text_in_its_order(lines: list[str]) -> None:
    part = between(lines, "基本目標:", "“豊かな自然”")
    told = [even(line[1:]) for line in part if line.startswith("○")]
    further = [even(line) for line in part if not line.startswith("○")]
    assert titles(POLICY.goal.inner) == told
    assert [even(one.further["ja"]) for one in POLICY.goal.parts if one.further] == further


def test_each_pillar_has_the_measures_of_the_text_in_its_order(lines: list[str]) -> None:
    told = lists_under(between(lines, "Ⅱ ", "Ⅲ "))
    assert [(even(one.title["ja"]), titles(one.measures)) for one in POLICY.pillars] == told
    assert [len(measures) for _, measures in told] == [3, 3, 3]


def test_each_pillar_has_the_initiatives_of_the_text_with_their_marks(lines: list[str]) -> None:
    mark = re.compile(r"^(拡 |【拡】)")
    for number, pillar in enumerate(POLICY.pillars, start=1):
        last = f"{number + 1}. " if number < len(POLICY.pillars) else "区で展開される主な局事業"
        part = between(lines, f"{number}. ", last)
        assert titles(pillar.initiatives) == [even(mark.sub("", line)) for line in part]
        told = [mark.match(line) is not None for line in part]
        assert [one.expanded for one in pillar.initiatives] == told
        assert len(told) == 4
    assert sum(one.expanded for one in POLICY.initiatives) == sum(map(bool, map(mark.match, lines)))


def test_organisation_management_has_the_items_of_the_text(lines: list[str]) -> None:
    told = lists_under(between(lines, "Ⅲ ", "<コラム>"))
    assert [(even(one.title["ja"]), titles(one.items)) for one in POLICY.organisation] == told


def test_the_columns_projects_and_what_they_did_are_those_of_the_text(lines: list[str]) -> None:
    part = between(lines, "【令和7年度の取組】", "1. ")
    told = [even(re.sub(r"^- [①-⑳]", "", line)) for line in part]
    assert [even(one.title["ja"] + one.done["ja"]) for one in POLICY.improvement_projects] == told


def test_the_bureau_projects_are_those_of_the_text(lines: list[str]) -> None:
    told = [even(line[3:]) for line in lines if line.startswith("- ・")]
    assert titles(POLICY.bureau_projects) == told


def test_both_languages_stand_everywhere() -> None:
    words = list(words_of(POLICY))
    assert len(words) > 150
    japanese = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
    assert [one["en"] for one in words if japanese.search(one["en"])] == []
    assert [one["ja"] for one in words if not japanese.search(one["ja"])] == []


@every_item
def test_a_label_is_short_enough_for_a_menu(item: Item) -> None:
    assert len(item.label["ja"]) <= 26
    assert len(item.label["en"]) <= 56


@every_item
def test_an_explanation_is_one_or_two_sentences_of_our_own(item: Item) -> None:
    assert item.explanation["ja"].count("。") in {1, 2}
    assert len(re.findall(r"\.(?= |$)", item.explanation["en"])) in {1, 2}
    assert item.explanation["ja"] != item.title["ja"]


def test_the_owner_of_an_initiative_owns_an_indicator_of_it() -> None:
    for initiative in POLICY.initiatives:
        owners = {CATALOGUE[id_].owner for id_ in initiative.indicators}
        assert not owners or initiative.owner in owners, initiative.id


def test_a_section_has_one_name_in_each_language() -> None:
    owned = (
        *POLICY.initiatives,
        *POLICY.organisation_items,
        *POLICY.improvement_projects,
        *POLICY.bureau_projects,
    )
    owners = {one.owner for one in owned if one.owner} | {one.owner for one in CATALOGUE}
    for lang in LANGUAGES:
        assert len({one[lang] for one in owners}) == len(owners)
    assert not POLICY.owners_confirmed


def test_an_item_is_found_by_its_id_and_an_unknown_one_is_named() -> None:
    assert POLICY.find("marche").label["en"] == "Asahi Mogumogu Marché"
    assert "marche" in POLICY
    with pytest.raises(NotFound) as caught:
        POLICY.find("moon")
    assert caught.value.params == {"id": "moon"}


def test_measures_and_initiatives_know_their_pillar_and_other_items_have_none() -> None:
    for pillar in POLICY.pillars:
        assert {POLICY.pillar_of(one.id) for one in pillar.inner} == {pillar}
    assert POLICY.pillar_of("bureau_parks") is None


def test_an_indicator_leads_to_its_initiative_and_context_to_none() -> None:
    assert [one.id for one in POLICY.initiatives_of("call_blockers")] == [
        "crime_prevention_support"
    ]
    assert POLICY.initiatives_of("population") == ()


def test_every_indicator_of_the_first_datasets_serves_an_initiative() -> None:
    subjects = {"disaster_drills", "crime_prevention", "dog_patrol", "marche"}
    mine = [one.id for one in CATALOGUE if one.subject in subjects]
    assert [id_ for id_ in mine if not POLICY.initiatives_of(id_)] == []


def test_the_known_dates_are_those_of_the_expo_and_of_the_grade_separation() -> None:
    days = {one.id: (one.first_day, one.last_day, one.aimed) for one in POLICY.milestones}
    assert days["green_expo_2027"] == (date(2027, 3, 19), date(2027, 9, 26), False)
    assert days["grade_separation_completed"] == (date(2033, 4, 1), date(2034, 3, 31), True)
    assert [one.id for one in POLICY.milestones_of("bureau_grade_separation")] == [
        "grade_separation_completed"
    ]
    assert POLICY.milestones_of("bureau_parks") == ()


# Years beside each other

ENTRY = 'title = { ja = "題", en = "Title" }\nexplanation = { ja = "文。", en = "Text." }\n'
SMALL = Template(f"""
title = {{ ja = "方針", en = "Policy" }}
source = {{ ja = "区", en = "Ward" }}
owners_confirmed = true
$top
[goal]
id = "goal"
lead = {{ ja = "前", en = "Lead" }}
closing = {{ ja = "後", en = "End" }}
{ENTRY}
[[goal.parts]]
id = "part"
{ENTRY}
[[pillars]]
id = "pillar"
{ENTRY}
[[pillars.measures]]
id = "$measure"
{ENTRY}$more
[[pillars.initiatives]]
id = "drills_held"
expanded = $expanded
owner = {{ ja = "総務課", en = "General Affairs" }}
indicators = ["$indicator"]
{ENTRY}
$end
""")
USUAL = {"measure": "safety", "expanded": "true", "indicator": "drills"}


def small(**parts: str) -> str:
    """A policy with one item of each kind that must be there."""
    return SMALL.substitute({"top": "", "more": "", "end": "", **USUAL, **parts})


@pytest.fixture
def write_years(tmp_path: Path) -> WriteYears:
    """Writes one small policy for each year, with the parts that differ."""

    def write(years: dict[int | str, dict[str, str]]) -> Path:
        for year, parts in years.items():
            (tmp_path / f"{year}.toml").write_text(small(**parts), encoding="utf-8")
        return tmp_path

    return write


def test_a_new_year_is_a_new_file_beside_the_other(write_years: WriteYears) -> None:
    policies = load_policies(write_years({2031: {}, 2030: {}}), {"drills"})
    assert list(policies) == [2030, 2031]
    assert all(policy.year == year for year, policy in policies.items())


def test_an_item_that_keeps_its_id_is_followed(write_years: WriteYears) -> None:
    policies = load_policies(write_years({2030: {}, 2031: {}, 2032: {}}), {"drills"})
    assert list(across_years(policies, "safety")) == [2030, 2031, 2032]


def test_an_item_that_changes_its_id_is_followed_from_either_name(write_years: WriteYears) -> None:
    renamed = {"measure": "calm", "more": 'follows = "safety"\n'}
    folder = write_years({2029: {}, 2030: {}, 2031: renamed, 2032: {"measure": "calm"}})
    policies = load_policies(folder, {"drills"})
    for name in ("safety", "calm"):
        found = across_years(policies, name)
        assert [item.id for item in found.values()] == ["safety", "safety", "calm", "calm"]
        assert all(isinstance(item, PolicyMeasure) for item in found.values())


def test_an_item_without_follower_ends_and_a_new_one_begins(write_years: WriteYears) -> None:
    folder = write_years({2030: {}, 2031: {"measure": "calm"}})
    policies = load_policies(folder, {"drills"})
    assert list(across_years(policies, "safety")) == [2030]
    assert list(across_years(policies, "calm")) == [2031]


def test_an_item_that_no_year_has_is_named(write_years: WriteYears) -> None:
    policies = load_policies(write_years({2030: {}}), {"drills"})
    with pytest.raises(NotFound) as caught:
        across_years(policies, "moon")
    assert caught.value.params == {"id": "moon"}


def test_this_years_policy_can_be_followed_into_a_file_beside_it(tmp_path: Path) -> None:
    text = (FOLDER / f"{YEAR}.toml").read_text(encoding="utf-8")
    renamed = 'id = "food_market"\nfollows = "marche"\n'
    (tmp_path / f"{YEAR}.toml").write_text(text, encoding="utf-8")
    (tmp_path / f"{YEAR + 1}.toml").write_text(
        text.replace('id = "marche"\n', renamed), encoding="utf-8"
    )
    policies = load_policies(tmp_path, CATALOGUE)
    assert [one.id for one in across_years(policies, "marche").values()] == [
        "marche",
        "food_market",
    ]
    assert all(len(across_years(policies, item.id)) == 2 for item in POLICY.walk())


# Contradictions

MILESTONE = f"""
[[milestones]]
id = "day"
source = {{ ja = "報", en = "News" }}
aimed = false
{ENTRY}"""
ON_SAFETY = MILESTONE + 'items = ["safety"]\n'
TWICE = f'[[bureau_projects]]\nid = "safety"\n{ENTRY}'


@pytest.mark.parametrize(
    ("parts", "key", "place"),
    [
        ({"end": TWICE}, "id_twice", "safety"),
        ({"measure": "pillar"}, "id_twice", "pillar"),
        ({"indicator": "moons"}, "unknown_indicator", "drills_held"),
        ({"more": 'follows = "calm"\n'}, "follows_nothing", "safety"),
        ({"end": MILESTONE + 'items = ["moon"]\nstarts_on = 2030-01-01\n'}, "unknown_item", "day"),
        ({"end": ON_SAFETY}, "entry", "milestones.day"),
        (
            {"end": ON_SAFETY + "starts_on = 2030-01-01\nfiscal_years = [2030, 2030]\n"},
            "entry",
            "milestones.day",
        ),
        ({"end": ON_SAFETY + "fiscal_years = [2031, 2030]\n"}, "entry", "milestones.day"),
        (
            {"end": ON_SAFETY + "fiscal_years = [2030, 2031]\nends_on = 2030-01-01\n"},
            "entry",
            "milestones.day",
        ),
        (
            {"end": ON_SAFETY + "starts_on = 2030-01-02\nends_on = 2030-01-01\n"},
            "entry",
            "milestones.day",
        ),
        ({"expanded": '"yes"'}, "entry", "pillars.pillar.initiatives.drills_held.expanded"),
        ({"indicator": 'drills", "drills'}, "entry", "pillars.pillar.initiatives.drills_held"),
        ({"measure": "Safety 1"}, "entry", "pillars.pillar.measures.Safety 1.id"),
        ({"more": 'colour = "red"\n'}, "entry", "pillars.pillar.measures.safety.colour"),
        (
            {"more": 'short = { ja = "安全", en = "" }\n'},
            "entry",
            "pillars.pillar.measures.safety.short.en",
        ),
        ({"more": 'footnote = { ja = "注" }\n'}, "entry",
         "pillars.pillar.measures.safety.footnote.en"),
        ({"top": "year = 2030\n"}, "entry", "year"),
        ({"top": "colour = 1\n"}, "entry", "colour"),
    ],
)  # fmt: skip
def test_a_contradiction_is_refused_with_its_file_and_place(
    write_years: WriteYears, parts: dict[str, str], key: str, place: str
) -> None:
    with pytest.raises(CatalogueError) as caught:
        load_policies(write_years({2030: parts}), {"drills"})
    assert caught.value.key == f"error.policy.{key}"
    assert (caught.value.params["file"], caught.value.params["place"]) == ("2030.toml", place)
    for lang in LANGUAGES:
        told = Text(lang).of_error(caught.value)
        assert "2030.toml" in told
        assert place in told


SUCCESSOR = TWICE.replace('"safety"', '"calm"\nfollows = "safety"')


@pytest.mark.parametrize(
    ("parts", "key", "place"),
    [
        ({"end": SUCCESSOR}, "followed_twice", "calm"),
        ({"end": SUCCESSOR, "measure": "new"}, "kind_changed", "calm"),
        ({"end": TWICE, "measure": "new"}, "kind_changed", "safety"),
        ({"measure": "calm", "more": 'follows = "moon"\n'}, "follows_nothing", "calm"),
    ],
)
def test_a_year_that_contradicts_the_one_before_is_refused(
    write_years: WriteYears, parts: dict[str, str], key: str, place: str
) -> None:
    with pytest.raises(CatalogueError) as caught:
        load_policies(write_years({2030: {}, 2031: parts}), {"drills"})
    assert caught.value.key == f"error.policy.{key}"
    assert (caught.value.params["file"], caught.value.params["place"]) == ("2031.toml", place)


@pytest.mark.parametrize("name", ["reiwa8", "26", "0026", "2026-27", "２０２６"])
def test_a_file_that_is_not_named_for_a_year_is_refused(write_years: WriteYears, name: str) -> None:
    with pytest.raises(CatalogueError, match="file_name") as caught:
        load_policies(write_years({name: {}}), {"drills"})
    assert caught.value.params == {"file": f"{name}.toml"}


def test_a_file_that_is_no_toml_is_named(tmp_path: Path) -> None:
    (tmp_path / "2030.toml").write_text("[goal\n", encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        load_policies(tmp_path, CATALOGUE)
    assert caught.value.params["file"] == "2030.toml"


def test_a_folder_without_policy_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="empty"):
        load_policies(tmp_path / "nowhere", CATALOGUE)
