"""The addresses at which residents reach the public pages."""

from __future__ import annotations

from urllib.parse import urlsplit

PUBLIC = "/public/"
OPEN_DATA = "/open-data/"

_LONGEST = 200
_SIGNS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/[]%")


def web_address(value: str) -> str:
    """An http(s) address without its last slash; raises ValueError for anything else.

    It is printed, and people type it off: it has no account, question or place in a page.

    >>> web_address("https://example.lg.jp/asahi/"), web_address("")
    ('https://example.lg.jp/asahi', '')
    """
    bare = value.strip().rstrip("/")
    if not bare:
        return ""
    parts = urlsplit(bare)
    # Reading the port refuses one that is none.
    known = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    if not known or len(bare) > _LONGEST or not _SIGNS.issuperset(bare):
        raise ValueError(value)
    return bare


def public_address(base: str, district: str | None, lang: str) -> str:
    """The public page of a district, or of the ward.

    >>> public_address("https://example.lg.jp/asahi", "07", "en")
    'https://example.lg.jp/asahi/public/07?lang=en'
    """
    return f"{base}{PUBLIC}{district or ''}?lang={lang}"
