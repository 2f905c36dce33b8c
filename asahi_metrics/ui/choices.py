"""Widgets for a page's own choices, which live in the link by stable ids."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import streamlit as st

from asahi_metrics.ui.state import change_choice, read_choice


def choose(
    key: str,
    label: str,
    options: Sequence[str],
    *,
    say: Callable[[str], str],
    default: str | None = None,
    width: int | Literal["stretch"] = "stretch",
) -> str:
    """A drop-down list whose choice is part of the link; ``width`` in px."""
    _prepare(key, options, default)
    st.selectbox(
        label,
        options,
        format_func=say,
        key=_widget(key),
        on_change=_take,
        args=(key,),
        width=width,
    )
    return str(st.session_state[_widget(key)])


def choose_one_of(
    key: str,
    label: str,
    options: Sequence[str],
    *,
    say: Callable[[str], str],
    default: str | None = None,
) -> str:
    """A row of buttons, one of them pressed, whose choice is part of the link."""
    _prepare(key, options, default)
    st.segmented_control(
        label,
        options,
        format_func=say,
        key=_widget(key),
        required=True,
        label_visibility="collapsed",
        on_change=_take,
        args=(key,),
    )
    return str(st.session_state[_widget(key)])


def _prepare(key: str, options: Sequence[str], default: str | None) -> None:
    value = read_choice(key, options, options[0] if default is None else default)
    st.session_state[_widget(key)] = value


def _widget(key: str) -> str:
    return f"choice_{key}"


def _take(key: str) -> None:
    change_choice(key, st.session_state[_widget(key)])
