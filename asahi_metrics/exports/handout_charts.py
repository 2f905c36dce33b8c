"""Charts of the handout as data: where each bar and point stands, as shares of the room."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from asahi_metrics.core.report import BarPicture, Cell, LinePicture, Series, Slide

_MISSING = "–"


@dataclass(frozen=True)
class Scale:
    """From the lowest to the highest value; they stand at 0 and 1."""

    low: float
    high: float

    def share(self, value: float) -> float:
        """Where a value stands.

        >>> Scale(0, 50).share(20)
        0.4
        """
        return (value - self.low) / (self.high - self.low)


def chart_data(slide: Slide) -> dict[str, Any]:
    """A chart with its title, alternative text and notes; the slide's picture is a chart."""
    picture = slide.picture
    if isinstance(picture, BarPicture):
        drawn = _bars(picture)
    elif isinstance(picture, LinePicture):
        drawn = _months(picture)
    else:
        raise TypeError(slide.kind)
    words = {"title": slide.title, "alt": picture.alt, "note": slide.note}
    return words | {"caption": picture.caption} | drawn


def scale_from_zero(cells: Iterable[Cell]) -> Scale:
    """The scale of bars: zero is on it, so that lengths can be compared."""
    values = [0.0, *(one.value for one in cells if one.value is not None)]
    low, high = min(values), max(values)
    return Scale(low, high if high > low else low + 1)


def _bars(picture: BarPicture) -> dict[str, Any]:
    cells = picture.series[0].cells
    scale = scale_from_zero(cells)
    bars = [
        {
            "label": name,
            "text": cell.text,
            "share": scale.share(cell.value or 0.0),
            "shown": cell.value is not None,
            "own": at == picture.highlighted,
        }
        for at, (name, cell) in enumerate(zip(picture.categories, cells, strict=True))
    ]
    return {"kind": "bars", "zero": scale.share(0.0), "bars": bars}


def _months(picture: LinePicture) -> dict[str, Any]:
    cells = [cell for one in picture.series for cell in one.cells]
    ticks: list[float] = []
    if picture.form == "columns":
        scale = scale_from_zero(cells)
    else:
        ticks = _ticks([one.value for one in cells if one.value is not None], picture.decimals)
        scale = Scale(ticks[0], ticks[-1])
    return {
        "kind": "months",
        "form": picture.form,
        "unit": picture.unit,
        "categories": list(picture.categories),
        "zero": scale.share(0.0),
        "ticks": [{"y": scale.share(one), "text": _number(one, picture.decimals)} for one in ticks],
        "series": [_series(one, scale, picture.decimals) for one in picture.series],
    }


def _series(one: Series, scale: Scale, decimals: int) -> dict[str, Any]:
    shown = [at for at, cell in enumerate(one.cells) if cell.value is not None]
    ends = {shown[0], shown[-1]} if shown else set()
    points = [
        {
            "y": None if cell.value is None else scale.share(cell.value),
            "text": "" if cell.value is None else _number(cell.value, decimals),
            "mark": cell.text if cell.state == "withheld" else _MISSING,
            "end": at in ends,
        }
        for at, cell in enumerate(one.cells)
    ]
    return {"name": one.name, "points": points}


def _ticks(values: list[float], decimals: int) -> list[float]:
    """Three to five round numbers around the values."""
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415 - slow to import

    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    locator = MaxNLocator(nbins=4, integer=decimals == 0, min_n_ticks=2)
    return [float(one) for one in locator.tick_values(low, high)]


def _number(value: float, decimals: int) -> str:
    return f"{value:,.{decimals}f}"
