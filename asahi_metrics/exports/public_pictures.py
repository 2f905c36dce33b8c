"""The pictures of a public page: each with its figures in letters, and legible on a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from asahi_metrics.core.report import (
    BarPicture,
    LinePicture,
    MapPicture,
    NumberPicture,
    Slide,
    TablePicture,
)
from asahi_metrics.core.text import Text
from asahi_metrics.exports.markup import Markup, attribute, element
from asahi_metrics.exports.public_maps import WIDTH, Ground
from asahi_metrics.exports.screen_charts import months_svg

_MONTHS_HEIGHT = 470.0
_NARROW = 3
"""Columns that fit beside each other on a phone."""


@dataclass(frozen=True)
class Painter:
    """Draws the slides of a topic as parts of a page."""

    ground: Ground
    text: Text

    @property
    def _markup(self) -> Markup:
        return self.ground.markup

    def part(self, slide: Slide) -> str:
        """One slide: its sentence, its picture, what lacks in it, and the figures behind it."""
        drawn = ""
        match slide.picture:
            case NumberPicture() as picture:
                drawn = self._number(picture)
            case BarPicture() as picture:
                drawn = self._bars(picture)
            case LinePicture() as picture:
                drawn = self._months(picture)
            case MapPicture() as picture:
                drawn = self._map(picture)
            case TablePicture() as picture:
                drawn = self._table(picture)
            case _:
                raise TypeError(slide.kind)
        title = element("h3", self._markup.say(slide.title))
        caption = slide.picture.caption
        below = element("p", self._markup.say(caption), class_="caption") if caption else ""
        return element("div", f"{title}{drawn}{below}", class_=f"part {slide.picture.kind}")

    def _number(self, picture: NumberPicture) -> str:
        """The figure large, and what it is held against below."""
        held = "".join(
            f"<div><dt>{self._markup.say(one.label)}</dt>"
            f"<dd>{self._markup.say(one.text)}</dd></div>"
            for one in picture.comparisons
        )
        figure = element("p", self._markup.say(picture.cell.text), class_="figure")
        return f'{figure}<dl class="held">{held}</dl>' if held else figure

    def _bars(self, picture: BarPicture) -> str:
        """A bar for each category, its figure in letters; what has none has no bar."""
        cells = picture.series[0].cells
        most = max((cell.value or 0.0 for cell in cells), default=0.0) or 1.0
        rows = []
        for at, (name, cell) in enumerate(zip(picture.categories, cells, strict=True)):
            share = 100 * max(cell.value or 0.0, 0.0) / most
            bar = f'<rect width="{share:.1f}%" height="16"/>' if cell.value is not None else ""
            drawn = f'<svg aria-hidden="true" focusable="false" height="16">{bar}</svg>'
            own = ' class="own"' if at == picture.highlighted else ""
            rows.append(
                f"<div{own}><dt>{self._markup.say(name)}</dt>"
                f"<dd>{drawn}<span>{self._markup.say(cell.text)}</span></dd></div>"
            )
        return f'<dl class="beams">{"".join(rows)}</dl>'

    def _months(self, picture: LinePicture) -> str:
        """The chart of the months, and the same as a table to be opened."""
        drawn = months_svg(picture, (0, 0, WIDTH, _MONTHS_HEIGHT))
        chart = (
            f'<svg class="chart" viewBox="0 0 {WIDTH:g} {_MONTHS_HEIGHT:g}" role="img"'
            f' aria-label="{attribute(picture.alt)}">{drawn}</svg>'
        )
        header = (self.text("public.column.month"), *(one.name for one in picture.series))
        columns = [[cell.text for cell in one.cells] for one in picture.series]
        rows = list(zip(picture.categories, *columns, strict=True))
        return chart + self._behind("months", header, rows)

    def _map(self, picture: MapPicture) -> str:
        """The map with its legend, and the districts as a table to be opened."""
        header = (self.text("public.column.district"), picture.legend_title)
        rows = [(name, picture.told(code)) for code, name in picture.names.items()]
        own = list(picture.names).index(picture.highlighted) if picture.highlighted else None
        return (
            f"{self.ground.topic_map(picture)}{self.ground.legend(picture)}"
            f"{self._behind('map', header, rows, own)}"
        )

    def _table(self, picture: TablePicture) -> str:
        wide = len(picture.header) > _NARROW
        return self._rows("stacked" if wide else "level", picture.header, picture.rows)

    def _behind(
        self,
        what: str,
        header: Sequence[str],
        rows: Iterable[Sequence[str]],
        own: int | None = None,
    ) -> str:
        summary = element("summary", self._markup.say(self.text(f"public.behind.{what}")))
        table = self._rows("plain", header, rows, own)
        return f"<details>{summary}{table}</details>"

    def _rows(
        self,
        kind: str,
        header: Sequence[str],
        rows: Iterable[Sequence[str]],
        own: int | None = None,
    ) -> str:
        """A table; its roles are said, since on a phone it is not laid out as one."""
        say: Callable[[str], str] = self._markup.say
        heads = "".join(f'<th role="columnheader" scope="col">{say(one)}</th>' for one in header)
        body = []
        for at, (name, *cells) in enumerate(rows):
            told = "".join(f'<td role="cell">{say(cell)}</td>' for cell in cells)
            mark = ' class="own"' if at == own else ""
            first = f'<th role="rowheader" scope="row">{say(name)}</th>'
            body.append(f'<tr role="row"{mark}>{first}{told}</tr>')
        return (
            f'<table role="table" class="{kind}"><thead role="rowgroup">'
            f'<tr role="row">{heads}</tr></thead>'
            f'<tbody role="rowgroup">{"".join(body)}</tbody></table>'
        )
