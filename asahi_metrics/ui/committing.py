"""The last step of loading: the commit with its progress, and what came of it."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

import streamlit as st

from asahi_metrics.core.catalogue import Indicator
from asahi_metrics.core.errors import AsahiMetricsError, PreviewOutdated
from asahi_metrics.services.effects import Effects, settled, touched_indicators
from asahi_metrics.services.importing import Plan, commit_import
from asahi_metrics.store.revisions import Counts
from asahi_metrics.ui.desk import Desk
from asahi_metrics.ui.effect_table import show_effects
from asahi_metrics.ui.lines import literal
from asahi_metrics.ui.links import encode
from asahi_metrics.ui.navigation import page_file, page_of
from asahi_metrics.ui.panels import heading
from asahi_metrics.ui.uploading import forget
from asahi_metrics.ui.working import working

_WANTED = "loading_wanted"
_TASK = "loading_task"
_RESULT = "loading_result"
_FAILED = "loading_failed"
_PATIENCE_SECONDS = 60.0


@dataclass(frozen=True)
class _Result:
    """What a commit came to; ``number`` is None when all of it was there already."""

    dataset: str
    file_name: str
    counts: Counts
    replaces_sample: bool
    effects: Effects
    number: int | None


@dataclass
class _Task:
    """A commit under way. The run that makes it may be ended by the reader at any moment.

    So what came of it is noted here, and told by the run that follows.
    """

    place: str
    result: _Result | None = None
    error: AsahiMetricsError | None = None
    finished: threading.Event = field(default_factory=threading.Event)


def ask_commit(now: Desk, plan: Plan, effects: Effects, *, place: str) -> None:
    """The buttons, and the commit itself in the run after the press.

    In that run the buttons are dead, so that an impatient second press stops nothing.
    """
    text = now.text
    heading(text("loading.commit.title"))
    failed: str = st.session_state.pop(_FAILED, "")
    if failed:
        st.warning(literal(failed))
    wanted = st.session_state.pop(_WANTED, None) == plan.sha256
    commit, cancel = st.columns(2)
    commit.button(
        text("loading.commit.button"),
        type="primary",
        icon=":material/check:",
        key="loading_commit",
        disabled=wanted,
        width="stretch",
        on_click=_want,
        args=(plan.sha256,),
    )
    cancel.button(
        text("loading.commit.cancel"),
        key="loading_cancel",
        disabled=wanted,
        width="stretch",
        on_click=forget,
        args=(place,),
    )
    if wanted:
        _commit(now, plan, effects, place)
    else:
        st.caption(text("loading.commit.undoable"))


def settle(now: Desk) -> None:
    """Note what came of the commit that the last run made, or was making when it was ended."""
    task: _Task | None = st.session_state.get(_TASK)
    if task is None:
        return
    waited = not task.finished.is_set()
    if not task.finished.wait(_PATIENCE_SECONDS):
        return
    st.session_state.pop(_TASK)
    if task.result is not None:
        st.session_state[_RESULT] = task.result
        forget(task.place)
    elif isinstance(task.error, PreviewOutdated):
        # The preview that is shown anew says so.
        forget_wanted()
    elif task.error is not None:
        told = (now.text("loading.commit.failed"), now.text.of_error(task.error))
        st.session_state[_FAILED] = now.text.join(told)
    else:
        st.session_state[_FAILED] = now.text("loading.commit.stopped")
    if waited:
        # This run reads the data as they were before the commit ended.
        st.rerun()


def show_result(now: Desk, dataset_id: str) -> bool:
    """The commit that was just made of this dataset, and where to go next; whether there is one."""
    result = _result_of(dataset_id)
    if result is None:
        return False
    text = now.text
    heading(text("loading.result.heading"))
    if result.number is None:
        st.info(text("loading.result.same"))
    else:
        told = text(
            "loading.result.counts",
            file=literal(result.file_name),
            new=f"{result.counts.new:,}",
            changed=f"{result.counts.changed:,}",
            unchanged=f"{result.counts.unchanged:,}",
            withdrawn=f"{result.counts.withdrawn:,}",
        )
        st.success(f"**{text('loading.result.title', id=result.number)}** {told}")
        _show_links(now, touched_indicators(now.office, dataset_id))
        st.caption(text("loading.result.undo"))
    st.button(text("loading.result.close"), key="loading_close", on_click=forget_result)
    return True


def show_result_effects(now: Desk, dataset_id: str) -> None:
    """What the commit did to the indicators, by the figures as they stand now."""
    result = _result_of(dataset_id)
    if result is None or result.number is None:
        return
    show_effects(now, settled(result.effects, now.figures), done=True)
    if result.replaces_sample:
        st.caption(now.text("loading.result.from_sample"))


def forget_wanted() -> None:
    """Take back that a commit was asked for: what it would do is no longer what was shown."""
    st.session_state.pop(_WANTED, None)


def forget_result() -> None:
    """Take the last result off the page."""
    st.session_state.pop(_RESULT, None)


def _result_of(dataset_id: str) -> _Result | None:
    result: _Result | None = st.session_state.get(_RESULT)
    return result if result is not None and result.dataset == dataset_id else None


def _want(sha256: str) -> None:
    st.session_state[_WANTED] = sha256


def _commit(now: Desk, plan: Plan, effects: Effects, place: str) -> None:
    task = st.session_state[_TASK] = _Task(place)
    try:
        with working(
            now.text("loading.commit.storing"),
            stop=now.text("loading.stop"),
            key="loading_stop_storing",
            # What came of it stands in the task.
            on_stop=lambda: None,
        ) as progress:
            number = commit_import(now.office, plan, progress)
            # Before anything that Streamlit may end the run at: it is stored now.
            task.result = _Result(
                plan.dataset, plan.file_name, plan.counts, plan.replaces_sample, effects, number
            )
    except AsahiMetricsError as error:
        task.error = error
    finally:
        task.finished.set()
    st.rerun()


def _show_links(now: Desk, indicators: Sequence[Indicator]) -> None:
    """The pages on which the figures stand, with the filters as they are."""
    if not indicators:
        return
    files = [*dict.fromkeys(page_of(one.subject) for one in indicators), page_file("map")]
    with st.container(key="loading_links", horizontal=True, gap="medium"):
        st.markdown(now.text("loading.result.see"))
        for file in files:
            st.page_link(
                file,
                label=now.text(f"nav.{file.stem}"),
                icon=":material/arrow_forward:",
                query_params=encode(now.view),
            )
