"""Turns: who waits for whom, and for how long."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from http import HTTPStatus
from pathlib import Path
from threading import Condition, Event, Thread

import pytest

from asahi_metrics.services.office import Office
from asahi_metrics.ui import pictures_route, running
from asahi_metrics.ui.desk import ledger
from asahi_metrics.ui.links import View
from asahi_metrics.ui.shown import Shown, pictures_address
from asahi_metrics.ui.turns import Turns
from tests.ui.asking import ask
from tests.ui.opening import open_page

LONG = 30.0
"""A turn that no test outlasts."""


class Counted(Turns):
    """Turns that tell how often one was taken."""

    taken = 0

    def take(self) -> AbstractContextManager[None]:
        self.taken += 1
        return super().take()


@contextmanager
def holding(turns: Turns) -> Iterator[None]:
    """Somebody else has the turn until the block ends."""
    taken, over = Event(), Event()

    def hold() -> None:
        with turns.take():
            taken.set()
            over.wait(LONG)

    other = Thread(target=hold)
    other.start()
    assert taken.wait(LONG)
    try:
        yield
    finally:
        over.set()
        other.join()


def stand_in_line(turns: Turns, name: int, told: list[int]) -> Thread:
    """Somebody who waits for the turn, and tells when it has come; returned once in line."""

    def come() -> None:
        with turns.take():
            told.append(name)

    one = Thread(target=come)
    one.start()
    end = time.monotonic() + LONG
    while one.is_alive() and not is_waiting(one):
        assert time.monotonic() < end
        time.sleep(0.01)
    return one


def is_waiting(one: Thread) -> bool:
    frame = sys._current_frames().get(one.ident or 0)
    return frame is not None and frame.f_code is Condition.wait.__code__


def test_one_is_at_work_at_a_time() -> None:
    turns, at_work, most = Turns(LONG), [], []

    def work(name: int) -> None:
        for _ in range(20):
            with turns.take():
                at_work.append(name)
                most.append(len(at_work))
                time.sleep(0.001)
                at_work.remove(name)

    everybody = [Thread(target=work, args=(name,)) for name in range(8)]
    for one in everybody:
        one.start()
    for one in everybody:
        one.join()
    assert len(most) == 160
    assert max(most) == 1


def test_who_came_first_goes_first() -> None:
    turns, told = Turns(LONG), []
    with holding(turns):
        line = [stand_in_line(turns, name, told) for name in range(5)]
        assert told == []
    for one in line:
        one.join(LONG)
    assert told == [0, 1, 2, 3, 4]


def test_who_takes_too_long_holds_nobody_up() -> None:
    turns, told = Turns(0.2), []
    with holding(turns):
        begun = time.monotonic()
        line = [stand_in_line(turns, name, told) for name in range(3)]
        for one in line:
            one.join(LONG)
        assert time.monotonic() - begun < LONG / 2
    assert sorted(told) == [0, 1, 2]


def test_who_lost_the_turn_does_not_pass_on_that_of_another() -> None:
    turns, told = Turns(0.1), []
    with ExitStack() as second:
        with holding(turns):
            turns.longest = LONG
            second.enter_context(turns.take())
        # The first has ended by now, and the turn is still of the second.
        third = stand_in_line(turns, 3, told)
        assert told == []
    third.join(LONG)
    assert told == [3]


def test_a_failure_passes_the_turn_on() -> None:
    turns = Turns(LONG)
    with pytest.raises(ValueError, match="a page"), turns.take():
        raise ValueError("a page")
    begun = time.monotonic()
    with turns.take():
        assert time.monotonic() - begun < LONG / 2


def test_a_page_takes_one_turn(shell: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = Counted(LONG)
    monkeypatch.setattr(running, "turns", counted)
    open_page(shell, "map")
    assert counted.taken == 1


def test_pictures_take_one_turn(small_ward: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = Counted(LONG)
    monkeypatch.setattr(pictures_route, "turns", counted)
    book = ledger(small_ward)
    shown = Shown(small_ward.catalogue["drills"], amounts=True, page="map")
    address = pictures_address(shown, View(book.years[-1]), book.figures.revision)
    route = pictures_route.pictures_route(lambda _: small_ward)
    assert ask([route], address).status == HTTPStatus.OK
    assert counted.taken == 1
