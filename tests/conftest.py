"""What tests of every package may use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from tests.databases import KINDS, Kind, drop_databases, kept_in
from tests.postgres import Cluster, started
from tests.reports import ARTIFACTS, SHOWN

# Shared machines are slow at times: an example is judged by its result, not by its time.
settings.register_profile("steady", deadline=None)
settings.load_profile("steady")

ROOT = Path(__file__).resolve().parents[1]
BROWSER_TESTS = ROOT / "tests" / "browser"
# What speaks with a database is tested on every kind; what only shows figures, on one.
ON_EVERY_KIND = {ROOT / "tests" / name for name in ("store", "services", "test_cli.py")}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the browser tests last: by then the other worker is idle, and what they time is true."""
    for item in items:
        if BROWSER_TESTS in item.path.parents:
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """Keep the tests of a file in one worker, and all browser tests, which share a server."""

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.split("::", 1)[0]
            return "browser" if file.startswith("tests/browser/") else file

    return ByFile(config, log)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what speaks with a database, and has a folder to keep one in, on every kind."""
    path = metafunc.definition.path
    if "store" in metafunc.fixturenames and {path, *path.parents} & ON_EVERY_KIND:
        of_one = [one for one in KINDS if metafunc.definition.get_closest_marker(one)]
        metafunc.parametrize("store", of_one or KINDS, indirect=True, scope="session")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A PostgreSQL of this process's own."""
    with started() as cluster:
        yield cluster


@pytest.fixture(scope="session")
def store(request: pytest.FixtureRequest) -> Iterator[Kind]:
    """The kind of database that the folders of the test keep their data in."""
    kind: Kind = getattr(request, "param", "sqlite")
    with kept_in(request.getfixturevalue("postgres") if kind == "postgresql" else None):
        yield kind


@pytest.fixture(scope="session")
def tmp_path_factory(
    tmp_path_factory: pytest.TempPathFactory, store: Kind
) -> Iterator[pytest.TempPathFactory]:
    """Folders, and all that is made in them, are made anew for another kind of database."""
    yield tmp_path_factory
    drop_databases(tmp_path_factory.getbasetemp())


@pytest.fixture
def tmp_path(tmp_path: Path) -> Iterator[Path]:
    """The test's own folder, whose databases go with it."""
    yield tmp_path
    drop_databases(tmp_path)


@pytest.hookimpl
def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Tell what tests measured in this run: distances of colours, what axe looked at."""
    for report in sorted(ARTIFACTS.glob(f"*{SHOWN}")):
        if report.stat().st_mtime >= terminalreporter._session_start.time:
            terminalreporter.section(report.name.removesuffix(SHOWN))
            terminalreporter.write_line(report.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real files, which is handed over beside the checkout and not part of it."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the real files of ../shared/data are not on this machine")
    return folder
