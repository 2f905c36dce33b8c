"""The page that lists the open data: every file, every column, every state, and the terms."""

from __future__ import annotations

from dataclasses import replace

import pytest

from asahi_metrics.core.public_page import Terms
from asahi_metrics.core.text import LANGUAGES, Language, Text
from asahi_metrics.exports.markup import Markup
from asahi_metrics.exports.open_data_files import FIGURE_COLUMNS, heading
from asahi_metrics.exports.open_data_page import OpenDataWords, write_open_data_page
from asahi_metrics.exports.public_page import Frame
from tests.exports.test_dcat import CATALOGUE, DATASET, HOSTILE, both
from tests.page_reader import Reader

WORDS = OpenDataWords(released="令和8年11月26日公表", threshold=5)
every_language = pytest.mark.parametrize("lang", LANGUAGES)


def read(lang: Language = "ja", catalogue: object = CATALOGUE) -> Reader:
    frame = Frame(lang, Text(lang), Markup(), "body{}", here="")
    return Reader.of(write_open_data_page(catalogue, frame, WORDS))  # type: ignore[arg-type]


@every_language
def test_the_files_of_the_language_are_offered_and_the_catalogue_too(lang: Language) -> None:
    links = read(lang).all_of("href")
    own, other = ("", ".en")[:: 1 if lang == "ja" else -1]
    assert {f"dog_patrol{own}.csv", f"districts-2026{own}.geojson", "catalog.jsonld"} <= set(links)
    assert not {f"dog_patrol{other}.csv", f"districts-2026{other}.geojson"} & set(links)
    assert f"../public/?lang={lang}" in links


@every_language
def test_every_column_and_every_state_is_explained(lang: Language) -> None:
    text = Text(lang)
    tables = read(lang).tables
    columns = next(one for one in tables if len(one) == len(FIGURE_COLUMNS) + 1)
    assert [row[0] for row in columns[1:]] == [heading(text, one) for one in FIGURE_COLUMNS]
    states = [row[0] for row in tables[-1][1:]]
    assert states == [text(f"open_data.state.{one}") for one in ("value", "withheld", "missing")]
    assert "4" in tables[-1][2][1]


@every_language
def test_sample_data_terms_and_release_are_said(lang: Language) -> None:
    words = read(lang).words
    text = Text(lang)
    for said in (
        text("sample.short"),
        text("open_data.sample_note"),
        WORDS.released,
        CATALOGUE.terms[lang].publisher,
        CATALOGUE.terms[lang].licence,
        CATALOGUE.boundaries[lang],
    ):
        assert said in words
    assert "noindex" in read(lang).all_of("content")


def test_real_data_bears_no_mark_of_a_sample_and_is_found() -> None:
    page = read(catalogue=replace(CATALOGUE, sample=False))
    assert Text("ja")("sample.short") not in page.words
    assert "noindex" not in page.all_of("content")


def test_a_licence_leads_to_its_text() -> None:
    url = "https://creativecommons.org/licenses/by/4.0/deed.ja"
    terms = {lang: Terms("旭区役所", "CC BY 4.0", url) for lang in LANGUAGES}
    assert url in read(catalogue=replace(CATALOGUE, terms=terms)).all_of("href")


def test_what_the_pack_says_never_becomes_markup() -> None:
    evil = replace(
        CATALOGUE,
        title=both(HOSTILE),
        ward=both(HOSTILE),
        boundaries=both(HOSTILE),
        terms={lang: Terms(HOSTILE, HOSTILE, HOSTILE) for lang in LANGUAGES},
        datasets=(replace(DATASET, title=both(HOSTILE), keywords=(both(HOSTILE),) * 2),),
    )
    page = read(catalogue=evil)
    assert page.tags["script"] == 0
    assert not [name for _, name, _ in page.attributes if name.startswith("on")]
    assert page.open == []
    assert HOSTILE in page.words
