"""What stands in brackets behind a header: a unit or a hint, thousands and millions, or more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from asahi_metrics.core.spelling import normalize_key
from asahi_metrics.sources.spec import Kind

Meaning = Literal["unit", "hint", "scale", "other"]

_OPEN, _CLOSE = r"(\[【〔", r")\]】〕"
_WITHIN = rf"[{_OPEN}]([^{_OPEN}{_CLOSE}]*)[{_CLOSE}]"
_LAST, _ANY = re.compile(rf"{_WITHIN}$"), re.compile(_WITHIN)
_MARKS = re.compile(r"[※*＊]?(?:必須|任意)?[※*＊]?$")
_PART = re.compile(r"[・、,/]")
_COUNTERS = (
    "人", "名", "件", "世帯", "頭", "匹", "台", "店", "店舗", "戸", "組", "回", "団体", "本", "基",
    "株", "部", "園", "か所", "ヶ所", "カ所", "ケ所", "箇所", "枚", "冊", "校", "票", "通", "点",
)  # fmt: skip
_UNITS = frozenset((*_COUNTERS, "円", "%", "歳", "才", "度"))
# How a cell is to be filled in, or the mark of a footnote: nothing of it changes what is meant.
_HINTS = frozenset(
    (
        "必須", "任意", "必要に応じて", "数字", "数値", "整数", "文字", "半角", "全角", "半角数字",
        "西暦", "和暦", "元号", "年", "月", "日", "年度", "年月", "年月日", "曜日", "yyyy", "mm",
        "dd", "選択", "選択式", "プルダウン", "プルダウンから選択", "リスト", "リストから選択",
        "自由記述", "自由記載", "正式名称", "北緯", "東経", "世界測地系", "※", "*", "注",
    )
)  # fmt: skip
_HINT = re.compile(r"[a-h]|(?:[※*]|注)\d{1,2}|(?:記入)?例[:は].+")
_UNIT = rf"(?:円|{'|'.join(_COUNTERS)})"
_FACTOR = r"(?:1|一)?(?:[十百千]?[万億]|千|百(?=円))"
_SCALE_TEXT = rf"{_FACTOR}{_UNIT}?|1,?000(?:,?000)?{_UNIT}"
_SCALE = re.compile(_SCALE_TEXT)
_SCALED_UNIT = re.compile(rf"{_UNIT}$")
_UNIT_WORD = re.compile(r"^単位[:は]?|単位$")
_SAID_UNIT = re.compile(rf"単位[:は]?([^{_OPEN}{_CLOSE}]+)")
_SAID_SCALE = re.compile(rf"単位[:は]?({_SCALE_TEXT})(?!未満)|({_SCALE_TEXT})単位")


@dataclass(frozen=True)
class HeaderReading:
    """A header without what its brackets say of units; ``scale`` is 千円 and the like."""

    key: str
    scale: str | None = None
    has_unit: bool = False


def header_key(text: str) -> str:
    """The key to compare headers by: no blanks, line breaks or marks of required cells."""
    return _MARKS.sub("", normalize_key(text).replace(" ", ""))


def read_header(text: str) -> HeaderReading:
    """The header without the brackets behind it that only say a unit or how to fill it in.

    >>> read_header("参加者数（人）※必須").key, read_header("申請額（千円）").scale
    ('参加者数', '千円')
    >>> read_header("参加者数（目標）").key
    '参加者数(目標)'
    """
    key, scale, has_unit = header_key(text), None, False
    while (last := _LAST.search(key)) is not None and last.start():
        meaning = bracket_meaning(last[1])
        if meaning == "other":
            break
        scale = scale or (_scale_in(last[1]) if meaning == "scale" else None)
        has_unit = has_unit or meaning == "unit"
        key = header_key(key[: last.start()])
    return HeaderReading(key, scale, has_unit)


def without_brackets(text: str) -> str:
    """The header's key without any bracket behind it, whatever that says."""
    key = header_key(text)
    while (last := _LAST.search(key)) is not None and last.start():
        key = header_key(key[: last.start()])
    return key


def bracket_meaning(inner: str) -> Meaning:
    """What the words within a bracket are, as a key gives them."""
    if _scale_in(inner) is not None:
        return "scale"
    parts = [inner] if _HINT.fullmatch(inner) else _parts(inner)
    if not all(part in _UNITS or part in _HINTS or _HINT.fullmatch(part) for part in parts):
        return "other"
    return "unit" if any(part in _UNITS for part in parts) else "hint"


def scales_said(rows: Iterable[tuple[int, Sequence[object]]]) -> Iterator[tuple[int, str, str]]:
    """The cells of numbered rows beside a table that say a scale: row, text, scale."""
    for row, cells in rows:
        for text in dict.fromkeys(cell for cell in cells if isinstance(cell, str)):
            if (scale := scale_said(text)) is not None:
                yield row, text, scale


def scale_said(text: str) -> str | None:
    """The scale that a title above a table or a note below it says of it.

    >>> scale_said("（単位：千円）"), scale_said("一覧［百万円］"), scale_said("（千人大会）")
    ('千円', '百万円', None)
    """
    key = normalize_key(text).replace(" ", "")
    alone = [key] if _SCALED_UNIT.search(key) else []
    told = [one for pair in _SAID_SCALE.findall(key) for one in pair]
    said = [*alone, *_ANY.findall(key), *_SAID_UNIT.findall(key), *told]
    return next((scale for one in said if (scale := _scale_in(one)) is not None), None)


def plain_unit(scale: str, kind: Kind) -> str:
    """The unit in which the figures should stand: 円 for 千円."""
    unit = _SCALED_UNIT.search(scale)
    return unit[0] if unit is not None else "円" if kind == "yen" else "1"


def concerned_kinds(scale: str) -> frozenset[Kind]:
    """The kinds of columns of which a scale beside the table may speak.

    >>> sorted(concerned_kinds("千円")), sorted(concerned_kinds("千"))
    (['yen'], ['count', 'yen'])
    """
    unit = _SCALED_UNIT.search(scale)
    kinds: tuple[Kind, ...] = ("count", "yen")
    if unit is not None:
        kinds = ("yen",) if unit[0] == "円" else ("count",)
    return frozenset(kinds)


def _scale_in(inner: str) -> str | None:
    parts = (_UNIT_WORD.sub("", inner), *_parts(inner))
    return next((part for part in parts if _SCALE.fullmatch(part)), None)


def _parts(inner: str) -> list[str]:
    return [_UNIT_WORD.sub("", part) for part in _PART.split(inner)]
