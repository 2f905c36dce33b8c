"""Native charts of PowerPoint, which can be edited there as they stand."""

from __future__ import annotations

from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.chart.xlsx import CategoryWorkbookWriter
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_MARKER_STYLE
from pptx.enum.dml import MSO_LINE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt
from xlsxwriter import Workbook

from asahi_metrics.core.report import BarPicture, LinePicture
from asahi_metrics.exports.fonts import OFFICE_FONT
from asahi_metrics.exports.slide_shapes import Box, colour, describe, inches
from asahi_metrics.visuals import theme
from asahi_metrics.visuals.measure import few_wholes

_LETTERS = Pt(18)
_OTHERS = theme.SEQUENCE[2]
"""What stands beside the own district or the newest year."""


class _PlainWriter(CategoryWorkbookWriter):
    """Writes the chart's workbook; text that begins like a formula stays text."""

    def _open_worksheet(self, xlsx_file: Any) -> Any:
        class Opened:
            def __enter__(self) -> tuple[Any, Any]:
                plain = {"strings_to_formulas": False, "strings_to_urls": False}
                self.book = Workbook(xlsx_file, {"in_memory": True, **plain})
                return self.book, self.book.add_worksheet()

            def __exit__(self, *_: object) -> None:
                self.book.close()

        return Opened()


class PlainChartData(CategoryChartData):
    """Chart data whose names cannot run as formulas where the chart is edited."""

    @property
    def _workbook_writer(self) -> _PlainWriter:
        return _PlainWriter(self)


def add_bars(slide: Any, picture: BarPicture, box: Box) -> Any:
    """Bars that lie, the first on top, each with its figure and unit."""
    chart = _chart(slide, XL_CHART_TYPE.BAR_CLUSTERED, picture, box)
    chart.has_legend = False
    chart.category_axis.reverse_order = True
    _axes(chart, picture.decimals)
    plot = chart.plots[0]
    plot.gap_width, plot.vary_by_categories = 45, False
    _labels(plot, picture)
    series = plot.series[0]
    _fill(series, _OTHERS if picture.highlighted is not None else theme.BLUE)
    if picture.highlighted is not None:
        point = series.points[picture.highlighted].format.fill
        point.solid()
        point.fore_color.rgb = colour(theme.DARK_BLUE)
    return chart


def add_months(slide: Any, picture: LinePicture, box: Box) -> Any:
    """Columns for what adds up, lines for levels; last year pale or dashed beside this year."""
    columns = picture.form == "columns"
    kind = XL_CHART_TYPE.COLUMN_CLUSTERED if columns else XL_CHART_TYPE.LINE_MARKERS
    chart = _chart(slide, kind, picture, box)
    chart.has_legend = True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    _axes(chart, picture.decimals, hidden=columns)
    if few_wholes([cell.value for one in picture.series for cell in one.cells], picture.decimals):
        chart.value_axis.major_unit = 1
    plot = chart.plots[0]
    if columns:
        plot.gap_width, plot.overlap = 40, 0
        _labels(plot.series[0], picture)
    for at, series in enumerate(plot.series):
        (_fill if columns else _stroke)(series, (theme.DARK_BLUE, _OTHERS)[at])
        if not columns:
            series.format.line.dash_style = MSO_LINE.SOLID if at == 0 else MSO_LINE.DASH
    if not columns:
        _label_ends(plot.series[0], picture)
    return chart


def _chart(slide: Any, kind: Any, picture: BarPicture | LinePicture, box: Box) -> Any:
    data: Any = PlainChartData(number_format=number_format(picture.unit, picture.decimals))
    data.categories = picture.categories
    for one in picture.series:
        data.add_series(one.name, [cell.value for cell in one.cells])
    frame = slide.shapes.add_chart(kind, *inches(box), data)
    describe(frame, picture.alt)
    chart = frame.chart
    chart.has_title = False
    chart.font.size = _LETTERS
    chart.font.color.rgb = colour(theme.TEXT)
    chart.font.name = OFFICE_FONT
    latin = chart._chartSpace.find(f".//{qn('a:latin')}")
    latin.addnext(parse_xml(f'<a:ea {nsdecls("a")} typeface="{OFFICE_FONT}"/>'))
    return chart


def number_format(unit: str, decimals: int) -> str:
    """The spreadsheet's format of a value with its unit.

    >>> number_format("人", 0), number_format("%", 1)
    ('#,##0"人"', '#,##0.0"%"')
    """
    digits = f".{'0' * decimals}" if decimals else ""
    gap = " " if unit.isascii() and not unit.startswith("%") else ""
    plain = unit.replace('"', "")
    return f'#,##0{digits}"{gap}{plain}"' if plain else f"#,##0{digits}"


def _axes(chart: Any, decimals: int, *, hidden: bool = True) -> None:
    """Names without ticks; the axis of values goes where each bar bears its own."""
    chart.category_axis.format.line.color.rgb = colour(theme.NO_DATA_LINE)
    chart.category_axis.has_major_gridlines = False
    values = chart.value_axis
    values.has_major_gridlines = not hidden
    values.visible = not hidden
    if hidden:
        values.minimum_scale = 0
    else:
        values.major_gridlines.format.line.color.rgb = colour(theme.GRID)
        values.format.line.fill.background()
        values.tick_labels.number_format = number_format("", decimals)
        values.tick_labels.number_format_is_linked = False


def _labels(owner: Any, picture: BarPicture | LinePicture) -> None:
    """The figure at the end of each bar."""
    if hasattr(owner, "has_data_labels"):
        owner.has_data_labels = True
    labels = owner.data_labels
    unit = picture.unit if isinstance(picture, BarPicture) else ""
    labels.number_format = number_format(unit, picture.decimals)
    labels.number_format_is_linked = False
    labels.position, labels.show_value = XL_LABEL_POSITION.OUTSIDE_END, True
    labels.font.size = _LETTERS
    labels._element.find(f".//{qn('a:bodyPr')}").set("wrap", "none")


def _label_ends(series: Any, picture: LinePicture) -> None:
    """The first and the last figure of a line."""
    known = [at for at, cell in enumerate(picture.series[0].cells) if cell.value is not None]
    for at in {known[0], known[-1]} if known else ():
        label = series.points[at].data_label
        label.has_text_frame = True
        label.text_frame.text = picture.series[0].cells[at].text
        label.position = XL_LABEL_POSITION.ABOVE
        label.font.size = _LETTERS
        label.font.bold = True


def _fill(series: Any, code: str) -> None:
    series.format.fill.solid()
    series.format.fill.fore_color.rgb = colour(code)


def _stroke(series: Any, code: str) -> None:
    series.smooth = False
    series.format.line.color.rgb = colour(code)
    series.format.line.width = Pt(4)
    series.marker.style, series.marker.size = XL_MARKER_STYLE.CIRCLE, 9
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.rgb = colour(code)
