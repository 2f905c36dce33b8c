"""The letters of the handout: which font it is set with, and what that font lacks."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Any

import typst
from fontTools.ttLib import TTFont

from asahi_metrics.core.errors import AsahiMetricsError
from asahi_metrics.exports.fonts import JAPANESE_FONTS

_GETA = "〓"
"""What Japanese printers set for a letter that they do not have."""


def document_font(wanted: Sequence[str] = JAPANESE_FONTS) -> str:
    """The first of the fonts that is installed; raises AsahiMetricsError when none is."""
    installed = set(installed_fonts().families())
    found = next((one for one in wanted if one in installed), None)
    if found is None:
        raise AsahiMetricsError("error.files.no_font", fonts=", ".join(wanted))
    return found


@cache
def installed_fonts() -> typst.Fonts:
    """The fonts of the machine; Typst's own, which have no Japanese letters, are left out."""
    return typst.Fonts(include_embedded_fonts=False)


@cache
def _glyphs(family: str) -> frozenset[int]:
    """The letters that every face of the family has."""
    faces = [one for one in installed_fonts().fonts() if one.family == family]
    found = [_letters_in(one.path, one.index) for one in faces if one.path]
    return frozenset.intersection(*found)


def _letters_in(path: str, index: int) -> frozenset[int]:
    with TTFont(path, fontNumber=index, lazy=True) as face:
        return frozenset(face.getBestCmap())


def printable(told: Any, family: str) -> Any:
    """The data with every letter that the font cannot set replaced by 〓; PDF/UA allows no gaps."""
    return _replaced(told, _glyphs(family))


def _replaced(told: Any, glyphs: frozenset[int]) -> Any:
    if isinstance(told, str):
        return "".join(_letter(one, glyphs) for one in told if not _unseen(one))
    if isinstance(told, dict):
        return {key: _replaced(value, glyphs) for key, value in told.items()}
    if isinstance(told, list | tuple):
        return [_replaced(one, glyphs) for one in told]
    return told


def _letter(one: str, glyphs: frozenset[int]) -> str:
    if one.isspace() or unicodedata.category(one) == "Cc":
        return " "
    return one if ord(one) in glyphs else _GETA


def _unseen(one: str) -> bool:
    """Selectors of variants and other signs that have no shape of their own."""
    variant = unicodedata.name(one, "").startswith("VARIATION SELECTOR")
    return variant or unicodedata.category(one) == "Cf"
