"""The figures that are kept with a deck: they come back as they were, or not at all."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from asahi_metrics.core.calendar import Period
from asahi_metrics.core.errors import AsahiMetricsError
from asahi_metrics.core.kept_figures import KeptFigures, figures_from_json, figures_to_json
from asahi_metrics.core.report import TablePicture
from tests.exports.sheets import HOSTILE, sheet

TABLE = TablePicture(("指標", "山手"), (("登録者数", "X"),), "表")


def kept(**changes: Any) -> KeptFigures:
    small = sheet()
    months = tuple(
        replace(row, span="month", period=Period(2025, at, at), period_text=f"{at}")
        for at, row in enumerate(small.rows, start=1)
    )
    return KeptFigures(replace(small, rows=(*small.rows, *months), **changes), TABLE)


@pytest.mark.parametrize("title", ["集い", *HOSTILE])
@pytest.mark.parametrize("table", [TABLE, None])
def test_figures_come_back_as_they_were_kept(title: str, table: TablePicture | None) -> None:
    figures = replace(kept(title=title), table=table)
    assert figures_from_json(figures_to_json(figures)) == figures


def test_what_many_rows_share_is_told_once() -> None:
    told = json.loads(figures_to_json(kept()))
    assert [name for _, name in told["areas"]] == ["旭区", "山手", "川端", "野原"]
    assert len(told["periods"]) == 5
    assert len(told["rows"]) == 8


@pytest.mark.parametrize(
    "change",
    [
        {"rows": [[0, 0, "year", 0, {"value": "many", "text": "", "state": "shown"}]]},
        {"rows": [[9, 0, "year", 0, {"value": 1, "text": "1", "state": "shown"}]]},
        {"rows": [[0, 0, "decade", 0, {"value": 1, "text": "1", "state": "shown"}]]},
        {"true_values": [1, 2, 3]},
    ],
)
def test_anything_else_is_refused(change: dict[str, Any]) -> None:
    told = json.loads(figures_to_json(kept())) | change
    with pytest.raises(AsahiMetricsError) as caught:
        figures_from_json(json.dumps(told))
    assert caught.value.key == "error.deck.unreadable"
