"""``asahi-metrics export``: the file that is written, and what is said where there is none."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from pptx import Presentation
from typer.testing import CliRunner, Result

from asahi_metrics import cli
from asahi_metrics.cli_export import ALL_DISTRICTS
from asahi_metrics.cli_frame import WRONG_USAGE
from asahi_metrics.core.text import LANGUAGES, Text
from asahi_metrics.services.deck_files import FORMS
from asahi_metrics.services.releasing import release
from tests.ward import open_filled_ward

Run = Callable[..., Result]
BEGINNINGS = {
    "pptx": b"PK",
    "xlsx": b"PK",
    "pdf": b"%PDF-",
    "csv": b"\xef\xbb\xbf",
    "geojson": b"{",
    "png": b"PK",
    "zip": b"PK",
}


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ward")
    release(open_filled_ward(folder))
    return folder


@pytest.fixture
def run(ward: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    database = ward / "ward.db"
    monkeypatch.setenv("ASAHI_DATABASE_URL", f"sqlite:///{database.as_posix()}")
    monkeypatch.setenv("ASAHI_PACK", str(ward / "pack"))
    out = str(tmp_path / "out.pptx")
    return lambda *arguments: CliRunner().invoke(
        cli.app, ["export", *arguments, "--year", "2023", "--out", out]
    )


@pytest.mark.parametrize("audience", ["staff", "public"])
@pytest.mark.parametrize("lang", ["ja", "en", "easy"])
def test_the_slides_are_written(run: Run, tmp_path: Path, audience: str, lang: str) -> None:
    done = run("pptx", "--district", "01", "--audience", audience, "--lang", lang)
    assert done.exit_code == 0, done.output
    assert "out.pptx" in done.output
    slides = Presentation(str(tmp_path / "out.pptx")).slides
    assert len(slides) > 4


@pytest.mark.parametrize("form", sorted(cli.EXPORTERS))
@pytest.mark.parametrize("audience", ["staff", "public"])
@pytest.mark.parametrize("lang", ["ja", "en", "easy"])
def test_every_form_is_written_for_both_audiences_in_each_language(
    run: Run, tmp_path: Path, form: str, audience: str, lang: str
) -> None:
    where = () if form == ALL_DISTRICTS else ("--district", "01")
    done = run(form, *where, "--audience", audience, "--lang", lang)
    assert done.exit_code == 0, done.output
    assert (tmp_path / "out.pptx").read_bytes().startswith(BEGINNINGS[form])


def test_without_a_district_it_is_the_whole_ward_and_topics_keep_their_order(
    run: Run, tmp_path: Path
) -> None:
    done = run("pptx", "--topics", "dog_patrol, disaster_drills")
    assert done.exit_code == 0, done.output
    titles = [
        slide.shapes.title.text_frame.text
        for slide in Presentation(str(tmp_path / "out.pptx")).slides
    ]
    assert titles[0] == "旭区のデータ報告"
    assert "わんわんパトロール" in titles[2]


@pytest.mark.parametrize(
    "arguments",
    [
        ("xyz",),
        ("pptx", "--district", "77"),
        ("pptx", "--topics", "nothing"),
        ("pptx", "--audience", "everybody"),
        ("pptx", "--lang", "fr"),
    ],
)
def test_what_there_is_not_is_told_with_what_there_is(
    run: Run, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    done = run(*arguments)
    assert done.exit_code == WRONG_USAGE
    assert arguments[-1] in done.output
    assert "使えるのは" in done.output
    assert not (tmp_path / "out.pptx").exists()


def test_the_forms_are_those_of_a_deck_and_the_zip_of_all_districts() -> None:
    assert (*FORMS, ALL_DISTRICTS) == cli.EXPORTERS


def test_the_list_of_forms_names_each_in_both_languages_and_needs_nothing_else() -> None:
    done = CliRunner().invoke(cli.app, ["export", "--form-list"])
    assert done.exit_code == 0, done.output
    rows = [line.split("\t") for line in done.output.splitlines()]
    assert [row[0] for row in rows] == list(cli.EXPORTERS)
    for form, *said in rows:
        assert said == [
            f"{text(f'files.form.{form}')}: {text(f'files.form_note.{form}')}"
            for text in map(Text, LANGUAGES)
        ]


def test_the_help_names_every_form() -> None:
    done = CliRunner().invoke(cli.app, ["export", "--help"], terminal_width=200)
    assert done.exit_code == 0
    assert all(form in done.output for form in cli.EXPORTERS)
    assert "--form-list" in done.output


def test_the_zip_of_all_districts_is_not_of_one(run: Run, tmp_path: Path) -> None:
    done = run("zip", "--district", "01")
    assert done.exit_code == WRONG_USAGE
    assert "--district 01" in done.output
    assert not (tmp_path / "out.pptx").exists()


def test_a_deck_is_written_without_the_libraries_that_take_seconds_to_load(
    run: Run, tmp_path: Path
) -> None:
    # The first command of all draws the ward's boundaries, which these libraries do.
    run("geojson")
    asked = ("export", "pdf", "--district", "01", "--year", "2023", "--out", str(tmp_path / "a"))
    script = (
        f"import sys; sys.argv[1:] = {asked!r}\n"
        "from asahi_metrics.cli import main\n"
        "try: main()\n"
        "except SystemExit as ended: assert not ended.code\n"
        "print(*{'sklearn', 'scipy', 'geopandas', 'pandas'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    )
    assert done.stdout.splitlines()[-1] == ""


def test_the_zip_holds_every_district_and_a_list(run: Run, tmp_path: Path) -> None:
    done = run("zip")
    assert done.exit_code == 0
    with zipfile.ZipFile(tmp_path / "out.pptx") as parts:
        names = parts.namelist()
    assert len(names) == 7
    assert [name[:2] for name in names[::2]] == ["01", "02", "03", "一覧"]
