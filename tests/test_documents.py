"""The documents hold: what they name exists, what they show works, what they quote is on screen."""

from __future__ import annotations

import csv
import re
import shlex
import shutil
import tomllib
import types
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import inspect
from typer.main import get_command
from typer.testing import CliRunner

from asahi_metrics import cli
from asahi_metrics.core.catalogue import load_catalogue
from asahi_metrics.core.pack import load_pack
from asahi_metrics.core.settings import Settings
from asahi_metrics.core.text import Language, all_words
from asahi_metrics.services.geography import schematic
from asahi_metrics.sources import datasets
from asahi_metrics.sources.spec import Dataset
from asahi_metrics.store import schema
from asahi_metrics.store.database import open_database
from asahi_metrics.store.tables import metadata
from asahi_metrics.ui.links import KEYS
from asahi_metrics.ui.navigation import PAGES
from tests.test_layout import PROGRAM, imports_of

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "data").rglob("*.md")]
)
every_document = pytest.mark.parametrize(
    "document", DOCUMENTS, ids=[path.relative_to(ROOT).as_posix() for path in DOCUMENTS]
)

FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.M | re.S)
INLINE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
BOLD = re.compile(r"\*\*(.+?)\*\*")
VARIABLE = re.compile(r"\bASAHI_[A-Z_]+\b")
FILE = re.compile(r"[\w.*-]+(/[\w.*-]+)*(/|\.(py|toml|md|csv|js|css|sh|txt|png))")

# The step that comes after the newest one.
NEXT_STEP = f"{int(schema.NEWEST) + 1:04}"
# What the documents tell the reader to write.
TO_BE_WRITTEN = {
    ".streamlit/secrets.toml",
    "deploy/login.env",
    "deploy/secrets/",
    "pages/people.py",
    "asahi_metrics/sources/crime_prevention_talks.py",
    f"asahi_metrics/store/migrations/versions/v{NEXT_STEP}_topics.py",
}
# A short name of a module is understood from the package or one of its parts.
PLACES = (ROOT, ROOT / "asahi_metrics", ROOT / "data")
# Where the shell stands that variables and make targets are written for.
SHELL = [
    ROOT / "Makefile",
    *(ROOT / "scripts").glob("*.sh"),
    *(ROOT / "bench").glob("*.py"),
    *(ROOT / "tests").rglob("*.py"),
]


def text_of(document: Path) -> str:
    return document.read_text(encoding="utf-8")


def fences(document: Path, *kinds: str) -> list[str]:
    return [code for kind, code in FENCE.findall(text_of(document)) if kind in kinds]


def prose_of(document: Path) -> str:
    return FENCE.sub("", text_of(document))


def code_of(document: Path) -> Iterator[str]:
    """Inline code, and the lines of the fences that a shell would run."""
    yield from INLINE.findall(prose_of(document))
    for fence in fences(document, "sh", "powershell"):
        yield from fence.splitlines()


@every_document
def test_a_link_leads_to_a_file(document: Path) -> None:
    targets = [one.partition("#")[0] for one in LINK.findall(prose_of(document))]
    local = [one for one in targets if one and not one.startswith(("http://", "https://"))]
    assert [one for one in local if not (document.parent / one).exists()] == []


@every_document
def test_a_link_within_a_document_leads_to_a_heading(document: Path) -> None:
    headings = re.findall(r"^#+ (.+)$", text_of(document), re.M)
    anchors = {re.sub(r"[^\w\- ]", "", one).strip().lower().replace(" ", "-") for one in headings}
    named = {one[1:] for one in LINK.findall(prose_of(document)) if one.startswith("#")}
    assert named <= anchors


@every_document
def test_a_file_that_is_named_exists(document: Path) -> None:
    named = {one for one in INLINE.findall(prose_of(document)) if FILE.fullmatch(one)}
    missing = {one for one in named if not any(any(place.glob(one)) for place in PLACES)}
    assert missing <= TO_BE_WRITTEN


@every_document
def test_a_make_target_that_is_named_exists(document: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", text_of(ROOT / "Makefile"), re.M))
    named = {found for code in code_of(document) for found in re.findall(r"\bmake ([a-z]+)", code)}
    assert named <= targets


@every_document
def test_an_environment_variable_that_is_named_is_read_somewhere(document: Path) -> None:
    known = {f"ASAHI_{name.upper()}" for name in Settings.model_fields}
    for path in (*SHELL, *Path(cli.__file__).parent.glob("cli*.py")):
        known |= set(VARIABLE.findall(text_of(path)))
    assert set(VARIABLE.findall(text_of(document))) <= known


def test_the_readme_lists_every_setting_in_both_languages() -> None:
    fields = set(Settings.model_fields)
    # A secret may stand in a file: the lists say so once for all of them.
    settings = fields - {name for name in fields if name.removesuffix("_file") in fields - {name}}
    wanted = {f"ASAHI_{name.upper()}" for name in settings} | variables_of(get_command(cli.app))
    told = text_of(ROOT / "README.md").split("\n## English\n")
    for lang, part in zip(("ja", "en"), told, strict=True):
        listed = set(re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (`.*?) \|", part, re.M))))
        assert wanted - listed == set(), lang


def variables_of(command: Any) -> set[str]:
    """The environment variables that a command and those below it read."""
    own = {str(one.envvar) for one in command.params if one.envvar}
    return own.union(*map(variables_of, getattr(command, "commands", {}).values()))


def test_the_help_of_make_names_every_target() -> None:
    makefile = text_of(ROOT / "Makefile")
    named = set(re.findall(r"\bmake ([a-z]+)", makefile.split("\nhelp:\n")[1].split("\n\n")[0]))
    assert named == set(re.findall(r"^([a-z]+):", makefile, re.M)) - {"help"}


def test_what_the_program_imports_stands_among_the_direct_requirements() -> None:
    told = text_of(ROOT / "requirements.txt").split("\n\n")
    direct = {name.lower() for name in re.findall(r"^([\w.-]+)", told[1], re.M)}
    modules = {name.partition(".")[0] for path in PROGRAM for name in imports_of(path)}
    providers = packages_distributions()
    packages = {
        providers[name][0].lower().replace("_", "-") for name in modules if name in providers
    }
    assert packages - direct - {"asahi-metrics"} == set()


@every_document
def test_a_command_that_is_named_exists(document: Path) -> None:
    named = {
        tuple(words)
        for code in code_of(document)
        for words in re.findall(r"\basahi-metrics ([a-z]+)(?: ([a-z]+)\b(?! [a-z]*\.))?", code)
    }
    for command, part in named:
        wanted = [command, part] if command == "boundaries" and part else [command]
        assert CliRunner().invoke(cli.app, [*wanted, "--help"]).exit_code == 0, wanted


@every_document
def test_an_address_that_is_named_is_a_page_with_known_filters(document: Path) -> None:
    for address in re.findall(r"`/([a-z_]+)(?:\?([^`]*))?`", prose_of(document)):
        page, query = address
        assert page in {*PAGES, "healthz", "metrics"}
        assert {part.partition("=")[0] for part in query.split("&") if part} <= set(KEYS)


@pytest.mark.parametrize(
    ("guide", "lang"), [("user-guide.md", "ja"), ("user-guide.en.md", "en")], ids=["ja", "en"]
)
def test_the_guide_quotes_the_words_of_the_screen(guide: str, lang: Language) -> None:
    words = {both[lang] for both in all_words().values()}
    quoted = set(BOLD.findall(text_of(ROOT / "docs" / guide)))
    assert quoted <= words
    assert {all_words()[f"nav.{page}"][lang] for page in PAGES} <= quoted


def test_the_guides_of_both_languages_have_the_same_parts() -> None:
    japanese, english = (
        [len(marks) for marks in re.findall(r"^(#+) ", text_of(ROOT / "docs" / name), re.M)]
        for name in ("user-guide.md", "user-guide.en.md")
    )
    assert japanese == english


def test_the_commands_of_the_readme_work_in_their_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASAHI_DATABASE_URL", f"sqlite:///{(tmp_path / 'asahi.db').as_posix()}")
    monkeypatch.chdir(tmp_path)
    write_files_of_the_examples(tmp_path)
    (block,) = [one for one in fences(ROOT / "README.md", "sh") if "asahi-metrics" in one]
    for line in block.splitlines():
        name, *arguments = shlex.split(line, comments=True)
        assert name == "asahi-metrics"
        # Serving has no end of its own.
        asked = [*arguments, "--help"] if arguments[0] == "serve" else arguments
        result = CliRunner().invoke(cli.app, asked)
        assert result.exit_code == 0, (line, result.output)


def write_files_of_the_examples(folder: Path) -> None:
    pack = load_pack()
    tables: dict[str, list[tuple[str, ...]]] = {
        "drills.csv": [
            ("実施日", "地区", "主催", "訓練種別", "会場", "参加者数"),
            ("R8.4.5", "鶴ケ峯", "A会", "避難訓練", "公園", "30人"),
        ],
        "towns.csv": [
            ("町丁", "地区"),
            *((town.name["ja"], town.parent or "") for town in pack.areas.towns),
        ],
    }
    for name, rows in tables.items():
        with (folder / name).open("w", encoding="cp932", newline="") as out:
            csv.writer(out).writerows(rows)
    (folder / "boundaries.geojson").write_text(schematic(pack).districts_geojson, encoding="utf-8")


def test_every_decision_stands_in_the_list_of_decisions() -> None:
    folder = ROOT / "docs" / "decisions"
    lines = re.findall(
        r"^\| \[(\d+)\]\((\d{4}-[\w-]+\.md)\) \|", text_of(folder / "README.md"), re.M
    )
    files = sorted(path.name for path in folder.glob("0*.md"))
    assert [name for _, name in lines] == files
    assert [int(number) for number, _ in lines] == [int(name[:4]) for name in files]
    (unused,) = re.findall(
        r"^The numbers (.+) are not in use\.$", text_of(folder / "README.md"), re.M
    )
    numbers = {int(number) for number, _ in lines} | set(map(int, re.findall(r"\d+", unused)))
    assert sorted(numbers) == list(range(1, max(numbers) + 1))


def test_the_plan_to_spread_the_database_names_every_table() -> None:
    (step,) = re.findall(
        r"\n2\. Distribute every table(.*?)\n3\. ", text_of(ROOT / "docs" / "scaling.md"), re.S
    )
    assert set(metadata.tables) <= set(re.findall(r"[`'](\w+)[`']", step))


@pytest.mark.parametrize("name", ["operations.md", "operations.en.md"])
def test_the_operations_fit_the_files_of_the_deployment(name: str) -> None:
    unit = text_of(ROOT / "deploy" / "asahi-metrics@.service")
    backup = fences(ROOT / "docs" / name, "ini")[0]
    for setting in ("User", "Group", "WorkingDirectory", "EnvironmentFile", "StateDirectory"):
        (line,) = re.findall(rf"^{setting}=.+$", unit, re.M)
        assert line in backup.splitlines()
    assert re.findall(r"^ExecStart=(\S+)", unit, re.M) == re.findall(
        r"^ExecStart=(\S+)", backup, re.M
    )
    ports = set(re.findall(r"server 127\.0\.0\.1:(\d+)", text_of(ROOT / "deploy" / "nginx.conf")))
    told = text_of(ROOT / "docs" / name)
    assert set(re.findall(r'"127\.0\.0\.1:(\d+)"', told)) == ports
    assert set(re.findall(r"proxy_pass http://127\.0\.0\.1:(\d+)/metrics;", told)) == ports
    assert set(re.findall(r"__metrics_path__: /metrics/(\d+)", told)) == ports


def recipe(kind: str, mark: str) -> str:
    """The one example of CONTRIBUTING that holds the mark."""
    (code,) = [one for one in fences(ROOT / "CONTRIBUTING.md", kind) if mark in one]
    return code


def test_the_recipe_of_an_indicator_is_a_valid_entry_on_known_series(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data" / "catalogue", tmp_path, dirs_exist_ok=True)
    entry = recipe("toml", "numerator")
    with (tmp_path / "30_dog_patrol.toml").open("a", encoding="utf-8") as out:
        out.write(f"\n{entry}")
    added = load_catalogue(tmp_path)[next(iter(tomllib.loads(entry)))]
    series = {series.id for series in datasets()[added.dataset].series}
    assert {name for term in added.terms for name in term.series} <= series


def test_the_recipe_of_a_table_is_a_step_that_a_database_goes(tmp_path: Path) -> None:
    folder = shutil.copytree(Path(schema.__file__).parent / "migrations", tmp_path / "migrations")
    code = recipe("python", "op.create_table")
    assert re.findall(r'^(?:down_)?revision = "(\d+)"', code, re.M) == [NEXT_STEP, schema.NEWEST]
    told = prose_of(ROOT / "CONTRIBUTING.md")
    assert f"(now `{schema.NEWEST}`)" in told
    (name,) = re.findall(r"versions/(v\d+_topics\.py)`", told)
    (folder / "versions" / name).write_text(code, encoding="utf-8")
    engine = open_database(f"sqlite:///{(tmp_path / 'asahi.db').as_posix()}")
    with pytest.MonkeyPatch.context() as patch, engine.begin() as connection:
        patch.setattr(schema, "_steps", lambda: ScriptDirectory(str(folder)))
        patch.setattr(schema, "NEWEST", NEXT_STEP)
        schema.bring_up_to_date(connection)
        assert schema.is_up_to_date(connection)
        assert schema.differences(connection) == ["remove_column remark topic"]
        (key,) = [inspect(connection).get_pk_constraint("topic")]
    assert (key["name"], key["constrained_columns"]) == ("pk_topic", ["ward", "id"])


def test_the_recipe_of_a_page_shows_a_subject_of_the_catalogue() -> None:
    code = recipe("python", "show_subject")
    compile(code, "pages/people.py", "exec")
    (subject,) = re.findall(r'show_subject\("(\w+)"\)', code)
    assert subject in load_catalogue(ROOT / "data" / "catalogue").subjects


def test_the_recipe_of_a_dataset_is_a_dataset_with_all_its_words() -> None:
    module = types.ModuleType("recipe")
    exec(recipe("python", "DATASET"), module.__dict__)  # noqa: S102 - our own example
    dataset = module.DATASET
    assert isinstance(dataset, Dataset)
    words = tomllib.loads(recipe("toml", "description"))
    assert set(words["dataset"]) == {dataset.id}
    columns = words["column"][dataset.id]
    assert [(field, both["name"]["ja"]) for field, both in columns.items()] == [
        (column.field, column.header) for column in dataset.columns
    ]
