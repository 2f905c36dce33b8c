"""Numbers that stand in a sentence, however they are written: 3, ３, 1,200, 三人, three.

Days, times, years, ages, addresses and ordinals say when and which, not how many, and are passed
over.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_COUNTED = "人|名|世帯|家族|組|台|件|団体|回|円|頭|匹|店|本|株|部|割|倍|つ|か所|ヶ所|カ所|箇所|地区"
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
    | \b\d{{1,2}}\ (?:{_MONTHS})[a-z]*\b
    | \b(?:{_MONTHS})[a-z]*\.?\ \d{{1,2}}\b
    | (?<![\d.,])(?:19|20)\d{{2}}(?![\d.,]|{_COUNTED}|万|千)
    """,
    re.VERBOSE,
)
_DIGITS = re.compile(r"(\d{1,3}(?:,\d{3})+(?!\d)|\d+)(\.\d+)?([千万億])?")
_KANJI = re.compile(rf"(?<![\d.])[〇一二三四五六七八九十百千万]+(?={_COUNTED})")
_NO_KANJI = re.compile(
    "一つ|一人(?=ひとり|一人|でも|暮らし)|(?<=一人)一人|ひとり(?=ひとり|暮らし|親|でも)|(?<=[人り])ひとり"
)
"""Each and every one, one alone, even one: nobody is counted."""
_KANA = {"ひとり": 1, "ふたり": 2}
_ONES = {sign: at for at, sign in enumerate("〇一二三四五六七八九")}
_TENS = {"十": 10, "百": 100, "千": 1000}
_GROUPS = {"千": 1000, "万": 10_000, "億": 100_000_000}
_ENGLISH = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
)  # fmt: skip
_ENGLISH_WORD = re.compile(
    rf"\b(?:({'|'.join(_ENGLISH[1:])})|(one)(?=\ (?:person|man|woman|child|resident|member|"
    r"household|family|visitor|participant|volunteer|device)))\b",
    re.IGNORECASE,
)


def numbers_in(sentence: str) -> tuple[str, ...]:
    """The numbers of a sentence in plain digits, each once.

    >>> numbers_in("参加者は３人で、前年同期より1,200人減りました")
    ('3', '1200')
    >>> numbers_in("令和8年11月28日の第3回では、一人ひとりが話し、三人と1.5万円")
    ('15000', '3')
    >>> numbers_in("FY2026: Three joined on 28 Nov, 12.50%")
    ('12.5', '3')
    """
    plain = _NO_COUNTS.sub(" ", unicodedata.normalize("NFKC", sentence))
    found: list[Decimal | int] = [*map(_digits, _DIGITS.finditer(plain))]
    spoken = _NO_KANJI.sub(" ", plain)
    found += [_kanji(one.group()) for one in _KANJI.finditer(spoken)]
    found += [value for word, value in _KANA.items() if word in spoken]
    found += [
        _ENGLISH.index((one[1] or one[2]).lower()) + 1 for one in _ENGLISH_WORD.finditer(plain)
    ]
    return tuple(dict.fromkeys(_plain(Decimal(one)) for one in found))


def _digits(found: re.Match[str]) -> Decimal:
    whole, part, group = found.groups()
    return Decimal(whole.replace(",", "") + (part or "")) * _GROUPS.get(group, 1)


def _kanji(signs: str) -> int:
    """A number in Japanese signs: ``二十三`` and ``二三`` are both 23."""
    if not _TENS.keys() & set(signs) and "万" not in signs:
        return int("".join(str(_ONES[sign]) for sign in signs))
    above, _, below = signs.rpartition("万")
    return (_below_ten_thousand(above) or 1) * 10_000 * ("万" in signs) + _below_ten_thousand(below)


def _below_ten_thousand(signs: str) -> int:
    total = last = 0
    for sign in signs:
        if sign in _TENS:
            total += (last or 1) * _TENS[sign]
            last = 0
        else:
            last = _ONES[sign]
    return total + last


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
