"""Whether a page is wider than its window."""

from __future__ import annotations

from playwright.sync_api import Page


def sideways(page: Page) -> list[str]:
    """The parts of the page that would have to be scrolled sideways, by their first words."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('[data-testid="stMain"], [data-testid="stHtml"]')]
          .filter((one) => one.scrollWidth > one.clientWidth + 1)
          .map((one) => one.innerText.slice(0, 80))"""
    )
    return found
