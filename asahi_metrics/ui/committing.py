"""The last step of loading: the commit with its progress, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from asahi_metrics.core.calendar import Period, fiscal_year_of
from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.core.errors import AsahiMetricsError, PreviewOutdated
from asahi_metrics.services.figures import Figures
from asahi_metrics.services.importing import Plan, commit_import
from asahi_metrics.sources import dataset as dataset_of
from asahi_metrics.sources.spec import Checked
from asahi_metrics.ui.desk import Desk, ledger
from asahi_metrics.ui.lines import Line, lines_html, literal
from asahi_metrics.ui.links import encode
from asahi_metrics.ui.navigation import page_file, page_of
from asahi_metrics.ui.panels import heading
from asahi_metrics.ui.uploading import forget

_WANTED = "loading_wanted"
_RESULT = "loading_result"
_FAILED = "loading_failed"

Values = Mapping[str, float | None]


@dataclass(frozen=True)
class Result:
    """What a commit came to; ``before`` and ``after`` are the ward's values of ``year``."""

    plan: Plan
    number: int | None
    year: int
    before: Values
    after: Values


def ask_commit(now: Desk, plan: Plan, *, place: str) -> None:
    """The buttons, and the commit itself in the run after the press.

    In that run the buttons are dead, so that an impatient second press stops nothing.
    """
    heading(now.text("loading.commit.title"))
    wanted = st.session_state.pop(_WANTED, None) == plan.sha256
    commit, cancel, _ = st.columns([2, 2, 6])
    commit.button(
        now.text("loading.commit.button"),
        type="primary",
        key="loading_commit",
        disabled=wanted,
        width="stretch",
        on_click=_want,
        args=(plan.sha256,),
    )
    cancel.button(
        now.text("loading.commit.cancel"),
        key="loading_cancel",
        disabled=wanted,
        width="stretch",
        on_click=forget,
        args=(place,),
    )
    failed: AsahiMetricsError | None = st.session_state.pop(_FAILED, None)
    if failed is not None:
        st.error(f"**{now.text('loading.commit.failed')}** {literal(now.text.of_error(failed))}")
    if wanted:
        _commit(now, plan, place)


def show_result(now: Desk, dataset_id: str) -> None:
    """The commit that was just made of this dataset, if there was one."""
    result: Result | None = st.session_state.get(_RESULT)
    if result is None or result.plan.dataset != dataset_id:
        return
    if result.number is None:
        st.info(now.text("loading.result.same"))
        return
    counts = result.plan.counts
    told = now.text(
        "loading.result.counts",
        file=literal(result.plan.file_name),
        new=f"{counts.new:,}",
        changed=f"{counts.changed:,}",
        unchanged=f"{counts.unchanged:,}",
        withdrawn=f"{counts.withdrawn:,}",
    )
    st.success(f"**{now.text('loading.result.title', id=result.number)}** {told}")
    indicators = [one for one in now.office.catalogue if one.id in result.after]
    if indicators:
        effect, pages = st.columns([8, 4], gap="medium")
        with effect:
            year = now.formats.fiscal_year(result.year)
            heading(now.text("loading.result.effect", year=year))
            st.html(_effect_html(now, indicators, result))
            if result.plan.replaces_sample:
                st.caption(now.text("loading.result.from_sample"))
        with pages:
            _show_links(now, indicators)


def forget_wanted() -> None:
    """Take back that a commit was asked for: what it would do is no longer what was shown."""
    st.session_state.pop(_WANTED, None)


def forget_result() -> None:
    """Take the last result off the page."""
    st.session_state.pop(_RESULT, None)


def _want(sha256: str) -> None:
    st.session_state[_WANTED] = sha256


def _commit(now: Desk, plan: Plan, place: str) -> None:
    indicators, year = _touched(now, plan)
    before = _ward_values(now.figures, indicators, year)
    storing = now.text("loading.commit.storing")
    bar = st.progress(0.0, storing)
    try:
        number = commit_import(now.office, plan, lambda share: _advance(bar, share, storing))
    except PreviewOutdated:
        # The next run shows the preview anew, and says so.
        st.rerun()
    except AsahiMetricsError as error:
        # Told in the next run, in which the buttons live again.
        st.session_state[_FAILED] = error
        st.rerun()
    after = _ward_values(ledger(now.office).figures, indicators, year)
    # The content is stored now: the session has no more use for it.
    done = replace(plan, content=b"", checked=Checked([], []), changes=())
    st.session_state[_RESULT] = Result(done, number, year, before, after)
    forget(place)
    st.rerun()


def _advance(bar: DeltaGenerator, share: float, told: str) -> None:
    bar.progress(min(share, 1.0), told)


def _touched(now: Desk, plan: Plan) -> tuple[list[Indicator], int]:
    """The indicators that count the dataset, and the newest fiscal year of the file."""
    series = {one.id for one in dataset_of(plan.dataset).series}
    indicators = [
        one
        for one in now.office.catalogue
        if any(series.intersection(term.series) for term in one.terms)
    ]
    newest = max((record.month_last for record in plan.checked.records), default=None)
    return indicators, now.view.year if newest is None else fiscal_year_of(newest)


def _ward_values(figures: Figures, indicators: Sequence[Indicator], year: int) -> Values:
    return {one.id: figures.of(one, figures.to_date(one, Period(year))).value for one in indicators}


def _effect_html(now: Desk, indicators: Sequence[Indicator], result: Result) -> str:
    text = now.text
    header = [text(f"loading.result.{name}") for name in ("indicator", "before", "after")]
    lines = [
        Line(
            (
                text.pick(one.name),
                now.measure(one).say(result.before[one.id]),
                now.measure(one).say(result.after[one.id]),
            ),
            chosen=result.before[one.id] != result.after[one.id],
        )
        for one in indicators
    ]
    return lines_html(header, lines, numbers={1, 2})


def _show_links(now: Desk, indicators: Sequence[Indicator]) -> None:
    """The pages on which the figures stand, with the filters as they are."""
    heading(now.text("loading.result.see"))
    files = dict.fromkeys(page_of(one.subject) for one in indicators)
    for file in (*files, page_file("map")):
        st.page_link(
            file,
            label=now.text(f"nav.{file.stem}"),
            icon=":material/arrow_forward:",
            query_params=encode(now.view),
        )
