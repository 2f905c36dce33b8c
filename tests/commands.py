"""Running commands as one types them, on an office that a test has made."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from typer.testing import CliRunner, Result

from asahi_metrics import cli
from asahi_metrics.services.office import Office

Run = Callable[..., Result]


def named_in_settings(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The same office, which the commands find from now on."""
    monkeypatch.setenv("ASAHI_DATABASE_URL", office.settings.database_url)
    monkeypatch.setenv("ASAHI_PACK", str(office.settings.pack))
    return office


def run_command(*arguments: object) -> Result:
    """What a command has written and how it has ended."""
    return CliRunner().invoke(cli.app, [str(one) for one in arguments])
