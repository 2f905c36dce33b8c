"""Finds the area that a cell names, in the many ways that offices write it."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

from asahi_metrics.core.areas import Area, Areas
from asahi_metrics.core.spelling import katakana, normalize_key, without_blanks

_ASSOCIATIONS = r"(?:自治会[・/]?町内会|町内会[・/]?自治会|自治会|町内会)"
_UNION = re.compile(
    rf"(?:地区)?(?:連合{_ASSOCIATIONS}?(?:連合会)?|{_ASSOCIATIONS}連合(?:会)?|連合会)"
    r"(?:連絡協議会|連絡会|協議会)?$"
)
_NUMBERED = re.compile(r"(\d{1,2})[:.・_\-]?(\D.*)")
_WARD_WORDS = ("区全体", "全区", "区域全体", "区内全域", "全域", "区全域", "区計")


class AreaNames:
    """The ward's areas by every spelling; a spelling that fits two areas fits none."""

    def __init__(self, areas: Areas) -> None:
        self.areas = areas
        self._districts = _index(areas.districts, kana=True)
        self._towns = _index(areas.towns, kana=False)
        self._ward = _index([areas.ward], kana=True) | _ward_words(areas.ward)
        self._outside = _index(areas.outside, kana=True)
        self._prefixes = (f"横浜市{_ward_name(areas)}", _ward_name(areas))
        self._find_district = lru_cache(maxsize=8_192)(self._district)
        self._find_town = lru_cache(maxsize=8_192)(self._town)

    def district(self, text: object) -> str | None:
        """The code of the district that the cell names; None when none or several fit."""
        return self._find_district(_compact(text))

    def town(self, text: object) -> str | None:
        """The code of the town that the cell names; None when none or several fit."""
        return self._find_town(_compact(text))

    def place(self, text: object) -> str | None:
        """The code of the district, the ward itself or a place outside it."""
        key = _compact(text)
        return self._find_district(key) or self._ward.get(key) or self._outside.get(key)

    def nearest(self, text: object, level: Literal["district", "town"] = "district") -> str | None:
        """The Japanese name that looks most like the text; None when nothing is near."""
        areas = self.areas.towns if level == "town" else self.areas.districts
        names = {_compact(area.name["ja"]): area.name["ja"] for area in areas}
        key = _without_union(self._without_ward(_compact(text)))
        near = difflib.get_close_matches(key, names, n=1, cutoff=0.5)
        return names[near[0]] if near else None

    def _district(self, key: str) -> str | None:
        if key in self._districts:
            return self._districts[key]
        name = _without_union(self._without_ward(key))
        found = self._districts.get(name) or self._districts.get(katakana(name))
        return found or self._numbered(name)

    def _numbered(self, key: str) -> str | None:
        """The district of ``01 鶴ヶ峰``, when number and name agree."""
        match = _NUMBERED.fullmatch(key)
        if match is None:
            return None
        by_number, by_name = self._districts.get(match[1]), self._district(match[2])
        return by_number if by_number == by_name else None

    def _town(self, key: str) -> str | None:
        return self._towns.get(key) or self._towns.get(self._without_ward(key))

    def _without_ward(self, key: str) -> str:
        key = key.removeprefix("神奈川県")
        for prefix in self._prefixes:
            if key.startswith(prefix) and key != prefix:
                return key.removeprefix(prefix)
        return key


def _compact(text: object) -> str:
    """The comparison key without blanks; whole numbers as digits, other things nothing."""
    if isinstance(text, bool) or not isinstance(text, str | int | float):
        return ""
    if isinstance(text, float):
        text = str(int(text)) if text.is_integer() else ""
    return without_blanks(normalize_key(str(text)))


def _without_union(key: str) -> str:
    return _UNION.sub("", key).removesuffix("地区") or key


def _index(areas: Iterable[Area], *, kana: bool) -> dict[str, str]:
    """Codes by every spelling; spellings shared by two areas are left out."""
    found: dict[str, set[str]] = defaultdict(set)
    for area in areas:
        spellings = {area.code, area.code.lstrip("0"), area.name["ja"], area.name["en"]}
        if kana and area.kana:
            spellings |= {area.kana, katakana(_compact(area.kana))}
        for spelling in spellings - {""}:
            found[_compact(spelling)].add(area.code)
    return {key: codes.pop() for key, codes in found.items() if len(codes) == 1}


def _ward_name(areas: Areas) -> str:
    return _compact(areas.ward.name["ja"]).removeprefix("神奈川県").removeprefix("横浜市")


def _ward_words(ward: Area) -> dict[str, str]:
    name = _compact(ward.name["ja"]).removeprefix("横浜市")
    return dict.fromkeys(
        (*map(_compact, _WARD_WORDS), name, f"横浜市{name}", f"{name}全体"), ward.code
    )
