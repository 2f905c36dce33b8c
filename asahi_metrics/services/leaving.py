"""What a load leaves as it stands and a reader may not expect, told before it is made."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import Connection

from asahi_metrics.core.calendar import (
    Month,
    add_months,
    fiscal_position,
    fiscal_year_of,
    month_range,
)
from asahi_metrics.core.formats import Formats
from asahi_metrics.core.text import Text
from asahi_metrics.services.comparing import Difference, Span
from asahi_metrics.services.office import Office
from asahi_metrics.services.own_records import may_change
from asahi_metrics.sources.spec import Dataset
from asahi_metrics.store.records import live_span, stream_live


@dataclass(frozen=True)
class Left:
    """What stays: records that the file does not name, and months without any record.

    ``staying`` are the real records within ``months``, those of the file, that the principal
    might take back. ``gap`` are the months that come to lie between records by the load and
    count as 0; of what is counted by the year, its Aprils.
    """

    staying: int = 0
    months: Span | None = None
    gap: tuple[Month, ...] = ()


def left_by(connection: Connection, office: Office, found: Difference) -> Left:
    """What a file leaves that would change something."""
    if found.counts.nothing:
        return Left()
    return Left(_own(connection, office, found), found.months, _gap(connection, office, found))


def staying_line(text: Text, left: Left) -> str | None:
    """How many records stay that the file does not name, in words; None where there are none."""
    if not left.staying or left.months is None:
        return None
    first, last = map(Formats(text).month, left.months)
    return text(
        "loading.accepted.staying", months=_span(text, first, last), count=f"{left.staying:,}"
    )


def gap_line(text: Text, dataset: Dataset, left: Left) -> str | None:
    """Which months come to count as 0, in words; None where there are none."""
    if not left.gap:
        return None
    ends, formats = (left.gap[0], left.gap[-1]), Formats(text)
    if _is_yearly(dataset):
        first, last = (formats.fiscal_year_name(fiscal_year_of(one)) for one in ends)
    else:
        first, last = map(formats.month, ends)
    return text("loading.accepted.gap", months=_span(text, first, last))


def _own(connection: Connection, office: Office, found: Difference) -> int:
    """The staying records that are the principal's to change."""
    dataset = found.counting.dataset
    staying = found.staying
    if staying is None:
        staying = _staying(connection, office, found)
    if may_change(connection, office, dataset, staying):
        return staying.total()
    own = (area for area in staying if may_change(connection, office, dataset, [area]))
    return sum(staying[area] for area in own)


def _staying(connection: Connection, office: Office, found: Difference) -> Counter[str]:
    """The same count for a file that was compared by its keys alone."""
    if found.reach is None:
        return Counter()
    (first, last), named = found.reach, set(found.records.keys)
    stored = stream_live(connection, office.ward, found.counting.dataset.id, months=found.reach)
    within = (one for one in stored if first <= one.month_first and one.month_last <= last)
    return Counter(one.area for one in within if one.key not in named)


def _gap(connection: Connection, office: Office, found: Difference) -> tuple[Month, ...]:
    """The months between the stored records and the file's, where a register's zeros come."""
    dataset = found.counting.dataset
    if dataset.absence != "zero" or found.replaces_sample or found.months is None:
        return ()
    stored = live_span(connection, office.ward, dataset.id)
    if stored is None:
        return ()
    (first, last), (begun, ended) = found.months, stored
    between = month_range(add_months(min(last, ended), 1), add_months(max(first, begun), -1))
    yearly = _is_yearly(dataset)
    return tuple(one for one in between if not yearly or fiscal_position(one) == 1)


def _is_yearly(dataset: Dataset) -> bool:
    return all(dataset.column(one.at).kind == "fiscal_year" for one in dataset.series)


def _span(text: Text, first: str, last: str) -> str:
    return first if first == last else text("loading.status.span", first=first, last=last)
