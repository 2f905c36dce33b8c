"""The district page: the profile of one district, beside the ward, chosen or like districts."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from asahi_metrics.analysis.ranking import DRAWS
from asahi_metrics.services.like_districts import LikeDistricts, like_districts
from asahi_metrics.services.scales import residents
from asahi_metrics.ui.choices import choose, choose_one_of
from asahi_metrics.ui.desk import Desk, desk
from asahi_metrics.ui.district_happenings import show_happenings
from asahi_metrics.ui.district_head import (
    area_km2,
    facts_html,
    locator_map,
    paper_html,
    places_html,
    title_html,
)
from asahi_metrics.ui.district_like import like_html
from asahi_metrics.ui.district_notes import show_notes
from asahi_metrics.ui.filters import pick_district
from asahi_metrics.ui.map_view import district_map
from asahi_metrics.ui.panels import (
    heading,
    page_name,
    show_headline,
    source_note,
    table_button,
)
from asahi_metrics.ui.profile_rows import group_html, key_html
from asahi_metrics.ui.profile_stand_out import stand_out_html
from asahi_metrics.ui.profile_table import profile_table
from asahi_metrics.ui.profile_view import COLUMNS, ProfileView, profile_rows, row_groups
from asahi_metrics.ui.shown import Shown
from asahi_metrics.ui.subject import show_trend
from asahi_metrics.visuals.cards import heading_html, note_html, paragraphs_html

_TABLE_PX = 640
_RULES = ("scale", "rate", "share", "none", "caution", "rank")


def show_district_page() -> None:
    """Lay out the page; without a district it offers them all."""
    now = desk()
    if not now.view.districts:
        _offer(now)
        return
    code = _shown_district(now)
    view = ProfileView(now, code, (), profile_rows(now, code))
    with st.container(key="profile_head"):
        facts, where = st.columns([8.2, 3.8], gap="medium")
    with facts:
        st.html(title_html(now, code) + paper_html(now))
        st.html(facts_html(now, code))
        heading(now.text("profile_page.stand_out.title"))
        st.html(stand_out_html(view))
    with where:
        heading(now.text("profile_page.map"))
        locator_map(now, code)
    _indicators(view)
    with st.container(key="profile_happenings"):
        show_happenings(now, code)
    show_notes(code)
    _month_by_month(now, code)
    if places := places_html(now, code):
        st.html(heading_html(now.text("district.places")) + places)


def _offer(now: Desk) -> None:
    """All districts as buttons, and the map to choose one from."""
    page_name(now, "district")
    heading(now.text("district.choose"))
    left, right = st.columns([5, 7], gap="medium")
    with left:
        for row in range(0, len(now.areas.districts), 3):
            columns = st.columns(3, gap="small")
            for column, area in zip(columns, now.areas.districts[row : row + 3], strict=False):
                column.button(
                    now.name(area.code),
                    key=f"choose_{area.code}",
                    width="stretch",
                    on_click=pick_district,
                    args=(area.code,),
                )
    with right:
        district_map(now, Shown(residents(now.figures)), key="map_choose", height=430)


def _shown_district(now: Desk) -> str:
    """The chosen district; of several the reader says whose profile it shall be."""
    if len(now.view.districts) == 1:
        return now.view.districts[0]
    label = now.text("profile_page.which")
    return choose("profile", label, now.view.districts, say=now.name, width=300)


def _indicators(view: ProfileView) -> None:
    """Every indicator as a row of the spine chart, with the rules and the table."""
    now = view.desk
    heading(now.text("district.all"))
    if not view.rows:
        st.caption(now.text("profile_page.no_figures"))
        return
    compared, like = _compared(view)
    st.html(key_html(compared))
    if like is not None:
        st.html(like_html(now, view.code, like))
    if len(compared.others) > COLUMNS:
        st.html(note_html(now.text("profile_page.too_many", count=COLUMNS)))
    for group in row_groups(compared):
        st.html(group_html(compared, group))
    sample = any(now.uses_sample(row.indicator) for row in view.rows)
    provisional = any(now.is_provisional(row.indicator) for row in view.rows)
    told = (
        now.text("profile_page.sample") if sample else "",
        now.text("profile_page.provisional") if provisional else "",
    )
    if any(told):
        st.html(note_html(*told))
    name = f"{view.code}_profile"
    table_button(
        name,
        lambda: profile_table(compared),
        sample=sample,
        provisional=provisional,
        width=_TABLE_PX,
    )
    st.html(_rules_html(now))


def _compared(view: ProfileView) -> tuple[ProfileView, LikeDistricts | None]:
    """The view with the districts that the reader compares with; like ones with their reasons."""
    now = view.desk
    chosen = tuple(code for code in now.view.districts if code != view.code)
    options = ["ward", *(("chosen",) if chosen else ()), "like"]
    with st.container(key="profile_compare", horizontal=True, vertical_alignment="center"):
        mode = choose_one_of(
            "compare",
            now.text("profile_page.compare"),
            options,
            say=lambda one: now.text(f"profile_page.compare_with.{one}"),
            default="chosen" if chosen else "ward",
        )
        if not chosen:
            st.caption(now.text("profile_page.more_districts"))
    if mode == "chosen":
        return replace(view, others=chosen), None
    if mode == "ward":
        return view, None
    like = like_districts(now.figures, view.code, now.view.period, area_km2(now))
    return replace(view, others=tuple(one.code for one in like.found)), like


def _rules_html(now: Desk) -> str:
    """How districts are compared and judged, told on the page and not behind it."""
    told = [now.text(f"profile_page.rule.{rule}", draws=f"{DRAWS:,}") for rule in _RULES]
    title = heading_html(now.text("profile_page.rule.title"))
    return f'<div class="am-rules">{title}{paragraphs_html(*told)}</div>'


def _month_by_month(now: Desk, code: str) -> None:
    """One indicator of the district through the year, which other pages link to."""
    own = replace(now, view=replace(now.view, districts=(code,)))
    catalogue = now.office.catalogue
    with st.container(key="profile_months"):
        heading(now.text("profile_page.months"))
        chosen = choose(
            "indicator",
            now.text("block.indicator"),
            [one.id for one in catalogue if now.figures.is_by_district(one)],
            say=lambda one: now.text.pick(catalogue[one].name),
            width=420,
        )
        show_headline(own, catalogue[chosen])
        show_trend(own, catalogue[chosen], height=260)
        source_note(own, catalogue[chosen])
