"""Taking apart the zipped forms, PowerPoint and Excel: every part is read, or the test says so."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping

from lxml import etree

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)
_SAYS_NOTHING = re.compile(
    r"""\[Content_Types\]\.xml | (?:.*/)?_rels/[^/]*\.rels | .*/theme/theme\d+\.xml
      | ppt/(?:presentation|presProps|viewProps|tableStyles)\.xml
      | ppt/(?:slideMasters|slideLayouts|notesMasters)/[A-Za-z]+\d+\.xml | docProps/app\.xml""",
    re.VERBOSE,
)
"""Parts that are the same in every file of the program, whatever figures it has."""


def parts_of(content: bytes) -> dict[str, bytes]:
    """The parts of an archive by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.comment == b""
        return {one.filename: archive.read(one) for one in archive.infolist()}


def unread(parts: Mapping[str, bytes], *known: str) -> list[str]:
    """The parts that neither a reader's patterns know nor are the same in every file."""
    patterns = [re.compile(one) for one in known]
    return [
        name for name in parts
        if not _SAYS_NOTHING.fullmatch(name) and not any(one.fullmatch(name) for one in patterns)
    ]  # fmt: skip


def xml_of(part: bytes) -> etree._Element:
    return etree.fromstring(part, _PARSER)


def local(element: etree._Element) -> str:
    """A tag without its namespace."""
    return etree.QName(element).localname


def texts_in(root: etree._Element) -> Iterator[str]:
    """Every text between tags, whatever the tags are."""
    for element in root.iter(etree.Element):
        for text in (element.text, element.tail):
            if text and text.strip():
                yield text


def core_properties(parts: Mapping[str, bytes]) -> dict[str, str]:
    """What the file says of itself, but for the moments, which are those of the machine."""
    root = xml_of(parts["docProps/core.xml"])
    return {
        local(one): one.text
        for one in root
        if one.text and local(one) not in {"created", "modified"}
    }
