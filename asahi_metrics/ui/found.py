"""What was found in a file, and what it would change, as tables in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from asahi_metrics.core.findings import Finding
from asahi_metrics.core.text import Text
from asahi_metrics.services.importing import Change
from asahi_metrics.sources import dataset as dataset_of
from asahi_metrics.sources.spec import Column, Dataset
from asahi_metrics.ui.desk import Desk

_ORDER = ("changed", "withdrawn", "new")


def findings_frame(text: Text, findings: Sequence[Finding]) -> pd.DataFrame:
    """One row for each finding: sheet, row, column, value, what is wrong, what to do."""
    rows = [
        {
            "sheet": one.sheet or "",
            "row": "" if one.row is None else str(one.row),
            "column": one.column or "",
            "value": one.value or "",
            "what": text.what(one),
            "do": text.what_to_do(one),
        }
        for one in findings
    ]
    frame = pd.DataFrame(rows, columns=["sheet", "row", "column", "value", "what", "do"])
    if not frame["sheet"].any():
        frame = frame.drop(columns="sheet")
    return frame.rename(columns={name: text(f"loading.finding.{name}") for name in frame.columns})


def changes_frame(desk: Desk, dataset_id: str, changes: Sequence[Change]) -> pd.DataFrame:
    """One row for each change: its kind, the file's row, the record, its values field by field.

    What is altered comes first, since that is what a reader would regret.
    """
    dataset = dataset_of(dataset_id)
    ordered = sorted(changes, key=lambda change: _ORDER.index(change.kind))
    text = desk.text
    return pd.DataFrame(
        {
            text("loading.change.kind"): [text(f"loading.accepted.{one.kind}") for one in ordered],
            text("loading.change.row"): [
                "" if one.row is None else str(one.row) for one in ordered
            ],
            text("loading.change.record"): [_record(desk, dataset, one) for one in ordered],
            text("loading.change.fields"): [_fields(desk, dataset, one) for one in ordered],
        }
    )


def say_value(desk: Desk, column: Column, value: object) -> str:
    """A stored value as a reader writes it."""
    if value is None or value == "":
        return desk.text("loading.change.blank")
    if column.kind in {"district", "town"} and value in desk.areas:
        return desk.name(str(value))
    if column.kind == "date":
        return desk.formats.date(date.fromisoformat(str(value)))
    if column.kind == "month":
        return desk.formats.month(int(str(value)))
    if column.kind in {"count", "yen"}:
        return desk.formats.number(float(str(value)))
    return str(value)


def _record(desk: Desk, dataset: Dataset, change: Change) -> str:
    """The fields that make the record what it is, as far as they are filled."""
    values = change.after or change.before or {}
    columns = [dataset.column(field) for field in dataset.key if values.get(field) is not None]
    return " / ".join(say_value(desk, column, values[column.field]) for column in columns)


def _fields(desk: Desk, dataset: Dataset, change: Change) -> str:
    others = [column for column in dataset.columns if column.field not in dataset.key]
    gap = "、" if desk.text.lang == "ja" else ", "
    if change.before is not None and change.after is not None:
        told = [_altered(desk, dataset, column, change.before, change.after) for column in others]
    else:
        values = change.after or change.before or {}
        told = [
            desk.text(
                "loading.change.given",
                name=_name(desk, dataset, column),
                value=say_value(desk, column, values[column.field]),
            )
            for column in others
            if values.get(column.field) is not None
        ]
    return gap.join(part for part in told if part)


def _altered(
    desk: Desk,
    dataset: Dataset,
    column: Column,
    before: Mapping[str, object],
    after: Mapping[str, object],
) -> str:
    old, new = before.get(column.field), after.get(column.field)
    if old == new:
        return ""
    return desk.text(
        "loading.change.altered",
        name=_name(desk, dataset, column),
        before=say_value(desk, column, old),
        after=say_value(desk, column, new),
    )


def _name(desk: Desk, dataset: Dataset, column: Column) -> str:
    return desk.text(f"column.{dataset.id}.{column.field}.name")
