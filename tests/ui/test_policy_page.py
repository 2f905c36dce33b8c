"""The policy page: every item of the text in its place, with the figures of its indicators."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from asahi_metrics.core.catalogue import load_catalogue
from asahi_metrics.core.policy import Policy, load_policies
from asahi_metrics.core.settings import ROOT
from asahi_metrics.core.text import LANGUAGES, Language, Text
from tests.ui.opening import html_of, open_page


def policy() -> Policy:
    return load_policies(ROOT / "data" / "policy", load_catalogue(ROOT / "data" / "catalogue"))[
        2026
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_pillar_measure_and_initiative_is_shown(shell: Path, lang: Language) -> None:
    shown = html_of(open_page(shell, "policy", lang=lang))
    year = policy()
    titles = [Text(lang).pick(one.title) for one in (*year.pillars, *year.measures)]
    assert [one for one in titles if one.replace("'", "&#x27;") not in shown] == []
    assert shown.count('class="am-initiative"') == len(year.initiatives) == 12


def test_the_expanded_ones_alone_can_be_shown(shell: Path) -> None:
    shown = open_page(shell, "policy")
    shown.selectbox(key="choice_marked").set_value("expanded").run()
    expanded = sum(one.expanded for one in policy().initiatives)
    assert html_of(shown).count('class="am-initiative"') == expanded
    assert shown.query_params["marked"] == "expanded"


def test_an_owner_narrows_the_initiatives(shell: Path) -> None:
    shown = open_page(shell, "policy", lang="en")
    owner = policy().initiatives[0].owner["ja"]
    shown.selectbox(key="choice_owner").set_value(owner).run()
    own = sum(one.owner["ja"] == owner for one in policy().initiatives)
    assert html_of(shown).count('class="am-initiative"') == own


def test_each_indicator_stands_with_its_value_and_its_target(shell: Path) -> None:
    shown = html_of(open_page(shell, "policy"))
    rows = re.findall(r"<tr>(<td>.*?)</tr>", shown)
    assert len(rows) == sum(len(one.indicators) for one in policy().initiatives)
    assert all(re.search(r"\d", row) for row in rows)


def test_a_status_narrows_to_the_indicators_that_have_it(shell: Path) -> None:
    shown = open_page(shell, "policy")
    shown.selectbox(key="choice_status").set_value("behind").run()
    assert not shown.exception
    rows = re.findall(r"<tr>(<td>.*?)</tr>", html_of(shown))
    assert rows
    assert all(Text("ja")("status.behind") in row for row in rows)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("tab", ["tree", "table", "goal", "organisation", "projects"])
def test_every_part_of_the_policy_opens(shell: Path, tab: str, lang: Language) -> None:
    shown = open_page(shell, "policy", lang=lang)
    shown.session_state["policy"] = Text(lang)(f"policy.tab.{tab}")
    shown.run()
    assert not shown.exception
    opened = {
        "tree": lambda: "am-initiative" in html_of(shown),
        "table": lambda: len(shown.dataframe[0].value) == rows_of_the_table(),
        "goal": lambda: html_of(shown).count("am-paragraph") >= 4,
        "organisation": lambda: html_of(shown).count('class="am-project"') == 9 + 3,
        "projects": lambda: html_of(shown).count('class="am-project"') == 14,
    }
    assert opened[tab]()


def rows_of_the_table() -> int:
    return sum(len(one.indicators) or 1 for one in policy().initiatives)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_tree_names_each_of_its_columns(shell: Path, lang: Language) -> None:
    shown = html_of(open_page(shell, "policy", lang=lang))
    heads, cells = (len(re.findall(one, shown)) for one in ("<th>", "<td>"))
    rows = len(re.findall(r"<tr><td>", shown))
    tables = shown.count("<thead>")
    assert heads / tables == cells / rows
    assert Text(lang)("status.title") in shown
