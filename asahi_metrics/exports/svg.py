"""Drawing with SVG: boxes, and text that is broken into lines here, since SVG does not."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from asahi_metrics.visuals import theme

LETTERS = 28
"""The smallest letters on a slide of 1280 × 720, in px: they are read from the back of a hall."""

LINE = 1.3
"""From one line of text to the next, in sizes."""

Box = tuple[float, float, float, float]
"""Left, top, width and height in px."""

_PIECES = re.compile(r"[!-~À-ɏ–—‘’“”…]+|\s+|.", re.DOTALL)
_WORDS = re.compile(r"\s+|[^\s。]+。?|。")
_PAUSES = (re.compile(r"[、。]|[,:.] |(?= ?\()"), re.compile(r"(?<=は) ?(?=\d)"))
"""Where a sentence may be parted, the better places first; not at （ ）, where readings stand."""
_SPACED = 15
_NOT_FIRST = "、。，．・」』）)】〉》〕］]!?！？ーゃゅょっァィゥェォャュョッ々%％…〜/"
_NOT_LAST = "「『（([【〈《〔［/〜"
_NARROW = frozenset("iljftrI.,:;'|!()[] ")
_WIDE = frozenset("mwMW%@—…")
_CIRCLED = frozenset("①②③④⑤")


@dataclass(frozen=True)
class Ink:
    """How a text is written; ``rim`` is the colour around letters that stand on a picture."""

    size: float
    colour: str = theme.TEXT
    bold: bool = False
    anchor: Literal["start", "middle", "end"] = "start"
    rim: str = ""


def text_width(text: str, size: float) -> float:
    """The width of a text in px, generously: fonts differ.

    >>> text_width("旭区", 30)
    60.0
    """
    return size * sum(_sign_width(sign) for sign in text)


def _sign_width(sign: str) -> float:
    if ord(sign) > 0x2E00 or sign in _CIRCLED:
        return 1.0
    if sign in _NARROW:
        return 0.36
    return 0.92 if sign in _WIDE else 0.68 if sign.isupper() else 0.6


def wrapped(text: str, size: float, width: float) -> list[str]:
    """The text in lines of at most that width, broken as Japanese and English are.

    >>> wrapped("訓練は8回でした。", 10, 40)
    ['訓練は', '8回でし', 'た。']
    """
    lines: list[str] = [""]
    for piece in _unbroken(text, size, width):
        if piece.isspace():
            lines[-1] += " " if lines[-1] else ""
        elif not lines[-1] or text_width(lines[-1] + piece, size) <= width:
            lines[-1] += piece
        else:
            lines.append(piece)
    return [line.rstrip() for line in lines]


def _unbroken(text: str, size: float, width: float) -> list[str]:
    """The pieces that stay in one line; what is wider than a line is cut all the same."""
    most = max(1, int(width / size))
    return [
        part
        for one in _words(text)
        for part in _cut(one, most if text_width(one, size) > width else 0)
    ]


def _words(text: str) -> list[str]:
    # Plain Japanese and English set words apart, and then lines break there alone.
    spaced = text.count(" ") * _SPACED >= len(text)
    return _WORDS.findall(text) if spaced else _joined(_PIECES.findall(text))


def widest_word(text: str, size: float) -> float:
    """The width in px of the longest part of a text that stays in one line where it can.

    >>> widest_word("二俣川ニュータウン", 10) < widest_word("Futamatagawa New Town", 10)
    True
    """
    return max((text_width(one, size) for one in _words(text)), default=0.0)


def _joined(found: Sequence[str]) -> list[str]:
    """Signs that begin or end no line hang on to others, and units on to their numbers."""
    pieces: list[str] = []
    for one in found:
        before = pieces[-1] if pieces else " "
        hangs = one[0] in _NOT_FIRST or before[-1] in _NOT_LAST
        unit = before[-1].isdigit() and len(one) == 1
        if not before[-1].isspace() and not one.isspace() and (hangs or unit):
            pieces[-1] += one
        else:
            pieces.append(one)
    return pieces


def _cut(piece: str, most: int) -> list[str]:
    return [piece[at : at + most] for at in range(0, len(piece), most)] if most else [piece]


def balanced(text: str, size: float, width: float) -> list[str]:
    """The text in as few lines as it takes: parted where it pauses, else of about the same length.

    >>> balanced("訓練は8回で、前年より2回増えました", 10, 130)
    ['訓練は8回で、', '前年より2回増えました']
    """
    lines = wrapped(text, size, width)
    if len(lines) == 2 and (parted := _at_a_pause(text, size, width)):
        return parted
    narrower = width
    while len(lines) > 1:
        narrower -= size
        tried = wrapped(text, size, narrower)
        if len(tried) > len(lines) or narrower < width / 2:
            break
        lines = tried
    return lines


def two_lines(text: str, sizes: Sequence[float], width: float) -> tuple[float, list[str]]:
    """A title in two lines at most, and their size: a smaller one where it parts the text better.

    The sizes are given from large to small; the last one is taken whatever lines it needs.
    """
    fitting = [size for size in sizes if len(wrapped(text, size, width)) <= 2] or [sizes[-1]]
    for size in fitting:
        if len(wrapped(text, size, width)) == 1 or _at_a_pause(text, size, width):
            return size, balanced(text, size, width)
    return fitting[0], balanced(text, fitting[0], width)


def _at_a_pause(text: str, size: float, width: float) -> list[str]:
    """The two lines that a pause makes of the text, where both fit; of two pauses the more even."""
    for pause in _PAUSES:
        ends = [one.end() for one in pause.finditer(text) if 0 < one.end() < len(text)]
        parted = [[text[:end].rstrip(), text[end:].lstrip()] for end in ends]
        fit = [pair for pair in parted if max(text_width(one, size) for one in pair) <= width]
        if fit:
            return min(fit, key=lambda pair: max(text_width(one, size) for one in pair))
    return []


def fitting(text: str, sizes: Sequence[float], width: float, lines: int = 1) -> float:
    """The largest of the sizes, given from large to small, at which the text fits; or the last."""
    for size in sizes:
        if len(wrapped(text, size, width)) <= lines:
            return size
    return sizes[-1]


def text_svg(lines: Sequence[str], at: tuple[float, float], ink: Ink) -> str:
    """Lines of text, the first one's top at ``at``; everything is escaped."""
    x, top = at
    style = f'font-size="{_px(ink.size)}" fill="{ink.colour}" text-anchor="{ink.anchor}"'
    style += ' font-weight="700"' if ink.bold else ""
    if ink.rim:
        style += (
            f' stroke="{ink.rim}" stroke-width="6" stroke-linejoin="round" paint-order="stroke"'
        )
    spans = "".join(
        f'<tspan x="{_px(x)}" y="{_px(top + ink.size * (0.96 + LINE * place))}">'
        f"{html.escape(line)}</tspan>"
        for place, line in enumerate(lines)
    )
    return f"<text {style}>{spans}</text>"


def text_height(lines: Sequence[str], size: float) -> float:
    """How tall lines of text are in px."""
    return len(lines) * size * LINE


def box_svg(box: Box, fill: str, *, line: str = "", width: float = 2) -> str:
    """A box, with a line around it where one is named."""
    left, top, wide, high = (_px(one) for one in box)
    edge = f' stroke="{line}" stroke-width="{_px(width)}"' if line else ""
    return f'<rect x="{left}" y="{top}" width="{wide}" height="{high}" fill="{fill}"{edge}/>'


def line_svg(
    start: tuple[float, float], end: tuple[float, float], colour: str, width: float
) -> str:
    """A straight line."""
    (x1, y1), (x2, y2) = start, end
    return (
        f'<path d="M{_px(x1)} {_px(y1)}L{_px(x2)} {_px(y2)}" stroke="{colour}"'
        f' stroke-width="{_px(width)}" fill="none"/>'
    )


def _px(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
