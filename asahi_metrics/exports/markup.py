"""HTML for residents: all that is said becomes text, and readings stand above their words."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True)
class Markup:
    """Writes texts as HTML; with ``readings``, 防災（ぼうさい） becomes ruby."""

    readings: Mapping[str, str] = field(default_factory=dict)

    def say(self, text: str) -> str:
        """A text within an element, its signs escaped.

        >>> Markup({"防災": "ぼうさい"}).say("<防災（ぼうさい）>")
        '&lt;<ruby>防災<rp>（</rp><rt>ぼうさい</rt><rp>）</rp></ruby>&gt;'
        """
        safe = html.escape(text)
        return self._read.sub(self._ruby, safe) if self.readings else safe

    @cached_property
    def _read(self) -> re.Pattern[str]:
        """A word with its reading behind it, the longer words first."""
        words = sorted(self.readings, key=lambda word: (-len(word), word))
        told = (f"{html.escape(one)}（{html.escape(self.readings[one])}）" for one in words)
        return re.compile("|".join(re.escape(one) for one in told))

    @staticmethod
    def _ruby(found: re.Match[str]) -> str:
        word, reading = found.group().removesuffix("）").split("（", 1)
        return f"<ruby>{word}<rp>（</rp><rt>{reading}</rt><rp>）</rp></ruby>"


def attribute(text: str) -> str:
    """A text within double quotes."""
    return html.escape(text, quote=True)


def element(name: str, inner: str, **attributes: str) -> str:
    """An element around markup; attributes are texts, ``class_`` stands for class.

    >>> element("p", "a", class_="note", lang="en")
    '<p class="note" lang="en">a</p>'
    """
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{attribute(value)}"'
        for key, value in attributes.items()
    )
    return f"<{name}{told}>{inner}</{name}>"
