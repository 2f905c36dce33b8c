"""What a reader waits for: pages that open, filters that repaint, a click that opens a panel."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import median

from playwright.sync_api import Browser

from bench.choices import CODES, SERIES, YEAR, said
from bench.eyes import Eyes, Seen, eyes
from bench.servers import Running
from bench.table import Goal, Row

MAP_PAGE = f"/map?year={YEAR}&indicator={SERIES}"
OVERVIEW = f"/?year={YEAR}&indicator={SERIES}"
_LIST_TAB = 1
_PANELS = 4
_SLOW_SECONDS = 2.0


@dataclass(frozen=True)
class Contest:
    """The servers that are compared: the program, an empty page, the usual way, Dash.

    The last two are there where filters are measured. ``floor_cold`` are the seconds that the
    empty page took from the start of its process.
    """

    ours: Running
    floor: Running
    scale: int
    floor_cold: float = 0.0
    usual: Running | None = None
    dash: Running | None = None


def opening(browser: Browser, contest: Contest, rounds: int) -> Iterator[Row]:
    """Pages that open in a browser that has nothing of them yet, and the page after."""
    cold, floors, second, floors_second = [], [], [], []
    for _ in range(rounds):
        with eyes(browser) as one:
            floors.append(one.open(contest.floor.url, ["words"]))
            floors_second.append(one.open(contest.floor.url, ["words"]))
        with eyes(browser) as one:
            cold.append(one.open(contest.ours.url, ["words"]))
            second.append(_next_page(one))
    scale = contest.scale
    yield Row("open", "first page complete, cold browser", scale, "s",
              median(cold), median(floors), goal=Goal(of_floor=2.5))  # fmt: skip
    yield Row("open", "second page (map), by its link", scale, "s",
              median(second), median(floors_second))  # fmt: skip


def _next_page(one: Eyes) -> float:
    one.expect(["map", "chart"])
    one.page.locator('[data-testid="stTopNavLink"][href$="/map"]').first.click()
    return one.seen().ended


def filtering(browser: Browser, contest: Contest, clicks: int) -> Iterator[Row]:
    """From the click on a period to the repainted map and chart, and to the end of the run."""
    with ExitStack() as stack:

        def page(url: str, *wanted: str) -> Eyes:
            opened = stack.enter_context(eyes(browser))
            opened.open(url, wanted)
            return opened

        on_map = page(contest.ours.url + MAP_PAGE, "map", "chart")
        overview = page(contest.ours.url + OVERVIEW, "words")
        overview.expect(["map"])
        overview.page.get_by_role("tab").nth(_LIST_TAB).click()
        overview.seen()
        rivals: dict[str, Callable[[str], Seen]] = {
            "map": lambda code: choose(on_map, "期間", said(code), "map", "chart"),
            "overview": lambda code: choose(overview, "期間", said(code), "map"),
        }
        floor = page(contest.floor.url, "words")
        rivals["floor"] = lambda code: choose(floor, "period", code, "words")
        if contest.usual and contest.dash:
            usual = page(contest.usual.url, "map", "chart")
            rivals["usual"] = lambda code: choose(usual, "period", code, "map", "chart")
            dash = page(contest.dash.url, "map", "chart")
            rivals["dash"] = lambda code: _press(dash, code)
        for name, codes in (("", CODES[:clicks]), (" again", CODES[: max(2, clicks // 2)])):
            yield from _rows(name, contest.scale, _taken_in_turn(rivals, codes))
        yield _panel(on_map, contest.scale)


def _taken_in_turn(
    rivals: dict[str, Callable[[str], Seen]], codes: tuple[str, ...]
) -> dict[str, Seen]:
    """The median of each, all at the same choice one after the other.

    Who takes seconds is asked less often.
    """
    times: dict[str, list[Seen]] = {name: [] for name in rivals}
    for code in codes:
        for name, repaint in rivals.items():
            if len(times[name]) < 2 or times[name][-1].ended < _SLOW_SECONDS:
                times[name].append(repaint(code))
    return {name: _median(found) for name, found in times.items()}


def _median(found: list[Seen]) -> Seen:
    return Seen(median(one.painted for one in found), median(one.ended for one in found))


def _rows(again: str, scale: int, found: dict[str, Seen]) -> Iterator[Row]:
    goal = Goal(
        of_floor=2.0 if scale == 1 else 2.5,
        of_dash=1.0,
        faster_than_usual=3.0 if scale == 100 else None,
    )
    for name, page in (("map", "map page"), ("overview", "overview with map")):
        painted = {one: seen.painted for one, seen in found.items()}
        yield Row("filter", f"{page}{again}, repainted", scale, "s", painted[name],
                  painted["floor"], painted.get("usual"), painted.get("dash"), goal)  # fmt: skip
        ended = {one: seen.ended for one, seen in found.items()}
        yield Row("filter", f"{page}{again}, all words too", scale, "s", ended[name],
                  ended["floor"], ended.get("usual"), ended.get("dash"))  # fmt: skip


def choose(one: Eyes, label: str, name: str, *wanted: str) -> Seen:
    """Choose from a list; returns the seconds until the wanted parts have changed."""
    box = one.page.get_by_role("combobox", name=label, exact=True).first
    box.click()
    box.fill(name)
    option = one.page.get_by_role("option", name=name, exact=True)
    option.wait_for()
    one.expect(wanted)
    option.click()
    return one.seen()


def _press(one: Eyes, name: str) -> Seen:
    one.expect(["map", "chart"])
    one.page.get_by_label(name, exact=True).check()
    return one.seen()


def _panel(one: Eyes, scale: int) -> Row:
    """A click on a district, until its panel, the map and the filters show it."""
    frame = one.page.frame_locator("iframe").first
    times = []
    for at in range(_PANELS):
        one.expect(["map", "words"])
        frame.locator(".district-label").nth(3 + at).click(force=True)
        times.append(one.seen().ended)
    return Row("filter", "map click to the district's panel", scale, "s", median(times))
