"""Which districts are like the one shown, told with the values that it rests on."""

from __future__ import annotations

from asahi_metrics.services.like_districts import DENSITY, LikeDistricts
from asahi_metrics.ui.desk import Desk
from asahi_metrics.visuals.cards import note_html


def like_html(now: Desk, code: str, like: LikeDistricts) -> str:
    """The rule in a sentence, then the values of the district and of those like it."""
    text = now.text
    if not like.found:
        return note_html(text("profile_page.like.none"))
    comma = text("chart.alt.list_comma")
    told = text(
        "profile_page.like.told",
        name=now.name(code),
        names=comma.join(now.name(one.code) for one in like.found),
        traits=comma.join(_trait_name(now, one) for one in like.used),
        count=len(like.used),
    )
    own = text("profile_page.like.values", name=now.name(code), traits=_values(now, like, code))
    others = [
        text(
            "profile_page.like.values_distance",
            name=now.name(one.code),
            distance=now.formats.number(one.distance, 2),
            traits=_values(now, like, one.code),
        )
        for one in like.found
    ]
    return note_html(told) + "".join(note_html(one) for one in (own, *others))


def _values(now: Desk, like: LikeDistricts, code: str) -> str:
    said = [
        now.text(
            "profile_page.like.trait",
            name=_trait_name(now, one),
            value=_said(now, one, like.traits[code][one]),
        )
        for one in like.used
    ]
    return now.text("chart.alt.list_comma").join(said)


def _trait_name(now: Desk, trait: str) -> str:
    if trait == DENSITY:
        return now.text("profile_page.density")
    return now.text.pick(now.office.catalogue[trait].short)


def _said(now: Desk, trait: str, value: float | None) -> str:
    if trait == DENSITY:
        return now.formats.quantity(value, now.text("profile_page.per_km2"))
    return now.measure(now.office.catalogue[trait]).say(value)
