"""What a deck is wanted for: place, audience, language, topics; and the draft made of it."""

from __future__ import annotations

from typing import cast

import streamlit as st

from asahi_metrics.core.errors import AsahiMetricsError
from asahi_metrics.core.report import AUDIENCES, DECK_LANGUAGES, Audience, DeckLanguage
from asahi_metrics.services.reporting import DeckRequest, MadeDeck, left_out, make_deck
from asahi_metrics.services.results import Result
from asahi_metrics.services.topics import Topic, result_topic, topics
from asahi_metrics.ui.choices import choose
from asahi_metrics.ui.desk import Desk
from asahi_metrics.ui.lines import literal
from asahi_metrics.ui.meeting_files import progress_bar
from asahi_metrics.ui.meeting_release import offer_release
from asahi_metrics.ui.meeting_slides import forget_sentences
from asahi_metrics.ui.result_link import ADD
from asahi_metrics.ui.state import take_named, tell_unread

_DRAFT = "meeting_draft"
_KEPT = "meeting_kept"
_WARD = "ward"
_TOPICS, _TITLE, _DATE, _PLACE = (
    "meeting_topics",
    "meeting_title",
    "meeting_date",
    "meeting_place",
)


def draft() -> MadeDeck | None:
    """The deck that was made and is not saved yet."""
    made: MadeDeck | None = st.session_state.get(_DRAFT)
    return made


def forget_draft() -> None:
    """Put the draft away, when it has been saved."""
    st.session_state.pop(_DRAFT, None)


def show_form(now: Desk) -> None:
    """The choices, and the button that makes the slides of them."""
    with st.container(border=True, key="meeting_form"):
        district, audience, lang = _place_and_readers(now)
        _details(now)
        if audience == "public" and not offer_release(now):
            return
        request = DeckRequest(
            district=district,
            year=now.view.year,
            topics=tuple(st.session_state[_TOPICS]),
            lang=lang,
            audience=audience,
            title=st.session_state[_TITLE],
            date=st.session_state[_DATE],
            place=st.session_state[_PLACE],
        )
        _tell_left_out(now, request)
        if st.button(now.text("meeting.make"), type="primary", key="meeting_make"):
            _make(now, request)


def _place_and_readers(now: Desk) -> tuple[str | None, Audience, DeckLanguage]:
    text, codes = now.text, now.areas.district_codes
    chosen = now.view.districts
    first, second, third = st.columns(3)
    with first:
        area = choose(
            "area",
            text("meeting.area"),
            [_WARD, *codes],
            say=lambda code: text("filter.all_districts") if code == _WARD else now.name(code),
            default=chosen[0] if len(chosen) == 1 else _WARD,
        )
    with second:
        audience = choose(
            "audience",
            text("meeting.audience"),
            sorted(AUDIENCES),
            say=lambda one: text(f"meeting.audience_name.{one}"),
        )
    with third:
        lang = choose(
            "slides",
            text("meeting.language"),
            DECK_LANGUAGES,
            say=lambda one: text(f"meeting.lang.{one}"),
        )
    return (
        None if area == _WARD else area,
        cast(Audience, audience),
        cast(DeckLanguage, lang),
    )


def _details(now: Desk) -> None:
    """Topics, title, day and place; Streamlit forgets a field that was off the page."""
    text = now.text
    kept = st.session_state.setdefault(_KEPT, {})
    for key, empty in ((_TOPICS, []), (_TITLE, ""), (_DATE, None), (_PLACE, "")):
        st.session_state[key] = st.session_state.get(key, kept.get(key, empty))
    known = {one.id: one for one in topics(now.office, now.view.year)} | _results(now)
    # A topic of another year's policy may be none of this year's.
    st.session_state[_TOPICS] = [one for one in st.session_state[_TOPICS] if one in known]
    st.multiselect(
        text("meeting.topics"),
        list(known),
        format_func=lambda one: _topic_name(now, known[one]),
        key=_TOPICS,
        placeholder=text("meeting.topics_usual"),
        # Streamlit names that in English only.
        select_all=False,
    )
    first, second, third = st.columns(3)
    first.text_input(text("meeting.name"), key=_TITLE, max_chars=120)
    second.date_input(text("meeting.date"), key=_DATE, format="YYYY/MM/DD")
    third.text_input(text("meeting.place"), key=_PLACE, max_chars=60)
    # Whoever goes to look at the analysis and comes back finds the form as it was.
    kept |= {key: st.session_state[key] for key in (_TOPICS, _TITLE, _DATE, _PLACE)}


def _results(now: Desk) -> dict[str, Topic]:
    """The results of the analysis that were chosen, with one that the link brings along."""
    added = take_named(ADD)
    if added is not None:
        if result_topic(now.office, now.view.year, added) is None:
            tell_unread(ADD, added)
        else:
            chosen = dict.fromkeys([*st.session_state[_TOPICS], added])
            st.session_state[_TOPICS] = list(chosen)
    found = (result_topic(now.office, now.view.year, one) for one in st.session_state[_TOPICS])
    return {one.id: one for one in found if one is not None}


def _tell_left_out(now: Desk, request: DeckRequest) -> None:
    """The results that cannot be made for the audience, before the slides are made."""
    if not any(result_topic(now.office, now.view.year, one) for one in request.topics):
        return
    names = [_topic_name(now, one) for one in left_out(now.office, request, now.figures)]
    if names:
        listed = now.text("chart.alt.list_comma").join(names)
        st.warning(literal(now.text(f"meeting.left_out_{request.audience}", names=listed)))


def _topic_name(now: Desk, topic: Topic) -> str:
    """A subject, an initiative by its own name, which may be the same, or a result by its view."""
    if topic.result is not None:
        return _result_name(now, topic.result)
    if topic.label is None:
        return now.text(f"subject.{topic.id}")
    return now.text("meeting.initiative", name=now.text.pick(topic.label))


def _result_name(now: Desk, result: Result) -> str:
    """The view, the indicators, and the rule where there is one."""
    text = now.text
    both = [text.pick(one.name) for one in (result.indicator, result.other) if one]
    name = text("chart.alt.list_comma").join(both)
    if result.rule:
        rule = text(f"analysis_what_if.rule.{result.rule}")
        name = text("meeting.result_rule", name=name, rule=rule)
    return text("meeting.result", view=text(f"analysis.name.{result.view}"), name=name)


def _make(now: Desk, request: DeckRequest) -> None:
    """Make the draft; the figures that are at hand already are those of the staff."""
    place = st.empty()
    show = progress_bar(place, now.text("meeting.making"))
    try:
        made = make_deck(now.office, request, now.figures, progress=show)
    except AsahiMetricsError as error:
        place.error(literal(now.text.of_error(error)))
        return
    place.empty()
    forget_sentences("draft")
    st.session_state[_DRAFT] = made
