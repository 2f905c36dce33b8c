"""What lies between the real server and a page, held for a while as on a slow network."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import Page, WebSocketRoute


@dataclass
class Wire:
    """The messages from the server to a page: while ``held``, they are ``kept`` on their way."""

    page: Page
    held: bool = False
    kept: list[str | bytes] = field(default_factory=list)
    to_page: WebSocketRoute | None = None

    def __post_init__(self) -> None:
        self.page.route_web_socket("**/_stcore/stream", self._join)

    def release(self) -> None:
        """Let through what was held, and all that comes."""
        self.held = False
        for message in self.kept:
            self._send(message)
        self.kept.clear()

    def _join(self, page: WebSocketRoute) -> None:
        self.to_page = page
        page.connect_to_server().on_message(self._pass)

    def _pass(self, message: str | bytes) -> None:
        if self.held:
            self.kept.append(message)
        else:
            self._send(message)

    def _send(self, message: str | bytes) -> None:
        assert self.to_page is not None
        self.to_page.send(message)
