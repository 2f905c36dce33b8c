"""The figures as they stood at a past revision.

Records keep every version, observations do not. So the versions that were live then are
written into a small database of their own, the observations are derived from them, and all
that reads figures works on it as on the present one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection

from asahi_metrics.core.calendar import Period
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.services.deriving import derive_all
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.office import Office
from asahi_metrics.services.permission import require
from asahi_metrics.services.territory import derivation
from asahi_metrics.sources import datasets
from asahi_metrics.store import geography as stored
from asahi_metrics.store.database import open_database, write
from asahi_metrics.store.past import copy_past
from asahi_metrics.store.revisions import find_revision


@dataclass(frozen=True)
class Difference:
    """A ward's value of an indicator then and now; None is no data."""

    indicator: Indicator
    then: float | None
    now: float | None


@dataclass(frozen=True)
class Past:
    """The office with the data of a past revision, for reading alone; its file goes with it."""

    office: Office
    folder: TemporaryDirectory[str]

    def close(self) -> None:
        """Let go of the database and remove its file."""
        self.office.engine.dispose()
        self.folder.cleanup()


def open_past(office: Office, number: int) -> Past:
    """The office with the data as they stood right after a revision.

    Raises NotFound for a revision that does not exist.
    """
    require(office, "read")
    with office.reading() as source:
        find_revision(source, office.ward, number)
        folder = TemporaryDirectory(prefix="asahi-past-", ignore_cleanup_errors=True)
        path = Path(folder.name) / "past.db"
        past = replace(office, engine=open_database(f"sqlite:///{path.as_posix()}"))
        with write(past.engine) as target:
            copy_past(source, target, office.ward, number)
            _draw(source, target, past, number)
            for dataset in datasets().values():
                derive_all(target, derivation(target, past), dataset)
    return Past(past, folder)


def _draw(source: Connection, target: Connection, past: Office, number: int) -> None:
    """Take the boundaries of today where there were none yet: a new database gets them last."""
    if stored.live_boundary(target, past.ward) is None:
        drawn = stored.live_boundary(source, past.ward)
        stored.put_boundary(target, ward=past.ward, stored=drawn, number=number)


def differences(
    then: Figures, now: Figures, indicators: Sequence[Indicator], period: Period
) -> Iterator[Difference]:
    """The indicators of which the ward's value differs as it is shown, over the months of then."""
    require(now.office, "read")
    for one in indicators:
        months = then.to_date(one, period)
        before, after = then.of(one, months).value, now.of(one, months).value
        if _shown(one, before) != _shown(one, after):
            yield Difference(one, before, after)


def _shown(indicator: Indicator, value: float | None) -> str | None:
    return None if value is None else f"{value:.{indicator.decimals}f}"
