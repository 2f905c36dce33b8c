"""The policy page: every item of the text in its place, with the figures of its indicators."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from asahi_metrics.core.catalogue import load_catalogue
from asahi_metrics.core.policy import Policy, load_policies
from asahi_metrics.core.settings import ROOT
from asahi_metrics.core.text import LANGUAGES, Language, Text

SHELL = ROOT / "asahi_metrics" / "ui" / "shell.py"
PAGE = ROOT / "pages" / "policy.py"


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("ASAHI_DATABASE_URL", f"sqlite:///{(tmp_path / 'page.db').as_posix()}")
    return AppTest.from_file(str(SHELL), default_timeout=60)


def opened(app: AppTest, lang: Language) -> AppTest:
    app.query_params["lang"] = lang
    app.run()
    shown = app.switch_page(str(PAGE)).run()
    assert not shown.exception
    return shown


def page_html(app: AppTest) -> str:
    return "".join(str(one.proto.body) for one in app.get("html"))


def policy() -> Policy:
    return load_policies(ROOT / "data" / "policy", load_catalogue(ROOT / "data" / "catalogue"))[
        2026
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_pillar_measure_and_initiative_is_shown(app: AppTest, lang: Language) -> None:
    shown = page_html(opened(app, lang))
    year = policy()
    titles = [Text(lang).pick(one.title) for one in (*year.pillars, *year.measures)]
    assert [one for one in titles if one.replace("'", "&#x27;") not in shown] == []
    assert shown.count('class="am-initiative"') == len(year.initiatives) == 12


def test_the_expanded_ones_alone_can_be_shown(app: AppTest) -> None:
    shown = opened(app, "ja")
    shown.selectbox(key="choice_marked").set_value("expanded").run()
    expanded = sum(one.expanded for one in policy().initiatives)
    assert page_html(shown).count('class="am-initiative"') == expanded
    assert shown.query_params["marked"] == "expanded"


def test_an_owner_narrows_the_initiatives(app: AppTest) -> None:
    shown = opened(app, "en")
    owner = policy().initiatives[0].owner["ja"]
    shown.selectbox(key="choice_owner").set_value(owner).run()
    own = sum(one.owner["ja"] == owner for one in policy().initiatives)
    assert page_html(shown).count('class="am-initiative"') == own


def test_each_indicator_stands_with_its_value_and_its_target(app: AppTest) -> None:
    shown = page_html(opened(app, "ja"))
    rows = re.findall(r"<tr>(<td>.*?)</tr>", shown)
    assert len(rows) == sum(len(one.indicators) for one in policy().initiatives)
    assert all(re.search(r"\d", row) for row in rows)


def test_a_status_narrows_to_the_indicators_that_have_it(app: AppTest) -> None:
    shown = opened(app, "ja")
    shown.selectbox(key="choice_status").set_value("behind").run()
    assert not shown.exception
    rows = re.findall(r"<tr>(<td>.*?)</tr>", page_html(shown))
    assert rows
    assert all(Text("ja")("status.behind") in row for row in rows)
