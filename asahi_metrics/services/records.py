"""The records behind a figure, as a table to read and to download."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from asahi_metrics.core.calendar import Period
from asahi_metrics.core.text import Text
from asahi_metrics.services import queries
from asahi_metrics.services.office import Office
from asahi_metrics.services.permission import require
from asahi_metrics.sources import dataset as dataset_of
from asahi_metrics.store.revisions import Revision, list_revisions

_WHOLE = {"count", "yen", "fiscal_year"}


def records_frame(
    office: Office, dataset_id: str, period: Period, *, text: Text, codes: Sequence[str] = ()
) -> pd.DataFrame:
    """The records that touch a period, newest first: one column for each of the dataset's.

    Area columns hold names in the language of ``text``; the last two columns are the
    revision that brought the record and the file it came in. Where a record is provisional, the
    column before them says of each at which stage it is.
    """
    require(office, "read")
    dataset = dataset_of(dataset_id)
    with office.reading() as connection:
        rows = queries.records_between(
            connection, office.ward, dataset_id, period.first_month, period.last_month
        )
        files = {one.id: one.file_name for one in list_revisions(connection, office.ward)}
    kept = [row for row in rows if not codes or row[0] in codes]
    columns: dict[str, object] = {}
    for column in dataset.columns:
        values = [payload.get(column.field) for _, _, payload, _, _ in kept]
        if column.kind in {"district", "town"}:
            values = [_name(office, value, text) for value in values]
        name = text(f"column.{dataset_id}.{column.field}.name")
        # Whole numbers with gaps stay whole: 85, and not 85.0 because one is missing.
        columns[name] = pd.array(values, dtype="Int64") if column.kind in _WHOLE else values
    if any(stage == "provisional" for *_, stage, _ in kept):
        columns[text("stage.column")] = [text(f"stage.{stage}") for *_, stage, _ in kept]
    columns[text("records.revision")] = [number for *_, number in kept]
    columns[text("records.file")] = [files[number] for *_, number in kept]
    return pd.DataFrame(columns)


def revisions_behind(office: Office, frame: pd.DataFrame, text: Text) -> list[tuple[Revision, int]]:
    """The revisions that brought the records of a frame, newest first, each with their number."""
    require(office, "read")
    counts = frame[text("records.revision")].value_counts().to_dict()
    with office.reading() as connection:
        known = list_revisions(connection, office.ward)
    return [(one, int(counts[one.id])) for one in known if one.id in counts]


def _name(office: Office, code: object, text: Text) -> str | None:
    return text.pick(office.pack.areas[str(code)].name) if code is not None else None
