"""The pages of the program in the states that readers meet them in."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from asahi_metrics.core.text import Text
from asahi_metrics.sources import dataset
from tests.browser.ground import settle
from tests.browser.halls import DISTRICT, Hall

Step = Callable[[Page, Text], None]


@dataclass(frozen=True)
class State:
    """A page at an address, with what the reader does there; ``{ja}`` stands for a deck's number.

    ``steps`` go on from where the state before of the same address ended.
    """

    name: str
    path: str
    step: Step | None = None

    def address(self, hall: Hall, text: Text) -> str:
        """The whole address in a language."""
        path = self.path.format(deck=hall.decks[text.lang], older=hall.older)
        if path.startswith("/present/"):
            return hall.server.url + path
        return f"{hall.server.url}{path}{'&' if '?' in path else '?'}lang={text.lang}"


def _tab(key: str) -> Step:
    def open_tab(page: Page, text: Text) -> None:
        page.get_by_role("tab", name=text(key), exact=True).click()
        settle(page)

    return open_tab


def _press(key: str) -> Step:
    def press(page: Page, text: Text) -> None:
        page.get_by_role("button", name=re.compile(rf"{re.escape(text(key))}$")).first.click()
        settle(page)

    return press


def _open_parts(key: str) -> Step:
    def open_parts(page: Page, text: Text) -> None:
        page.get_by_text(text(key), exact=True).first.click()
        settle(page)

    return open_parts


def _wrong_file(page: Page, text: Text) -> None:
    """A file with errors, so that the findings stand on the page."""
    columns = dataset("disaster_drills").columns
    header = ",".join(one.header for one in columns)
    file = f"{header}\nR8.13.4{',?' * (len(columns) - 1)}\n"
    box = page.locator('.st-key-loading_file_disaster_drills input[type="file"]')
    box.set_input_files({"name": "x.csv", "mimeType": "text/csv", "buffer": file.encode()})
    page.get_by_text(text("loading.found")).wait_for()
    settle(page)


def _table(page: Page, text: Text) -> None:
    page.get_by_role("button", name=text("block.table"), exact=True).first.click()
    page.get_by_test_id("stDownloadButton").first.wait_for()
    settle(page)


def _draft(page: Page, text: Text) -> None:
    page.get_by_role("button", name=text("meeting.make"), exact=True).click()
    page.locator(".am-meeting-draft").wait_for()
    settle(page)


def _point(page: Page, _: Text) -> None:
    """An enlarged map with a district that the keyboard has reached."""
    page.keyboard.press("+")
    page.locator(f'.slide.shown [data-see="{DISTRICT}"]').focus()
    page.keyboard.press("Tab")


def _subject(page: str) -> tuple[State, ...]:
    return (
        State(page, f"/{page}"),
        State(f"{page}-heatmap", f"/{page}", _tab("block.heatmap")),
        State(f"{page}-records", f"/{page}", _tab("block.records")),
    )


STATES: tuple[State, ...] = (
    State("overview", "/"),
    State("overview-indicators", "/", _tab("overview.tab.indicators")),
    State("overview-freshness", "/", _tab("overview.tab.freshness")),
    State("policy", "/policy"),
    State("policy-table", "/policy", _tab("policy.tab.table")),
    State("policy-goal", "/policy", _tab("policy.tab.goal")),
    State("policy-organisation", "/policy", _tab("policy.tab.organisation")),
    State("policy-projects", "/policy", _tab("policy.tab.projects")),
    State("outcome", "/outcome"),
    State("analysis", "/analysis"),
    State("analysis-widened", f"/analysis?indicator=drill_participants&districts={DISTRICT}"),
    State("analysis-unjudged", "/analysis?indicator=grant_yen"),
    State("analysis-smoothing", "/analysis?view=smoothing&indicator=sentiment_green"),
    State("analysis-clustering", "/analysis?view=clustering&indicator=over65_share"),
    State("review", "/review"),
    State("review-frozen", "/review?review=1"),
    State("map", "/map"),
    State("map-table", "/map", _table),
    State("map-overlays", f"/map?second=drill_participants&places=market&districts={DISTRICT}"),
    State("map-months", "/map?step=month"),
    *_subject("drills"),
    *_subject("crime_prevention"),
    *_subject("dog_patrol"),
    *_subject("marche"),
    State("district", "/district"),
    State("district-profile", f"/district?districts={DISTRICT}"),
    State("district-compared", f"/district?districts={DISTRICT},07"),
    State("district-note", f"/district?districts={DISTRICT},07", _press("note.new")),
    State("meeting", "/meeting"),
    State("meeting-release", "/meeting", _press("meeting.release.ask")),
    State("meeting-draft", f"/meeting?audience=staff&area={DISTRICT}", _draft),
    State("meeting-saved", "/meeting?deck={deck}"),
    State("meeting-older", "/meeting?deck={older}"),
    State("data", "/data"),
    State("data-columns", "/data", _press("loading.columns")),
    State("data-boundaries", "/data", _open_parts("territory.title")),
    State("data-findings", "/data?dataset=disaster_drills", _wrong_file),
    State("indicators", "/indicators"),
    State("indicators-remark", "/indicators", _press("remarks.new")),
    State("present", "/present/{deck}"),
    State("present-map", "/present/{deck}#5"),
    State("present-map-enlarged", "/present/{deck}#5", _point),
)
