"""The parts that slides are put together from: text, boxes, and what a screen reader is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_PATTERN
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Inches, Length, Pt

from asahi_metrics.visuals import theme

Box = tuple[float, float, float, float]
"""Left, top, width and height in inches."""

Corners = tuple[Length, Length, Length, Length]


@dataclass(frozen=True)
class Style:
    """How a text is written; sizes are points."""

    size: float = 18
    colour: str = theme.TEXT
    bold: bool = False
    align: Any = PP_ALIGN.LEFT
    anchor: Any = MSO_ANCHOR.TOP


def inches(box: Box) -> Corners:
    """A box in the file's own unit."""
    left, top, width, height = (Inches(one) for one in box)
    return left, top, width, height


def colour(code: str) -> Any:
    """A colour of the theme, ``#3460FB``."""
    red, green, blue = (int(code[at : at + 2], 16) for at in (1, 3, 5))
    return RGBColor(red, green, blue)


def add_text(
    slide: Any, box: Box, lines: Sequence[str], style: Style, *, lang: str, columns: int = 1
) -> Any:
    """A text box, a paragraph for each line."""
    shape = slide.shapes.add_textbox(*inches(box))
    write(shape.text_frame, lines, style, lang=lang)
    shape.text_frame._txBody.bodyPr.set("numCol", str(columns))
    return shape


def write(frame: Any, lines: Sequence[str], style: Style, *, lang: str) -> None:
    """Fill a frame with lines; the text is told its language, which decides on its font."""
    frame.word_wrap = True
    frame.vertical_anchor = style.anchor
    for at, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        paragraph.alignment = style.align
        run = paragraph.add_run()
        run.text = line
        run.font.size, run.font.bold = Pt(style.size), style.bold
        run.font.color.rgb = colour(style.colour)
        properties = run._r.get_or_add_rPr()
        properties.set("lang", lang)
        properties.set("altLang", "en-US" if lang.startswith("ja") else "ja-JP")


def add_box(slide: Any, box: Box, fill: str, *, line: str | None = None) -> Any:
    """A coloured box without meaning of its own, which screen readers pass over."""
    shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *inches(box))
    shape.fill.solid()
    shape.fill.fore_color.rgb = colour(fill)
    if line is None:
        shape.line.fill.background()
    else:
        shape.line.color.rgb = colour(line)
        shape.line.width = Pt(1)
    # The theme's style would give it a shadow.
    shape._element.remove(shape._element.find(qn("p:style")))
    return shape


def hatch(shape: Any) -> None:
    """Stripe a box as districts without a figure are striped on the map."""
    shape.fill.patterned()
    shape.fill.pattern = MSO_PATTERN.WIDE_UPWARD_DIAGONAL
    shape.fill.fore_color.rgb = colour(theme.NO_DATA_LINE)
    shape.fill.back_color.rgb = colour(theme.NO_DATA)


def describe(shape: Any, alt: str) -> None:
    """Say in words what a picture, chart or table shows."""
    shape._element.find(f".//{qn('p:cNvPr')}").set("descr", alt)


def letters(text: str) -> float:
    """The width of a text in full-width letters, generously: fonts differ.

    >>> letters("旭区12"), letters("")
    (3.25, 0)
    """
    return sum(1.0 if ord(sign) > 0x2000 else 0.625 for sign in text)


def fitting(text: str, sizes: Sequence[float], *, width: float, lines: int) -> float:
    """The largest of the sizes at which the text takes no more lines of ``width`` inches.

    >>> fitting("旭区" * 20, (32, 28, 24), width=12, lines=2)
    32
    """
    for size in sizes:
        # A line breaks before its last letter fits, hence a letter less.
        if letters(text) <= lines * (width * 72 / size - 1):
            return size
    return sizes[-1]
