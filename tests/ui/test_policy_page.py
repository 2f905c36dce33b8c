"""The policy page: every item of the text in its place, with the figures of its indicators."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from asahi_metrics.core.catalogue import load_catalogue
from asahi_metrics.core.policy import Item, Policy, load_policies
from asahi_metrics.core.settings import ROOT
from asahi_metrics.core.text import LANGUAGES, Language, Text
from tests.ui.opening import html_of, open_page

JA = Text("ja")
CATALOGUE = load_catalogue(ROOT / "data" / "catalogue")
POLICY: Policy = load_policies(ROOT / "data" / "policy", CATALOGUE)[2026]
ALL_LINES = sum(len(one.indicators) for one in POLICY.initiatives)


def lines_of(shown: AppTest) -> list[str]:
    """The line of each indicator in the tree."""
    return re.findall(r'<tr>(<th scope="row">.*?)</tr>', html_of(shown))


def initiatives_of(shown: AppTest) -> int:
    return html_of(shown).count('class="am-initiative"')


def table_of(shown: AppTest) -> pd.DataFrame:
    frame: pd.DataFrame = shown.dataframe[0].value
    return frame


def is_said(shown: AppTest, items: Sequence[Item], lang: Language) -> bool:
    """Whether the titles of all the items stand on the page."""
    told = html_of(shown)
    return all(html.escape(one.title[lang]) in told for one in items)


def open_tab(shell: Path, tab: str, **link: str) -> AppTest:
    shown = open_page(shell, "policy", **link)
    shown.session_state["policy"] = Text("en" if link.get("lang") == "en" else "ja")(
        f"policy.tab.{tab}"
    )
    shown.run()
    assert not shown.exception
    return shown


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_pillar_measure_and_initiative_is_shown(shell: Path, lang: Language) -> None:
    opened = open_page(shell, "policy", lang=lang)
    items = (*POLICY.pillars, *POLICY.measures, *POLICY.initiatives)
    assert is_said(opened, items, lang)
    assert initiatives_of(opened) == len(POLICY.initiatives) == 12


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_indicator_stands_with_its_value_and_its_target(shell: Path, lang: Language) -> None:
    lines = lines_of(open_page(shell, "policy", lang=lang))
    assert len(lines) == ALL_LINES
    assert all(re.search(r"<b>[\d,.]+", line) for line in lines)
    assert any(Text(lang)("policy.cell.sample_target", value="").strip() in one for one in lines)
    assert not any(Text(lang)("value.missing") in re.sub("<img[^>]*>", "", one) for one in lines)


def test_an_indicator_links_to_its_definition_the_map_and_its_page(shell: Path) -> None:
    lines = lines_of(open_page(shell, "policy", year="2025", districts="03"))
    drills = next(one for one in lines if CATALOGUE["drills"].name.ja in one)
    filters = "year=2025&amp;period=fy&amp;districts=03"
    assert re.findall(r'href="([^"]+)"', drills) == [
        f"indicators?{filters}&amp;indicator=drills",
        f"map?{filters}&amp;indicator=drills",
        f"drills?{filters}&amp;disaster_drills=drills",
    ]


def test_an_indicator_of_the_ward_alone_has_no_way_to_the_map(shell: Path) -> None:
    lines = lines_of(open_page(shell, "policy"))
    views = next(one for one in lines if CATALOGUE["disaster_page_views"].name.ja in one)
    assert "map?" not in views
    assert JA("policy.cell.ward_only") in views


def test_pictures_of_a_line_say_what_they_show(shell: Path) -> None:
    alts = re.findall(r'<img alt="([^"]*)"', " ".join(lines_of(open_page(shell, "policy"))))
    assert all(alts)
    assert any(
        re.search(r"最小 \d+\(旭中央\)、最大 \d+\(若葉台\)、中央値 \d+回", one) for one in alts
    )


def test_a_chosen_district_is_named_with_its_value(shell: Path) -> None:
    alone = lines_of(open_page(shell, "policy"))[0]
    chosen = open_page(shell, "policy", districts="07")
    assert not re.search(r'am-small">若葉台 \d+<', alone)
    assert re.search(r'am-small">若葉台 \d+<', lines_of(chosen)[0])
    assert JA("policy.scope_districts") in html_of(chosen)


def test_the_figures_stand_as_of_the_end_of_the_chosen_period(shell: Path) -> None:
    shown = open_page(shell, "policy", period="q1")
    assert "令和8年6月" in html_of(shown)
    assert all("10月" not in re.sub("<img[^>]*>", "", line) for line in lines_of(shown))
    assert "4月〜6月" in lines_of(shown)[0]


def test_another_year_says_whose_items_it_shows(shell: Path) -> None:
    told = JA("policy.other_year", year="令和8年度(2026)")
    assert told in html_of(open_page(shell, "policy", year="2024"))
    assert told not in html_of(open_page(shell, "policy", year="2026"))


def test_a_pillar_counts_each_of_its_indicators_once(shell: Path) -> None:
    shown = html_of(open_page(shell, "policy", marked="expanded"))
    pillars = re.findall(r'am-pillar-counted">(.*?)</div>', shown)
    own = [{i for one in p.initiatives for i in one.indicators} for p in POLICY.pillars]
    counts = [sum(map(int, re.findall(r" (\d+)</span>", pillar))) for pillar in pillars]
    assert counts == [len(one) for one in own]


def test_the_expanded_ones_alone_can_be_shown(shell: Path) -> None:
    shown = open_page(shell, "policy")
    shown.selectbox(key="choice_marked").set_value("expanded").run()
    assert initiatives_of(shown) == sum(one.expanded for one in POLICY.initiatives)
    assert shown.query_params["marked"] == "expanded"


def test_an_owner_narrows_the_initiatives(shell: Path) -> None:
    shown = open_page(shell, "policy", lang="en")
    owner = POLICY.initiatives[0].owner["ja"]
    shown.selectbox(key="choice_owner").set_value(owner).run()
    assert initiatives_of(shown) == sum(one.owner["ja"] == owner for one in POLICY.initiatives)


def test_a_pillar_narrows_the_initiatives(shell: Path) -> None:
    shown = open_page(shell, "policy", pillar=POLICY.pillars[1].id)
    assert initiatives_of(shown) == len(POLICY.pillars[1].initiatives)


@pytest.mark.parametrize("tab", ["tree", "table"])
def test_a_status_narrows_to_the_indicators_that_have_it(shell: Path, tab: str) -> None:
    shown = open_tab(shell, tab, status="behind")
    word = JA("status.behind")
    if tab == "table":
        assert set(table_of(shown)[JA("policy.head.status")]) == {word}
        return
    assert 0 < len(lines_of(shown)) < ALL_LINES
    assert all(word in line for line in lines_of(shown))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("tab", ["tree", "table"])
def test_filters_that_leave_nothing_say_so_and_can_be_taken_back(
    shell: Path, tab: str, lang: Language
) -> None:
    shown = open_tab(shell, tab, lang=lang, status="missed", owner="総務課")
    assert shown.info[0].value == Text(lang)("policy.nothing_left")
    shown.button(key="policy_show_all").click().run()
    assert not shown.info
    assert shown.query_params["status"] == "all"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("tab", ["tree", "table", "goal", "organisation", "projects"])
def test_every_part_of_the_policy_opens(shell: Path, tab: str, lang: Language) -> None:
    shown = open_tab(shell, tab, lang=lang)
    opened = {
        "tree": lambda: initiatives_of(shown) == 12,
        "table": lambda: len(table_of(shown)) == ALL_LINES,
        "goal": lambda: html_of(shown).count("am-paragraph") >= 4,
        "organisation": lambda: is_said(shown, POLICY.organisation_items, lang),
        "projects": lambda: is_said(shown, POLICY.bureau_projects, lang),
    }
    assert opened[tab]()


@pytest.mark.parametrize("tab", ["tree", "table"])
def test_the_rules_of_status_and_projection_are_told(shell: Path, tab: str) -> None:
    shown = html_of(open_tab(shell, tab))
    assert JA("policy.projection_rule", share="80%") in shown
    assert JA("status.rule", years=3, behind="90%") in shown


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_tree_names_each_of_its_columns(shell: Path, lang: Language) -> None:
    shown = html_of(open_page(shell, "policy", lang=lang))
    heads, cells = (len(re.findall(one, shown)) for one in ('<th scope="col">', "<td>"))
    # The name of a line is a head of its own.
    assert heads / shown.count("<thead>") == cells / ALL_LINES + 1
    assert Text(lang)("policy.head.status") in shown


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_table_holds_numbers_to_sort_by_and_says_what_is_sample(
    shell: Path, lang: Language
) -> None:
    frame, text = table_of(open_tab(shell, "table", lang=lang)), Text(lang)
    numbers = ("overview.value", "policy.target", "policy.column.projection", "policy.column.low")
    assert all(pd.api.types.is_numeric_dtype(frame[text(name)]) for name in numbers)
    assert set(frame[text("sample.column")]) == {text("sample.short")}
    assert list(frame.columns[:2]) == [text("policy.head.indicator"), text("policy.head.status")]


def test_tree_and_table_tell_the_same_statuses(shell: Path) -> None:
    lines = lines_of(open_page(shell, "policy"))
    told = [re.findall(r'am-status-\w+">([^<]+)', line) for line in lines]
    statuses = table_of(open_tab(shell, "table"))[JA("policy.head.status")]
    assert [one[0] if one else JA("status.none") for one in told] == list(statuses)


def test_what_falls_just_short_of_its_target_does_not_look_as_if_it_had_reached_it(
    shell: Path,
) -> None:
    lines = lines_of(open_page(shell, "policy"))
    short = [one for one in lines if "am-status-achieved" not in one]
    assert any("<b>99." in line for line in short)
    assert not any("<b>100%" in line for line in short)


def test_each_initiative_offers_its_remarks_and_its_years(shell: Path) -> None:
    shown = open_page(shell, "policy")
    keys = {one.key for one in shown.button}
    for one in POLICY.initiatives:
        assert {f"remarks__initiative_{one.id}", f"years_{one.id}"} <= keys
    shown.button(key=f"remarks__initiative_{POLICY.initiatives[0].id}").click().run()
    assert not shown.exception
    assert any(JA("remarks.none") in one.value for one in shown.caption)
