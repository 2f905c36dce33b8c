"""Whatever file comes: it is refused in words or loaded whole, and undoing it leaves no trace."""

from __future__ import annotations

import itertools
import os
import resource
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from asahi_metrics.core.errors import UnreadableFile
from asahi_metrics.core.grouping import grouped
from asahi_metrics.core.text import LANGUAGES, Text
from asahi_metrics.services.changes import CHANGE_KINDS, changes
from asahi_metrics.services.checkup import check_up
from asahi_metrics.services.effects import foresee
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.history import undo
from asahi_metrics.services.importing import Plan, commit_import, plan_import
from asahi_metrics.services.marking import marked_copy
from asahi_metrics.services.office import Office
from tests.fuzz.mutants import Mutant, geojsons, texts, workbooks
from tests.ward import open_filled_ward, state

# ``make fuzz`` asks for more.
EXAMPLES = int(os.environ.get("ASAHI_FUZZ_EXAMPLES", "150"))
ATHERIS_SECONDS = int(os.environ.get("ASAHI_FUZZ_SECONDS", "10"))
MOST_BYTES = 500 * 2**20

_folders = itertools.count()
_hard = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


class Broken(Exception):
    """What breaks an import off half way."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return open_filled_ward(tmp_path_factory.mktemp(f"ward{next(_folders)}"))


def planned(office: Office, mutant: Mutant) -> Plan | None:
    """The plan of a file; None where it was refused as a whole, in both languages."""
    try:
        return plan_import(office, mutant.dataset, mutant.name, mutant.content)
    except UnreadableFile as error:
        for lang in LANGUAGES:
            assert "{" not in Text(lang).of_error(error)
        return None


def examine(office: Office, mutant: Mutant, stop_at: float) -> None:
    plan = planned(office, mutant)
    if plan is None:
        return
    for group in grouped(plan.findings):
        for lang in LANGUAGES:
            assert Text(lang).what(group.first)
            assert Text(lang).what_to_do(group.first)
    if plan.refused:
        groups = grouped(plan.findings)
        assert marked_copy(office, plan, groups, Text("ja")).startswith(b"PK")
        return
    foresee(Figures(office), plan)
    for kind in CHANGE_KINDS:
        assert list(changes(office, plan, kind)) is not None
    load_and_take_back(office, plan, stop_at)


def load_and_take_back(office: Office, plan: Plan, stop_at: float) -> None:
    """A load that is broken off leaves nothing, a whole one can be undone without a trace."""
    before = state(office)

    def break_off(share: float) -> None:
        if share >= stop_at:
            raise Broken

    try:
        number = commit_import(office, plan, break_off)
    except Broken:
        assert state(office) == before
        number = commit_import(office, plan)
    if number is not None:
        wrong = {one.name for one in check_up(office) if not one.passed}
        # The small ward was never filled by the program itself, which the doctor tells.
        assert wrong == {"filled"}
        undo(office, number)
    assert state(office) == before


@_hard
@given(mutant=workbooks(), stop_at=st.sampled_from([0.0, 0.5, 1.0, 2.0]))
def test_no_workbook_breaks_anything(office: Office, mutant: Mutant, stop_at: float) -> None:
    examine(office, mutant, stop_at)


@_hard
@given(mutant=texts(), stop_at=st.sampled_from([0.0, 0.5, 1.0, 2.0]))
def test_no_delimited_text_breaks_anything(office: Office, mutant: Mutant, stop_at: float) -> None:
    examine(office, mutant, stop_at)


@_hard
@given(mutant=geojsons(), stop_at=st.just(2.0))
def test_no_geojson_breaks_anything(office: Office, mutant: Mutant, stop_at: float) -> None:
    examine(office, mutant, stop_at)


def test_all_of_it_took_little_memory() -> None:
    unit = 1 if sys.platform == "darwin" else 1024
    # The program itself and the tests that ran before in this worker are in it.
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit < 4 * MOST_BYTES


@pytest.mark.skipif(find_spec("atheris") is None, reason="atheris has no wheel for this machine")
def test_guided_by_what_the_readers_do_no_input_breaks_them(root: Path, tmp_path: Path) -> None:
    command = [sys.executable, str(root / "scripts" / "fuzz_readers.py"), str(tmp_path)]
    limits = [f"-max_total_time={ATHERIS_SECONDS}", "-rss_limit_mb=1500", "-timeout=20"]
    done = subprocess.run(
        [*command, *limits],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    assert "Done " in done.stderr
