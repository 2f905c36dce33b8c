"""The house rules that no linter knows, each file a case by itself."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

PACKAGE = sorted((ROOT / "asahi_metrics").rglob("*.py"))
PAGES = sorted((ROOT / "pages").glob("*.py"))
PROGRAM = [*PACKAGE, *PAGES, *ROOT.glob("dashboard.py")]
TESTS = sorted((ROOT / "tests").rglob("*.py"))

LONGEST_MODULE = 400
LONGEST_PAGE = 120

EMPTY_NAMES = re.compile(r"utils?|helpers?|common|managers?|misc")
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
SQL = re.compile(
    r"\s*(SELECT\s.+\sFROM|INSERT\s+INTO|UPDATE\s.+\sSET|DELETE\s+FROM)\s", re.I | re.S
)
ABSOLUTE = re.compile(r"(/(home|root|work|tmp|usr|opt|Users|Volumes)/|[A-Za-z]:\\)")
URL = re.compile(r"https?://\w[^\s\"'<>)]*")

HANDED_ON = {"sqlalchemy", "sqlalchemy.Connection", "sqlalchemy.Engine"}

# Addresses that are named but never asked without the operator's leave.
ALLOWED_URLS = (
    "http://127.0.0.1",
    "http://localhost",
    "https://cyberjapandata.gsi.go.jp/",  # background tiles, only with ASAHI_ALLOW_OUTSIDE
    "https://maps.gsi.go.jp/",  # the credit that those tiles ask for
    "http://www.w3.org/",  # names of XML and RDF vocabularies
    # Names that the open data catalogue speaks in; nothing is fetched from there.
    "http://purl.org/dc/terms/",
    "http://publications.europa.eu/resource/authority",
    "http://www.opengis.net/ont/geosparql#",
    "http://xmlns.com/foaf/0.1/",
    "https://www.iana.org/assignments/media-types",
)


def parts_of(path: Path) -> tuple[str, ...]:
    return path.relative_to(ROOT).parts


def named(paths: list[Path]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("path", paths, ids=["/".join(parts_of(path)) for path in paths])


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports_of(path: Path) -> set[str]:
    """Every module the file names in an import, wherever the import stands."""
    names: set[str] = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def imports_any(path: Path, *modules: str) -> set[str]:
    return {
        name
        for name in imports_of(path)
        if any(name == module or name.startswith(f"{module}.") for module in modules)
    }


def strings_of(path: Path) -> Iterator[tuple[int, str]]:
    """The strings of the code without its docstrings, which stand alone as statements."""
    tree = tree_of(path)
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone:
            yield node.lineno, node.value


def strings_matching(path: Path, pattern: re.Pattern[str]) -> list[str]:
    return [f"line {line}: {text!r}" for line, text in strings_of(path) if pattern.search(text)]


@named([*PROGRAM, *TESTS])
def test_no_module_has_a_name_that_says_nothing(path: Path) -> None:
    assert not any(EMPTY_NAMES.fullmatch(Path(part).stem) for part in parts_of(path))


@named(PACKAGE)
def test_a_module_is_short_enough_to_be_read_at_once(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE


@named(PAGES)
def test_a_page_is_layout_and_words_only(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_PAGE
    assert not imports_any(path, "asahi_metrics.services", "asahi_metrics.store", "sqlalchemy")


@named([path for path in PROGRAM if parts_of(path)[0] == "asahi_metrics"])
def test_streamlit_is_known_in_the_user_interface_only(path: Path) -> None:
    if parts_of(path)[:2] == ("asahi_metrics", "ui"):
        return
    known = imports_any(path, "streamlit", "streamlit_folium")
    # The command line starts the server, and knows no more of it than that.
    if parts_of(path) == ("asahi_metrics", "cli.py"):
        known -= imports_any(path, "streamlit.web")
    assert not known


@named(PROGRAM)
def test_sql_stands_in_the_store_and_in_the_queries_only(path: Path) -> None:
    parts = parts_of(path)
    if parts[:2] == ("asahi_metrics", "store") or parts[-2:] == ("services", "queries.py"):
        return
    # A connection may be handed on; only what writes statements is kept apart.
    assert imports_any(path, "sqlalchemy", "sqlite3") <= HANDED_ON
    assert not strings_matching(path, SQL)


@named(PROGRAM)
def test_nothing_is_printed_and_no_gap_is_filled_with_zero(path: Path) -> None:
    for node in ast.walk(tree_of(path)):
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        assert called != "print", f"line {node.lineno}"
        if called.endswith(".fillna"):
            assert [ast.unparse(given) for given in node.args] != ["0"], f"line {node.lineno}"


@named([*PROGRAM, *TESTS])
def test_no_path_of_one_machine_is_written_down(path: Path) -> None:
    if path != Path(__file__).resolve():
        assert not strings_matching(path, ABSOLUTE)


@named(PROGRAM)
def test_no_other_host_is_named_but_the_allowed_ones(path: Path) -> None:
    urls = [url for _, text in strings_of(path) for url in URL.findall(text)]
    assert [url for url in urls if not url.startswith(ALLOWED_URLS)] == []


@named([path for path in PROGRAM if parts_of(path)[0] != "asahi_metrics" or "ui" in parts_of(path)])
def test_what_the_reader_sees_is_said_in_the_words_and_not_in_the_code(path: Path) -> None:
    assert not strings_matching(path, JAPANESE)


@named([path for path in PROGRAM if path.read_text(encoding="utf-8").count("\n") > 3])
def test_annotations_are_read_late(path: Path) -> None:
    assert "__future__.annotations" in imports_of(path)


@named([path for path in PACKAGE if parts_of(path)[1] == "services"])
def test_a_service_asks_through_the_permission_that_logs_refusals(path: Path) -> None:
    # Within a write the plain rule is asked, and whoever opened the write logs the refusal.
    inside = {"permission.py", "notes.py", "own_records.py", "territory.py"}
    plain = imports_any(path, "asahi_metrics.core.access.require")
    assert not plain
    if path.name not in inside:
        assert "asahi_metrics.core.access" not in {
            f"{node.module}.{alias.name}"
            for node in ast.walk(tree_of(path))
            if isinstance(node, ast.ImportFrom) and node.module == "asahi_metrics.core"
            for alias in node.names
        }


@named([path for path in PROGRAM if parts_of(path)[-1] != "downloads.py"])
def test_files_leave_through_the_one_place_that_logs_them(path: Path) -> None:
    called = {
        node.func.attr
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    assert "download_button" not in called
