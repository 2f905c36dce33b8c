"""What goes over the wire: bytes of a page beyond Streamlit's own files, and the geometry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Response, WebSocket

from asahi_metrics.ui.navigation import PAGES
from bench.choices import CODES, said
from bench.eyes import eyes
from bench.table import Goal, Row
from bench.watching import MAP_PAGE, Contest, choose

_MB = 2**20
_OF_STREAMLIT = ("/static/", "/_stcore/", "/component/streamlit_folium")


@dataclass
class Wire:
    """All that came: bytes of files that are not Streamlit's, and the messages."""

    files: int = 0
    messages: list[bytes] = field(default_factory=list)

    def note_file(self, answer: Response) -> None:
        """Count a file of the program's own."""
        if not urlsplit(answer.url).path.startswith(_OF_STREAMLIT):
            self.files += len(answer.body())

    def note_socket(self, socket: WebSocket) -> None:
        """Keep every message that the server sends."""
        socket.on("framereceived", self._note_message)

    def _note_message(self, content: bytes | str) -> None:
        self.messages.append(content if isinstance(content, bytes) else content.encode())

    @property
    def bytes(self) -> int:
        """All bytes together."""
        return self.files + sum(map(len, self.messages))


def weighing(browser: Browser, contest: Contest) -> Iterator[Row]:
    """The heaviest page, and the shapes that come again when a filter changes."""
    weights = {name: _weigh(browser, contest, name) for name in PAGES}
    heaviest = max(weights, key=lambda name: weights[name])
    yield Row("wire", f"heaviest page ({heaviest})", contest.scale, "MB",
              weights[heaviest], goal=Goal(most=1.5))  # fmt: skip
    with eyes(browser) as one:
        wire = Wire()
        one.page.on("websocket", wire.note_socket)
        one.open(contest.ours.url + MAP_PAGE, ["map", "chart"])
        wire.messages.clear()
        for code in CODES[:3]:
            choose(one, "期間", said(code), "map", "chart")
        sent = sum(message.count(b"coordinates") for message in wire.messages)
        yield Row("wire", "district shapes sent at a filter", contest.scale, "shapes",
                  sent / 3, goal=Goal(most=0))  # fmt: skip
        kilobytes = sum(map(len, wire.messages)) / 3 / 1024
        yield Row("wire", "messages at a filter", contest.scale, "kB", kilobytes)


def _weigh(browser: Browser, contest: Contest, page: str) -> float:
    with eyes(browser) as one:
        wire = Wire()
        one.page.on("websocket", wire.note_socket)
        answers: list[Response] = []
        one.page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - Playwright marks what it calls
        one.open(f"{contest.ours.url}/{page}", ["words"])
        for answer in answers:
            if answer.ok:
                wire.note_file(answer)
        return wire.bytes / _MB
