"""The question behind a map, in a process of its own: through the services, in SQL, from a file.

python -m bench.asking asahi.db cells.csv
"""

from __future__ import annotations

import json
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from statistics import median

import pandas as pd

from asahi_metrics.core.settings import Settings
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.office import open_office
from bench.choices import CODES, SERIES, period_of
from bench.data import url_of

_QUESTION = """
    SELECT area, SUM(value), SUM(missing) FROM observation
    WHERE ward = ? AND series = ? AND month BETWEEN ? AND ? GROUP BY area
"""


def main() -> None:
    """Tell the seconds of each way as JSON."""
    database, cells = (Path(one) for one in sys.argv[1:3])
    office = open_office(Settings(database_url=url_of(database)))
    figures = Figures(office)
    indicator = office.catalogue[SERIES]
    begun = time.perf_counter()
    figures.by_area(indicator, period_of("all"))
    first = time.perf_counter() - begun
    ours = _timed(lambda code: figures.by_area(indicator, period_of(code)))
    with closing(sqlite3.connect(database)) as connection:

        def bare(code: str) -> object:
            period = period_of(code)
            asked = (office.ward, SERIES, period.first_month, period.last_month)
            return connection.execute(_QUESTION, asked).fetchall()

        bare("all")
        floor = _timed(bare)

    def usual(code: str) -> object:
        period = period_of(code)
        read = pd.read_csv(cells, dtype={"area": str, "item": str})
        chosen = read[read["series"] == SERIES]
        chosen = chosen[chosen["month"].between(period.first_month, period.last_month)]
        return chosen.groupby("area")["value"].sum()

    found = {"first": first, "ours": ours, "floor": floor, "usual": _timed(usual, 2)}
    sys.stdout.write(json.dumps(found))


def _timed(ask: Callable[[str], object], most: int = len(CODES)) -> float:
    times = []
    for code in CODES[:most]:
        begun = time.perf_counter()
        ask(code)
        times.append(time.perf_counter() - begun)
    return median(times)


if __name__ == "__main__":
    main()
