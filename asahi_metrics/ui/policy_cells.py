"""An indicator's line in the tree of the policy: what each of its cells says."""

from __future__ import annotations

import html
from collections.abc import Sequence

from asahi_metrics.analysis.projection import Projection
from asahi_metrics.core.calendar import Period
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.core.formats import gap_as_shown
from asahi_metrics.core.stage import data_mark
from asahi_metrics.services.courses import is_yearly
from asahi_metrics.services.review import Standing
from asahi_metrics.ui.desk import Desk
from asahi_metrics.ui.links import address
from asahi_metrics.ui.navigation import has_page, page_of
from asahi_metrics.ui.policy_pictures import course_html, small_html, spread_html
from asahi_metrics.ui.policy_rows import standing_of, stands_provisional
from asahi_metrics.visuals.cards import mark_html
from asahi_metrics.visuals.status import status_html
from asahi_metrics.visuals.strips import progress_image

RANGE = 0.8
"""The part of possible year ends that the range of a projection holds."""

_COLUMNS = ("indicator", "value", "progress", "status", "projection", "course", "spread")


def indicators_html(now: Desk, indicators: Sequence[Indicator]) -> str:
    """A table with a line for each indicator; every text is escaped."""
    if not indicators:
        return small_html(now.text("policy.no_indicator"))
    head = "".join(
        f'<th scope="col">{html.escape(now.text(f"policy.head.{name}"))}</th>' for name in _COLUMNS
    )
    body = "".join(_line_html(now, one) for one in indicators)
    return f'<table class="am-tree"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def say_months(now: Desk, found: Standing) -> str:
    """The months of a standing, or that the figure comes once a year."""
    if found.period is None:
        return ""
    if is_yearly(found.indicator):
        return now.text("policy.cell.yearly")
    first, last = found.period.first_month % 100, found.period.last_month % 100
    return now.formats.month_span(first, last)


def _line_html(now: Desk, indicator: Indicator) -> str:
    found = standing_of(now, indicator)
    cells = (
        _value(now, found),
        _progress(now, found),
        _status(now, found),
        _projection(now, found),
        course_html(now, found),
        spread_html(now, found),
    )
    told = "".join(f"<td>{cell}</td>" for cell in cells)
    return f'<tr><th scope="row">{_name(now, indicator)}</th>{told}</tr>'


def _name(now: Desk, indicator: Indicator) -> str:
    """The name with the way to its definition; below, the ways to the map and its own page."""
    name = now.text.pick(indicator.name)
    kind = now.text(f"policy.cell.kind.{indicator.kind}")
    links = " ".join(
        _anchor(now, page, now.text(f"nav.{page}"), **chosen)
        for page, chosen in _where_shown(now, indicator)
    )
    definition = _anchor(now, "indicators", name, indicator=indicator.id)
    mark = mark_html(data_mark(now.text, provisional=stands_provisional(now, indicator)))
    ways = f'<div class="am-tree-links"><span>{html.escape(kind)}</span>{links}</div>'
    return f"{definition}{mark}{ways}"


def _where_shown(now: Desk, indicator: Indicator) -> list[tuple[str, dict[str, str]]]:
    """The pages that show an indicator, each with the choice that opens it there."""
    by_district = now.figures.is_by_district(indicator)
    found = [("map", {"indicator": indicator.id})] if by_district else []
    own = page_of(indicator.subject).stem
    if has_page(indicator.subject):
        found.append((own, {indicator.subject: indicator.id}))
    elif by_district:
        found.append((own, {"indicator": indicator.id}))
    return found


def _anchor(now: Desk, page: str, words: str, **chosen: str) -> str:
    where = html.escape(address(page, now.view, **chosen))
    return f'<a href="{where}">{html.escape(words)}</a>'


def _value(now: Desk, found: Standing) -> str:
    """The actual to date, and the same months of last year with the difference."""
    said = now.measure(found.indicator).say
    main = _main(said(found.value))
    if found.value is None:
        return main
    months = f'<span class="am-small">{html.escape(say_months(now, found))}</span>'
    if found.last_year is None:
        return f"{main} {months}{small_html(now.text('compare.no_last_year'))}"
    decimals = found.indicator.decimals
    gap = gap_as_shown(found.value, found.last_year, decimals)
    difference = now.formats.signed(gap, decimals)
    before = now.text("policy.cell.last_year", value=said(found.last_year), difference=difference)
    return f"{main} {months}{small_html(before)}"


def _progress(now: Desk, found: Standing) -> str:
    """How far the target is reached, and how far it should be by now."""
    if found.target is None:
        return small_html(now.text("policy.cell.no_target"))
    target = now.measure(found.indicator).say(found.target.value)
    sample = "sample_target" if found.target.sample else "target"
    told = now.text(f"policy.cell.{sample}", value=target)
    if found.value is None or not found.target.value:
        return small_html(told)
    share = found.value / found.target.value
    season = found.progress.season if found.progress else None
    percent = _percent(now, share)
    alt = now.text("policy.cell.reached", share=percent)
    # The mark at the bar's end would say no more than the end itself.
    bar = progress_image(share, season if season != 1.0 else None, alt=alt)
    return f'<div class="am-tree-bar">{bar}<b>{html.escape(percent)}</b></div>{small_html(told)}'


def _percent(now: Desk, share: float) -> str:
    """A share in whole per cent; what falls just short of the whole does not look like it."""
    return now.formats.quantity(100 * share, "%", 1 if 0.995 <= share < 1 else 0)


def _status(now: Desk, found: Standing) -> str:
    if found.progress is None:
        return small_html(now.text("status.none"))
    box = status_html(now.text, found.progress.status)
    if found.progress.season == 1.0:
        return box
    due = now.formats.quantity(100 * found.progress.season, "%")
    return f"{box}{small_html(now.text('policy.cell.due', share=due))}"


def _projection(now: Desk, found: Standing) -> str:
    """The year's end with its range, and how likely it reaches the target."""
    if found.projection is None:
        return small_html(_why_no_projection(now, found))
    said = now.measure(found.indicator).say
    parts = [_main(said(found.projection.value)), small_html(_range(now, found, found.projection))]
    if found.chance is not None:
        parts.append(small_html(_chance(now, found.chance)))
    return "".join(parts)


def _why_no_projection(now: Desk, found: Standing) -> str:
    over = found.period == Period(found.year)
    if found.value is None or not (over or is_yearly(found.indicator)):
        return "–"
    return now.text("policy.cell.year_over" if over else "policy.cell.yearly_known")


def _range(now: Desk, found: Standing, projection: Projection) -> str:
    ends = projection.interval(RANGE)
    if ends is None:
        return now.text("policy.cell.no_range")
    measure = now.measure(found.indicator)
    return now.text("policy.cell.range", low=measure.number(ends[0]), high=measure.say(ends[1]))


def _chance(now: Desk, chance: float) -> str:
    """A chance in whole per cent; what is close to never or always is not told as 0 or 100."""
    if chance < 0.01:
        return now.text("policy.cell.chance_below", share="1%")
    if chance > 0.99:
        return now.text("policy.cell.chance_above", share="99%")
    return now.text("policy.cell.chance", share=now.formats.quantity(100 * chance, "%"))


def _main(words: str) -> str:
    return f"<b>{html.escape(words)}</b>"
