"""The Indicators page in both languages, and the formulas it writes out."""

from __future__ import annotations

from pathlib import Path

import pytest

from asahi_metrics.core.catalogue import Indicator, load_catalogue
from asahi_metrics.core.text import LANGUAGES, Language, Text
from asahi_metrics.services.formulas import formula_text
from asahi_metrics.ui.formulas import formula_html
from tests.ui.opening import html_of, open_page

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = load_catalogue(ROOT / "data" / "catalogue")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("one", CATALOGUE, ids=lambda one: one.id)
def test_a_link_opens_the_definition_of_an_indicator(
    shell: Path, one: Indicator, lang: Language
) -> None:
    shown = html_of(open_page(shell, "indicators", indicator=one.id, lang=lang))
    text = Text(lang)
    assert f">{text.pick(one.name)}<" in shown
    assert formula_html(text, one) in shown
    assert text.pick(one.owner) in shown
    assert text(f"definition.of.disclosure.{one.disclosure}") in shown


def test_a_link_to_an_unknown_indicator_says_so(shell: Path) -> None:
    app = open_page(shell, "indicators", indicator="nonsense")
    assert "nonsense" in " ".join(one.value for one in app.warning)


def test_a_search_leaves_the_indicators_that_hold_the_words(shell: Path) -> None:
    app = open_page(shell, "indicators")
    app.text_input(key="search").set_value("ﾏﾙｼｪ 来場").run()
    keys = {button.key for button in app.button if str(button.key).startswith("indicator_")}
    assert keys
    assert keys < {f"indicator_{one.id}" for one in CATALOGUE.of_subject("marche")}


def test_a_search_without_a_hit_says_so(shell: Path) -> None:
    app = open_page(shell, "indicators")
    app.text_input(key="search").set_value("zzz").run()
    assert any("zzz" in caption.value for caption in app.caption)


def test_choosing_an_indicator_puts_it_into_the_link(shell: Path) -> None:
    app = open_page(shell, "indicators")
    last = list(CATALOGUE)[-1]
    app.button(key=f"indicator_{last.id}").click().run()
    assert app.query_params["indicator"] == last.id


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("one", CATALOGUE, ids=lambda one: one.id)
def test_a_formula_names_both_terms_and_the_factor(one: Indicator, lang: Language) -> None:
    told = formula_text(Text(lang), one)
    assert ("÷" in told) == (one.denominator is not None)
    assert (f"× {one.per:,g}" in told) == (one.per != 1)


@pytest.mark.parametrize(
    ("lang", "said"), [("ja", "区外・不明を除く"), ("en", "without places outside")]
)
def test_a_formula_says_where_visitors_from_outside_are_left_out(lang: Language, said: str) -> None:
    found = {one.id for one in CATALOGUE if said in formula_text(Text(lang), one)}
    assert found == {"marche_visitors_rate"}


@pytest.mark.parametrize(
    ("lang", "question"), [("ja", "子育てしやすい"), ("en", "bring up children")]
)
def test_a_formula_on_one_question_names_the_question_in_both_terms(
    lang: Language, question: str
) -> None:
    told = formula_text(Text(lang), CATALOGUE["sentiment_childcare"])
    top, _, bottom = told.partition("÷")
    assert question in top
    assert question in bottom
