"""The words of a deck's pictures: captions, alternative texts, rows of tables."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from asahi_metrics.core.report import DeckLanguage
from asahi_metrics.core.settings import Settings
from asahi_metrics.services.deck_figures import Told
from asahi_metrics.services.deck_pictures import (
    months_picture,
    no_range_note,
    number_picture,
    table_picture,
)
from asahi_metrics.services.deck_scene import Scene
from asahi_metrics.services.deck_words import Wording
from asahi_metrics.services.office import Office, open_office
from tests.services.given import GivenFigures

X, NONE = Told(None, withheld=True), Told(None)
DISTRICTS: Mapping[str | None, Told] = {"01": Told(4), "02": Told(9), "03": Told(6), None: Told(19)}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The real pack, which has plain names and readings; nothing is loaded."""
    database = tmp_path_factory.mktemp("empty") / "empty.db"
    return open_office(Settings(database_url=f"sqlite:///{database.as_posix()}"))


def scene(
    office: Office, figures: GivenFigures, lang: DeckLanguage = "ja", indicator: str = "drills"
) -> Scene:
    one = office.catalogue[indicator]
    return Scene(figures, Wording(office, lang), one, 2026, "01")


MONTHS = {202604: Told(1), 202605: NONE, 202606: X, 202607: Told(2)}


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("ja", "9月、ほか1件。X(秘匿): 令和8年度 6月"),
        ("en", "FY2026 Sep, 1 more; X (withheld): FY2026 Jun"),
        ("easy", "9月、ほか 1件。X: 2026年度"),
    ],
)
def test_what_is_missing_and_what_is_withheld_are_two_sentences(
    office: Office, lang: DeckLanguage, said: str
) -> None:
    months = MONTHS | dict.fromkeys((202607, 202609), NONE)
    caption = months_picture(scene(office, GivenFigures(months=months), lang)).caption
    assert said in caption.replace("（ねんど）", "")


def test_the_years_of_an_alternative_text_do_not_run_together(office: Office) -> None:
    figures = GivenFigures(months=MONTHS, months_before={202504: Told(3)})
    assert " Oct No data. FY2025: Apr 3 drills," in months_picture(scene(office, figures, "en")).alt
    assert "10月 データなし。令和7年度: 4月 3回、" in months_picture(scene(office, figures)).alt


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("ja", "報告のない1件は含みません。"),
        ("en", "Missing reports left out: 1."),
        ("easy", "まだ ない 報告（ほうこく）が 1件 あります。"),
    ],
)
def test_a_single_missing_report_is_no_plural(
    office: Office, lang: DeckLanguage, said: str
) -> None:
    figures = GivenFigures({"01": Told(4, reports_missing=1)})
    assert number_picture(scene(office, figures, lang)).caption == said


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("ja", "訓練回数 4回。"),
        ("en", "Drills: 4 drills."),
        ("easy", "防災訓練の 数は 4回。"),
    ],
)
def test_the_alternative_text_of_a_table_says_each_value_with_its_unit(
    office: Office, lang: DeckLanguage, said: str
) -> None:
    assert table_picture([scene(office, GivenFigures(DISTRICTS), lang)]).alt == said


def test_a_row_in_plain_japanese_has_its_harder_words_read(office: Office) -> None:
    ((name, *_),) = table_picture([scene(office, GivenFigures(DISTRICTS), "easy")]).rows
    assert name == "防災訓練（ぼうさいくんれん）の 数: 回"


@pytest.mark.parametrize("lang", ["ja", "en", "easy"])
def test_a_range_that_is_a_dash_is_explained_below_the_table(
    office: Office, lang: DeckLanguage
) -> None:
    text = Wording(office, lang).text
    shown = table_picture([scene(office, GivenFigures(DISTRICTS), lang)])
    withheld = table_picture([scene(office, GivenFigures({**DISTRICTS, "02": X}), lang)])
    assert (shown.rows[0][-1] != "–", withheld.rows[0][-1]) == (True, "–")
    assert (shown.caption, withheld.caption) == ("", text("public.no_range"))
    assert no_range_note(text, withheld.rows) == text("public.no_range")


def test_where_no_district_has_reported_the_range_is_missing_and_not_a_dash(
    office: Office,
) -> None:
    picture = table_picture([scene(office, GivenFigures({"01": NONE, "02": NONE}))])
    assert picture.rows[0][-1] == "データなし"
    assert picture.caption == ""
