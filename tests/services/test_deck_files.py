"""Decks as files: every form says what the deck said when it was made, whatever came since."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from asahi_metrics.core.report import AUDIENCES, Audience
from asahi_metrics.core.text import LANGUAGES, Language, Text
from asahi_metrics.services.deck_files import FORMS, Form, deck_file, file_name
from asahi_metrics.services.decks import read_deck, retitled, save_deck
from asahi_metrics.services.geography import schematic
from asahi_metrics.services.office import Office
from asahi_metrics.services.publication import PublicFigures
from asahi_metrics.services.releasing import release
from asahi_metrics.services.reporting import DeckRequest, MadeDeck, make_deck
from asahi_metrics.services.territory import replace_boundaries
from tests.ward import load, open_filled_ward, open_ward

# Each test works on a copy of one file.
pytestmark = pytest.mark.sqlite

# Every slide that there is of three topics, maps among them.
ASKED = DeckRequest("01", 2023, ("dog_patrol", "disaster_drills", "marche"), length=30)


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ward with a release, which nobody writes to."""
    folder = tmp_path_factory.mktemp("released")
    office = open_filled_ward(folder)
    replace_boundaries(office, schematic(office.pack))
    release(office)
    office.engine.dispose()
    return folder


@pytest.fixture
def office(released: Path, tmp_path: Path) -> Office:
    return open_ward(shutil.copytree(released, tmp_path / "ward"))


def import_other_data(office: Office) -> None:
    """Other figures of the deck's own months."""
    load(office, "dog_patrol", [("2023-05", "山手", 77, 30, 40, 80)])
    drill = ("2024-03-20", "山手", "Z会", "避難訓練", "公園", 500, 200, None)
    load(office, "disaster_drills", [drill])


def files(office: Office, made: MadeDeck) -> dict[Form, object]:
    """What every form of a deck says, without the time at which it was written."""
    return {form: told(form, deck_file(office, made, form)) for form in FORMS}


def told(form: Form, content: bytes) -> object:
    if form in {"pptx", "png"}:
        return parts_of(content)
    return words_of_pdf(content) if form == "pdf" else content


def parts_of(content: bytes) -> Mapping[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return {
            name: parts.read(name)
            for name in parts.namelist()
            # The sheets behind charts bear the time; the charts themselves have all values.
            if not name.startswith(("docProps/", "ppt/embeddings/"))
        }


def words_of_pdf(content: bytes) -> str:
    command = shutil.which("pdftotext")
    assert command, "pdftotext is not installed: see scripts/office.sh"
    done = subprocess.run(
        [command, "-raw", "-enc", "UTF-8", "-", "-"], input=content, check=True, capture_output=True
    )
    return "".join(done.stdout.decode().split())


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_saved_deck_gives_the_same_files_after_later_imports_and_releases(
    office: Office, audience: Audience
) -> None:
    asked = replace(ASKED, audience=audience)
    number = save_deck(office, make_deck(office, asked), author="担当")
    saved = read_deck(office, number).made
    before = files(office, saved)
    import_other_data(office)
    if audience == "public":
        release(office)
    assert make_deck(office, asked).figures != saved.figures
    assert files(office, read_deck(office, number).made) == before
    rows = rows_of(deck_file(office, saved, "csv"))
    assert {row["更新番号"] for row in rows} == {str(saved.deck.revision)}
    assert {row["データの時点"] for row in rows} == {saved.deck.as_of}


def test_a_draft_gives_the_files_of_its_own_moment(office: Office) -> None:
    draft = make_deck(office, ASKED)
    before = files(office, draft)
    import_other_data(office)
    assert files(office, draft) == before


def test_all_forms_of_a_deck_say_the_same_revision_and_month(office: Office) -> None:
    made = make_deck(office, ASKED)
    import_other_data(office)
    found = {form: deck_file(office, made, form) for form in FORMS}
    month, revision = made.deck.as_of, str(made.deck.revision)
    about = openpyxl.load_workbook(io.BytesIO(found["xlsx"]))["このファイルについて"]
    lines = {row[0]: row[1] for row in about.iter_rows(values_only=True)}
    assert (lines["データの時点"], lines["更新番号"]) == (month, revision)
    metadata = json.loads(found["geojson"])["metadata"]
    assert (metadata["as_of"], str(metadata["revision"])) == (month, revision)
    assert f"{month}までのデータ、更新番号{revision}" in words_of_pdf(found["pdf"])
    slides = b"".join(
        part for name, part in parts_of(found["pptx"]).items() if name.startswith("ppt/slides/")
    )
    assert f"更新番号{revision}".encode() in slides
    said = parts_of(found["png"])["図の説明.txt"].decode("utf-8-sig")
    # Once of each picture, and once of all; the text itself is the one file without.
    assert said.count(f"更新番号{revision}") == len(parts_of(found["png"]))


def test_a_deck_for_the_public_is_kept_with_released_figures_alone(office: Office) -> None:
    number = save_deck(office, make_deck(office, replace(ASKED, audience="public")), author="担当")
    kept = read_deck(office, number).made.figures
    assert kept is not None
    public = PublicFigures(office)
    states = set()
    for row in kept.sheet.rows:
        if row.span == "year":
            code = None if row.area_code == office.ward else row.area_code
            found = public.of(office.catalogue[row.indicator.id], 2023, code)
            assert row.cell.value == found.value
        states.add(row.cell.state)
        assert row.cell.state == "shown" or row.cell.value is None
    assert "withheld" in states


def test_an_edited_title_is_the_title_of_every_form(office: Office) -> None:
    made = make_deck(office, ASKED)
    edited = replace(made, deck=retitled(made.deck, {"cover": "山手の<b>今</b>"}))
    title = edited.deck.title
    assert json.loads(deck_file(office, edited, "geojson"))["name"] == title
    book = openpyxl.load_workbook(io.BytesIO(deck_file(office, edited, "xlsx")))
    assert book.properties.title == title
    assert title in words_of_pdf(deck_file(office, edited, "pdf"))


def without_figures(office: Office) -> MadeDeck:
    """A deck as it was saved before figures were kept, read again."""
    made = replace(make_deck(office, ASKED), figures=None)
    return read_deck(office, save_deck(office, made, author="担当")).made


def test_a_deck_without_figures_of_its_own_gives_the_same_as_long_as_nothing_was_loaded(
    office: Office,
) -> None:
    old = without_figures(office)
    assert old.figures is None
    assert files(office, old) == files(office, make_deck(office, ASKED))


def test_a_deck_without_figures_of_its_own_says_what_its_lists_are_made_of(
    office: Office,
) -> None:
    old = without_figures(office)
    slides = parts_of(deck_file(office, old, "pptx"))
    load(office, "disaster_drills", [("2023-12-01", "山手", "A会", "避難訓練", "公園", 9, 5, None)])
    new = office.revision()
    assert parts_of(deck_file(office, old, "pptx")) == slides
    warning = Text("ja")("files.remark.anew", old=old.deck.revision, new=new)
    metadata = json.loads(deck_file(office, old, "geojson"))["metadata"]
    assert metadata["remarks"][0] == warning
    assert metadata["revision"] == new
    assert {row["更新番号"] for row in rows_of(deck_file(office, old, "csv"))} == {str(new)}
    paper = words_of_pdf(deck_file(office, old, "pdf"))
    assert Text("ja")("files.remark.no_list") in paper
    assert warning not in paper
    assert f"更新番号{old.deck.revision}" in paper
    assert f"更新番号{new}" not in paper


@pytest.mark.parametrize("lang", LANGUAGES)
def test_files_are_named_for_their_form_area_and_year(office: Office, lang: Language) -> None:
    deck = make_deck(office, ASKED).deck
    names = [file_name(office, Text(lang), deck, form) for form in FORMS]
    assert len(set(names)) == len(FORMS)
    for form, name in zip(FORMS, names, strict=True):
        assert name.endswith(".zip" if form == "png" else f".{form}")
        assert office.pack.areas["01"].name[lang] in name
        assert "2023" in name
        assert Text(lang)("sample.short") not in name
    marked = file_name(office, Text(lang), replace(deck, sample=True, district=None), "pdf")
    assert marked.endswith(f"_{Text(lang)('sample.short')}.pdf")
    assert Text(lang)("filter.all_districts") in marked


@pytest.mark.parametrize("form", FORMS)
def test_progress_rises_to_the_end(office: Office, form: Form) -> None:
    shares: list[float] = []
    deck_file(office, make_deck(office, ASKED), form, shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    if form in {"pptx", "pdf", "xlsx", "png"}:
        assert shares[0] < 1.0


def test_making_the_slides_tells_its_progress_too(office: Office) -> None:
    shares: list[float] = []
    made = make_deck(office, ASKED, progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert len(shares) == len(made.deck.slides) - 3 + 1
