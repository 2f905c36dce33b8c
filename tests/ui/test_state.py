"""The filters of a session: read from the link, kept between pages, written back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from asahi_metrics.core.text import LANGUAGES, Language, Text
from asahi_metrics.services.office import Office

SECONDS = 60


@pytest.fixture
def app(root: Path, small_ward: Office) -> Iterator[AppTest]:
    """A session in the small ward, which has the fiscal years 2023 to 2025."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASAHI_DATABASE_URL", small_ward.settings.database_url)
        patch.setenv("ASAHI_PACK", str(small_ward.settings.pack))
        shell = root / "asahi_metrics" / "ui" / "shell.py"
        yield AppTest.from_file(str(shell), default_timeout=SECONDS)


def go(app: AppTest, root: Path, page: str, **link: str) -> AppTest:
    app.switch_page(str(root / "pages" / f"{page}.py"))
    for name, value in link.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def warnings_of(app: AppTest) -> str:
    return " ".join(one.value for one in app.warning)


def test_a_cold_link_shows_what_it_says(app: AppTest, root: Path) -> None:
    go(app, root, "drills", year="2024", period="q2", districts="02", lang="en")
    assert app.selectbox(key="filter_year").value == 2024
    assert app.selectbox(key="filter_period").value == "q2"
    assert app.multiselect(key="filter_districts").value == ["02"]
    assert not app.warning


def test_a_cold_link_without_filters_is_given_them(app: AppTest, root: Path) -> None:
    go(app, root, "drills")
    assert app.query_params["year"] == "2025"
    assert app.query_params["period"] == "fy"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nonsense_in_a_link_is_told_once_in_the_language_of_the_page(
    app: AppTest, root: Path, lang: Language
) -> None:
    go(app, root, "map", year="1867", districts="02,ZZ", classes="magic", lang=lang)
    say = Text(lang)
    told = warnings_of(app)
    for key, value in (("year", "1867"), ("districts", "ZZ"), ("classes", "magic")):
        assert say("filter.link_not_understood", key=key, value=value) in told
    app.run()
    assert not app.warning


def test_the_link_is_put_right_after_nonsense(app: AppTest, root: Path) -> None:
    go(app, root, "map", year="1867", classes="magic")
    assert app.query_params["year"] == "2025"
    assert app.query_params["classes"] == "quantile"


def test_filters_go_with_the_reader_to_another_page(app: AppTest, root: Path) -> None:
    go(app, root, "drills", year="2024", districts="03")
    go(app, root, "map")
    assert app.selectbox(key="filter_year").value == 2024
    assert app.multiselect(key="filter_districts").value == ["03"]
    assert app.query_params["districts"] == "03"


def test_a_choice_of_the_filter_bar_is_in_the_link(app: AppTest, root: Path) -> None:
    go(app, root, "drills")
    app.selectbox(key="filter_year").set_value(2023).run()
    app.multiselect(key="filter_districts").set_value(["03", "01"]).run()
    assert app.query_params["year"] == "2023"
    assert app.query_params["districts"] == "01,03"


def test_a_choice_of_a_page_is_in_the_link_and_is_remembered(app: AppTest, root: Path) -> None:
    go(app, root, "map")
    app.selectbox(key="choice_classes").set_value("equal").run()
    assert app.query_params["classes"] == "equal"
    go(app, root, "drills")
    assert "classes" not in app.query_params
    go(app, root, "map")
    assert app.selectbox(key="choice_classes").value == "equal"


def test_another_language_changes_nothing_but_the_words(app: AppTest, root: Path) -> None:
    go(app, root, "drills", year="2024", period="h1", districts="01", disaster_drills="drills")
    before = dict(app.query_params)
    app.button_group(key="filter_language").set_value("en").run()
    assert not app.exception
    assert dict(app.query_params) == before | {"lang": "en"}
    assert app.selectbox(key="filter_year").label == "Fiscal year"
