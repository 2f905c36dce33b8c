"""The page of output and outcome, on the sample pack and where there is no survey."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from asahi_metrics.core.catalogue import load_catalogue
from asahi_metrics.core.settings import ROOT
from asahi_metrics.core.text import LANGUAGES, Language, Text
from tests.ui.conftest import LayDesk
from tests.ui.opening import html_of, open_page

CATALOGUE = load_catalogue(ROOT / "data" / "catalogue")


def ids(app: AppTest, key: str) -> str:
    return str(app.selectbox(key=f"choice_{key}").value)


def table_of(app: AppTest) -> pd.DataFrame:
    frame: pd.DataFrame = app.dataframe[0].value
    return frame


def sentence_of(app: AppTest) -> str:
    found = re.search(r'am-sentence">(.*?)</p>', html_of(app))
    assert found
    return html.unescape(found[1])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_opens_with_the_first_initiative_by_resident_and_its_survey(
    shell: Path, lang: Language
) -> None:
    shown = open_page(shell, "outcome", lang=lang)
    assert ids(shown, "initiative") == "drills_and_information"
    assert ids(shown, "output") == "drill_participants_rate"
    assert ids(shown, "outcome") == "sentiment_preparedness"
    text = Text(lang)
    assert text("outcome.no_cause", count=19) in html_of(shown)
    assert text("sample.short") in html_of(shown)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_district_stands_in_the_table_with_answers_and_interval(
    shell: Path, lang: Language
) -> None:
    text = Text(lang)
    frame = table_of(open_page(shell, "outcome", lang=lang))
    assert len(frame) == 19 + 1
    low, high = (text(f"outcome.{end}", level="95%", unit="%") for end in ("low", "high"))
    share = text(
        "definition.in_unit", unit="%", name=text.pick(CATALOGUE["sentiment_preparedness"].short)
    )
    assert (frame[text("outcome.answers")] > 0).all()
    assert (frame[low] < frame[share]).all()
    assert (frame[share] < frame[high]).all()
    # The ward has the most answers, and so the narrowest interval.
    width = frame[high] - frame[low]
    assert width.idxmin() == len(frame) - 1


def test_the_sentence_names_those_below_both_averages(shell: Path) -> None:
    shown = open_page(shell, "outcome", year="2025")
    frame, said = table_of(shown), sentence_of(shown)
    across, upward = frame.columns[2], frame.columns[3]
    ward = frame.iloc[-1]
    weak = frame[(frame[across] < ward[across]) & (frame[upward] < ward[upward])]
    named = re.search(r"地区\((.*?)\)です", said)
    assert named
    assert named[1].split("、") == weak["地区"].tolist()
    assert f"{len(weak)}地区" in said


def test_an_initiative_offers_its_own_indicators_and_is_in_the_link(shell: Path) -> None:
    shown = open_page(shell, "outcome", lang="en")
    shown.selectbox(key="choice_initiative").set_value("dementia_guide").run()
    assert not shown.exception
    assert ids(shown, "output") == "care_path_guides_rate"
    assert ids(shown, "outcome") == "sentiment_advice"
    assert shown.query_params["initiative"] == "dementia_guide"


def test_any_output_can_be_set_against_any_outcome(shell: Path) -> None:
    shown = open_page(
        shell, "outcome", initiative="any", output="patrol_members_rate", outcome="sentiment_safety"
    )
    assert not shown.warning
    name = Text("ja").pick(CATALOGUE["patrol_members_rate"].short)
    assert name in sentence_of(shown)
    outputs = shown.selectbox(key="choice_output").options
    assert len(outputs) > 20


def test_a_link_to_an_indicator_of_another_initiative_is_told(shell: Path) -> None:
    shown = open_page(shell, "outcome", initiative="dementia_guide", output="patrol_members_rate")
    assert "patrol_members_rate" in shown.warning[0].value


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_period_without_a_survey_says_so_and_shows_no_zero(shell: Path, lang: Language) -> None:
    shown = open_page(shell, "outcome", period="q2", lang=lang)
    assert sentence_of(shown) == Text(lang)("outcome.nothing")
    frame = table_of(shown)
    assert frame[frame.columns[3:7]].isna().all(axis=None)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_where_no_survey_is_loaded_the_page_says_what_is_missing(
    root: Path, lay_desk: LayDesk, lang: Language
) -> None:
    settings = lay_desk().office.settings
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASAHI_DATABASE_URL", settings.database_url)
        patch.setenv("ASAHI_PACK", str(settings.pack))
        shown = open_page(root / "asahi_metrics" / "ui" / "shell.py", "outcome", lang=lang)
    assert shown.info[0].value == Text(lang)("outcome.none")
