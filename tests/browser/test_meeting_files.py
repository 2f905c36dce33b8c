"""The files of a deck in the browser: every form by keys alone, with progress, as a download."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Download, Page, expect

from asahi_metrics.core.text import LANGUAGES, Language, Text
from tests.browser.ground import Server, Traffic, settle

MAKING_MILLISECONDS = 120_000
BEGINNINGS = {
    "pptx": b"PK",
    "pdf": b"%PDF-",
    "xlsx": b"PK",
    "csv": b"\xef\xbb\xbf",
    "geojson": b"{",
    "png": b"PK",
    "zip": b"PK",
}


def draft(page: Page, server: Server, lang: Language) -> None:
    """A draft of a district for staff, made by its button."""
    page.goto(f"{server.url}/meeting?area=05&audience=staff&year=2026&lang={lang}")
    settle(page)
    page.get_by_role("button", name=Text(lang)("meeting.make"), exact=True).press("Enter")
    page.locator(".am-slide").first.wait_for()
    settle(page)


def choose(page: Page, text: Text, form: str) -> None:
    """Type the form's name into the list of forms, as the focus stands on it."""
    name = text(f"files.form.{form}")
    page.keyboard.type(name)
    page.get_by_role("option", name=name, exact=True).wait_for()
    page.keyboard.press("Enter")
    expect(page.get_by_text(text(f"files.form_note.{form}"), exact=True)).to_be_visible()
    settle(page)


def make_and_save(page: Page) -> Download:
    """From the list by Tab to the button, and from there to the file beside it."""
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    ready = page.get_by_test_id("stDownloadButton").get_by_role("button")
    ready.wait_for(timeout=MAKING_MILLISECONDS)
    settle(page)
    page.keyboard.press("Tab")
    expect(ready).to_be_focused()
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    return waiting.value


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_form_is_chosen_made_and_saved_by_keys_alone(
    new_page: Callable[..., Page],
    server: Server,
    traffic: Traffic,
    screenshot: Callable[..., Path],
    tmp_path: Path,
    lang: Language,
) -> None:
    text, page = Text(lang), new_page()
    draft(page, server, lang)
    forms = page.get_by_role("combobox", name=text("meeting.file.form"))
    for form, beginning in BEGINNINGS.items():
        forms.focus()
        choose(page, text, form)
        saved = make_and_save(page)
        assert saved.suggested_filename.endswith(".zip" if form == "png" else f".{form}")
        assert "2026" in saved.suggested_filename
        assert text("sample.short") in saved.suggested_filename
        saved.save_as(tmp_path / form)
        assert (tmp_path / form).read_bytes().startswith(beginning)
    screenshot(page, f"meeting-files-{lang}")
    with zipfile.ZipFile(tmp_path / "png") as parts:
        pictures = [one for one in parts.namelist() if one.endswith(".png")]
        assert len(pictures) >= 6
        for one in pictures:
            assert Image.open(io.BytesIO(parts.read(one))).size == (1920, 1080)
    with zipfile.ZipFile(tmp_path / "zip") as parts:
        assert len(parts.namelist()) == 2 * 19 + 1
    assert traffic.faults == []


def test_the_zip_of_all_districts_shows_whose_files_are_being_made(
    new_page: Callable[..., Page], server: Server, traffic: Traffic
) -> None:
    text, page = Text("ja"), new_page()
    draft(page, server, "ja")
    page.get_by_role("combobox", name=text("meeting.file.form")).focus()
    choose(page, text, "zip")
    # What a bar says may be gone by the next look at it: the page itself notes it down.
    page.evaluate("""() => {
      window.said = new Set();
      const note = () => document.querySelectorAll('[role=progressbar]').forEach((bar) => {
        const at = bar.closest('[data-testid=stProgress]').textContent.match(/\\((\\d+)\\/19\\)/);
        if (at) said.add(Number(at[1]));
      });
      new MutationObserver(note)
        .observe(document.body, { childList: true, characterData: true, subtree: true });
    }""")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_test_id("stDownloadButton").wait_for(timeout=MAKING_MILLISECONDS)
    expect(page.get_by_role("progressbar")).to_have_count(0)
    said = page.evaluate("[...said]")
    assert said == sorted(said)
    assert set(said) <= set(range(1, 20))
    assert len(said) >= 5
    assert traffic.faults == []
