"""Sentences that say what figures mean, put together by rule."""

from __future__ import annotations

from dataclasses import dataclass

from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.core.formats import gap_as_shown
from asahi_metrics.ui.desk import Desk
from asahi_metrics.visuals.cards import Tone


@dataclass(frozen=True)
class Comparison:
    """How a figure stands against the same months of last year, in words and in tone."""

    words: str
    tone: Tone
    difference: float | None = None
    share: float | None = None


def comparison(desk: Desk, indicator: Indicator) -> Comparison:
    """The chosen period as far as it has data, against the same months a year before."""
    period = desk.period(indicator)
    now = desk.figures.of(indicator, period, desk.view.districts)
    before = desk.figures.of(indicator, period.previous, desk.view.districts)
    this, last = now.value, before.value
    if this is None or last is None or (now.month is not None and now.month == before.month):
        # A level that is older than both years is no comparison of them.
        return Comparison(desk.text("compare.no_last_year") if this is not None else "", "plain")
    difference = gap_as_shown(this, last, indicator.decimals)
    share = difference / last if last and not indicator.is_rate else None
    signed = desk.formats.signed(difference, indicator.decimals)
    percent = f" ({desk.formats.signed(100 * share, 1)}%)" if share is not None else ""
    arrow = "▲" if difference > 0 else "▼" if difference < 0 else "＝"
    return Comparison(
        words=f"{arrow} {desk.text('compare.last_year')} {signed}{percent}",
        tone=_tone(indicator, difference),
        difference=difference,
        share=share,
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
        _change(desk, indicator),
        _extremes(desk, indicator),
    ]
    return desk.text.join(parts)


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
    if not found.difference:
        return desk.text("sentence.same")
    if found.share is None:
        return desk.text(
            "sentence.higher" if found.difference > 0 else "sentence.lower", change=size
        )
    return desk.text(
        "sentence.more" if found.difference > 0 else "sentence.less",
        change=size,
        percent=desk.formats.quantity(100 * abs(found.share), "%", 1),
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
    first, last = max(known, key=lambda code: known[code]), min(known, key=lambda code: known[code])
    said = desk.measure(indicator).say
    return desk.text(
        "sentence.highest_rate" if indicator.is_rate else "sentence.highest",
        area=desk.name(first),
        value=said(known[first]),
        last=desk.name(last),
        last_value=said(known[last]),
    )


def _tone(indicator: Indicator, difference: float) -> Tone:
    if indicator.polarity == "neutral" or not difference:
        return "plain"
    return "good" if (difference > 0) == (indicator.polarity == "higher") else "bad"
