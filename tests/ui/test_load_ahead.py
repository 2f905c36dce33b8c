"""What is prepared beside the start: in its order, after the server has set itself up, and kept."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import Iterator

import pytest

from asahi_metrics.ui.assets import load_ahead

WAIT_SECONDS = 30


@pytest.fixture(autouse=True)
def _thaw() -> Iterator[None]:
    yield
    gc.unfreeze()


def test_steps_follow_the_start_in_their_order_and_hold_up_nobody() -> None:
    told: list[str] = []
    go_on, done = threading.Event(), threading.Event()

    def slow() -> None:
        go_on.wait(WAIT_SECONDS)
        told.append("slow")

    def last() -> None:
        told.append("last")
        done.set()

    async def serve() -> None:
        async with load_ahead(slow, last, started=lambda: told.append("started"))(None):
            told.append("serving")
            go_on.set()
            assert await asyncio.to_thread(done.wait, WAIT_SECONDS)

    asyncio.run(serve())
    assert told == ["started", "serving", "slow", "last"]


def test_what_was_prepared_is_not_searched_for_waste() -> None:
    prepared: list[list[int]] = []

    async def serve() -> None:
        async with load_ahead(lambda: prepared.append([1]), started=lambda: None)(None):
            for _ in range(10 * WAIT_SECONDS):
                if gc.get_freeze_count():
                    return
                await asyncio.sleep(0.1)

    asyncio.run(serve())
    assert gc.get_freeze_count() > 0
    assert not any(one is prepared[0] for one in gc.get_objects())
