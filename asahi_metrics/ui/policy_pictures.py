"""The pictures in an indicator's line: its course through the year, its districts on one line."""

from __future__ import annotations

import html

from asahi_metrics.services.review import Standing
from asahi_metrics.services.spread import Spread
from asahi_metrics.ui.desk import Desk
from asahi_metrics.ui.policy_rows import course_of, spread_of
from asahi_metrics.visuals.figure import listed
from asahi_metrics.visuals.strips import course_image, spread_image

_NAMED = 3


def course_html(now: Desk, found: Standing) -> str:
    """The year in one stroke with last year behind it, and its values as text."""
    course = course_of(now, found)
    measure = now.measure(found.indicator)
    told = [
        f"{name} {measure.say(value)}"
        for name, value in zip(course.names, course.this, strict=True)
        if value is not None
    ]
    alt = now.text("policy.cell.course", points=listed(now.text, told))
    return course_image(course.this, course.last, alt=alt, from_zero=course.from_zero)


def spread_html(now: Desk, found: Standing) -> str:
    """The districts' values on one line, with the lowest and the highest named."""
    spread = spread_of(now, found)
    if spread is None:
        return small_html(now.text("policy.cell.ward_only"))
    chosen = [spread.values[code] for code in now.view.districts if code in spread.values]
    image = spread_image(
        list(spread.values.values()),
        middle=spread.middle,
        chosen=chosen,
        alt=_spread_alt(now, found, spread),
    )
    ends = "".join(small_html(words) for words in _ends(now, found, spread))
    return f"{image}{ends}{_chosen_html(now, found, spread)}"


def _ends(now: Desk, found: Standing, spread: Spread) -> tuple[str, str]:
    """The lowest and the highest value, each with its district."""
    return (
        now.text("policy.cell.low", **_end(now, found, spread, spread.low)),
        now.text("policy.cell.high", **_end(now, found, spread, spread.high)),
    )


def _end(now: Desk, found: Standing, spread: Spread, value: float) -> dict[str, str]:
    """A value and the district that has it, or how many have."""
    codes = spread.with_value(value)
    count = now.text("policy.cell.districts", count=len(codes))
    area = now.name(codes[0]) if len(codes) == 1 else count
    return {"value": now.measure(found.indicator).number(value), "area": area}


def _spread_alt(now: Desk, found: Standing, spread: Spread) -> str:
    measure = now.measure(found.indicator)
    middle = "ward" if spread.of_ward else "median"
    told = [
        *_ends(now, found, spread),
        now.text(f"policy.cell.{middle}", value=measure.say(spread.middle)),
    ]
    if spread.missing:
        told.append(now.text("block.missing_districts", count=spread.missing))
    return listed(now.text, told)


def _chosen_html(now: Desk, found: Standing, spread: Spread) -> str:
    """The chosen districts' own values; of many, only the picture tells."""
    number = now.measure(found.indicator).number
    return "".join(
        small_html(f"{now.name(code)} {number(spread.values.get(code))}")
        for code in now.view.districts[:_NAMED]
    )


def small_html(words: str) -> str:
    """A second line of a cell."""
    return f'<div class="am-small">{html.escape(words)}</div>'
