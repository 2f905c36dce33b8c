"""What people write in their own words, freed of signs that cannot be seen.

Control signs and those that turn the direction of writing around can make a text say
something else than what is stored, so they are not stored.
"""

from __future__ import annotations

import re
import unicodedata

from asahi_metrics.core.errors import AsahiMetricsError

LONGEST_NAME = 60

# Control, format (bidirectional overrides, zero widths) and halves of surrogate pairs.
_UNSEEN = frozenset({"Cc", "Cf", "Cs"})
_UNSEEN_OR_BREAK = _UNSEEN | {"Zl", "Zp"}
# Letters without a shape: fillers of other scripts, the empty braille sign.
_LOOK_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_LINE_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_WIDE_GAPS = re.compile(r"\n{3,}")


def clean_text(text: str) -> str:
    """The text as written, without unseen signs; line breaks stay, one empty line at most.

    >>> clean_text(" 継続する。\\u202e\\r\\n\\r\\n\\r\\n予算は\\x00別途 ")
    '継続する。\\n\\n予算は別途'
    """
    broken = _LINE_BREAKS.sub("\n", text).replace("\t", " ")
    seen = "".join(sign for sign in broken if sign == "\n" or not _is_unseen(sign))
    lines = (line.rstrip() for line in seen.split("\n"))
    return _WIDE_GAPS.sub("\n\n", "\n".join(lines)).strip() if _says_something(seen) else ""


def clean_line(text: str) -> str:
    """The text in one line, for names.

    >>> clean_line("旭区長\\n(代理)")
    '旭区長 (代理)'
    """
    return " ".join(clean_text(text).split("\n"))


def unseen_sign(text: str) -> str | None:
    """The first sign that is not seen, or seen as a blank, by its number; None without any.

    Tabs and line breaks are no such signs, nor are those that choose the form of a kanji.

    >>> unseen_sign("白根\u202e会"), unseen_sign("白根\u200b"), unseen_sign("葛\U000e0100 会")
    ('U+202E', 'U+200B', None)
    """
    if text.isprintable() and _LOOK_BLANK.isdisjoint(text):
        return None
    found = (
        sign
        for sign in text
        if sign in _LOOK_BLANK
        or (sign not in "\t\n\r" and unicodedata.category(sign) in _UNSEEN_OR_BREAK)
    )
    first = next(found, None)
    return None if first is None else f"U+{ord(first):04X}"


def signed_name(name: str) -> str:
    """The name that somebody signs with; raises AsahiMetricsError without one, or if too long."""
    written = clean_line(name)
    if not written:
        raise AsahiMetricsError("error.written.no_name")
    if len(written) > LONGEST_NAME:
        raise AsahiMetricsError("error.written.long_name", limit=LONGEST_NAME)
    return written


def written_text(text: str, limit: int, *, required: bool = True) -> str:
    """The cleaned text; raises AsahiMetricsError when it is too long, or empty and required."""
    written = clean_text(text)
    if required and not written:
        raise AsahiMetricsError("error.written.empty")
    if len(written) > limit:
        raise AsahiMetricsError(
            "error.written.too_long", count=f"{len(written):,}", limit=f"{limit:,}"
        )
    return written


def _is_unseen(sign: str) -> bool:
    return unicodedata.category(sign) in _UNSEEN


def _says_something(text: str) -> bool:
    """Whether any letter, digit, punctuation or symbol is among the signs."""
    return any(unicodedata.category(sign)[0] in "LNPSC" for sign in text if not sign.isspace())
