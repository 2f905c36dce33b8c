"""What chance makes of ranks and changes, said in short where a page ranks or compares."""

from __future__ import annotations

import streamlit as st

from asahi_metrics.core.calendar import Period
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.services.analysis_chance import Chance, District, chance
from asahi_metrics.services.analysis_change import changes
from asahi_metrics.services.scales import Scale
from asahi_metrics.ui.analysis_scale import listed_areas
from asahi_metrics.ui.desk import Desk
from asahi_metrics.ui.links import address
from asahi_metrics.ui.sentences import comparison
from asahi_metrics.visuals.cards import note_html

_NAMED = 4
"""More districts than these are counted and not named."""


def show_chance_note(now: Desk, indicator: Indicator, *parts: str) -> None:
    """The sentences and the way to the analysis page; nothing where nothing can be said."""
    said = now.text.join(parts)
    if said:
        where = address("analysis", now.view, indicator=indicator.id)
        st.html(note_html(said, linked=(now.text("chance_note.more"), where)))


def say_difference(now: Desk, indicator: Indicator, period: Period) -> str:
    """Whether the districts, or the one that is chosen, differ by more than chance explains.

    Empty for what is counted in full, such as the population: chance has no part in it.
    """
    found = chance(now.figures, indicator, period)
    if found is None or indicator.kind == "context":
        return ""
    if found.funnel is None:
        unjudged = found.scale.method == "none"
        return now.text("chance_note.unjudged") if unjudged else ""
    if len(now.view.districts) != 1:
        return _all(now, found)
    own = next((one for one in found.districts if one.code == now.view.districts[0]), None)
    return _own(now, found.scale, own) if own else ""


def say_change(now: Desk, indicator: Indicator) -> str:
    """Whether the ward, or the one district that is chosen, changed by more than chance."""
    if len(now.view.districts) > 1 or not comparison(now, indicator).difference:
        return ""
    found = changes(now.figures, indicator, now.period(indicator))
    if found is None or not found.is_judged:
        return ""
    areas = {one.code: one for one in (found.ward, *found.districts)}
    one = areas.get(now.view.districts[0] if now.view.districts else found.ward.code)
    if one is None or one.interval is None:
        return ""
    return now.text(f"chance_note.change_{'beyond' if one.beyond_chance else 'within'}")


def _all(now: Desk, found: Chance) -> str:
    basis = _basis(now, found.scale)
    sides = [
        now.text(f"chance_note.{side}", names=_named(now, codes))
        for side, above in (("above", True), ("below", False))
        if (codes := found.lying("beyond", above=above))
    ]
    if not sides:
        return now.text("chance_note.none", basis=basis)
    return now.text(
        "chance_note.some", basis=basis, sides=now.text("chance_note.sides").join(sides)
    )


def _named(now: Desk, codes: tuple[str, ...]) -> str:
    if len(codes) > _NAMED:
        return now.text("chance_note.many", count=len(codes))
    return listed_areas(now, codes)


def _own(now: Desk, scale: Scale, own: District) -> str:
    """Where the district lies and which ranks it may as well have."""
    side = "above" if own.is_above else "below"
    kind = side if own.position == "beyond" else own.position
    said = now.text(f"chance_note.own_{kind}", basis=_basis(now, scale), place=now.name(own.code))
    place = own.place
    if place.best == place.worst:
        return said
    return now.text.join((said, now.text("chance_note.ranks", best=place.best, worst=place.worst)))


def _basis(now: Desk, scale: Scale) -> str:
    """What is compared, where that is not the indicator's own figure."""
    if scale.basis not in ("residents", "sister"):
        return ""
    name = now.text.pick(scale.shown_as.short)
    return now.text(f"chance_note.basis.{scale.basis}", name=name)
