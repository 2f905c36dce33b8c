"""Goes through the XML of an Office file element by element, in little memory."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from xml.parsers import expat

from asahi_metrics.core.errors import UnreadableFile

MAX_CELL_TEXT = 32_767
"""How many characters Excel itself lets a cell hold."""

MAX_TEXTS = 1_500_000
MAX_CHARACTERS = 40_000_000
"""How many characters all texts of a workbook may have together."""

MAX_DEPTH = 40
_MAX_TOKEN_BYTES = 2**20
# Halves of surrogate pairs stay as they are written: they are no signs.
_ESCAPED = re.compile(r"_x(?![Dd][89A-Fa-f])([0-9A-Fa-f]{4})_")


class LocalNames(dict[str, str]):
    """The names of elements without the prefixes of their vocabularies."""

    def __missing__(self, name: str) -> str:
        local = name.rpartition(":")[2]
        if len(self) < 1_000:
            self[name] = local
        return local


@dataclass(frozen=True)
class Element:
    """An element as it begins: its name, its parent's, and its attributes, without prefixes."""

    name: str
    parent: str
    attributes: Mapping[str, str]


def make_parser() -> expat.XMLParserType:
    """A parser of UTF-8 that takes no document type, so that nothing can be expanded."""
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.buffer_size = MAX_CELL_TEXT * 2
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def feed(parser: expat.XMLParserType, pieces: Iterable[bytes]) -> Iterator[int]:
    """Parse the pieces; yields after each how many bytes that is so far."""
    done = 0
    try:
        for piece in pieces:
            done += len(piece)
            parser.Parse(piece, False)
            # A tag or a comment without an end would be gathered whole.
            if done - parser.CurrentByteIndex > _MAX_TOKEN_BYTES:
                raise UnreadableFile("error.file.broken")
            yield done
        if done:
            parser.Parse(b"", True)
    except (expat.ExpatError, UnicodeError) as error:
        raise UnreadableFile("error.file.broken") from error
    yield done


def elements(content: bytes) -> Iterator[Element]:
    """The elements of a small part in their order; nothing of an empty one."""
    if not content:
        return
    found: list[Element] = []
    names, path = LocalNames(), [""]

    def start(name: str, attributes: dict[str, str]) -> None:
        local = names[name]
        found.append(Element(local, path[-1], {names[key]: attributes[key] for key in attributes}))
        if len(path) > MAX_DEPTH:
            raise UnreadableFile("error.file.broken")
        path.append(local)

    parser = make_parser()
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: path.pop()
    size = 2**16
    for _ in feed(parser, (content[at : at + size] for at in range(0, len(content), size))):
        yield from found
        found.clear()


def shared_texts(pieces: Iterable[bytes]) -> list[str]:
    """The texts that cells point at by number, without their readings in kana."""
    texts: list[str] = []
    names, path, text, characters = LocalNames(), [""], "", 0

    def start(name: str, _: dict[str, str]) -> None:
        if len(path) > MAX_DEPTH:
            raise UnreadableFile("error.file.broken")
        path.append(names[name])

    def end(_: str) -> None:
        nonlocal text, characters
        if path.pop() == "si":
            texts.append(unescaped(text))
            characters += len(text)
            text = ""
            require_characters(characters if len(texts) <= MAX_TEXTS else MAX_CHARACTERS + 1)

    def read(data: str) -> None:
        nonlocal text
        if path[-1] == "t" and path[-2] != "rPh":
            text = lengthened(text, data)

    parser = make_parser()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = read
    for _ in feed(parser, pieces):
        pass
    return texts


def lengthened(text: str, data: str) -> str:
    """The text of a cell with a further piece; raises UnreadableFile beyond what a cell holds."""
    text += data
    require_cell(text)
    return text


def require_cell(text: str) -> None:
    """Raise UnreadableFile for a text that is longer than a cell can hold."""
    if len(text) > MAX_CELL_TEXT:
        raise UnreadableFile("error.file.cell_too_long", limit=f"{MAX_CELL_TEXT:,}")


def require_characters(count: int) -> None:
    """Raise UnreadableFile when a workbook has more text than memory should hold."""
    if count > MAX_CHARACTERS:
        raise UnreadableFile("error.file.too_much_text", limit=f"{MAX_CHARACTERS:,}")


def unescaped(text: str) -> str:
    """The text with the signs that Excel writes as ``_x000D_`` put back.

    >>> unescaped("a_x0041_b"), unescaped("_xD800_")
    ('aAb', '_xD800_')
    """
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def _refuse_doctype(*_: object) -> None:
    raise UnreadableFile("error.file.doctype")
