"""What the cells of an Excel sheet mean: numbers, days, texts, errors, formulas without a value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal

from asahi_metrics.core.errors import UnreadableFile
from asahi_metrics.sources.office_xml import Element, unescaped

FormatKind = Literal["number", "moment", "duration"]

# Formats that Excel knows by number; 27 to 36 and 50 to 58 are the Japanese ones.
_MOMENTS = frozenset((*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)))
_DURATION = 46
# What a number format says besides its codes: quoted and escaped signs, colours, locales.
_PLAIN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', re.I)
_ELAPSED = re.compile(r"\[[hms]+\]", re.I)
_MOMENT = re.compile(r"[ymdhse]|g{1,3}|aaa|AM/PM", re.I)
_DAY_NOUGHT, _DAY_NOUGHT_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
_LAST_SERIAL = 2_958_466
_MAX_STYLES = 65_536


def style_kinds(styles: Iterable[Element]) -> list[FormatKind]:
    """What the numbers of each cell style are, by the style's number."""
    named: dict[str, str] = {}
    kinds: list[FormatKind] = []
    for one in styles:
        if one.name == "numFmt":
            named[one.attributes.get("numFmtId", "")] = one.attributes.get("formatCode", "")
        elif one.name == "xf" and one.parent == "cellXfs":
            kinds.append(_kind(one.attributes.get("numFmtId", "0"), named))
            if len(kinds) > _MAX_STYLES:
                raise UnreadableFile("error.file.broken")
    return kinds


def _kind(number: str, named: Mapping[str, str]) -> FormatKind:
    if number in named:
        return format_kind(named[number])
    if not number.isdecimal():
        return "number"
    known = int(number)
    return "moment" if known in _MOMENTS else "duration" if known == _DURATION else "number"


def format_kind(code: str) -> FormatKind:
    """What a number format makes of a number.

    >>> format_kind('yyyy"年"m"月"d"日"'), format_kind("[h]:mm"), format_kind("#,##0;[Red]-#,##0")
    ('moment', 'duration', 'number')
    """
    first = _PLAIN.sub("", code.split(";", maxsplit=1)[0])
    if _ELAPSED.search(first):
        return "duration"
    return "moment" if "General" not in first and _MOMENT.search(first) else "number"


class CellMeanings:
    """Gives cells their values as ``Table`` holds them; equal ones are one and the same object."""

    def __init__(self, texts: Sequence[str], kinds: Sequence[FormatKind], *, from_1904: bool):
        self._texts = texts
        self._nought = _DAY_NOUGHT_1904 if from_1904 else _DAY_NOUGHT
        self._kinds = {str(number): kind for number, kind in enumerate(kinds) if kind != "number"}
        self._moments: dict[tuple[str, str], object] = {}

    def value(self, kind: str | None, style: str | None, told: str) -> object:
        """The value of a cell that tells something."""
        if kind == "s":
            return self._text(told)
        if kind is None or kind == "n":
            return self._moment(style, told) if style in self._kinds else _number(told)
        if kind == "b":
            return told.strip() in ("1", "true")
        if kind == "d":
            return _day_of_text(told)
        return unescaped(told)

    def _text(self, told: str) -> str:
        try:
            place = int(told)
            if place >= 0:
                return self._texts[place]
        except (ValueError, IndexError) as error:
            raise UnreadableFile("error.file.broken") from error
        raise UnreadableFile("error.file.broken")

    def _moment(self, style: str | None, told: str) -> object:
        assert style is not None  # noqa: S101 - only known styles have a kind
        kind = self._kinds[style]
        found = self._moments.get((kind, told))
        if found is None:
            found = _as_moment(_number(told), kind, self._nought)
            if len(self._moments) < 65_536:
                self._moments[kind, told] = found
        return found


def _number(told: str) -> object:
    """Whole numbers as int; what is no number stays text, for the checks to tell of."""
    try:
        return int(told) if told.isdecimal() and len(told) < 18 else _whole(float(told))
    except ValueError:
        return told


def _whole(number: float) -> float | int:
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


def _as_moment(number: object, kind: FormatKind, nought: datetime) -> object:
    """The day, the moment or the time that a serial number stands for."""
    if not isinstance(number, int | float) or not 0 <= number < _LAST_SERIAL:
        return number
    if kind == "duration":
        return str(timedelta(days=number))
    if nought == _DAY_NOUGHT and 1 <= number < 60:
        # Excel has a 29 February 1900 that never was.
        number += 1
    moment = nought + timedelta(milliseconds=round(number * 86_400_000))
    if number < 1:
        return moment.time().isoformat()
    return moment.date() if number == int(number) else moment


def _day_of_text(told: str) -> object:
    try:
        moment = datetime.fromisoformat(told)
    except ValueError:
        return told
    return moment.date() if "T" not in told else moment.replace(tzinfo=None)
