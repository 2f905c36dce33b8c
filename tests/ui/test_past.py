"""The pages as of a past revision: figures of then, said to be so, and a way back."""

from __future__ import annotations

from pathlib import Path

import pytest

from asahi_metrics.core.text import LANGUAGES, Language, Text
from asahi_metrics.ui.navigation import PAGES, PRESENT_PAGES
from tests.ui.opening import html_of, open_page

# On a new database the census comes first, and then the sample of one dataset after the other.
BEFORE_THE_DRILLS = 2


def said(lang: Language) -> str:
    return Text(lang)("past.shown", id=BEFORE_THE_DRILLS, moment="").split("(")[0]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", sorted(set(PAGES) - PRESENT_PAGES))
def test_a_page_of_figures_says_that_they_are_of_the_past(
    shell: Path, page: str, lang: Language
) -> None:
    app = open_page(shell, page, asof=str(BEFORE_THE_DRILLS), lang=lang)
    assert said(lang) in html_of(app)
    assert not app.error
    app.button(key="past_back").click().run()
    assert not app.exception
    assert said(lang) not in html_of(app)
    assert "asof" not in app.query_params


@pytest.mark.parametrize("page", sorted(PRESENT_PAGES))
def test_where_people_write_the_data_are_those_of_today(shell: Path, page: str) -> None:
    app = open_page(shell, page, asof=str(BEFORE_THE_DRILLS))
    assert Text("ja")("past.not_here") in html_of(app)
    assert said("ja") not in html_of(app)


def test_what_was_not_known_then_is_no_data(shell: Path) -> None:
    assert Text("ja")("value.missing") in html_of(open_page(shell, "drills", asof="2"))
    assert Text("ja")("value.missing") not in html_of(open_page(shell, "drills"))
