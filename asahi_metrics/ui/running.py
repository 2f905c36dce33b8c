"""One run of a page, or of a part of it alone: one state of the data, and word of how it went."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial, wraps
from typing import ParamSpec

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from asahi_metrics.core.errors import AsahiMetricsError, RevisionPassed
from asahi_metrics.core.events import timed
from asahi_metrics.services.office import Office
from asahi_metrics.ui.desk import desk
from asahi_metrics.ui.lines import literal
from asahi_metrics.ui.state import begin_run
from asahi_metrics.ui.turns import turns

_P = ParamSpec("_P")

Told = dict[str, object]
"""What is told of a run when it has ended."""

_PAGE = "page"
_WHOLE: ContextVar[bool] = ContextVar("asahi_whole_run", default=False)
# Marks of sessions tell them apart within a log, and lead to nobody.
_SALT = secrets.token_bytes(16)


@contextmanager
def whole_run(office: Office) -> Iterator[Told]:
    """A run of a whole page: all that it reads is of one revision."""
    token = _WHOLE.set(True)
    try:
        with timed("page", session=session_mark()) as told:
            try:
                with turns.take(), office.reading():
                    told["revision"] = office.revision()
                    yield told
            finally:
                told["page"] = page_of_session()
    finally:
        _WHOLE.reset(token)


def name_page(page: str) -> None:
    """Say which page the session is on."""
    st.session_state[_PAGE] = page


def page_of_session() -> str:
    """The page that the session is on; empty before its first run."""
    return str(st.session_state.get(_PAGE, ""))


def session_mark() -> str:
    """What tells the session apart in the log."""
    context = get_script_run_ctx()
    if context is None:
        return ""
    return hashlib.blake2b(context.session_id.encode(), key=_SALT, digest_size=4).hexdigest()


def fragment(
    draw: Callable[_P, None], *, fresh: bool = True, run_every: float | None = None
) -> Callable[_P, None]:
    """A part of a page that can run alone, on the desk of the page around it.

    Where the data have changed since, the whole page begins anew: at once when ``fresh``, else
    when a figure is asked for that can no longer be had. What goes wrong is told in place.
    """

    @wraps(draw)
    def told(*args: _P.args, **kwargs: _P.kwargs) -> None:
        try:
            if _WHOLE.get():
                draw(*args, **kwargs)
            else:
                with _alone(draw.__name__, fresh=fresh):
                    draw(*args, **kwargs)
        except RevisionPassed:
            st.rerun()
        except AsahiMetricsError as error:
            st.error(literal(desk().text.of_error(error)))

    return st.fragment(told, run_every=run_every)


# For what somebody may be writing in: to begin anew would lose it.
form_fragment = partial(fragment, fresh=False)


@contextmanager
def _alone(part: str, *, fresh: bool) -> Iterator[None]:
    begin_run()
    now = desk()
    page, session = page_of_session(), session_mark()
    fields = {"page": page, "part": part, "session": session}
    with timed("part", **fields) as told, turns.take(), now.office.reading():
        told["revision"] = now.office.revision()
        if fresh and not now.is_past and told["revision"] != now.figures.revision:
            raise RevisionPassed("error.revision_passed", id=now.figures.revision)
        yield
