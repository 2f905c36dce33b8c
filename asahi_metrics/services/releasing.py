"""Releasing figures to the public, and what has been released.

Nothing reaches the public that was not released, and a release holds no withheld value in what
the public reads. What was released cannot be taken back: later releases reckon with it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from asahi_metrics.core.access import require
from asahi_metrics.services.disclosure_control import Controlled, control
from asahi_metrics.services.earlier_releases import Part
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.office import Office
from asahi_metrics.store import releases as stored
from asahi_metrics.store.database import write
from asahi_metrics.store.releases import NewRelease, PartKind, ReleaseHead
from asahi_metrics.store.revisions import latest_revision


def release(office: Office, figures: Figures | None = None) -> ReleaseHead:
    """Release the figures as they stand, and return the release; nothing is released twice.

    Raises AsahiMetricsError where the figures that were looked at are no longer the newest.
    """
    require(office.principal, "release")
    found = figures or Figures(office)
    rules, newest = _rules(office), _newest(office)
    if newest and (newest.revision, newest.rules) == (found.revision, rules):
        return newest
    made = control(found)
    with write(office.engine) as connection:
        # From here on nothing else is written.
        if figures is not None:
            figures.require_newest()
        standing = stored.newest_release(connection, office.ward)
        if latest_revision(connection, office.ward) != found.revision:
            found = Figures(office)
            made = control(found)
        elif standing != newest:
            # Somebody has released meanwhile: what he told must be reckoned with.
            made = control(found)
        new = NewRelease(
            ward=office.ward,
            revision=found.revision,
            account=office.principal.name,
            threshold=office.pack.threshold,
            rules=rules,
            content=_digest(made.sheets),
        )
        return stored.insert_release(connection, new, _new_parts(connection, standing, made))


def _new_parts(
    connection: Connection, standing: ReleaseHead | None, made: Controlled
) -> dict[PartKind, Mapping[str, Part]]:
    """The parts that the standing release does not have as they are now."""
    if standing is None:
        return {"sheet": made.sheets, "cells": made.cells}
    ward, number = standing.ward, standing.id
    return {
        "sheet": _changed(stored.read_sheets(connection, ward, number), made.sheets),
        "cells": _changed(stored.read_cells(connection, ward, number), made.cells),
    }


def is_released(office: Office) -> bool:
    """Whether the public is shown the figures as they stand."""
    require(office.principal, "read")
    newest = _newest(office)
    return newest is not None and (newest.revision, newest.rules) == (
        office.revision(),
        _rules(office),
    )


def list_releases(office: Office) -> list[ReleaseHead]:
    """All releases, newest first."""
    require(office.principal, "read")
    with office.engine.connect() as connection:
        return stored.list_releases(connection, office.ward)


def _changed(before: Mapping[str, Part], now: Mapping[str, Part]) -> dict[str, Part]:
    """The parts that are new or not as before; one that is no more is put away empty."""
    gone: dict[str, Part] = {name: {} for name in before if name not in now}
    return gone | {name: part for name, part in now.items() if _same(before.get(name), part)}


def _same(before: Part | None, now: Part) -> bool:
    return before is None or _digest(before) != _digest(now)


def _rules(office: Office) -> str:
    """What decides beside the data: the threshold and the catalogue."""
    catalogue = [one.model_dump(mode="json") for one in office.catalogue]
    return _digest({"threshold": office.pack.threshold, "catalogue": catalogue})


def _digest(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _newest(office: Office) -> ReleaseHead | None:
    with office.engine.connect() as connection:
        return stored.newest_release(connection, office.ward)
