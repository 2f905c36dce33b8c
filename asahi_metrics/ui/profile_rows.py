"""The district's indicators as rows of a spine chart, one table for each pillar."""

from __future__ import annotations

import html
from collections.abc import Sequence

from asahi_metrics.analysis.figures import NO_FIGURE
from asahi_metrics.core.formats import gap_as_shown
from asahi_metrics.services.profile import ProfileRow
from asahi_metrics.services.scales import Scale
from asahi_metrics.ui.links import address
from asahi_metrics.ui.profile_view import ProfileView, RowGroup
from asahi_metrics.visuals.spine import (
    VERDICT_STYLES,
    Spine,
    key_image,
    spine_image,
    verdict_image,
)


def group_html(view: ProfileView, group: RowGroup) -> str:
    """A pillar's indicators as one table, below its initiatives' names."""
    head = "".join(f'<th scope="col">{html.escape(name)}</th>' for name in _header(view))
    body = "".join(
        _part_html(name, len(_header(view))) + "".join(_row_html(view, row) for row in rows)
        for name, rows in group.parts
    )
    wide = " am-spine-wide" if view.columns else ""
    return (
        f'<div class="am-spine-frame"><table class="am-spine{wide}">'
        f"<caption>{html.escape(group.name)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _part_html(name: str, width: int) -> str:
    named = html.escape(name)
    return f'<tr class="am-spine-part"><th colspan="{width}" scope="colgroup">{named}</th></tr>'


def key_html(view: ProfileView) -> str:
    """What the marks, the bars and the line mean."""
    text = view.desk.text
    parts = ["range", "middle_half", "ward", *(("others",) if view.others else ())]
    told = [
        f"<span>{key_image(part)}{html.escape(text(f'profile_page.key.{part}'))}</span>"
        for part in parts
    ]
    told += [
        f"<span>{verdict_image(verdict)}{html.escape(text(f'profile_page.verdict.{verdict}'))}"
        "</span>"
        for verdict in VERDICT_STYLES
    ]
    return f'<div class="am-spine-key">{"".join(told)}</div>'


def basis_words(view: ProfileView, row: ProfileRow) -> str:
    """What is compared, where that is not the value itself; empty where it is."""
    scale = row.scale
    if scale is None or scale.basis == "own":
        return ""
    text = view.desk.text
    ward = compared(view, scale, scale.ward)
    if scale.basis == "average":
        return text("profile_page.row.average", ward=ward)
    value = compared(view, scale, row.value)
    if scale.basis == "residents":
        return text("profile_page.row.residents", value=value, ward=ward)
    name = text.pick(scale.shown_as.short)
    return text("profile_page.row.sister", name=name, value=value, ward=ward)


def compared(view: ProfileView, scale: Scale, value: float | None) -> str:
    """A number of a scale: a count per residents has one decimal, the others have their own."""
    decimals = 1 if scale.basis == "residents" else scale.shown_as.decimals
    return view.desk.formats.number(value, decimals)


def _header(view: ProfileView) -> list[str]:
    now = view.desk
    return [
        now.text("profile_page.head.indicator"),
        now.name(view.code),
        now.text("profile_page.head.last_year"),
        now.text("profile.ward"),
        *(now.name(code) for code in view.columns),
        now.text("profile_page.head.spine"),
        now.text("profile_page.head.rank"),
        now.text("profile_page.head.verdict"),
    ]


def _row_html(view: ProfileView, row: ProfileRow) -> str:
    areas = view.desk.figures.by_area(row.indicator, row.period)
    said = view.desk.measure(row.indicator).number
    others = [said(areas.get(code, NO_FIGURE).value) for code in view.columns]
    cells = [
        f"<b>{html.escape(said(row.figure.value))}</b>",
        _last_year(view, row),
        html.escape(said(row.ward.value)),
        *map(html.escape, others),
        _spine(view, row),
        _rank(view, row),
        _verdict(view, row),
    ]
    told = "".join(f"<td>{cell}</td>" for cell in cells)
    return f'<tr><th scope="row">{_name(view, row)}</th>{told}</tr>'


def _name(view: ProfileView, row: ProfileRow) -> str:
    now = view.desk
    where = html.escape(address("indicators", now.view, indicator=row.indicator.id))
    name = html.escape(now.text.pick(row.indicator.name))
    unit = html.escape(now.text("profile_page.row.unit", unit=now.text.pick(row.indicator.unit)))
    missing = row.figure.missing
    notes = [
        basis_words(view, row),
        now.text("profile_page.row.missing", count=missing) if missing else "",
    ]
    told = now.text("profile_page.row.notes").join(one for one in notes if one)
    return f'<a href="{where}">{name}</a> <span class="am-spine-unit">{unit}</span>{_small(told)}'


def _last_year(view: ProfileView, row: ProfileRow) -> str:
    """The difference from the same months of last year, in the tone of the wanted direction."""
    text, decimals = view.desk.text, row.indicator.decimals
    this, last = row.compared
    # A level that is older than both years is no comparison of them.
    same = this.month is not None and this.month == last.month
    if this.value is None or last.value is None or same:
        return _small(text("profile_page.row.no_last_year"))
    difference = gap_as_shown(this.value, last.value, decimals)
    arrow = "▲" if difference > 0 else "▼" if difference < 0 else "＝"
    signed = view.desk.formats.signed(difference, decimals)
    told = text("profile_page.row.difference", arrow=arrow, difference=signed)
    left_out = view.desk.formats.without(row.even) if row.even else ""
    said = f'<span class="am-{_tone(row, difference)}">{html.escape(told)}</span>'
    return said + (_small(left_out.strip()) if left_out else "")


def _tone(row: ProfileRow, difference: float) -> str:
    if row.indicator.polarity == "neutral" or not difference:
        return "plain"
    return "good" if (difference > 0) == (row.indicator.polarity == "higher") else "bad"


def _spine(view: ProfileView, row: ProfileRow) -> str:
    scale = row.scale
    if scale is None:
        return _small(view.desk.text("value.missing"))
    values = scale.districts
    spine = Spine(
        values=list(values.values()),
        middle_half=scale.middle_half,
        ward=scale.ward,
        value=row.value,
        verdict=row.verdict,
        others=[values[code] for code in view.others if code in values],
        low_is_better=row.indicator.polarity == "lower",
    )
    low, high = _ends(view, scale, list(values.values()))
    told = view.desk.text("profile_page.row.range", low=low, high=high)
    return f"{spine_image(spine, alt=_alt(view, row, scale))}{_small(told)}"


def _ends(view: ProfileView, scale: Scale, values: Sequence[float]) -> tuple[str, str]:
    return compared(view, scale, min(values)), compared(view, scale, max(values))


def _alt(view: ProfileView, row: ProfileRow, scale: Scale) -> str:
    low, high = _ends(view, scale, list(scale.districts.values()))
    quarter, three_quarters = (compared(view, scale, one) for one in scale.middle_half)
    return view.desk.text(
        "profile_page.row.alt",
        district=view.desk.name(view.code),
        value=compared(view, scale, row.value),
        ward=compared(view, scale, scale.ward),
        low=low,
        high=high,
        quarter=quarter,
        three_quarters=three_quarters,
        verdict=view.desk.text(f"profile_page.verdict.{row.verdict}"),
    )


def _rank(view: ProfileView, row: ProfileRow) -> str:
    text, place = view.desk.text, row.place
    if place is None or row.scale is None:
        return _small(text("value.missing"))
    # Districts without a figure have no rank, so the count is that of the row.
    count = len(row.scale.counted)
    told = html.escape(text("profile_page.row.rank", rank=place.rank, count=count))
    if row.interval is None:
        return told
    if place.best == place.worst:
        return told + _small(text("profile_page.row.rank_sure"))
    return told + _small(text("profile_page.row.rank_range", best=place.best, worst=place.worst))


def _verdict(view: ProfileView, row: ProfileRow) -> str:
    style = VERDICT_STYLES[row.verdict]
    word = html.escape(view.desk.text(f"profile_page.verdict.{row.verdict}"))
    return f'<span class="am-verdict am-verdict-{row.verdict}">{style.sign} {word}</span>'


def _small(words: str) -> str:
    return f"<small>{html.escape(words)}</small>" if words else ""
