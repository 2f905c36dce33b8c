"""Long work with its progress, and a button that really ends it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from asahi_metrics.core.progress import Progress

_QUICK_SECONDS = 0.5


@contextmanager
def working(told: str, *, stop: str, key: str, on_stop: Callable[[], None]) -> Iterator[Progress]:
    """Show how far the work has come, and a button beside it, once it takes a moment.

    Pressing the button, or anything else on the page, makes Streamlit end the run at the
    next word that is told of the progress; ``on_stop`` is called in the run that follows.
    """
    place, began = st.empty(), time.monotonic()
    shown: list[Callable[[float], object]] = []
    last = -1

    def tell(share: float) -> None:
        nonlocal last
        percent = int(100 * min(share, 1.0))
        if percent == last or time.monotonic() - began < _QUICK_SECONDS:
            return
        last = percent
        if not shown:
            bar, button = place.container(key=f"{key}_place").columns([7, 3])
            shown.append(bar.progress(0.0, told).progress)
            button.button(
                stop, key=key, icon=":material/stop_circle:", width="stretch", on_click=on_stop
            )
        shown[0](percent / 100, f"{told} {percent}%")  # type: ignore[call-arg]

    yield tell
    place.empty()
