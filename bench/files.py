"""How long each form of file takes, in a process of its own: ``python -m bench.files asahi.db``."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from asahi_metrics.cli_export import EXPORTERS, Wanted, export
from asahi_metrics.core.settings import Settings
from asahi_metrics.services.office import open_office
from bench.choices import YEAR
from bench.data import url_of


def main() -> None:
    """Make each form once and tell the seconds as JSON; the first one loads libraries too."""
    office = open_office(Settings(database_url=url_of(Path(sys.argv[1]))))
    found = {}
    for form in EXPORTERS:
        begun = time.perf_counter()
        made = export(office, Wanted(form, YEAR))
        found[form] = time.perf_counter() - begun
        if made.failures or not made.content:
            raise SystemExit(f"{form}: {made.failures}")
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
