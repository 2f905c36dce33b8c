"""What the tests of the services share."""

from __future__ import annotations

import pytest

from asahi_metrics.services.figures import Figures
from tests.databases import open_sample


@pytest.fixture(scope="session")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Figures:
    """The figures of the sample pack, as they are on a fresh install; nobody writes to it."""
    return Figures(open_sample(tmp_path_factory.mktemp("figures")))
