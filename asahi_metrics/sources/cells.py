"""Gives a cell its meaning by the kind of its column, or says why it has none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from asahi_metrics.core.calendar import fiscal_year_of, month_of
from asahi_metrics.core.free_text import unseen_sign
from asahi_metrics.core.japanese import (
    CELL_ERRORS,
    Unparsable,
    is_formula,
    parse_count,
    parse_date,
    parse_decimal,
    parse_fiscal_year,
    parse_month,
    parse_yen,
)
from asahi_metrics.core.matching import AreaNames
from asahi_metrics.core.spelling import normalize_key, tidy_text
from asahi_metrics.sources.spec import Column, Scalar

MAX_TEXT = 500
MAX_SHOWN = 100


@dataclass(frozen=True)
class Failure:
    """Why a cell has no value: a finding code and its parameters."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)


Parsed = Scalar | Failure
Parser = Callable[[object], Parsed]


@dataclass(frozen=True)
class Span:
    """The days that a record may bear, both included."""

    earliest: date
    latest: date


def column_parser(column: Column, names: AreaNames, span: Span) -> Parser:
    """What turns a cell of the column into its stored value or a Failure."""
    meaning = _meaning(column, names, span)

    def parse(value: object) -> Parsed:
        if value is None:
            return Failure("blank") if column.required else None
        if (code := _broken(value)) is not None:
            return Failure(code)
        try:
            return meaning(value)
        except Unparsable as error:
            return Failure(error.code)

    return parse


def shown(value: object) -> str | None:
    """The cell as findings show it: dates with slashes, control signs made visible."""
    if value is None:
        return None
    text = _written(value).strip()[: 2 * MAX_SHOWN]
    if unseen_sign(text) is not None:
        text = "".join("\ufffd" if unseen_sign(sign) else sign for sign in text)
    return text if len(text) <= MAX_SHOWN else f"{text[: MAX_SHOWN - 1]}…"


def _written(value: object) -> str:
    if isinstance(value, datetime) and (value.hour or value.minute):
        return f"{value.year}/{value.month}/{value.day} {value:%H:%M}"
    if isinstance(value, date):
        return f"{value.year}/{value.month}/{value.day}"
    return str(value)


def _broken(value: object) -> str | None:
    if not isinstance(value, str):
        return None
    if value[:1] == "#" and value.strip().upper() in CELL_ERRORS:
        return "cell_error"
    return "formula_without_value" if is_formula(value) else None


def _meaning(column: Column, names: AreaNames, span: Span) -> Parser:
    match column.kind:
        case "date" | "month" | "fiscal_year":
            return _time(column, span)
        case "count" | "yen" | "decimal":
            return _number(column)
        case "district":
            return _place(column, names)
        case "town":
            return _town(names)
        case "choice":
            return _choice(column)
        case "text":
            return _text


def _time(column: Column, span: Span) -> Parser:
    kind, too_late = column.kind, Failure("future_date", {"today": span.latest.isoformat()})
    if column.planned_until is not None:
        span = Span(span.earliest, column.planned_until)
        too_late = Failure("too_far_ahead", {"latest": span.latest.isoformat()})
    earliest, latest = _bounds(kind, span)

    def parse(value: object) -> Parsed:
        when: str | int
        if kind == "date":
            when = parse_date(value).isoformat()
        else:
            when = parse_month(value) if kind == "month" else parse_fiscal_year(value)
        # ISO dates sort as text, months and years as numbers.
        if when < earliest:  # type: ignore[operator]
            return Failure("too_early", {"earliest": span.earliest.isoformat()})
        if when > latest:  # type: ignore[operator]
            return too_late
        return when

    return parse


def _bounds(kind: str, span: Span) -> tuple[str | int, str | int]:
    if kind == "date":
        return span.earliest.isoformat(), span.latest.isoformat()
    first, last = month_of(span.earliest), month_of(span.latest)
    return (first, last) if kind == "month" else (fiscal_year_of(first), fiscal_year_of(last))


def _number(column: Column) -> Parser:
    parse_number: Callable[[object], int | float] = {
        "count": parse_count, "yen": parse_yen, "decimal": parse_decimal,
    }[column.kind]  # fmt: skip

    def parse(value: object) -> Parsed:
        number = parse_number(value)
        if column.maximum is not None and number > column.maximum:
            return Failure("too_large", {"maximum": f"{column.maximum:,.0f}"})
        return number

    return parse


def _place(column: Column, names: AreaNames) -> Parser:
    districts = frozenset(names.areas.district_codes)
    expected = _names(names, [*names.areas.district_codes, *column.places])

    def parse(value: object) -> Parsed:
        code = names.place(value)
        if code in districts or code in column.places:
            return code
        if code is not None:
            return Failure("place_not_allowed", {"expected": expected})
        return Failure("unknown_district", _hint(names.nearest(value), expected))

    return parse


def _town(names: AreaNames) -> Parser:
    expected = _names(names, [town.code for town in names.areas.towns])

    def parse(value: object) -> Parsed:
        if (code := names.town(value)) is not None:
            return code
        return Failure("unknown_town", _hint(names.nearest(value, "town"), expected))

    return parse


def _hint(nearest: str | None, expected: str) -> dict[str, object]:
    """``expected`` is the name that was probably meant, else all that may stand there."""
    return {"expected": nearest, "nearest": nearest} if nearest else {"expected": expected}


def _names(names: AreaNames, codes: list[str]) -> str:
    return "、".join(names.areas[code].name["ja"] for code in codes if code in names.areas)


def _choice(column: Column) -> Parser:
    known = {_choice_key(choice): choice for choice in column.choices}

    def parse(value: object) -> Parsed:
        choice = known.get(_choice_key(str(value)))
        return choice or Failure("unknown_choice", {"choices": "、".join(column.choices)})

    return parse


def _choice_key(text: str) -> str:
    return normalize_key(text).replace(" ", "")


def _text(value: object) -> Parsed:
    written = _written(value)
    # Names with such signs look like others: they are told of, and never quietly tidied.
    if (sign := unseen_sign(written)) is not None:
        return Failure("control_character", {"sign": sign})
    text = tidy_text(written)
    if len(text) > MAX_TEXT:
        return Failure("too_long", {"length": len(text), "limit": MAX_TEXT})
    return text
