"""Every page in both languages, and its figures against the ward worked out by hand."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

from asahi_metrics.core.text import LANGUAGES, Language, Text
from asahi_metrics.services.office import Office
from asahi_metrics.ui.navigation import PAGES
from tests.ward import open_ward

SECONDS = 60

OpenApp = Callable[..., AppTest]


@pytest.fixture
def open_app(root: Path, small_ward: Office) -> Iterator[OpenApp]:
    """Open a page cold: ``open_app("map", office=…, year="2023")``."""
    with pytest.MonkeyPatch.context() as patch:

        def go(page: str, *, office: Office = small_ward, **link: str) -> AppTest:
            patch.setenv("ASAHI_DATABASE_URL", office.settings.database_url)
            patch.setenv("ASAHI_PACK", str(office.settings.pack))
            shell = root / "asahi_metrics" / "ui" / "shell.py"
            app = AppTest.from_file(str(shell), default_timeout=SECONDS)
            app.switch_page(str(root / "pages" / f"{page}.py"))
            for name, value in link.items():
                app.query_params[name] = value
            app.run()
            assert not app.exception
            return app

        yield go


def html_of(app: AppTest) -> str:
    return " ".join(str(one.proto.body) for one in app.get("html"))


def cards_of(app: AppTest) -> dict[str, str]:
    found = re.findall(
        r'am-name">([^<]*)</div><div class="am-value">([^<]*)(?:<span class="am-unit">([^<]*))?',
        html_of(app),
    )
    return {name: value + unit for name, value, unit in found}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_drawn_without_an_error(open_app: OpenApp, page: str, lang: Language) -> None:
    app = open_app(page, lang=lang)
    assert not app.error
    assert not app.warning
    # The program leaves out plotly's check, which refuses whatever plotly does not know.
    for chart in app.get("plotly_chart"):
        go.Figure(json.loads(chart.proto.spec))


@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_a_year_with_little_data_is_drawn_all_the_same(
    open_app: OpenApp, page: str
) -> None:
    app = open_app(page, year="2025", period="q4", districts="03")
    assert not app.error


def test_cards_show_the_figures_of_the_ward(open_app: OpenApp) -> None:
    cards = cards_of(open_app("drills", year="2023"))
    # 80 people of the 1,400 residents of the districts that told their numbers.
    assert cards == {
        "訓練回数": "3回",
        "訓練参加者数": "80人",
        "千人あたり訓練参加者": "57.1人/千人",
        "参加世帯割合": "4.3%",
    }


def test_cards_show_the_figures_of_the_chosen_district(open_app: OpenApp) -> None:
    cards = cards_of(open_app("drills", year="2023", districts="01", lang="en"))
    assert cards["Drills"] == "2drills"
    assert cards["Drill participants"] == "80people"


def test_zero_is_shown_as_zero_and_what_is_missing_as_missing(open_app: OpenApp) -> None:
    cards = cards_of(open_app("drills", year="2023", districts="03"))
    assert cards["訓練回数"] == "0回"
    cards = cards_of(open_app("dog_patrol", year="2023", districts="03"))
    assert cards["登録者数"] == "データなし"


def test_a_figure_of_the_ward_alone_says_so_and_draws_no_districts(open_app: OpenApp) -> None:
    app = open_app("marche", year="2023", marche="marche_stalls")
    told = " ".join(one.value for one in app.caption)
    assert Text("ja")("block.ward_only") in told
    assert Text("ja")("block.ranking") not in html_of(app)


def test_another_indicator_has_its_own_sentence(open_app: OpenApp) -> None:
    app = open_app("drills", year="2023")
    assert "旭区の防災訓練の実施回数は3回" in html_of(app)
    app.button_group(key="choice_disaster_drills").set_value("drill_participants").run()
    assert "旭区の防災訓練の参加者数は80人" in html_of(app)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_real_data_is_not_called_sample_data(open_app: OpenApp, lang: Language) -> None:
    app = open_app("overview", lang=lang)
    assert Text(lang)("sample.banner") not in html_of(app)


def test_the_district_page_offers_every_district_and_follows_the_choice(
    open_app: OpenApp,
) -> None:
    app = open_app("district")
    app.button(key="choose_02").click().run()
    assert not app.exception
    assert app.query_params["districts"] == "02"
    assert '<h1 class="am-title">川端</h1>' in html_of(app)


def test_a_page_of_a_ward_whose_files_are_not_loaded_yet_does_not_fail(
    open_app: OpenApp, tmp_path: Path
) -> None:
    app = open_app("drills", office=open_ward(tmp_path))
    assert not app.exception
