"""Opening a page through the frame, and reading the HTML that it wrote itself."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

SECONDS = 60


def open_page(
    shell: Path, page: str, *, user: Mapping[str, Any] | None = None, **link: str
) -> AppTest:
    """The page of that name as a link opens it; anything that goes wrong on it fails the test.

    ``user`` are the claims of whoever has signed in (``tests/ui/visitors.py``).
    """
    app = AppTest.from_file(str(shell), default_timeout=SECONDS)
    app.user = dict(user or {})
    app.switch_page(str(shell.parents[2] / "pages" / f"{page}.py"))
    for name, value in link.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def html_of(app: AppTest) -> str:
    """All HTML of the page, one part after the other."""
    return " ".join(str(one.proto.body) for one in app.get("html"))
