"""The small ward as the pages see it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from asahi_metrics.core.formats import Formats
from asahi_metrics.core.text import Language, Text
from asahi_metrics.services.boundaries import read_boundaries
from asahi_metrics.services.office import Office
from asahi_metrics.services.territory import replace_boundaries
from asahi_metrics.ui.desk import Desk, ledger
from asahi_metrics.ui.links import View
from tests.ward import districts_geojson, open_filled_ward

LayDesk = Callable[..., Desk]


@pytest.fixture(scope="package")
def small_ward(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The ward of ``tests/ward.py`` with its three years and its boundaries."""
    office = open_filled_ward(tmp_path_factory.mktemp("ward"))
    drawn = read_boundaries(districts_geojson(), "districts.geojson", office.pack)
    replace_boundaries(office, drawn)
    return office


@pytest.fixture(scope="module")
def shell(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The page frame, on a database of its own that is filled as on a fresh machine."""
    database = tmp_path_factory.mktemp("pages") / "asahi.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASAHI_DATABASE_URL", f"sqlite:///{database.as_posix()}")
        yield root / "asahi_metrics" / "ui" / "shell.py"


@pytest.fixture
def lay_desk(small_ward: Office) -> LayDesk:
    """A desk in the small ward: ``lay_desk(2023, "q1", districts=("01",), lang="en")``."""

    def lay(
        year: int = 2023,
        period: str = "fy",
        *,
        districts: tuple[str, ...] = (),
        lang: Language = "ja",
    ) -> Desk:
        text = Text(lang)
        view = View(year, period, districts, lang)
        return Desk(small_ward, ledger(small_ward), text, Formats(text), view)

    return lay
