"""Several files in one zip, with names that every system shows as they are."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Iterable
from datetime import datetime

_REFUSED = frozenset('\\/:*?"<>|')
_READABLE = 0o644 << 16


def write_zip(files: Iterable[tuple[str, bytes]], made_at: datetime) -> bytes:
    """The files by name, which go as UTF-8 with the flag that Windows Explorer reads.

    ``made_at`` is the local time that each is dated with. Files are taken one after the other,
    so that no more than one waits beside the zip. All but texts are compressed in themselves.
    """
    out, day = io.BytesIO(), made_at.timetuple()[:6]
    with zipfile.ZipFile(out, "w") as parts:
        for name, content in files:
            entry = zipfile.ZipInfo(name, day)
            entry.external_attr = _READABLE
            text = name.endswith(".txt")
            entry.compress_type = zipfile.ZIP_DEFLATED if text else zipfile.ZIP_STORED
            parts.writestr(entry, content)
    return out.getvalue()


def safe_name(name: str) -> str:
    """A file's name without what Windows refuses; accents go with their letters (NFC).

    >>> safe_name("8/31: 集い?.pdf")
    '8_31_ 集い_.pdf'
    """
    kept = (
        "_" if one in _REFUSED or unicodedata.category(one).startswith("C") else one
        for one in unicodedata.normalize("NFC", name)
    )
    return "".join(kept).strip(" .")


def text_file(lines: Iterable[str]) -> bytes:
    """Lines as a text that Windows opens as it should: UTF-8 with BOM, CRLF."""
    return "".join(f"{line}\r\n" for line in lines).encode("utf-8-sig")
