"""Reading a PDF: the words on its pages, and the strings of its objects, seen or not."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from tests.reading.contents import Contents, Page

_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_HEX = re.compile(rb"<(FEFF[0-9A-Fa-f]*)>")
_ALT = re.compile(rb"/Alt\s*(<FEFF[0-9A-Fa-f]*>|\((?:\\.|[^\\()])*\))")
_OF_THE_MACHINE = re.compile(r"D[:]\d{14}.*|Typst [\d.]+|[A-Za-z0-9+/]{22}==|U\d+x\d+y\d+")
"""Moments, the name of the typesetter, its names of a table's cells, and files' own numbers."""
_LITERAL = re.compile(rb"\(((?:\\.|[^\\()])*)\)")


def read_paper(content: bytes) -> Contents:
    objects = [content, *_unpacked(content)]
    alts = tuple(_decoded(one) for told in objects for one in _ALT.findall(told))
    strings = [one for one in _strings(content) if not _OF_THE_MACHINE.fullmatch(one)]
    told = (one for one in objects if one.lstrip().startswith(b"<?xpacket"))
    xmp = [re.sub(r"<[^>]+>", " ", one.decode()) for one in told]
    pages = [
        Page(f"page {at}", tuple(one.splitlines()), alts=alts if at == 1 else ())
        for at, one in enumerate(words_of(content), start=1)
    ]
    aside = Page("objects", (*alts, *strings))
    return Contents((*pages, aside), {"xmp": " ".join(xmp)})


def words_of(content: bytes) -> list[str]:
    """The pages as they are laid out, columns set apart by gaps."""
    command = shutil.which("pdftotext")
    assert command, "pdftotext is not installed: see scripts/office.sh"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "read.pdf"
        path.write_bytes(content)
        done = subprocess.run(
            [command, "-layout", "-enc", "UTF-8", str(path), "-"],
            check=True, capture_output=True, timeout=60,
        )  # fmt: skip
    return done.stdout.decode().split("\f")[:-1]


def _unpacked(content: bytes) -> Iterator[bytes]:
    for packed in _STREAM.findall(content):
        try:
            yield zlib.decompress(packed)
        except zlib.error:
            yield packed


def _strings(told: bytes) -> Iterator[str]:
    """The strings of objects, without the streams between them: letters, pictures, drawings."""
    bare = _STREAM.sub(b"", told)
    for found in _HEX.findall(bare):
        yield _decoded(b"<" + found + b">")
    for found in _LITERAL.findall(bare):
        yield _decoded(b"(" + found + b")")


def _decoded(told: bytes) -> str:
    """A string of a PDF: UTF-16 in hexadecimal digits, or letters with escapes."""
    if told.startswith(b"<"):
        return bytes.fromhex(told[1:-1].decode()).decode("utf-16")
    plain = re.sub(rb"\\([()\\])", rb"\1", told[1:-1])
    return plain.decode("utf-16" if plain.startswith(b"\xfe\xff") else "latin-1")
