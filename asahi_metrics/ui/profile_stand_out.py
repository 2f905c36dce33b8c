"""What stands out in a district: its strengths and gaps by rule, a sentence for each."""

from __future__ import annotations

import html
from collections.abc import Sequence

from asahi_metrics.analysis.standout import gaps, strengths
from asahi_metrics.services.profile import ProfileRow
from asahi_metrics.services.scales import Scale
from asahi_metrics.ui.profile_rows import compared
from asahi_metrics.ui.profile_view import ProfileView, unit_of


def stand_out_html(view: ProfileView) -> str:
    """Up to three strengths and three gaps side by side, and the rule that chose them."""
    text = view.desk.text
    departures = [one for row in view.rows if (one := row.departure) is not None]
    rows = {row.indicator.id: row for row in view.rows}
    lists = "".join(
        _list(view, title, sign, [rows[id_] for id_ in found])
        for title, sign, found in (
            (text("profile_page.stand_out.strengths"), "better", strengths(departures)),
            (text("profile_page.stand_out.gaps"), "worse", gaps(departures)),
        )
    )
    rule = html.escape(text("profile_page.stand_out.rule"))
    return f'<div class="am-stand-out">{lists}</div><p class="am-note">{rule}</p>'


def stand_out_sentence(view: ProfileView, row: ProfileRow) -> str:
    """The district's figure beside the ward's, on the scale that compares."""
    text, scale = view.desk.text, row.scale
    if scale is None or row.value is None or row.place is None:
        return text("value.missing")
    side = "above" if row.value > scale.ward else "below"
    return text(
        f"profile_page.stand_out.{side}",
        name=_name(view, row, scale),
        value=_quantity(view, scale, row.value),
        ward=_quantity(view, scale, scale.ward),
        rank=row.place.rank,
        count=len(scale.counted),
    )


def _list(view: ProfileView, title: str, kind: str, rows: Sequence[ProfileRow]) -> str:
    none = view.desk.text("profile_page.stand_out.none")
    told = [stand_out_sentence(view, row) for row in rows] or [none]
    items = "".join(f"<li>{html.escape(one)}</li>" for one in told)
    return (
        f'<section class="am-stand-out-{kind}"><h3>{html.escape(title)}</h3>'
        f"<ul>{items}</ul></section>"
    )


def _name(view: ProfileView, row: ProfileRow, scale: Scale) -> str:
    text = view.desk.text
    if scale.basis == "residents":
        name = text.pick(row.indicator.name)
        return text("profile_page.stand_out.per_residents", name=name)
    return text.pick(scale.shown_as.name)


def _quantity(view: ProfileView, scale: Scale, value: float) -> str:
    return compared(view, scale, value) + unit_of(view.desk, scale.shown_as)
