"""The view of what it would take: a rule worked out in whole people, events and things."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from asahi_metrics.core.calendar import Period
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.core.stage import data_mark, marked_stem
from asahi_metrics.exports.frame_workbook import write_frame
from asahi_metrics.services.analysis_what_if import (
    Rule,
    WhatIf,
    can_be_raised,
    rules_of,
    what_if,
)
from asahi_metrics.ui.analysis_notes import left_out_note, some_names
from asahi_metrics.ui.analysis_scale import say_basis, scale_measure
from asahi_metrics.ui.analysis_what_if_table import additions_frame, count_unit, what_if_table
from asahi_metrics.ui.choices import choose
from asahi_metrics.ui.desk import Desk, desk
from asahi_metrics.ui.downloads import XLSX, offer_download
from asahi_metrics.ui.panels import heading, show_chart, source_note, table_button
from asahi_metrics.ui.result_link import offer_slide
from asahi_metrics.visuals.additions import additions
from asahi_metrics.visuals.cards import note_html, sentence_html


def show_what_if(now: Desk) -> None:
    """Lay out the view."""
    indicators = can_be_raised(now.figures)
    if not indicators:
        st.info(now.text("analysis_what_if.none"))
        return
    indicator, rule = _choices(now, indicators)
    found = what_if(now.figures, indicator, _period(now, indicator, rule), rule)
    if found is None:
        st.html(sentence_html(now.text("analysis_what_if.nothing")))
        source_note(now, indicator)
        return
    st.html(sentence_html(_sentence(now, indicator, found)))
    offer_slide(now, "what_if", indicator, rule=rule)
    heading(now.text("analysis_what_if.picture"))
    _picture(now, indicator, found)
    _files(now, indicator, found)
    _notes(now, indicator, found)


def _period(now: Desk, indicator: Indicator, rule: Rule) -> Period:
    """The chosen months; a target is of the whole year, as far as it has data."""
    if rule != "target":
        return now.period(indicator)
    return now.figures.to_date(indicator, Period(now.view.year))


def _choices(now: Desk, indicators: tuple[Indicator, ...]) -> tuple[Indicator, Rule]:
    left, right = st.columns(2, gap="small")
    with left:
        chosen = choose(
            "raised",
            now.text("analysis.raised"),
            [one.id for one in indicators],
            say=lambda one: now.text.pick(now.office.catalogue[one].name),
        )
    indicator = now.office.catalogue[chosen]
    rules: dict[str, Rule] = {one: one for one in rules_of(indicator, now.view.year)}
    with right:
        rule = choose(
            "rule",
            now.text("analysis.rule"),
            list(rules),
            say=lambda one: now.text(f"analysis_what_if.rule.{one}"),
        )
    return indicator, rules[rule]


def _sentence(now: Desk, indicator: Indicator, found: WhatIf) -> str:
    """What it takes, and where the ward then stands."""
    text, say = now.text, now.measure(indicator).say
    name = text.pick(indicator.short)
    target = say(found.target.value) if found.target else ""
    if not found.total:
        if found.target:
            return text(
                "analysis_what_if.reached", name=name, value=target, now=say(found.ward.value)
            )
        return text("analysis_what_if.level_nothing", name=name)
    codes = [one.code for one in found.needing]
    said = {
        "name": name,
        "count": len(codes),
        "total": now.formats.quantity(found.total, count_unit(now, indicator)),
    }
    if found.target:
        first = text("analysis_what_if.target", value=target, **said)
    else:
        first = text(f"analysis_what_if.{found.rule}", names=some_names(now, codes), **said)
    ward = text("analysis_what_if.ward", before=say(found.ward.value), after=say(found.raised))
    return text.join((first, ward))


def _picture(now: Desk, indicator: Indicator, found: WhatIf) -> None:
    measure = scale_measure(now, found.scale)
    label = now.text("analysis_what_if.level_line", value=measure.say(found.level))

    def build() -> go.Figure:
        return additions(
            additions_frame(now, indicator, found),
            measure,
            level=found.level,
            level_label=label,
            selected=now.view.districts,
        )

    show_chart(build, name=f"{indicator.id}_{found.rule}", of=indicator)


def _files(now: Desk, indicator: Indicator, found: WhatIf) -> None:
    """The table, to see and to take along in two forms."""
    table, excel, _ = st.columns([1.6, 1.6, 7], gap="small")
    with table:
        table_button(
            f"{indicator.id}_{found.rule}",
            lambda: what_if_table(desk(), indicator, found),
            sample=now.uses_sample(indicator),
            provisional=now.is_provisional(indicator, found.period),
            width=1000,
        )
    with excel:
        _excel(now, indicator, found)


def _excel(now: Desk, indicator: Indicator, found: WhatIf) -> None:
    """The table as a workbook that says what it is."""
    text, sample = now.text, now.uses_sample(indicator)
    provisional = now.is_provisional(indicator, found.period)
    rule = text(f"analysis_what_if.rule.{found.rule}")
    title = text("analysis_what_if.title", name=text.pick(indicator.name), rule=rule)
    about = (
        title,
        data_mark(text, sample=sample, provisional=provisional),
        text("analysis_what_if.compared", period=now.formats.period(found.period)),
        text("analysis_what_if.shares" if found.target else "analysis_what_if.whole"),
        text("analysis_what_if.source", source=text.pick(indicator.source)),
    )
    stem = f"{indicator.id}_{found.rule}"
    offer_download(
        text("analysis_what_if.excel"),
        lambda _: write_frame(
            what_if_table(now, indicator, found),
            sheet=text("analysis_what_if.sheet"),
            about=[one for one in about if one],
        ),
        file_name=f"{marked_stem(text, stem, sample=sample, provisional=provisional)}.xlsx",
        mime=XLSX,
        key=f"excel_{stem}",
    )


def _notes(now: Desk, indicator: Indicator, found: WhatIf) -> None:
    text, year = now.text, Period(found.period.year)
    under_way = found.target and found.period != year
    chosen = found.target and now.view.period != year
    st.html(
        note_html(
            text("analysis_what_if.compared", period=now.formats.period(found.period)),
            text("analysis_what_if.so_far") if under_way else "",
            text("analysis_what_if.of_year") if chosen else "",
            text("analysis_what_if.sample_target") if found.target and found.target.sample else "",
            say_basis(now, indicator, found.scale),
            left_out_note(now, found.missing),
            _outside(now, indicator, found),
        )
    )
    st.html(
        note_html(
            text("analysis_what_if.whole"),
            text("analysis_what_if.shares") if found.target else "",
            text("analysis_what_if.no_forecast"),
        )
    )
    source_note(now, indicator)


def _outside(now: Desk, indicator: Indicator, found: WhatIf) -> str:
    """What the ward has beside the districts; empty where there is nothing."""
    if not found.outside:
        return ""
    count = now.formats.quantity(found.outside, count_unit(now, indicator))
    return now.text("analysis_what_if.outside", count=count)
