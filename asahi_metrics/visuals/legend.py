"""The map's legend as plain HTML, to stand below the map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from asahi_metrics.visuals import theme
from asahi_metrics.visuals.classing import ClassBreaks, class_labels
from asahi_metrics.visuals.drawing import escape_for_map
from asahi_metrics.visuals.maps import circle_radius
from asahi_metrics.visuals.marks import PointKind, point_image
from asahi_metrics.visuals.measure import Measure

_HATCH = f"repeating-linear-gradient(45deg,{theme.NO_DATA} 0 4px,{theme.NO_DATA_LINE} 4px 5.5px)"


@dataclass(frozen=True)
class CircleScale:
    """What the circles show and the value of the widest one."""

    measure: Measure
    largest: float


@dataclass(frozen=True)
class Legend:
    """All that the map shows: its classes, how many districts are in each, circles, places.

    ``mark`` says what the values rest on, such as 速報; ``counted_in`` is the key of what the areas
    are counted in.
    """

    measure: Measure
    breaks: ClassBreaks
    counts: Sequence[int] = ()
    missing: int = 0
    circles: CircleScale | None = None
    kinds: Sequence[PointKind] = field(default=())
    counted_in: str = "on_map.district_count"
    mark: str = ""


def legend_html(legend: Legend) -> str:
    """The legend as HTML for ``st.html``: one row for each thing that the map shows."""
    rows = [_class_row(legend)]
    if legend.circles:
        rows.append(_circle_row(legend.circles))
    if legend.kinds:
        marks = [_item(point_image(kind.shape, kind.colour), kind.label) for kind in legend.kinds]
        rows.append("".join(marks))
    body = "".join(f'<div style="{_ROW}">{row}</div>' for row in rows)
    return f'<div style="font-size:13px;line-height:1.4;color:{theme.TEXT}">{body}</div>'


_ROW = "display:flex;flex-wrap:wrap;gap:4px 16px;align-items:center;margin:2px 0 6px"


def _class_row(legend: Legend) -> str:
    text = legend.measure.text
    colours = theme.class_colours(len(legend.breaks)) if len(legend.breaks) else ()
    labels = class_labels(legend.breaks, legend.measure.formats)
    items = [_title(legend.measure)]
    if legend.mark:
        items.append(f"<span>{escape_for_map(legend.mark)}</span>")
    for at, (colour, label) in enumerate(zip(colours, labels, strict=True)):
        count = text(legend.counted_in, count=legend.counts[at]) if legend.counts else ""
        items.append(_item(_swatch(colour), f"{label} {count}"))
    if legend.missing or not colours:
        count = text(legend.counted_in, count=legend.missing)
        items.append(_item(_swatch(_HATCH), f"{text('value.missing')} {count}"))
    return "".join(items)


def _circle_row(scale: CircleScale) -> str:
    sizes = [value for value in (scale.largest / 4, scale.largest) if value > 0]
    items = [_title(scale.measure)]
    for value in sizes:
        radius = circle_radius(value, scale.largest)
        items.append(_item(_circle(radius), scale.measure.say(value)))
    return "".join(items)


def _title(measure: Measure) -> str:
    unit = measure.text("chart.unit", unit=measure.unit) if measure.unit else ""
    return f"<strong>{escape_for_map(measure.name)} {escape_for_map(unit)}</strong>"


def _item(mark: str, label: str) -> str:
    return (
        '<span style="display:inline-flex;align-items:center;gap:6px;white-space:nowrap">'
        f"{mark}<span>{escape_for_map(label.strip())}</span></span>"
    )


def _swatch(fill: str) -> str:
    return (
        f'<span style="display:inline-block;width:26px;height:16px;background:{fill};'
        f'border:1px solid {theme.NO_DATA_LINE}"></span>'
    )


def _circle(radius: float) -> str:
    side = round(2 * radius)
    return (
        f'<span style="display:inline-block;width:{side}px;height:{side}px;border-radius:50%;'
        f'background:{theme.ACCENT};opacity:.65;border:1px solid {theme.WHITE}"></span>'
    )
