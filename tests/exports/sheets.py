"""A small list of figures written down by hand: one shown, one withheld, one missing, one zero."""

from __future__ import annotations

import json
from typing import Any

from asahi_metrics.core.calendar import Period
from asahi_metrics.core.figure_sheet import DefinedIndicator, FigureRow, FigureSheet
from asahi_metrics.core.report import Cell
from tests.ward import districts_geojson

HOSTILE = (
    "=cmd|' /C calc'!A0",
    "@SUM(1)",
    "<script>alert(1)</script>",
    "#eval(1) *b* _i_ $x$ <a> [c] \\ //",
    "𠮷野家①～",
)


def sheet(*, name: str = "登録者数", title: str = "集い", sample: bool = True) -> FigureSheet:
    members = DefinedIndicator(
        id="members",
        name=name,
        unit="人",
        decimals=0,
        definition=name,
        formula=name,
        source=name,
        owner=name,
        disclosure="人数の指標です。",
        sample=sample,
    )
    cells = (
        ("99", "旭区", Cell(1234.0, "1,234人")),
        ("01", "山手", Cell(None, "X", "withheld")),
        ("02", "川端", Cell(None, "データなし", "missing")),
        ("03", "野原", Cell(0.0, "0人")),
    )
    rows = tuple(
        FigureRow(members, code, area, "year", Period(2026, 1, 7), "4月〜10月", cell)
        for code, area, cell in cells
    )
    return FigureSheet(
        title=title,
        area="山手地区",
        area_code="01",
        year=2026,
        year_text="令和8年度(2026)",
        audience="public",
        revision=7,
        as_of="令和8年10月",
        publisher="旭区役所",
        remarks=("「X」は秘匿した値です。",),
        indicators=(members,),
        rows=rows,
    )


def numbered_districts() -> Any:
    """The small ward's district shapes as the program keeps them: by code."""
    shapes = json.loads(districts_geojson())
    for at, feature in enumerate(shapes["features"], start=1):
        feature["id"], feature["properties"] = f"0{at}", {"code": f"0{at}"}
    return shapes
