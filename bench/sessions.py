"""How many readers one process holds: real Streamlit sessions that change a filter all the time.

Each session is a websocket that speaks Streamlit's own protocol by its compiled messages, as a
browser would, without drawing anything. Every two seconds it chooses another period or year, and
the time is taken until the server says that the script has finished. Then it fetches the pictures
that the page names, as ``periods.js`` does. Server and sessions share the machine.
"""

from __future__ import annotations

import asyncio
import html
import random
import re
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from statistics import quantiles
from urllib.request import urlopen

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from bench.servers import Running

PAGES = ("overview", "map", "drills", "crime_prevention", "dog_patrol", "marche", "district")
FILTERS = ("filter_period", "filter_year")
ANSWER_SECONDS = 60
LARGEST_MESSAGE = 64 * 2**20


_PICTURES = re.compile(r'data-pictures="([^"]+)"')


@dataclass
class Choice:
    """A drop-down list as the server drew it last."""

    id: str
    options: list[str]
    value: str


@dataclass
class Findings:
    """What all sessions have seen together."""

    opening: list[float] = field(default_factory=list)
    clicks: list[float] = field(default_factory=list)
    bytes: int = 0
    untaken: int = 0
    unanswered: int = 0
    failed_runs: int = 0
    lost: int = 0


@dataclass(frozen=True)
class Plan:
    """How many sessions, on which pages, for how long, and how often each of them clicks."""

    sessions: int
    seconds: float
    pages: tuple[str, ...] = PAGES
    pause: float = 2.0


@dataclass(frozen=True)
class Load:
    """What came of it; ``failures`` are lost sessions, unanswered clicks and failed runs."""

    clicks: int
    median: float
    p95: float
    opening_p95: float
    failures: int
    untaken: int
    memory_mb: float
    cpu_ms: float


@dataclass
class _Stage:
    """How far the sessions are together."""

    opened: int = 0
    all_open: asyncio.Event = field(default_factory=asyncio.Event)
    counted: asyncio.Event = field(default_factory=asyncio.Event)
    done: asyncio.Event = field(default_factory=asyncio.Event)


class Session:
    """One reader on one page."""

    def __init__(self, connection: ClientConnection, page: str, found: Findings) -> None:
        self._connection = connection
        self._page = page
        self._found = found
        self._script = ""
        self._query = "year=2026"
        self._choices: dict[str, Choice] = {}
        self._kept: set[str] = set()
        self._pictures: set[str] = set()
        self._named: set[str] = set()

    async def open(self) -> None:
        """Open the page, as a link does."""
        self._found.opening.append(await self._run())

    async def click(self, chance: random.Random) -> None:
        """Choose another period or year."""
        chosen = self._choices[chance.choice([one for one in FILTERS if one in self._choices])]
        others = [one for one in chosen.options if one != chosen.value]
        chosen.value = chance.choice(others)
        before = self._query
        self._found.clicks.append(await self._run())
        # The link follows every choice that the page has taken.
        self._found.untaken += self._query == before

    async def _run(self) -> float:
        """Ask for a run and take what it sends; returns the seconds until it has finished."""
        begun = time.perf_counter()
        await self._connection.send(self._request().SerializeToString())
        async with asyncio.timeout(ANSWER_SECONDS):
            while not self._take(await self._connection.recv()):
                pass
        return time.perf_counter() - begun

    async def fetch_pictures(self, url: str) -> None:
        """Fetch the pictures that the page has named and that have not been fetched yet."""
        wanted, self._named = self._named - self._pictures, set()
        self._pictures |= wanted
        for address in wanted:
            await asyncio.to_thread(_fetch, url + address)

    def _request(self) -> BackMsg:
        asked = BackMsg()
        state = asked.rerun_script
        state.query_string = self._query
        state.page_script_hash = self._script
        state.page_name = "" if self._script else self._page
        state.cached_message_hashes.extend(self._kept)
        for choice in self._choices.values():
            widget = state.widget_states.widgets.add()
            widget.id = choice.id
            widget.string_value = choice.value
        return asked

    def _take(self, content: bytes | str) -> bool:
        """Take one message; whether it says that the run has finished."""
        assert isinstance(content, bytes)  # noqa: S101 - the protocol has no text
        self._found.bytes += len(content)
        message = ForwardMsg.FromString(content)
        if message.metadata.cacheable:
            self._kept.add(message.hash)
        kind = message.WhichOneof("type")
        if kind == "navigation":
            self._script = message.navigation.page_script_hash
        elif kind == "page_info_changed":
            self._query = message.page_info_changed.query_string
        elif kind == "delta":
            self._note(message)
        return kind == "script_finished" and message.script_finished in {
            ForwardMsg.FINISHED_SUCCESSFULLY,
            ForwardMsg.FINISHED_WITH_COMPILE_ERROR,
        }

    def _note(self, message: ForwardMsg) -> None:
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "selectbox":
            box = element.selectbox
            name = box.id.rsplit("-", 1)[-1]
            # Where the server says nothing of the value, what was chosen stands.
            known = self._choices.get(name)
            chosen = box.raw_value if box.set_value or known is None else known.value
            value = chosen or box.options[box.default]
            self._choices[name] = Choice(box.id, list(box.options), value)
        elif kind == "html":
            self._named.update(map(html.unescape, _PICTURES.findall(element.html.body)))
        elif kind == "exception" or (
            kind == "alert" and element.alert.format == Alert.Format.ERROR
        ):
            self._found.failed_runs += 1


def _fetch(address: str) -> None:
    with urlopen(address, timeout=ANSWER_SECONDS) as answer:  # noqa: S310 - loopback
        answer.read()


async def _read(url: str, number: int, plan: Plan, stage: _Stage, found: Findings) -> None:
    """One reader: opens a page, looks, and changes a filter again and again."""
    chance = random.Random(number)  # noqa: S311 - chosen for variety, and the same each time
    address = url.replace("http", "ws", 1) + "/_stcore/stream"
    await asyncio.sleep(number * plan.pause / plan.sessions)
    try:
        async with connect(
            address, subprotocols=[Subprotocol("streamlit")], max_size=LARGEST_MESSAGE
        ) as connection:
            session = Session(connection, plan.pages[number % len(plan.pages)], found)
            await session.open()
            await session.fetch_pictures(url)
            stage.opened += 1
            await stage.all_open.wait()
            end = time.monotonic() + plan.seconds
            await asyncio.sleep(chance.uniform(0, plan.pause))
            while time.monotonic() < end:
                begun = time.monotonic()
                await session.click(chance)
                await session.fetch_pictures(url)
                await asyncio.sleep(max(0.0, plan.pause - (time.monotonic() - begun)))
            stage.done.set()
            # Who has finished keeps the page open, so that its memory is counted.
            await stage.counted.wait()
    except TimeoutError:
        found.unanswered += 1
    except (ConnectionClosed, OSError):
        found.lost += 1


async def _bench(server: Running, plan: Plan) -> Load:
    found, stage = Findings(), _Stage()
    memory = server.memory_mb()
    readers = [
        asyncio.create_task(_read(server.url, number, plan, stage, found))
        for number in range(plan.sessions)
    ]
    while stage.opened + found.unanswered + found.lost < plan.sessions:
        await asyncio.sleep(0.05)
    busy = server.busy_seconds()
    stage.all_open.set()
    with suppress(TimeoutError):
        await asyncio.wait_for(stage.done.wait(), plan.seconds + ANSWER_SECONDS)
    busy, memory = server.busy_seconds() - busy, server.memory_mb() - memory
    clicks = len(found.clicks)
    stage.counted.set()
    await asyncio.gather(*readers)
    return Load(
        clicks=clicks,
        median=_part(found.clicks, 50),
        p95=_part(found.clicks, 95),
        opening_p95=_part(found.opening, 95),
        failures=found.failed_runs + found.unanswered + found.lost,
        untaken=found.untaken,
        memory_mb=memory / plan.sessions,
        cpu_ms=1000 * busy / max(clicks, 1),
    )


def run(server: Running, plan: Plan) -> Load:
    """Open the sessions, let them click, and tell what came of it."""
    # A browser that is driven from here has the loop of this thread.
    with ThreadPoolExecutor(1) as other:
        return other.submit(asyncio.run, _bench(server, plan)).result()


def _part(seconds: list[float], percent: int) -> float:
    if len(seconds) < 2:
        return max(seconds, default=0.0)
    return quantiles(seconds, n=100, method="inclusive")[percent - 1]
