"""Every word of the interface: there in both languages, asked for somewhere, well filled."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from asahi_metrics.core.catalogue import load_catalogue
from asahi_metrics.core.errors import AsahiMetricsError, CatalogueError
from asahi_metrics.core.findings import Finding
from asahi_metrics.core.settings import ROOT
from asahi_metrics.core.text import LANGUAGES, Text, all_words
from asahi_metrics.sources import datasets

PROGRAM = [
    *sorted((ROOT / "asahi_metrics").rglob("*.py")),
    *sorted((ROOT / "pages").glob("*.py")),
    ROOT / "dashboard.py",
]
KEY = re.compile(r"[a-z_]+(\.[a-z0-9_]+)+")
# A computed part of a key may have dots itself, and may be a word of the data.
HOLE = r".+"
every_key = pytest.mark.parametrize("key", sorted(all_words()))
every_file = pytest.mark.parametrize("path", PROGRAM, ids=lambda path: path.stem)


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def asked_for(path: Path) -> Iterator[tuple[int, str]]:
    """Keys that the file says outright: text("…"), raise SomeError("error.…")."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called, value = ast.unparse(node.func), node.args[0].value
            says = re.search(r"(^|[._])(text|words|say)$", called)
            raises = isinstance(value, str) and value.startswith("error.")
            if isinstance(value, str) and (says or raises) and KEY.fullmatch(value):
                yield node.lineno, value


@cache
def literals() -> frozenset[str]:
    """Every string of the program, docstrings aside or not."""
    return frozenset(
        node.value
        for path in PROGRAM
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


@cache
def patterns() -> tuple[re.Pattern[str], ...]:
    """The keys and codes that the program puts together: f"nav.{page}" as nav\\.…"""
    found = set()
    for path in PROGRAM:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.JoinedStr):
                parts = [
                    re.escape(part.value)
                    if isinstance(part, ast.Constant) and isinstance(part.value, str)
                    else HOLE
                    for part in node.values
                ]
                fixed = "".join(part for part in parts if part != HOLE)
                if re.fullmatch(r"[a-z0-9_.\\]*[a-z][a-z0-9_.\\]*", fixed):
                    found.add("".join(parts))
    return tuple(re.compile(one) for one in sorted(found))


@every_file
def test_a_key_that_is_asked_for_is_there(path: Path) -> None:
    assert [(line, key) for line, key in asked_for(path) if key not in all_words()] == []


@every_key
def test_a_key_is_used(key: str) -> None:
    # Finding codes stand alone in the code: Problem("town", "town_or_district").
    said = key.split(".")[1] if key.startswith("finding.") else key
    assert said in literals() or any(one.fullmatch(said) for one in patterns())


@every_key
def test_a_key_is_said_in_both_languages_with_the_same_places(key: str) -> None:
    entry = all_words()[key]
    places = [
        {name for _, name, _, _ in string.Formatter().parse(entry[lang]) if name is not None}
        for lang in LANGUAGES
    ]
    assert all(entry[lang].strip() for lang in LANGUAGES)
    # The name of a file that is offered is made of what each language can write.
    assert places[0] == places[1] or key.endswith("_file")


def test_every_finding_says_what_is_wrong_and_what_to_do() -> None:
    codes = {key.split(".")[1] for key in all_words() if key.startswith("finding.")}
    for code in codes:
        assert {f"finding.{code}.what", f"finding.{code}.do"} <= all_words().keys()


def test_every_dataset_and_column_has_its_words() -> None:
    for one in datasets().values():
        assert f"dataset.{one.id}.name" in all_words()
        for column in one.columns:
            assert f"column.{one.id}.{column.field}.name" in all_words()


def test_every_subject_of_the_catalogue_has_its_words() -> None:
    for subject in load_catalogue(ROOT / "data" / "catalogue").subjects:
        assert f"subject.{subject}" in all_words()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_text_is_said_in_its_language_with_its_places_filled(lang: str) -> None:
    text = Text("ja" if lang == "ja" else "en")
    told = text("cli.accepted", id=7)
    assert "7" in told
    assert "{" not in told


def test_an_unknown_key_is_an_error_that_names_it() -> None:
    with pytest.raises(CatalogueError) as caught:
        Text("ja")("nav.nowhere")
    assert caught.value.params == {"name": "nav.nowhere"}
    assert not Text("ja").has("nav.nowhere")


def test_an_error_and_a_finding_are_told_with_their_parameters() -> None:
    text = Text("ja")
    assert "9999" in text.of_error(AsahiMetricsError("error.unknown_revision", id=9999))
    finding = Finding("same_record_twice", row=3, params={"other": 88})
    assert "88" in text.what(finding)
    assert text.what_to_do(finding)
