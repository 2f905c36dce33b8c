"""Numbers that stand in a sentence, however they are written: 3, ３, 1,200, Ⅲ, 三人, three.

Days, times, years, ages, addresses and ordinals say when and which, not how many, and are passed
over. What may be a day or a count is taken for a count.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from asahi_metrics.core.number_words import COUNTED, said_in

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_WEEKDAY = r"\(?(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\b"
_PEOPLE = (
    "(?:people|persons?|residents?|members?|m[ae]n|wom[ae]n|child(?:ren)?|famil(?:y|ies)"
    "|households?|visit(?:or)?s?|participants?|volunteers?|consultations?|devices?)"
)
_YEAR = rf"(?<![\d.,])(?:19|20)\d{{2}}(?!\d|[.,]\d|{COUNTED}|万|千|\ {_PEOPLE}\b)"
_NO_COUNTS = re.compile(
    rf"""
      (?:令和|平成|昭和|[RHS])?\d{{1,4}}年度?(?:\(\d{{4}}\))?
    | (?:FY|Reiwa\ |Heisei\ )\d{{1,4}}
    | \b[RHS]\d{{1,2}}\.\d{{1,2}}(?:\.\d{{1,2}})?
    | \d{{4}}[/.-]\d{{1,2}}(?:[/.-]\d{{1,2}})?
    | \d{{1,2}}月
    | \d{{1,2}}日(?!間|分)
    | \d{{1,2}}:\d{{2}}
    | (?:午前|午後)?\d{{1,2}}時(?:\d{{1,2}}分)?(?!間)
    | 第\d+
    | \d+(?:丁目|番|号|階|歳)
    | \d+(?:st|nd|rd|th)\b
    | \b(?:\d{{1,2}}\ {_MONTH}|{_MONTH}\ \d{{1,2}}),?\ (?:{_YEAR}|{_WEEKDAY})
    | \b{_WEEKDAY},?\ (?:\d{{1,2}}\ {_MONTH}|{_MONTH}\ \d{{1,2}}\b)
    | {_YEAR}
    """,
    re.VERBOSE,
)
"""A month beside a number alone is no day: "in Jul 9, in Aug 6" counts."""
_DIGITS = re.compile(r"(\d{1,3}(?:,\d{3})+(?!\d)|\d+)(\.\d+)?([千万億])?")
_GROUPS = {"千": 1000, "万": 10_000, "億": 100_000_000}
_ONE_SIGN = re.compile(rf"[❶-➓]|[Ⅰ-Ⅻⅰ-ⅻ](?=\s?(?:{COUNTED}))")
_LETTERS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "", "XI", "XII")
"""Without X, which by itself stands for a withheld figure."""
_ROMAN = re.compile(
    rf"(?<![A-Za-z])({'|'.join(filter(None, reversed(_LETTERS)))})(?=\s?(?:{COUNTED}))"
)


def numbers_in(sentence: str) -> tuple[str, ...]:
    """The numbers of a sentence in plain digits, each once.

    >>> numbers_in("参加者は３人で、前年同期より1,200人減りました")
    ('3', '1200')
    >>> numbers_in("令和8年11月28日の第3回では、一人ひとりが話し、三人と1.5万円")
    ('15000', '3')
    >>> numbers_in("FY2026: Three joined on 28 Nov 2026, 12.50%; in Dec 4")
    ('12.5', '4', '3')
    """
    signs = _ONE_SIGN.sub(lambda one: f"{unicodedata.numeric(one.group()):g}", sentence)
    plain = _NO_COUNTS.sub(" ", unicodedata.normalize("NFKC", signs))
    found: list[Decimal | int] = [*map(_digits, _DIGITS.finditer(plain))]
    found += [_LETTERS.index(one[1]) + 1 for one in _ROMAN.finditer(plain)]
    found += said_in(plain)
    return tuple(dict.fromkeys(_plain(Decimal(one)) for one in found))


def _digits(found: re.Match[str]) -> Decimal:
    whole, part, group = found.groups()
    return Decimal(whole.replace(",", "") + (part or "")) * _GROUPS.get(group, 1)


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
