"""The figures of a review, frozen or not: the table of the page, and that of the download."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from asahi_metrics.analysis.progress import Status
from asahi_metrics.core.calendar import Month
from asahi_metrics.core.stage import data_mark
from asahi_metrics.services.review_content import (
    FrozenFigure,
    FrozenInitiative,
    FrozenPillar,
    ReviewContent,
)
from asahi_metrics.ui.desk import Desk
from asahi_metrics.ui.outlook import say_chance
from asahi_metrics.visuals.cards import mark_html
from asahi_metrics.visuals.status import status_counts_html, status_html

ALL = "all"
_NONE = "–"
_COLUMNS = (
    "column.indicator",
    "overview.value",
    "review.last_year",
    "review.expected",
    "policy.target",
    "status.title",
    "review.projection",
    "review.chance",
)

Group = tuple[FrozenPillar, FrozenInitiative, tuple[FrozenFigure, ...]]


@dataclass(frozen=True)
class ReviewChoice:
    """Which figures the reader wants to see."""

    pillar: str = ALL
    status: str = ALL

    @property
    def is_whole(self) -> bool:
        """Whether no pillar is chosen."""
        return self.pillar == ALL

    def groups(self, content: ReviewContent) -> list[Group]:
        """The initiatives that have any of them, in the order of the policy."""
        found = [
            (pillar, one, tuple(f for f in content.figures_of(one) if self._takes(f)))
            for pillar in content.pillars
            if self.pillar in {ALL, pillar.id}
            for one in pillar.initiatives
        ]
        return [group for group in found if group[2]]

    def ids(self, content: ReviewContent) -> set[str]:
        """The ids of the chosen pillar's figures, whatever their status."""
        groups = ReviewChoice(self.pillar).groups(content)
        return {figure.id for _, _, figures in groups for figure in figures}

    def _takes(self, figure: FrozenFigure) -> bool:
        return self.status in {ALL, figure.status}


def say(now: Desk, figure: FrozenFigure, value: float | None) -> str:
    """A value with its unit as the figure had it, or the word for no data."""
    return now.formats.quantity(value, now.text.pick(figure.unit), figure.decimals)


def status_counts(figures: Iterable[FrozenFigure]) -> Counter[Status | None]:
    """How many figures have each status; None counts those without one."""
    return Counter(one.status for one in figures)


def counts_html(now: Desk, content: ReviewContent) -> str:
    """Each pillar with how many of its figures have which status."""
    rows = "".join(
        f'<tr><th scope="row">{_said(now.text.pick(pillar.title))}</th><td>'
        f"{status_counts_html(now.text, status_counts(content.figures_of_pillar(pillar)))}"
        "</td></tr>"
        for pillar in content.pillars
    )
    return f'<table class="am-review-counts"><tbody>{rows}</tbody></table>'


def figures_html(now: Desk, content: ReviewContent, choice: ReviewChoice) -> str:
    """The figures by pillar and initiative; months are told where they end before the newest."""
    head = "".join(f'<th scope="col">{_said(now.text(name))}</th>' for name in _COLUMNS)
    mixed = not all_sample(content)
    parts, last = [], ""
    for pillar, initiative, figures in choice.groups(content):
        if pillar.id != last:
            parts.append(_band("am-review-pillar", _said(now.text.pick(pillar.title))))
            last = pillar.id
        parts.append(_band("am-review-initiative", _initiative_html(now, initiative)))
        parts += [_row_html(now, one, content.newest, mixed=mixed) for one in figures]
    return (
        f'<div class="am-review-frame"><table class="am-review"><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(parts)}</tbody></table></div>"
    )


def all_sample(content: ReviewContent) -> bool:
    """Whether sample data is behind every figure."""
    return all(one.sample for one in content.figures)


def all_sample_targets(content: ReviewContent) -> bool:
    """Whether no target was decided by anybody."""
    targets = [one.target for one in content.figures if one.target]
    return bool(targets) and all(one.sample for one in targets)


def _row_html(now: Desk, one: FrozenFigure, until: Month | None, *, mixed: bool) -> str:
    tag = now.text("sample.short")
    name = _said(now.text.pick(one.name))
    if mixed and one.sample:
        name += f' <span class="am-review-sample">{_said(tag)}</span>'
    name += mark_html(data_mark(now.text, provisional=one.provisional))
    status = status_html(now.text, one.status) if one.status else _NONE
    cells = [
        _value_html(now, one, until),
        _said(say(now, one, one.last_year)),
        _said(_expected(now, one)),
        _said(_target(now, one)),
        status,
        _projection_html(now, one),
        _said(_chance(now, one)),
    ]
    return f'<tr><th scope="row">{name}</th>{"".join(f"<td>{one}</td>" for one in cells)}</tr>'


def _value_html(now: Desk, one: FrozenFigure, until: Month | None) -> str:
    value = f"<b>{_said(say(now, one, one.value))}</b>"
    if one.months is None or one.months[1] == until:
        return value
    first, last = (month % 100 for month in one.months)
    months = now.text("review.months", months=now.formats.month_span(first, last))
    return f"{value}<small>{_said(months)}</small>"


def _expected(now: Desk, one: FrozenFigure) -> str:
    """What was due by then; what is due whole is the target itself and not said twice."""
    return _NONE if one.expected is None or one.season == 1.0 else say(now, one, one.expected)


def _target(now: Desk, one: FrozenFigure) -> str:
    return _NONE if one.target is None else say(now, one, one.target.value)


def _projection_html(now: Desk, one: FrozenFigure) -> str:
    if one.projection is None:
        return _NONE
    said = _said(say(now, one, one.projection.value))
    if one.projection.range80 is None:
        return said
    low, high = (now.formats.number(end, one.decimals) for end in one.projection.range80)
    return f"{said}<small>{_said(now.text('review.range', low=low, high=high))}</small>"


def _chance(now: Desk, one: FrozenFigure) -> str:
    chance = one.projection.chance if one.projection else None
    return _NONE if chance is None else say_chance(chance, now.text)


def _initiative_html(now: Desk, one: FrozenInitiative) -> str:
    mark = now.text("policy.expanded") if one.expanded else ""
    shown = f'<span class="am-mark">{_said(mark)}</span>' if mark else ""
    return (
        f"{shown}{_said(now.text.pick(one.label))}<small>{_said(now.text.pick(one.owner))}</small>"
    )


def _band(kind: str, inner: str) -> str:
    return f'<tr class="{kind}"><th scope="rowgroup" colspan="{len(_COLUMNS)}">{inner}</th></tr>'


def _said(words: str) -> str:
    return html.escape(words)
