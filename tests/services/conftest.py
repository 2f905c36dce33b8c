"""What the tests of the services share."""

from __future__ import annotations

import pytest

from asahi_metrics.core.settings import Settings
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.office import open_office
from asahi_metrics.services.setup import fill_if_empty


@pytest.fixture(scope="session")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Figures:
    """The figures of the sample pack, as they are on a fresh install; nobody writes to it."""
    database = tmp_path_factory.mktemp("figures") / "fresh.db"
    office = open_office(Settings(database_url=f"sqlite:///{database.as_posix()}"))
    fill_if_empty(office)
    return Figures(office)
