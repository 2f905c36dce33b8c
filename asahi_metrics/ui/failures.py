"""What goes wrong unforeseen: a number for the reader, and in the log what it stands for."""

from __future__ import annotations

import secrets
from http import HTTPStatus

import streamlit as st
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from asahi_metrics.core.errors import AsahiMetricsError, DatabaseFailing
from asahi_metrics.core.events import LOGGER
from asahi_metrics.core.text import LANGUAGES, Text
from asahi_metrics.ui.lines import literal
from asahi_metrics.ui.running import page_of_session, session_mark
from asahi_metrics.ui.state import language

# Signs that are not taken for each other, when they are read out over the telephone.
_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_error_number() -> str:
    """A number that an error is known by, such as ``K7QF-29AB``."""
    signs = "".join(secrets.choice(_SIGNS) for _ in range(8))
    return f"{signs[:4]}-{signs[4:]}"


def tell_failure(error: Exception) -> bool:
    """Say in the reader's language that a run failed; Streamlit shows nothing of its own."""
    text = Text(language())
    if isinstance(error, DatabaseFailing):
        _tell_database(text, error)
        return True
    if isinstance(error, AsahiMetricsError):
        st.error(literal(text.of_error(error)))
        return True
    number = _log(error, "page", page=page_of_session(), session=session_mark())
    with st.container(border=True, key=f"failure_{number}"):
        st.markdown(f"**{text('failure.title')}**")
        st.markdown(text("failure.what"))
        st.markdown(text("failure.number", number=number))
    return True


def _tell_database(text: Text, error: DatabaseFailing) -> None:
    """A page of its own for a database that is gone: what is wrong, and the way back."""
    with st.container(border=True, key="failure_database"):
        st.markdown(f"**{text('failure.database.title')}**")
        st.error(literal(text.of_error(error)))
        st.markdown(text("failure.database.what"))
        st.button(text("failure.database.again"), key="failure_again", icon=":material/refresh:")


def answer_failure(_request: Request, error: Exception) -> Response:
    """The answer to a request that failed: no page, but a few lines in both languages."""
    number = _log(error, "request")
    told = [Text(lang)("failure.request", number=number) for lang in LANGUAGES]
    return PlainTextResponse("\n".join(told), HTTPStatus.INTERNAL_SERVER_ERROR)


def _log(error: Exception, place: str, **fields: object) -> str:
    number = new_error_number()
    LOGGER.error(
        "error",
        exc_info=error,
        extra={"event": "error", "fields": {"number": number, "place": place, **fields}},
    )
    return number
