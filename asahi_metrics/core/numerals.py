"""Reads counts, amounts and decimals the way Japanese offices write them."""

from __future__ import annotations

import re
from functools import lru_cache

from asahi_metrics.core.spelling import plain

CELL_ERRORS = frozenset(
    ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!")
)
"""What Excel shows in a cell whose formula failed."""

_FORMULA = re.compile(r"=[A-Za-z$@'(\[+\-0-9]")
_NUMBER = re.compile(r"(?P<sign>[-+\u2212△▲]?)(?P<whole>\d{1,15}|\d{1,3}(?:,\d{3}){1,4})"
                     r"(?P<part>\.\d{1,12})?")  # fmt: skip
_COUNTERS = re.compile(
    r"(?:人|名|件|世帯|頭|匹|台|店舗?|戸|組|回|団体|本|基|株|部|園|か所|ヶ所|箇所)$"
)


class Unparsable(ValueError):
    """The cell does not say what its column asks for; ``code`` is a finding code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def parse_count(value: object) -> int:
    """A whole number from 0 up: ``12``, ``12.0``, ``１２``, ``1,234``, ``12人``."""
    number = _number(value, "not_a_count")
    return _whole(number, kind="count")


def parse_yen(value: object) -> int:
    """A whole amount in yen: ``3000``, ``3,000円``, ``￥3,000``; 千円 and 万円 are refused."""
    number = _number(value, "not_an_amount")
    return _whole(number, kind="amount")


def parse_decimal(value: object) -> float:
    """A number that may be negative or have decimals: ``35.49``, ``１２．５``."""
    return _number(value, "not_a_number")


def is_formula(text: str) -> bool:
    """Whether the text is a formula that was never calculated."""
    return text[:1] == "=" and _FORMULA.match(text) is not None


def value_text(text: str) -> str:
    """The text without blanks; raises for Excel's error values and bare formulas."""
    text = plain(text)
    if text.upper() in CELL_ERRORS:
        raise Unparsable("cell_error")
    if is_formula(text):
        raise Unparsable("formula_without_value")
    return text


def _number(value: object, code: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise Unparsable(code)
    if isinstance(value, str):
        return _number_from_text(value, code)
    if not abs(value) < 1e15:  # so that NaN is refused as well
        raise Unparsable(code)
    return value


@lru_cache(maxsize=65_536)
def _number_from_text(text: str, code: str) -> float:
    text = value_text(text)
    if code == "not_a_count":
        text = _COUNTERS.sub("", text)
    elif code == "not_an_amount":
        # 0x5C of CP932 is drawn as a yen sign but decodes to a backslash.
        text = re.sub(r"^([△▲\u2212-]?)[¥\\](.*?)-?$", r"\1\2", text).removesuffix("円")
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise Unparsable(code)
    digits = match["whole"].replace(",", "")
    number = float(digits + match["part"]) if match["part"] else int(digits)
    return number if match["sign"] in ("", "+") else -number


def _whole(number: float, *, kind: str) -> int:
    if number < 0:
        raise Unparsable(f"negative_{kind}")
    if number != int(number):
        raise Unparsable(f"fractional_{kind}")
    return int(number)
