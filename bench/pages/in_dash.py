"""The same content in Dash: the districts by colour, and in order, over a chosen period.

It asks the same database in bare SQL, and fetches the shapes once, as a file.
"""

from __future__ import annotations

import json
import os
import sqlite3
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
from dash import Dash, Input, Output, dcc, html
from flask import Response

from bench.choices import NAMES, SERIES, period_of

SHAPES = json.loads(Path(os.environ["SHAPES"]).read_text(encoding="utf-8"))
CODES = [one["id"] for one in SHAPES["features"]]
QUESTION = f"""
    SELECT area, SUM(value) FROM observation
    WHERE ward = ? AND series = ? AND month BETWEEN ? AND ?
    AND area IN ({", ".join("?" * len(CODES))}) GROUP BY area
"""  # noqa: S608 - question marks alone

app = Dash(__name__)
app.layout = html.Div(
    [
        dcc.RadioItems(list(NAMES), NAMES[0], id="period", inline=True),
        html.Div(
            [
                dcc.Graph(id="map", style={"flex": 2}, config={"topojsonURL": "/"}),
                dcc.Graph(id="ranking", style={"flex": 1}),
            ],
            style={"display": "flex"},
        ),
    ]
)


@app.server.route("/shapes.json")
def shapes() -> Response:
    """The districts' shapes, which browsers keep."""
    answer = Response(json.dumps(SHAPES), mimetype="application/json")
    answer.cache_control.max_age = 3600
    return answer


@app.server.route("/world_110m.json")
def world() -> Response:
    """The coasts of the world, which plotly would fetch from another host; none are drawn."""
    layers = ("coastlines", "land", "ocean", "lakes", "rivers", "countries", "subunits")
    objects = {name: {"type": "GeometryCollection", "geometries": []} for name in layers}
    told = {"type": "Topology", "objects": objects, "arcs": []}
    return Response(json.dumps(told), mimetype="application/json")


@app.callback(Output("map", "figure"), Output("ranking", "figure"), Input("period", "value"))
def draw(name: str) -> tuple[go.Figure, go.Figure]:
    """The map and the chart of a period."""
    period = period_of(name)
    asked: list[Any] = [os.environ["WARD"], SERIES, period.first_month, period.last_month, *CODES]
    with sqlite3.connect(os.environ["DATABASE"]) as connection:
        found = dict(connection.execute(QUESTION, asked))
    ordered = sorted(found, key=lambda code: found[code])
    ward = go.Figure(
        go.Choropleth(
            geojson="/shapes.json",
            locations=CODES,
            z=[found.get(code) for code in CODES],
            colorscale="Blues",
            text=[str(found.get(code)) for code in CODES],
        )
    )
    ward.update_geos(fitbounds="geojson", visible=False)
    ward.update_layout(height=460, margin={"l": 0, "r": 0, "t": 0, "b": 0})
    values = [found[code] for code in ordered]
    bars = go.Figure(go.Bar(x=values, y=ordered, text=values, orientation="h"))
    return ward, bars.update_layout(height=500, yaxis={"type": "category"})


if __name__ == "__main__":
    app.run(host="127.0.0.1", port=int(os.environ["PORT"]), debug=False)
