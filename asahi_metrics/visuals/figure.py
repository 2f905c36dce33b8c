"""What all charts share: the bare figure, its alternative text, its buttons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from unicodedata import east_asian_width

import plotly.graph_objects as go

from asahi_metrics.core.stage import data_mark
from asahi_metrics.core.text import Text
from asahi_metrics.visuals import theme
from asahi_metrics.visuals.measure import Measure, few_wholes

_MARK_PX = 22
_NAMES_PX = 22
_GAP_PX = 14
BELOW_PX = 28
"""What a row of names below the plot takes."""
_TEMPLATE = go.layout.Template(theme.chart_template())


def figure(
    traces: Sequence[Mapping[str, Any]], *, height: int, alt: str, layout: Mapping[str, Any]
) -> go.Figure:
    """A figure in the house style that carries its alternative text."""
    whole = {"template": _TEMPLATE, "height": height, "meta": {"alt": alt}, **_in_lists(layout)}
    # Plotly's own check of every word takes most of the time of a page; the tests make it.
    return go.Figure(data=list(traces), layout=whole, _validate=False)


def _in_lists(part: Any) -> Any:
    """The same with lists in the place of tuples, which plotly's check would have made of them."""
    if isinstance(part, Mapping):
        return {name: _in_lists(one) for name, one in part.items()}
    return [_in_lists(one) for one in part] if isinstance(part, list | tuple) else part


def describe(chart: go.Figure) -> str:
    """The chart in words, for ``alt``: what it shows, its extremes and what is missing."""
    return str(chart.layout.meta["alt"])


def marked(
    chart: go.Figure, text: Text, *, sample: bool = True, provisional: bool = False
) -> go.Figure:
    """The chart with サンプルデータ or 速報 in its corner, so that a saved picture says it too."""
    told = data_mark(text, sample=sample, provisional=provisional)
    if not told:
        return chart
    mark = {
        "text": told,
        "x": 0,
        "xanchor": "left",
        "xref": "container",
        "y": 0,
        "yanchor": "bottom",
        "yref": "container",
        "pad": {"l": 4, "b": 2},
        "font": {
            "size": theme.SMALLEST_PX,
            "color": theme.ACCENT_TEXT if sample else theme.SOFT_TEXT,
        },
    }
    axis = chart.layout.xaxis
    named = axis.visible is not False and axis.side != "top"
    room = _MARK_PX + (_NAMES_PX if named else 0)
    # A chart with a legend below has the room already.
    layout = chart.layout
    # An update of the layout as a whole takes twice the time.
    layout.title = mark
    layout.margin.b = max(room, layout.margin.b or 0)
    return chart


def figure_config(text: Text, file_name: str) -> dict[str, Any]:
    """Plotly's settings: one button, saving an image, named in the page's language.

    Nothing is uploaded, and no language file is fetched: the words go along.
    """
    words = {"Download plot as a PNG": text("chart.save_image")}
    return {
        "displaylogo": False,
        "showSendToCloud": False,
        "scrollZoom": False,
        "doubleClick": False,
        "displayModeBar": "hover",
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {"format": "png", "filename": file_name, "scale": 2},
        "locale": text.lang,
        "locales": {text.lang: {"dictionary": words, "format": {}}},
    }


def name_axis(names: Sequence[str]) -> dict[str, Any]:
    """An upright axis of rows with their names, the first at the top."""
    return {
        "tickvals": list(range(len(names))),
        "ticktext": list(names),
        "range": [len(names) - 0.5, -0.5],
        "showgrid": False,
        "ticklabelstandoff": 6,
    }


def value_steps(measure: Measure, values: Iterable[float | None]) -> dict[str, Any]:
    """About six steps along a value axis; what is counted in wholes has no step below one.

    ``values`` reach from one end of the axis to the other; those without data do not count.
    """
    steps = {"dtick": 1} if few_wholes(values, measure.decimals) else {"nticks": 6}
    return {"tickformat": ",", **steps}


def value_axis(
    measure: Measure, values: Iterable[float | None], *, from_zero: bool
) -> dict[str, Any]:
    """An axis as long as the values ask for, or from 0 to the highest of them."""
    reach = [0.0, *values] if from_zero else values
    return {"rangemode": "tozero" if from_zero else "normal", **value_steps(measure, reach)}


def room_for(labels: Sequence[str]) -> int:
    """Pixels that the widest label beside an axis takes: wide signs a square, others less.

    A label may be bold, as plotly writes it: ``<b>…</b>``.
    """
    plain_labels = (label.removeprefix("<b>").removesuffix("</b>") for label in labels)
    widths = (
        sum(1.0 if east_asian_width(sign) in "WFA" else 0.6 for sign in label)
        for label in plain_labels
    )
    return round(theme.LABEL_PX * max(widths, default=0)) + _GAP_PX


def unit_note(measure: Measure) -> list[dict[str, Any]]:
    """The unit at the head of the value axis, lying down as Japanese charts have it."""
    if not measure.unit:
        return []
    return [
        {
            "text": measure.text("chart.unit", unit=measure.unit),
            "xref": "paper",
            "yref": "paper",
            "x": 0,
            "y": 1,
            "xanchor": "left",
            "yanchor": "bottom",
            "yshift": 6,
            "showarrow": False,
            "font": {"size": theme.SMALLEST_PX, "color": theme.SOFT_TEXT},
        }
    ]


def empty_figure(measure: Measure, *, height: int) -> go.Figure:
    """What stands in place of a chart that has nothing to show."""
    note = {
        "text": measure.text("chart.no_values"),
        "xref": "paper",
        "yref": "paper",
        "x": 0.5,
        "y": 0.5,
        "showarrow": False,
        "font": {"size": 14, "color": theme.SOFT_TEXT},
    }
    hidden = {"visible": False}
    return figure(
        [],
        height=height,
        alt=measure.text("chart.alt.empty", name=measure.name),
        layout={"annotations": [note], "xaxis": hidden, "yaxis": hidden},
    )


def plain(text: str) -> str:
    """Text from data for plotly, which reads a few HTML tags in labels."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def extremes_alt(rows: Sequence[Any], measure: Measure, key: str) -> str:
    """A picture of districts in words: the highest, the lowest, and which have no data.

    ``rows`` have ``name`` and ``value``; ``key`` names the sentence.
    """
    text = measure.text
    known = [row for row in rows if row.value is not None]
    if not known:
        return text("chart.alt.empty", name=measure.name)
    first = max(known, key=lambda row: row.value)
    last = min(reversed(known), key=lambda row: row.value)
    said = text(
        key,
        name=measure.name,
        first=first.name,
        first_value=measure.say(first.value),
        last=last.name,
        last_value=measure.say(last.value),
    )
    missing = [row.name for row in rows if row.value is None]
    return said + (text("chart.alt.missing", names=listed(text, missing)) if missing else "")


def listed(text: Text, parts: Sequence[str]) -> str:
    """Names one after the other, as the language does it."""
    return text("chart.alt.list_comma").join(parts)
