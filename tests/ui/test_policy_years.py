"""The policy of the small ward in two years: an item followed, and names that try to be HTML."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from asahi_metrics.core.text import Text
from asahi_metrics.services.office import Office
from tests.ui.opening import html_of, open_page
from tests.ward import open_filled_ward, write_pack

JA = Text("ja")
HOSTILE = "<img src=x onerror=alert(1)>"

_POLICY = """
title = {{ ja = "令和{era}年度 運営方針{hostile}", en = "Policy" }}
source = {{ ja = "試験用", en = "For tests" }}
owners_confirmed = true
[goal]
id = "goal"
title = {{ ja = "目標", en = "Goal" }}
explanation = {{ ja = "目標", en = "Goal" }}
lead = {{ ja = "はじめに", en = "Lead" }}
closing = {{ ja = "おわりに", en = "Closing" }}
[[goal.parts]]
id = "part"
title = {{ ja = "部分", en = "Part" }}
explanation = {{ ja = "部分", en = "Part" }}
[[pillars]]
id = "safety"
title = {{ ja = "安全{hostile}", en = "Safety" }}
explanation = {{ ja = "安全", en = "Safety" }}
[[pillars.measures]]
id = "mutual_help"
title = {{ ja = "共助{hostile}", en = "Mutual help" }}
explanation = {{ ja = "共助", en = "Mutual help" }}
[[pillars.initiatives]]
id = "{id}"
title = {{ ja = "{title}", en = "Drills" }}
explanation = {{ ja = "訓練{hostile}", en = "Drills" }}
expanded = true
owner = {{ ja = "総務課{hostile}", en = "General Affairs" }}
indicators = ["drills", "drill_participants_rate"]
{follows}
"""


def _policy(**parts: str) -> str:
    return _POLICY.format(hostile=HOSTILE, **parts)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The small ward with policies of two years, in which an initiative changed its id."""
    folder = tmp_path_factory.mktemp("ward")
    write_pack(folder / "pack")
    policies = folder / "pack" / "policy"
    policies.mkdir()
    first = _policy(era="5", id="old_drills", title="訓練を始める", follows="")
    later = _policy(
        era="7", id="drills_now", title=f"訓練を続ける{HOSTILE}", follows='follows = "old_drills"'
    )
    (policies / "2023.toml").write_text(first, encoding="utf-8")
    (policies / "2025.toml").write_text(later, encoding="utf-8")
    return open_filled_ward(folder)


@pytest.fixture
def open_policy(root: Path, office: Office) -> Iterator[Callable[..., AppTest]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASAHI_DATABASE_URL", office.settings.database_url)
        patch.setenv("ASAHI_PACK", str(office.settings.pack))
        shell = root / "asahi_metrics" / "ui" / "shell.py"
        yield lambda **link: open_page(shell, "policy", **link)


def test_an_initiative_is_followed_under_the_title_of_each_year(
    open_policy: Callable[..., AppTest],
) -> None:
    shown = open_policy(year="2025")
    shown.button(key="years_drills_now").click().run()
    assert not shown.exception
    told = re.search(r'am-years-titles">(.*?)</table>', html_of(shown))
    assert told
    assert re.findall(r">(令和\d年度)<.*?>(訓練を\S\S\S)", told[1]) == [
        ("令和5年度", "訓練を始める"),
        ("令和7年度", "訓練を続ける"),
    ]
    assert JA("policy.years.known", years="令和5年度、令和7年度") in html_of(shown)


def test_the_years_hold_the_figures_worked_out_by_hand(
    open_policy: Callable[..., AppTest],
) -> None:
    shown = open_policy(year="2025")
    shown.button(key="years_drills_now").click().run()
    years = re.search(r'class="am-years">(.*?)</table>', html_of(shown))
    assert years
    heads, drills, *_ = re.findall(r"<tr>(.*?)</tr>", years[1])
    names = re.findall(r">(令和\d年度)<", heads)
    values = dict(zip(names, re.findall(r"<b>([^<]*)</b>", drills), strict=True))
    assert [values[name] for name in ("令和5年度", "令和6年度", "令和7年度")] == ["3", "2", "2"]


def test_a_measure_is_followed_by_the_indicators_of_its_pillar(
    open_policy: Callable[..., AppTest],
) -> None:
    shown = open_policy(year="2025", lang="en")
    shown.button(key="years_mutual_help").click().run()
    assert not shown.exception
    assert Text("en")("policy.years.of_pillar", pillar="Safety") in html_of(shown)
    assert 'class="am-years"' in html_of(shown)


@pytest.mark.parametrize("year", ["2023", "2025"])
def test_names_that_try_to_be_html_are_shown_as_they_are(
    open_policy: Callable[..., AppTest], year: str
) -> None:
    shown = open_policy(year=year)
    shown.button(key="years_mutual_help").click().run()
    assert HOSTILE not in html_of(shown)
    assert html_of(shown).count("&lt;img src=x") >= 5


def test_the_spread_of_the_small_ward_is_that_of_its_three_districts(
    open_policy: Callable[..., AppTest],
) -> None:
    shown = html_of(open_policy(year="2023"))
    assert "最小 0(野原)" in shown
    assert "最大 2(山手)" in shown
    assert "最小 0(野原)、最大 2(山手)、中央値 1回" in shown
