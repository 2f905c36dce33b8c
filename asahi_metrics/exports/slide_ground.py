"""The ground that slides stand on: 16:9, Japanese fonts, one layout, a number on each slide."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.package import Part, XmlPart
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Inches, Length, Pt

from asahi_metrics.exports.fonts import OFFICE_FONT
from asahi_metrics.visuals import theme

WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
SMALLEST = Pt(18)
TITLE_BOX = (Inches(0.6), Inches(0.35), Inches(12.1), Inches(1.3))
NUMBER_BOX = (Inches(12.25), Inches(6.8), Inches(0.75), Inches(0.42))
_TITLE_ONLY = 5
_NUMBER = "sldNum"
_FILL = '<a:solidFill {names}><a:srgbClr val="{ink}"/></a:solidFill>'


def new_presentation() -> Any:
    """An empty presentation with a single layout: a title, and a slide number."""
    presentation = Presentation()
    _take_away_strange_parts(presentation)
    presentation.slide_width, presentation.slide_height = WIDTH, HEIGHT
    layouts = presentation.slide_layouts
    kept = layouts[_TITLE_ONLY]
    for one in list(layouts):
        if one != kept:
            layouts.remove(one)
    for ground in (presentation.slide_master, kept):
        _set_places(ground)
    set_fonts(presentation.slide_master)
    return presentation


def _take_away_strange_parts(presentation: Any) -> None:
    """Drop what the library's empty file brings from the machine that it was made on."""
    for owner in (presentation.part.package, presentation.part):
        for name, relation in list(owner._rels.items()):
            if relation.reltype in {
                RELATIONSHIP_TYPE.THUMBNAIL,
                RELATIONSHIP_TYPE.PRINTER_SETTINGS,
            }:
                owner._rels.pop(name)


def new_slide(presentation: Any) -> Any:
    """A slide with its title and number."""
    layout = presentation.slide_layouts[0]
    slide = presentation.slides.add_slide(layout)
    for shape in layout.placeholders:
        if _kind(shape) == _NUMBER:
            slide.shapes._spTree.append(deepcopy(shape._element))
    for field in slide.shapes._spTree.iter(qn("a:fld")):
        field.find(qn("a:t")).text = str(len(presentation.slides))
    return slide


def set_fonts(owner: Any) -> None:
    """Name the Japanese font in the theme of a slide master or a notes master."""
    part: Part = owner.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    if isinstance(part, XmlPart):
        _name_font(part._element)
        return
    root = etree.fromstring(part.blob)
    _name_font(root)
    part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _name_font(root: Any) -> None:
    for font in (*root.iter(qn("a:majorFont")), *root.iter(qn("a:minorFont"))):
        for tag in ("a:latin", "a:ea"):
            font.find(qn(tag)).set("typeface", OFFICE_FONT)
        for script in font.findall(qn("a:font")):
            if script.get("script") == "Jpan":
                script.set("typeface", OFFICE_FONT)


def _set_places(ground: Any) -> None:
    """Put title and number where they stand on 16:9; date, footer and body are not used."""
    for shape in list(ground.placeholders):
        kind = _kind(shape)
        if kind == "title":
            _place(shape, TITLE_BOX)
        elif kind == _NUMBER:
            _place(shape, NUMBER_BOX)
            for properties in shape._element.iter(qn("a:defRPr"), qn("a:rPr")):
                properties.set("sz", str(SMALLEST.centipoints))
                for fill in properties.findall(qn("a:solidFill")):
                    properties.remove(fill)
                ink = theme.SOFT_TEXT.removeprefix("#")
                properties.insert(0, parse_xml(_FILL.format(names=nsdecls("a"), ink=ink)))
        elif kind in {"dt", "ftr"}:
            shape._element.getparent().remove(shape._element)
        else:
            _place(shape, (Inches(0.6), Inches(1.85), Inches(12.1), Inches(4.6)))


def _kind(shape: Any) -> str:
    found = shape._element.find(f".//{qn('p:ph')}").get("type", "body")
    return "title" if found == "ctrTitle" else str(found)


def _place(shape: Any, box: Sequence[Length]) -> None:
    shape.left, shape.top, shape.width, shape.height = box
