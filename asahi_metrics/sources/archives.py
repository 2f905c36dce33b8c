"""Opens the zip archive of an Office file without ever trusting what it says of itself.

The list of parts is read with ``zipfile``; the parts are unpacked here, piece by piece, and
never beyond the size that the list names.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from itertools import pairwise

from asahi_metrics.core.errors import UnreadableFile

MAX_UNPACKED_BYTES = 150 * 2**20
MAX_RATIO = 250
MAX_PARTS = 2_000
MAX_XML_BYTES = 30 * 2**20
"""The largest part that may be read at once; sheets and their texts come in pieces."""

_PIECE = 256 * 2**10
_ENTRY = b"PK\x01\x02"
_LOCAL = struct.Struct("<4s22xHH")
# Parts that are more than a table, by their names and by what relations and types call them.
_MACRO_PARTS = re.compile(r"vbaproject\.bin$|(?:^|/)xl/(?:macrosheets|activex)/")
_MACRO_WORDS = re.compile(rb"macroenabled|/vbaproject|/xlmacrosheet|/xlintlmacrosheet", re.I)
_OUTSIDE_PARTS = re.compile(r"(?:^|/)xl/(?:externallinks/|connections\.xml$|querytables/)")
_OUTSIDE_WORDS = re.compile(rb"relationships/(?:externallink|connections|querytable)", re.I)
_DOCTYPES = (b"<!DOCTYPE", b"<!ENTITY")
_STORED, _DEFLATED = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED


class Archive:
    """The parts of a workbook, by their names in lower case; raises UnreadableFile.

    Everything is unpacked once when it is opened, and what is unsafe is refused: too much of
    anything, macros, links to other files, document types, parts that lie over each other.
    """

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._parts = {_name(info): info for info in _entries(content)}
        self._require_safe()
        for name, info in self._parts.items():
            self._look_through(name, info)

    def __contains__(self, name: object) -> bool:
        return name in self._parts

    def read(self, name: str) -> bytes:
        """A small part as a whole; nothing when there is none of that name."""
        if name not in self._parts:
            return b""
        if self._parts[name].file_size > MAX_XML_BYTES:
            raise _too_large()
        return b"".join(self.pieces(name))

    def pieces(self, name: str) -> Iterator[bytes]:
        """A part in pieces, as it is unpacked."""
        return _unpacked(self._content, self._parts[name]) if name in self._parts else iter(())

    def share(self, name: str, unpacked: int) -> float:
        """How much of a part has been unpacked after so many bytes."""
        return unpacked / max(self._parts[name].file_size, 1)

    def _require_safe(self) -> None:
        infos, names = self._parts.values(), self._parts
        if any(info.flag_bits & 1 for info in infos):
            raise UnreadableFile("error.file.encrypted")
        if sum(info.file_size for info in infos) > MAX_UNPACKED_BYTES or any(map(_is_bomb, infos)):
            raise _too_large()
        if any(_MACRO_PARTS.search(name) for name in names):
            raise UnreadableFile("error.file.macros")
        if any(_OUTSIDE_PARTS.search(name) for name in names):
            raise UnreadableFile("error.file.external_links")

    def _look_through(self, name: str, info: zipfile.ZipInfo) -> None:
        """Unpack a part once, and refuse what its XML must not hold."""
        is_xml = name.endswith((".xml", ".rels", ".vml"))
        is_list = name.endswith(".rels") or name == "[content_types].xml"
        before = b""
        for piece in _unpacked(self._content, info):
            if not is_xml:
                continue
            text = before + piece
            if b"\0" in text[:4]:
                # Another encoding than UTF-8, which Office never writes, hides what is looked for.
                raise UnreadableFile("error.file.broken")
            if any(word in text for word in _DOCTYPES):
                raise UnreadableFile("error.file.doctype")
            if is_list and _MACRO_WORDS.search(text):
                raise UnreadableFile("error.file.macros")
            if is_list and _OUTSIDE_WORDS.search(text):
                raise UnreadableFile("error.file.external_links")
            before = piece[-100:]


def _entries(content: bytes) -> list[zipfile.ZipInfo]:
    """The list of parts, none of which may lie over another or bear another's name."""
    # Counted before the list is made, since that alone takes half a kilobyte for each part.
    if content.count(_ENTRY) > MAX_PARTS:
        raise UnreadableFile("error.file.too_many_parts", limit=f"{MAX_PARTS:,}")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = [info for info in archive.infolist() if not info.filename.endswith("/")]
            ends = sorted((info.header_offset, _end(content, info)) for info in infos)
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, RuntimeError) as error:
        raise UnreadableFile("error.file.broken") from error
    except (NotImplementedError, struct.error) as error:
        raise UnreadableFile("error.file.broken") from error
    if any(end > start for (_, end), (start, _) in pairwise(ends)):
        raise UnreadableFile("error.file.broken")
    if len({_name(info) for info in infos}) < len(infos):
        raise UnreadableFile("error.file.broken")
    return infos


def _name(info: zipfile.ZipInfo) -> str:
    return info.filename.replace("\\", "/").lstrip("/").lower()


def _start(content: bytes, info: zipfile.ZipInfo) -> int:
    """Where the part's packed bytes begin."""
    mark, name_length, extra_length = _LOCAL.unpack_from(content, info.header_offset)
    if mark != b"PK\x03\x04":
        raise zipfile.BadZipFile
    return info.header_offset + 30 + int(name_length) + int(extra_length)


def _end(content: bytes, info: zipfile.ZipInfo) -> int:
    return _start(content, info) + info.compress_size


def _unpacked(content: bytes, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part in pieces; raises UnreadableFile when it is not what the list says it is."""
    left, checksum = info.file_size, 0
    try:
        for piece in _inflated(content, info):
            left -= len(piece)
            checksum = zlib.crc32(piece, checksum)
            if left < 0:
                break
            yield piece
    except zlib.error as error:
        raise UnreadableFile("error.file.broken") from error
    if left or checksum != info.CRC:
        raise UnreadableFile("error.file.broken")


def _inflated(content: bytes, info: zipfile.ZipInfo) -> Iterator[bytes]:
    start, end = _start(content, info), _end(content, info)
    if info.compress_type not in (_STORED, _DEFLATED):
        raise UnreadableFile("error.file.broken")
    engine = zlib.decompressobj(-15)
    for at in range(start, end, _PIECE):
        packed = content[at : min(at + _PIECE, end)]
        if info.compress_type == _STORED:
            yield packed
            continue
        while packed and not engine.eof:
            yield engine.decompress(packed, _PIECE)
            packed = engine.unconsumed_tail
    while info.compress_type == _DEFLATED and not engine.eof:
        if not (rest := engine.decompress(b"", _PIECE)):
            raise UnreadableFile("error.file.broken")
        yield rest


def _is_bomb(info: zipfile.ZipInfo) -> bool:
    return info.file_size > 5 * 2**20 and info.file_size > MAX_RATIO * max(info.compress_size, 1)


def _too_large() -> UnreadableFile:
    return UnreadableFile("error.file.too_large_unpacked", limit=MAX_UNPACKED_BYTES // 2**20)
