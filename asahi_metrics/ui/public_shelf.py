"""What has been written for the public, kept as long as its edition is the newest."""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

CACHE_CONTROL = "public, max-age=300"
"""A release shows after five minutes at the latest; until then nobody is asked again."""

_MOST = 160
_EFFORT = 6
"""Of packing: more takes far longer and saves little."""


@dataclass(frozen=True)
class Document:
    """A finished page or file; it is kept packed, since nearly all readers take it so."""

    media_type: str
    packed: bytes
    length: int
    etag: str


def document(body: bytes, media_type: str, *, release: int) -> Document:
    """Pack a page or a file of a release.

    The mark names the release and the content, so that a changed word or shape changes it too.
    It is weak, since the packed and the plain form bear the same.
    """
    digest = hashlib.sha256(body).hexdigest()[:20]
    packed = gzip.compress(body, _EFFORT, mtime=0)
    return Document(media_type, packed, len(body), f'W/"{release}-{digest}"')


class Shelf:
    """Documents by what they were made of; those that nobody asks for make room."""

    def __init__(self, most: int = _MOST) -> None:
        self._kept: OrderedDict[Hashable, Document] = OrderedDict()
        self._making: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()
        self._most = most

    def get(self, key: Hashable, make: Callable[[], Document]) -> Document:
        """The document of the key, made by the first who asks; others of the same wait for it."""
        with self._lock:
            turn = self._making.setdefault(key, threading.Lock())
        with turn:
            found = self._take(key)
            return self._put(key, make()) if found is None else found

    def _take(self, key: Hashable) -> Document | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def _put(self, key: Hashable, made: Document) -> Document:
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > self._most:
                gone, _ = self._kept.popitem(last=False)
                self._making.pop(gone, None)
        return made


def answer(request: Request, found: Document) -> Response:
    """The document as it is asked for: not at all where the reader has it, packed where he can."""
    headers = {"ETag": found.etag, "Cache-Control": CACHE_CONTROL, "Vary": "Accept-Encoding"}
    if _has(request.headers.get("if-none-match", ""), found.etag):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    packed = _takes_gzip(request.headers.get("accept-encoding", ""))
    if packed:
        headers["Content-Encoding"] = "gzip"
    length = len(found.packed) if packed else found.length
    headers |= {"Content-Length": str(length), "Content-Type": found.media_type}
    if request.method == "HEAD":
        return Response(headers=headers)
    return Response(found.packed if packed else gzip.decompress(found.packed), headers=headers)


def _has(told: str, etag: str) -> bool:
    """Whether one of the marks that the reader has is this one, weakly compared."""
    bare = etag.removeprefix("W/")
    marks = [one.strip().removeprefix("W/") for one in told.split(",")]
    return bare in marks or "*" in marks


def _takes_gzip(told: str) -> bool:
    """Whether the reader unpacks gzip.

    >>> _takes_gzip("gzip, br"), _takes_gzip("br, gzip;q=0"), _takes_gzip("")
    (True, False, False)
    """
    for one in told.lower().split(","):
        name, _, weight = one.partition(";")
        if name.strip() == "gzip":
            return weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False
