"""How Japanese text is spelt: a key to compare by, and a tidy form to store."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_KANJI = r"\u3005\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_DASH_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\u2010-\u2015\u2212\u2500\u30fc](?=\d)")
_KANJI_CHOME = re.compile(r"([一二三四五六七八九十]+)(?=丁目)")
_SMALL_KE = re.compile(rf"(?<=[\u3041-\u30ff{_KANJI}])[ヶケヵカガが](?=[{_KANJI}])")
_SPACES = re.compile(r"\s+")
# A blank between two digits stays, or 「2026/4/1 10:00」 would become the 11th.
_IDLE_SPACES = re.compile(r"(?<!\d)\s+|\s+(?!\d)")
_INNER_SPACES = re.compile(r"[ \t\u00a0\u3000]+")
_INVISIBLE = re.compile(r"[\u200b\u2060\ufeff]")
_NARROWED = re.compile(r"[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff61-\uff9f]+")
_VARYING = re.compile(
    rf"\s|{_INVISIBLE.pattern}|[峯〜\u2010-\u2015\u2212\u2500\u30fcヶケヵカガが]|丁目"
)
_UNTIDY = re.compile(rf"\s|{_INVISIBLE.pattern}|{_NARROWED.pattern}")
_VARIANTS = str.maketrans({"峯": "峰", "〜": "~", "—": "-"})
_DIGITS = {kanji: place for place, kanji in enumerate("一二三四五六七八九", start=1)}


@lru_cache(maxsize=65_536)
def normalize_key(text: str) -> str:
    """A key for comparison only: spellings of one name come to the same key.

    >>> normalize_key("鶴ヶ峯　１丁目") == normalize_key("鶴が峰 一丁目")
    True
    """
    key = unicodedata.normalize("NFKC", text)
    if _VARYING.search(key) is not None:
        key = _SPACES.sub(" ", _INVISIBLE.sub("", key)).strip().translate(_VARIANTS)
        key = _KANJI_CHOME.sub(lambda match: str(_kanji_number(match[1])), key)
        key = _DASH_BETWEEN_DIGITS.sub("-", key)
        key = _SMALL_KE.sub("ケ", key)
    return key.casefold()


def tidy_text(text: str) -> str:
    """The text as it is stored: widths made even and blanks trimmed, nothing else changed.

    Half-width kana and full-width letters and digits are brought to their usual width;
    other signs (①, ㈱, 〜, −, brackets) and line breaks stay as written.
    """
    if _UNTIDY.search(text) is None:
        return text
    text = _INVISIBLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    text = _NARROWED.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    lines = (_INNER_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(lines).strip()


def katakana(text: str) -> str:
    """The text with hiragana turned into katakana, to compare readings by."""
    return "".join(chr(ord(sign) + 0x60) if "ぁ" <= sign <= "ゖ" else sign for sign in text)


def plain(text: str) -> str:
    """The text in NFKC without blanks other than between digits, for parsing."""
    return without_blanks(unicodedata.normalize("NFKC", text))


def without_blanks(text: str) -> str:
    """The text with its blanks taken out, except where they keep two numbers apart."""
    return _IDLE_SPACES.sub("", text)


def _kanji_number(kanji: str) -> int:
    tens, ten, ones = kanji.rpartition("十")
    if not ten:
        return int("".join(str(_DIGITS[sign]) for sign in kanji))
    return 10 * _DIGITS.get(tens, 1) + _DIGITS.get(ones, 0)
