"""A town meeting by keys alone: from the builder to the last slide and back, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from asahi_metrics.core.text import LANGUAGES, Language, Text
from tests.browser.ground import Traffic
from tests.browser.halls import DISTRICT, Hall, number_of, view_of
from tests.browser.keyboard import Keyboard

AREA = {"ja": "今宿", "en": "Imajuku"}
TITLE = {"ja": "今宿の一年", "en": "Our year in Imajuku"}
SENTENCE = {"ja": "みなさんと<b>防災</b>を考えます", "en": "Let us <b>talk</b> about drills"}
TOPICS = ("subject.disaster_drills", "subject.dog_patrol")
MOUSE = ("mouse", "click", "dblclick", "hover", "tap", "focus", "check", "fill", "select_option")


def field(page: Page, label: str) -> Locator:
    return page.get_by_label(label, exact=True)


def choose(keys: Keyboard, label: str, option: str) -> None:
    """Choose from a list: type until it is alone, Enter."""
    keys.reach(keys.page.get_by_role("combobox", name=re.compile(rf"(^|\s){re.escape(label)}")))
    keys.write(option)
    keys.page.get_by_role("option", name=option, exact=True).wait_for()
    keys.press("Enter")
    keys.settle()


def build(keys: Keyboard, text: Text, lang: Language) -> None:
    """Fill in the builder and make the slides."""
    page = keys.page
    choose(keys, text("meeting.area"), AREA[lang])
    choose(keys, text("meeting.audience"), text("meeting.audience_name.staff"))
    choose(keys, text("meeting.language"), text(f"meeting.lang.{lang}"))
    for topic in TOPICS:
        choose(keys, text("meeting.topics"), text(topic))
        keys.press("Escape")
    keys.reach(field(page, text("meeting.name")))
    keys.write(TITLE[lang])
    keys.tab()
    # The date is typed digit by digit: year, month, day.
    keys.write("20261128")
    keys.reach(field(page, text("meeting.place")))
    keys.write("Hall A")
    keys.enter(page.get_by_role("button", name=text("meeting.make"), exact=True))
    page.locator(".am-meeting-draft").wait_for()
    keys.settle()


def edit_and_save(keys: Keyboard, text: Text, lang: Language) -> None:
    """Write another sentence and a name, and save."""
    page = keys.page
    keys.reach(field(page, text("meeting.sentence", number=2)))
    keys.press("Control+a")
    keys.write(SENTENCE[lang])
    keys.press("Control+Enter")
    keys.settle()
    # The page goes round: what stands above comes again after its end.
    keys.reach(field(page, text("meeting.author")))
    keys.press("Control+a")
    keys.write("Ward office")
    keys.tab()
    keys.settle()
    keys.enter(page.get_by_role("button", name=text("meeting.save"), exact=True))
    keys.settle()
    expect(page).to_have_url(re.compile(r"deck=\d+"))


def present(keys: Keyboard, text: Text) -> Keyboard:
    """Open the presentation in its window."""
    with keys.page.context.expect_page() as waiting:
        keys.enter(
            keys.page.get_by_role("link", name=re.compile(re.escape(text("meeting.present"))))
        )
    shown = waiting.value
    shown.set_viewport_size({"width": 1280, "height": 720})
    shown.emulate_media(reduced_motion="reduce")
    shown.locator(".slide.shown").wait_for()
    return Keyboard(shown)


def use_map(keys: Keyboard) -> None:
    """Enlarge the map, move it, go to a district, and back to the whole ward."""
    page, at = keys.page, number_of(keys.page)
    slide = page.locator(".slide.shown")
    keys.enter(slide.locator('[data-map="closer"]'))
    assert view_of(page)[0] == pytest.approx(1.5)
    keys.press("+")
    before = view_of(page)
    keys.press("ArrowLeft", "ArrowUp")
    after = view_of(page)
    assert (after[1] > before[1], after[2] > before[2]) == (True, True)
    button = slide.locator(f'[data-see="{DISTRICT}"]')
    keys.reach(button)
    said = " ".join(slide.locator(".card text").all_text_contents())
    assert said == button.text_content()
    keys.press("Enter")
    assert view_of(page)[0] >= 2
    keys.press("Escape")
    assert view_of(page) == (1.0, 0.0, 0.0)
    assert number_of(page) == at


@pytest.mark.parametrize("lang", LANGUAGES)
def test_keys_alone_lead_from_the_builder_through_the_slides_and_back(
    new_page: Callable[..., Page],
    hall: Hall,
    traffic: Traffic,
    screenshot: Callable[..., Path],
    lang: Language,
) -> None:
    text = Text(lang)
    keys = Keyboard(new_page(lang="en-GB" if lang == "en" else "ja-JP"))
    keys.page.goto(f"{hall.server.url}/meeting?year=2026&lang={lang}")
    keys.settle()
    build(keys, text, lang)
    edit_and_save(keys, text, lang)

    shown = present(keys, text)
    page = shown.page
    first = page.locator(".slide.shown")
    expect(first.locator("h2")).to_have_text(TITLE[lang])
    expect(first).to_contain_text("Hall A")
    expect(first).to_contain_text("28")
    count = page.locator(".slide").count()
    maps = 0
    for at in range(1, count + 1):
        assert number_of(page) == f"{at} / {count}"
        if at == 2:
            expect(page.locator(".slide.shown h2")).to_have_text(SENTENCE[lang])
        if page.locator(".slide.shown svg.map").count():
            maps += 1
            use_map(shown)
            screenshot(page, f"keyboard-map-{lang}")
        shown.press("PageDown" if at % 2 else "ArrowRight")
    assert number_of(page) == f"{count} / {count}"
    assert maps

    with page.context.expect_page() as waiting:
        shown.press("s")
    notes = Keyboard(waiting.value)
    expect(waiting.value.locator("#desk .words")).not_to_be_empty()
    notes.press("Home")
    expect(page.locator(".slide.shown")).to_have_attribute("aria-label", f"1 / {count}")
    notes.press("End")
    expect(page.locator(".slide.shown")).to_have_attribute("aria-label", f"{count} / {count}")

    shown.enter(page.get_by_role("link", name=text("present.home"), exact=True))
    shown.settle()
    assert field(page, text("meeting.sentence", number=1)).input_value() == TITLE[lang]
    assert shown.unseen == keys.unseen == []
    assert keys.stops > 40
    assert shown.stops > 5
    assert traffic.faults == []


def test_a_stop_that_shows_nothing_is_found(new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.set_content(
        "<style>#bare:focus { outline: none }</style>"
        '<button>seen</button><button id="bare">bare</button><button>seen</button>'
    )
    keys = Keyboard(page)
    for _ in range(3):
        keys.tab()
    assert keys.unseen == ["BUTTON bare"]


def test_nothing_here_uses_a_mouse() -> None:
    """Neither this file nor the keyboard that it uses calls what a hand on a mouse would."""
    for path in (Path(__file__), Path(__file__).with_name("keyboard.py")):
        called = set(re.findall(r"\.(\w+)\(", path.read_text(encoding="utf-8")))
        assert called.isdisjoint(MOUSE)
