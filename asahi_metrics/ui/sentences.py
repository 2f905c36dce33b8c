"""Sentences that say what figures mean, put together by rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from asahi_metrics.analysis.figures import NO_FIGURE
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.core.formats import gap_as_shown
from asahi_metrics.ui.desk import Desk
from asahi_metrics.visuals.cards import Tone


@dataclass(frozen=True)
class Comparison:
    """How a figure stands against the same months of last year, in words and in tone.

    ``without`` names the months that are left out, as one of the years has no data for them.
    """

    words: str
    tone: Tone
    difference: float | None = None
    share: float | None = None
    without: str = ""


def comparison(desk: Desk, indicator: Indicator) -> Comparison:
    """The chosen period as far as it has data, against the same months a year before."""
    period, codes = desk.period(indicator), desk.view.districts
    even = desk.figures.like_for_like(indicator, period, codes)
    if even is None:
        return Comparison(desk.text("compare.no_last_year"), "plain")
    now, before = (desk.figures.of(indicator, one, codes) for one in (even, even.previous))
    this, last = now.value, before.value
    if this is None or last is None or (now.month is not None and now.month == before.month):
        # A level that is older than both years is no comparison of them.
        return Comparison(desk.text("compare.no_last_year") if this is not None else "", "plain")
    difference = gap_as_shown(this, last, indicator.decimals)
    share = difference / last if last and not indicator.is_rate else None
    signed = desk.formats.signed(difference, indicator.decimals)
    percent = f" ({desk.formats.signed(100 * share, 1)}%)" if share is not None else ""
    without = desk.formats.without(even)
    arrow = "▲" if difference > 0 else "▼" if difference < 0 else "＝"
    return Comparison(
        words=f"{arrow} {desk.text('compare.last_year')}{without} {signed}{percent}",
        tone=_tone(indicator, difference),
        difference=difference,
        share=share,
        without=without,
    )


def headline(desk: Desk, indicator: Indicator) -> str:
    """Value, change against last year, and where it is highest and lowest."""
    period = desk.period(indicator)
    figure = desk.figures.of(indicator, period, desk.view.districts)
    if figure.value is None:
        return desk.text("sentence.no_data")
    said = desk.measure(indicator).say
    parts = [
        desk.text(
            "sentence.value",
            where=where(desk),
            name=desk.text.pick(indicator.name),
            value=said(figure.value),
        ),
        _outside(desk, indicator),
        _change(desk, indicator),
        _extremes(desk, indicator),
    ]
    return desk.text.join(parts)


def _outside(desk: Desk, indicator: Indicator) -> str:
    """How much of the ward's value no district has, so that the districts do not add up to it."""
    if desk.view.districts or indicator.ward != "all" or indicator.is_rate:
        return ""
    areas = desk.figures.by_area(indicator, desk.period(indicator))
    outside = (areas.get(one.code, NO_FIGURE).value for one in desk.areas.outside)
    count = sum(one for one in outside if one is not None)
    value = desk.measure(indicator).say(count)
    return desk.text("sentence.outside", value=value) if count else ""


def where(desk: Desk) -> str:
    """The places that the filters name: the ward, a district, or some districts."""
    chosen = desk.view.districts
    if not chosen:
        return desk.text.pick(desk.areas.ward.name)
    if len(chosen) == 1:
        return desk.name(chosen[0])
    return desk.text("sentence.districts", count=len(chosen))


def _change(desk: Desk, indicator: Indicator) -> str:
    found = comparison(desk, indicator)
    if found.difference is None:
        return ""
    size = desk.measure(indicator).say(abs(found.difference))
    without = found.without
    if not found.difference:
        return desk.text("sentence.same", without=without)
    if found.share is None:
        key = "sentence.higher" if found.difference > 0 else "sentence.lower"
        return desk.text(key, change=size, without=without)
    return desk.text(
        "sentence.more" if found.difference > 0 else "sentence.less",
        change=size,
        percent=desk.formats.quantity(100 * abs(found.share), "%", 1),
        without=without,
    )


def _extremes(desk: Desk, indicator: Indicator) -> str:
    """Where the value is highest and lowest, when the whole ward is shown."""
    if desk.view.districts:
        return ""
    areas = desk.figures.by_area(indicator, desk.period(indicator))
    known = {
        code: value
        for code in desk.areas.district_codes
        if code in areas and (value := areas[code].value) is not None
    }
    if len(known) < 2:
        return ""
    said = desk.measure(indicator).say
    highest, lowest = said(max(known.values())), said(min(known.values()))
    if highest == lowest:
        return desk.text("sentence.alike")
    return desk.text(
        "sentence.highest_rate" if indicator.is_rate else "sentence.highest",
        area=_alike(desk, [code for code, value in known.items() if said(value) == highest]),
        value=highest,
        last=_alike(desk, [code for code, value in known.items() if said(value) == lowest]),
        last_value=lowest,
    )


def _alike(desk: Desk, codes: Sequence[str]) -> str:
    """The districts of one value as it is shown: by name, or the first and how many they are."""
    first, *others = (desk.name(code) for code in codes)
    if len(others) > 1:
        return desk.text("sentence.and_others", area=first, count=len(codes))
    return desk.text("sentence.and_other", area=first, other=others[0]) if others else first


def _tone(indicator: Indicator, difference: float) -> Tone:
    if indicator.polarity == "neutral" or not difference:
        return "plain"
    return "good" if (difference > 0) == (indicator.polarity == "higher") else "bad"
