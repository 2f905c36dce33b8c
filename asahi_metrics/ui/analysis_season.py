"""The view of the season: the year's course of a monthly count, and its odd months."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from asahi_metrics.analysis.seasonality import FEWEST_MONTHS, UNUSUAL
from asahi_metrics.core.calendar import Period, fiscal_year_of
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.services.analysis_season import OddMonth, Seasons, season_of, with_seasons
from asahi_metrics.ui.analysis_change_table import say_change
from asahi_metrics.ui.analysis_choice import CHOICE_PX
from asahi_metrics.ui.analysis_season_table import season_frame, season_table
from asahi_metrics.ui.choices import choose
from asahi_metrics.ui.desk import Desk, desk
from asahi_metrics.ui.panels import heading, show_chart, source_note, table_button
from asahi_metrics.ui.result_link import offer_slide
from asahi_metrics.ui.sentences import where
from asahi_metrics.visuals.cards import note_html, sentence_html
from asahi_metrics.visuals.seasons import months_expected, season_profile

_SAID = 3


def show_season(now: Desk) -> None:
    """Lay out the view."""
    indicators = with_seasons(now.figures)
    if not indicators:
        st.info(now.text("analysis_season.none"))
        return
    chosen = choose(
        "counted",
        now.text("analysis.counted"),
        [one.id for one in indicators],
        say=lambda one: now.text.pick(now.office.catalogue[one].name),
        width=CHOICE_PX,
    )
    indicator = now.office.catalogue[chosen]
    found = season_of(now.figures, indicator, now.view.year, now.view.districts)
    st.html(sentence_html(_sentence(now, indicator, found)))
    if found.season:
        offer_slide(now, "season", indicator)
    with st.container(key="pictures"):
        months, profile = st.columns([7.4, 5], gap="medium")
    with months:
        heading(now.text("analysis_season.months"))
        _months(now, indicator, found)
    if found.season:
        with profile:
            _profile(now, indicator, found)
    _notes(now, indicator, found)


def _sentence(now: Desk, indicator: Indicator, found: Seasons) -> str:
    """When it is high and low, and which months were odd."""
    text = now.text
    said = {"where": _where(now, indicator), "name": text.pick(indicator.short)}
    if found.season is None:
        count = len(found.used)
        if count >= FEWEST_MONTHS:
            return text("analysis_season.constant", **said)
        return text("analysis_season.short", count=count, needed=FEWEST_MONTHS, **said)
    return text.join((_shape(now, indicator, found), _say_odd(now, indicator, found.odd)))


def _shape(now: Desk, indicator: Indicator, found: Seasons) -> str:
    """When it is high and low; that there is no season where chance makes as much of one."""
    text, said = now.text, {"where": _where(now, indicator), "name": now.text.pick(indicator.short)}
    if found.season is None or not found.season.is_real:
        return text("analysis_season.no_shape", **said)
    profile = found.profile
    top, bottom = max(profile, key=profile.__getitem__), min(profile, key=profile.__getitem__)
    is_times = found.season.scale == "times"
    times = (
        now.formats.number(profile[top], 1)
        if is_times
        else say_change(now.measure(indicator), profile[top])
    )
    return text(
        "analysis_season.high" if is_times else "analysis_season.high_plus",
        high=now.formats.month_name(top),
        low=now.formats.month_name(bottom),
        times=times,
        **said,
    )


def _say_odd(now: Desk, indicator: Indicator, odd: tuple[OddMonth, ...]) -> str:
    if not odd:
        return now.text("analysis_season.no_odd")
    say = now.measure(indicator).say
    months = now.text("chart.alt.list_comma").join(
        now.text(
            "analysis_season.odd_month",
            month=now.formats.month(one.month),
            value=say(one.value),
            expected=say(one.expected),
        )
        for one in odd[:_SAID]
    )
    if len(odd) > _SAID:
        return now.text("analysis_season.odd_more", months=months, count=len(odd))
    return now.text("analysis_season.odd", months=months)


def _where(now: Desk, indicator: Indicator) -> str:
    if now.figures.is_by_district(indicator):
        return where(now)
    return now.text.pick(now.areas.ward.name)


def _months(now: Desk, indicator: Indicator, found: Seasons) -> None:
    def build() -> go.Figure:
        return months_expected(season_frame(found), now.measure(indicator))

    name = f"{indicator.id}_season"
    years = sorted({fiscal_year_of(month) for month in found.months})
    show_chart(build, name=name, of=indicator)
    table_button(
        name,
        lambda: season_table(desk(), indicator, found),
        sample=now.uses_sample(indicator),
        provisional=any(now.is_provisional(indicator, Period(year)) for year in years),
        width=900,
    )


def _profile(now: Desk, indicator: Indicator, found: Seasons) -> None:
    is_times = found.season is not None and found.season.scale == "times"
    heading(now.text("analysis_season.profile" if is_times else "analysis_season.profile_plus"))

    def build() -> go.Figure:
        return season_profile(
            found.profile, now.measure(indicator), middle=1.0 if is_times else 0.0
        )

    show_chart(build, name=f"{indicator.id}_season_profile", of=indicator)


def _notes(now: Desk, indicator: Indicator, found: Seasons) -> None:
    text, month = now.text, now.formats.month
    if found.season is not None:
        used = text(
            "analysis_season.used",
            first=month(found.used[0]),
            last=month(found.used[-1]),
            count=len(found.used),
        )
        missing = text("chart.alt.list_comma").join(month(one) for one in found.missing)
        gaps = text("analysis_season.missing", months=missing) if missing else ""
        scale = text(f"analysis_season.{found.season.scale}")
        st.html(note_html(used, scale, gaps))
        rule = text("analysis_season.rule", limit=now.formats.number(UNUSUAL))
        st.html(note_html(rule, text("analysis_season.chance")))
    if not now.figures.is_by_district(indicator):
        st.html(note_html(text("analysis_season.ward_only")))
    source_note(now, indicator)
