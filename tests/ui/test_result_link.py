"""The way from a view of the analysis to a slide: one press, and nothing of the form is lost."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from asahi_metrics.core.text import LANGUAGES, Language, Text
from asahi_metrics.services.results import RESULT_VIEWS
from asahi_metrics.ui.analysis_page import VIEWS
from tests.ui.opening import html_of, open_page

YEAR = "2026"


def link_of(app: AppTest) -> dict[str, str]:
    """What the button of a view leads to."""
    (found,) = (one.proto for one in app.get("page_link") if "add=" in one.proto.query_string)
    assert found.page == "meeting"
    return {key: value for key, (value,) in parse_qs(found.query_string).items()}


def topics_of(app: AppTest) -> list[str]:
    return list(app.multiselect(key="meeting_topics").value)


def test_every_view_of_the_page_makes_a_slide() -> None:
    assert tuple(VIEWS) == RESULT_VIEWS


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("view", RESULT_VIEWS)
def test_the_button_of_each_view_fills_the_form_and_the_slide_is_made(
    shell: Path, view: str, lang: Language
) -> None:
    link = link_of(open_page(shell, "analysis", view=view, year=YEAR, districts="05", lang=lang))
    assert link["add"].startswith(f"analysis.{view}.")
    assert (link["area"], link["deck"], link["year"]) == ("05", "new", YEAR)
    form = open_page(shell, "meeting", audience="staff", **link)
    assert not form.exception
    assert not form.warning
    assert topics_of(form) == [link["add"]]
    name = Text(lang)(f"analysis.name.{view}")
    (shown,) = form.multiselect(key="meeting_topics").proto.options[-1:]
    assert name in shown
    assert "." not in shown.split(",")[0]
    assert "add" not in form.query_params
    form.button(key="meeting_make").click().run()
    assert not form.exception
    assert not form.error
    assert Text(lang)("meeting.kind.analysis") in html_of(form)


def test_a_result_is_added_behind_the_topics_of_the_deck_that_is_being_made(shell: Path) -> None:
    form = open_page(shell, "meeting", audience="staff", year=YEAR)
    form.multiselect(key="meeting_topics").set_value(["marche"]).run()
    form.text_input(key="meeting_title").set_value("秋の集い").run()
    form.query_params["add"] = "analysis.trend.drills"
    form.run()
    assert topics_of(form) == ["marche", "analysis.trend.drills"]
    assert form.text_input(key="meeting_title").value == "秋の集い"
    # Once only, and what is taken out stays out.
    form.multiselect(key="meeting_topics").set_value(["marche"]).run()
    assert topics_of(form) == ["marche"]


def test_a_link_that_names_no_result_is_told(shell: Path) -> None:
    form = open_page(shell, "meeting", audience="staff", year=YEAR, add="analysis.trend.nothing")
    assert "analysis.trend.nothing" in form.warning[0].value
    assert topics_of(form) == []


def test_a_past_state_has_no_button(shell: Path) -> None:
    shown = open_page(shell, "analysis", view="trend", year=YEAR, asof="15")
    assert not shown.exception
    assert [one for one in shown.get("page_link") if "add=" in one.proto.query_string] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_cannot_be_made_for_the_audience_is_said_at_the_form(
    shell: Path, lang: Language
) -> None:
    # Of the ward alone these are known, whoever asks.
    form = open_page(
        shell, "meeting", audience="staff", year=YEAR, lang=lang, add="analysis.chance.marche_sales"
    )
    told = Text(lang)("meeting.left_out_staff", names="")
    assert form.warning[0].value.startswith(told.partition(":")[0])
    form.button(key="meeting_make").click().run()
    assert [one.value for one in form.error] == [Text(lang)("error.deck.no_result")]
