"""Numbers that are written in words: 三人, さんにん, ふたり, twenty-three, a dozen.

Ways of speaking that count nobody (一人ひとり, one another) are passed over. In doubt a word is
taken for a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

COUNTED = (
    "人|名|世帯|家族|家庭|組|台|件|団体|回|円|頭|匹|店|本|株|部|割|倍|つ|か所|ヶ所|カ所|箇所|地区"
    "|軒|戸(?!建)|校|園|社|班|隊|棟|枚|個(?!人)|箱|袋|票|者|児|夫婦|親子"
)
"""What follows a number of people or things in Japanese, as a pattern."""

_SIGNS = "〇一二三四五六七八九十百千万"
_KANJI = re.compile(rf"(?<![\d.])[{_SIGNS}]+(?=\s?(?:{COUNTED}))")
_BARE_KANJI = re.compile(
    rf"(?:^|(?<=[はがもをでと::、。\s(「]))[{_SIGNS}]+"
    r"(?=$|[、。!?)」\s]|です|でし|だけ|のみ|以下|以上|未満)"
)
_NO_KANJI = re.compile(
    rf"第[{_SIGNS}]+|万一|一部|一つ|一人(?=ひとり|一人|でも|暮らし)|(?<=一人)一人"
    r"|ひとり(?=ひとり|暮らし|親|でも)|(?<=[人り])ひとり"
)
"""Which one, some of, each and every one, one alone, even one: nobody is counted."""
_ONES = {sign: at for at, sign in enumerate("〇一二三四五六七八九")}
_TENS = {"十": 10, "百": 100, "千": 1000}

_KANA_ONES = {
    "いち": 1, "に": 2, "さん": 3, "よん": 4, "よ": 4, "ご": 5, "ろく": 6, "しち": 7, "なな": 7,
    "はち": 8, "きゅう": 9, "": 0,
}  # fmt: skip
_KANA_THINGS = {
    "ひとり": 1, "ふたり": 2, "ふたつ": 2, "みっつ": 3, "よっつ": 4, "いつつ": 5, "むっつ": 6,
    "ななつ": 7, "やっつ": 8, "ここのつ": 9,
}  # fmt: skip
_THINGS = re.compile(rf"(?:{'|'.join(_KANA_THINGS)})(?!け)")
_KANA = re.compile(
    r"(?:(?<![ぁ-ゖ])|(?<=[はがもをでとにの]))"
    r"(?:(?P<tens>|に|さん|よん|ご|ろく|なな|はち|きゅう)(?P<ten>じゅう)"
    r"(?P<ones>いち|に|さん|よん?|ご|ろく|しち|なな|はち|きゅう|)"
    r"|(?P<alone>さん|よん?|ご|ろく|しち|なな|はち|きゅう))(?=にん|めい|せたい)"
)
_HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}

_FIRST = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS_SAID = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SAID = {word: at for at, word in enumerate(_FIRST, start=1)}
_SAID |= {word: 10 * at for at, word in enumerate(_TENS_SAID, start=2)}
_SAID |= {"hundred": 100, "thousand": 1000, "dozen": 12, "couple": 2, "pair": 2}
_SAID |= {"single": 1, "sole": 1, "lone": 1}
_ENGLISH = re.compile(
    rf"""\b(?:
      (?P<tens>{"|".join(_TENS_SAID)})(?:[-\ ](?P<ones>{"|".join(_FIRST[:9])}))?
      (?!-(?:first|second|third|[a-z]+th)\b)
    | (?P<word>{"|".join(_FIRST[1:])}|hundred|thousand|dozen
        |(?<=\ba\ )(?:couple|pair)|(?<=\b(?:a|e)\ )(?:sole|lone)
        |(?<!every\ )single(?![-\ ](?:parent|mother|father|day)))
    | (?P<one>(?<!\b(?:no|by)\ )(?<!\bthe\ )(?<!\b(?:each|this|that)\ )(?<!\b(?:every|which)\ )
        (?<!\bany\ )(?<!\bnumber\ )one
        (?!'s|\ (?:another|by|day|hand|side|thing|step)\b|\ of\ (?:the|our|its|these)\ (?:\w+\ )?
          (?:district|ward|area|town|place|topic|thing|way)s\b))
    )\b""",
    re.VERBOSE | re.IGNORECASE,
)
"""One counts unless nobody is counted by it: no one, one another, one of the districts."""


def said_in(plain: str) -> Iterator[int]:
    """The numbers that stand in words in a text in NFKC form; digits are left to the caller.

    >>> list(said_in("三軒と二十三世帯、さんにん"))
    [3, 23, 3]
    >>> list(said_in("One of twenty-three joined, and a couple"))
    [1, 23, 2]
    """
    spoken = _NO_KANJI.sub(" ", plain)
    for pattern in (_KANJI, _BARE_KANJI):
        yield from (_kanji(one.group()) for one in pattern.finditer(spoken))
    kana = spoken.translate(_HIRAGANA)
    yield from (_KANA_THINGS[one.group()] for one in _THINGS.finditer(kana))
    yield from (_kana(one) for one in _KANA.finditer(kana))
    yield from (_english(one) for one in _ENGLISH.finditer(plain))


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


def _kana(found: re.Match[str]) -> int:
    if found["ten"] is None:
        return _KANA_ONES[found["alone"]]
    return 10 * (_KANA_ONES[found["tens"]] or 1) + _KANA_ONES[found["ones"]]


def _english(found: re.Match[str]) -> int:
    """One word, or tens and ones."""
    words = (found["tens"], found["ones"], found["word"], found["one"])
    return sum(_SAID[one.lower()] for one in words if one)
