"""The map of a presentation: by keys, buttons, wheel, mouse and fingers, without a network."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import combinations

import pytest
from playwright.sync_api import Locator, Page, expect

from asahi_metrics.core.text import LANGUAGES, Language, Text
from tests.browser.ground import Traffic
from tests.browser.halls import DISTRICT, Hall, labels_of, number_of, open_map, view_of

SCREEN = (1280, 720)
SMALLEST_PX = 28
WHOLE = (1.0, 0.0, 0.0)


@pytest.fixture
def shown(new_page: Callable[..., Page], hall: Hall, traffic: Traffic) -> Iterator[Page]:
    """The Japanese deck at its map, with the network gone."""
    page = new_page(size=SCREEN)
    open_map(page, hall.url())
    page.context.set_offline(True)
    yield page
    assert traffic.faults == []


def district(page: Page, code: str = DISTRICT) -> Locator:
    return page.locator(f'.slide.shown [data-code="{code}"]')


def spot_of(page: Page, code: str = DISTRICT) -> tuple[float, float]:
    """The middle of a district of the whole map; the screen's px are the slide's."""
    x, y = (district(page, code).get_attribute("data-spot") or "").split()
    return float(x), float(y)


def pane_of(page: Page) -> tuple[float, float, float, float]:
    """The part of the screen that the map may move in: left, top, width, height."""
    told = page.locator(".slide.shown svg.map").get_attribute("viewBox") or ""
    left, top, width, height = (float(one) for one in told.split())
    return left, top, width, height


def middle_of(page: Page) -> tuple[float, float]:
    left, top, width, height = pane_of(page)
    return left + width / 2, top + height / 2


def box_of(part: Locator) -> tuple[float, float]:
    """The middle of what is drawn."""
    box = part.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def card(page: Page) -> Locator:
    return page.locator(".slide.shown .card")


def test_keys_enlarge_and_move_the_map_and_turn_the_slides_when_it_is_whole(shown: Page) -> None:
    at = number_of(shown)
    assert view_of(shown) == WHOLE
    for key in ("+", "="):
        shown.keyboard.press(key)
    enlarged = view_of(shown)
    assert enlarged[0] == pytest.approx(2.25)
    for key, (across, down) in {
        "ArrowRight": (-120, 0),
        "ArrowLeft": (120, 0),
        "ArrowDown": (0, -120),
        "ArrowUp": (0, 120),
    }.items():
        before = view_of(shown)
        shown.keyboard.press(key)
        after = view_of(shown)
        assert after == pytest.approx((before[0], before[1] + across, before[2] + down))
    assert number_of(shown) == at
    shown.keyboard.press("-")
    assert view_of(shown)[0] == pytest.approx(1.5)
    shown.keyboard.press("0")
    assert view_of(shown) == WHOLE
    shown.keyboard.press("ArrowRight")
    assert number_of(shown) != at
    shown.keyboard.press("ArrowLeft")
    assert number_of(shown) == at


def test_steps_back_end_at_the_whole_ward_and_the_land_has_no_end_within_the_pane(
    shown: Page,
) -> None:
    for _ in range(8):
        shown.keyboard.press("+")
    assert view_of(shown)[0] == 8
    for _ in range(80):
        shown.keyboard.press("ArrowRight")
    scale, across, _ = view_of(shown)
    left, _, width, _ = pane_of(shown)
    assert across == pytest.approx(left + width - scale * (left + width), abs=0.1)
    for _ in range(8):
        shown.keyboard.press("-")
    assert view_of(shown) == WHOLE
    assert shown.locator(".slide.zoomed").count() == 0


def test_the_map_glides_to_its_view_unless_the_reader_wants_nothing_to_move(shown: Page) -> None:
    land = shown.locator(".slide.shown .land")
    shown.emulate_media(reduced_motion="no-preference")
    shown.evaluate("""() => {
      window.steps = new Set();
      const land = document.querySelector('.slide.shown .land');
      new MutationObserver(() => steps.add(land.getAttribute('transform')))
        .observe(land, { attributes: true });
    }""")
    shown.keyboard.press("+")
    expect(land).to_have_attribute("transform", re.compile(r"matrix\(1\.5 "))
    assert shown.evaluate("steps.size") > 1
    shown.emulate_media(reduced_motion="reduce")
    shown.evaluate("steps.clear()")
    shown.keyboard.press("0")
    expect(land).to_have_attribute("transform", "matrix(1 0 0 1 0 0)")
    assert shown.evaluate("steps.size") == 1


def test_page_down_leaves_an_enlarged_map_and_the_next_look_is_at_the_whole(shown: Page) -> None:
    at = number_of(shown)
    shown.keyboard.press("+")
    shown.keyboard.press("PageDown")
    assert number_of(shown) != at
    shown.keyboard.press("PageUp")
    assert view_of(shown) == WHOLE


def test_buttons_with_names_do_what_the_keys_do_and_turn_no_slide(shown: Page) -> None:
    at, text = number_of(shown), Text("ja")
    for name, k in (("closer", 1.5), ("closer", 2.25), ("farther", 1.5), ("whole", 1)):
        shown.get_by_role("button", name=text(f"present.map.{name}"), exact=True).click()
        assert view_of(shown)[0] == pytest.approx(k)
    assert number_of(shown) == at


def test_the_wheel_enlarges_where_the_pointer_is(shown: Page) -> None:
    x, y = spot_of(shown)
    shown.mouse.move(x, y)
    shown.mouse.wheel(0, -300)
    assert view_of(shown)[0] > 1.5
    # The same place of the land is under the pointer still.
    code = shown.evaluate(
        "([x, y]) => document.elementFromPoint(x, y).closest('[data-code]').dataset.code", [x, y]
    )
    assert code == DISTRICT
    shown.mouse.wheel(0, 2000)
    assert view_of(shown) == WHOLE


def test_the_mouse_draws_an_enlarged_map_along_and_turns_no_slide(shown: Page) -> None:
    at = number_of(shown)
    shown.keyboard.press("+")
    shown.keyboard.press("+")
    before = view_of(shown)
    x, y = spot_of(shown)
    shown.mouse.move(x, y)
    shown.mouse.down()
    shown.mouse.move(x - 60, y - 30, steps=4)
    assert shown.locator("main.drawing").count() == 1
    shown.mouse.up()
    after = view_of(shown)
    assert after == pytest.approx((before[0], before[1] - 60, before[2] - 30))
    # A click beside the districts turns no slide either, while the map is enlarged.
    left, top, width, height = pane_of(shown)
    shown.mouse.click(left + width - 4, top + height - 60)
    assert number_of(shown) == at


def test_two_fingers_enlarge_the_map(new_page: Callable[..., Page], hall: Hall) -> None:
    page = new_page(size=SCREEN)
    open_map(page, hall.url())
    fingers = page.context.new_cdp_session(page)
    x, y = middle_of(page)

    def touch(kind: str, apart: float) -> None:
        points = [{"x": x - apart, "y": y, "id": 0}, {"x": x + apart, "y": y, "id": 1}]
        fingers.send(
            "Input.dispatchTouchEvent",
            {"type": kind, "touchPoints": [] if kind == "touchEnd" else points},
        )

    at = number_of(page)
    touch("touchStart", 50)
    for apart in range(60, 160, 10):
        touch("touchMove", apart)
    touch("touchEnd", 0)
    assert view_of(page)[0] == pytest.approx(3, abs=0.3)
    assert number_of(page) == at


def test_a_double_click_goes_to_the_district_and_a_click_keeps_its_figure_shown(
    shown: Page,
) -> None:
    at = number_of(shown)
    x, y = spot_of(shown)
    shown.mouse.click(x, y)
    shown.mouse.move(1000, 60)
    expect(card(shown)).to_be_visible()
    shown.mouse.dblclick(x, y)
    assert view_of(shown)[0] >= 2
    assert box_of(district(shown)) == pytest.approx(middle_of(shown), abs=2)
    assert number_of(shown) == at


def test_clicks_beside_the_districts_of_the_whole_map_turn_the_slides(shown: Page) -> None:
    at = number_of(shown)
    shown.mouse.click(1200, 60)
    assert number_of(shown) != at


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_district_pointed_at_or_focused_shows_its_name_and_figure_large(
    new_page: Callable[..., Page], hall: Hall, lang: Language
) -> None:
    page = new_page(size=SCREEN)
    open_map(page, hall.url(lang))
    expect(card(page)).to_be_hidden()
    for code in ("01", DISTRICT, "19"):
        name, figure = (
            district(page, code).get_attribute(f"data-{one}") for one in ("name", "figure")
        )
        page.mouse.move(*spot_of(page, code))
        expect(card(page).locator("text")).to_have_text([name or "", figure or ""])
        page.mouse.move(1200, 60)
        expect(card(page)).to_be_hidden()
        page.locator(f'.slide.shown [data-see="{code}"]').focus()
        expect(card(page).locator("text")).to_have_text([name or "", figure or ""])
        sizes = (
            card(page)
            .locator("text")
            .evaluate_all(
                """all => all.map(one =>
                parseFloat(getComputedStyle(one).fontSize) * one.getScreenCTM().a)"""
            )
        )
        assert min(sizes) >= SMALLEST_PX
        page.evaluate("document.activeElement.blur()")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_labels_stay_large_and_clear_of_each_other_however_much_the_map_is_enlarged(
    new_page: Callable[..., Page], hall: Hall, lang: Language
) -> None:
    page = new_page(size=SCREEN)
    open_map(page, hall.url(lang))
    names = 0
    for _ in range(5):
        labels = labels_of(page)
        assert labels
        assert [one for one in labels if one["size"] < SMALLEST_PX - 0.01] == []
        over = [
            (one["text"], other["text"])
            for one, other in combinations(labels, 2)
            if min(one["right"], other["right"]) - max(one["left"], other["left"]) > 1
            and min(one["bottom"], other["bottom"]) - max(one["top"], other["top"]) > 1
        ]
        assert over == []
        names += sum(not str(one["text"])[0].isdigit() for one in labels)
        page.keyboard.press("+")
    # Where there is room, the names come too.
    assert names > 5


def test_the_line_of_help_says_what_the_arrows_do_now(shown: Page) -> None:
    text = Text("ja")
    expect(shown.get_by_text(text("present.map.hint_rest")).locator("visible=true")).to_be_visible()
    shown.keyboard.press("+")
    expect(
        shown.get_by_text(text("present.map.hint_zoomed")).locator("visible=true")
    ).to_be_visible()
    cursor = district(shown).evaluate("one => getComputedStyle(one).cursor")
    assert cursor in {"grab", "none"}
    shown.mouse.move(500, 300)
    assert district(shown).evaluate("one => getComputedStyle(one).cursor") == "grab"


def test_the_speakers_window_is_kept_in_step_with_the_map_and_may_lead(shown: Page) -> None:
    with shown.context.expect_page() as waiting:
        shown.keyboard.press("s")
    notes = waiting.value
    land = notes.locator("#desk .now .land")
    shown.keyboard.press("+")
    drawn = shown.locator(".slide.shown .land").get_attribute("transform") or ""
    expect(land).to_have_attribute("transform", drawn)
    shown.locator(f'.slide.shown [data-see="{DISTRICT}"]').focus()
    figure = district(shown).get_attribute("data-figure") or ""
    expect(notes.locator("#desk .now .card text").last).to_have_text(figure)
    # From the speaker's window too: the hall's map follows.
    notes.keyboard.press("0")
    notes.keyboard.press("+")
    notes.keyboard.press("+")
    expect(land).to_have_attribute("transform", re.compile(r"matrix\(2\.25 "))
    expect(shown.locator(".slide.shown .land")).to_have_attribute(
        "transform", land.get_attribute("transform") or ""
    )


def test_paper_shows_the_whole_ward_without_the_buttons(shown: Page) -> None:
    shown.keyboard.press("+")
    shown.evaluate("""() => addEventListener('beforeprint', () => {
      const land = document.querySelector('.slide.shown .land');
      window.onPaper = land.getAttribute('transform');
    })""")
    shown.pdf(prefer_css_page_size=True)
    assert shown.evaluate("window.onPaper") == "matrix(1 0 0 1 0 0)"
    shown.emulate_media(media="print")
    expect(shown.locator(".map-tools").first).to_be_hidden()
    shown.emulate_media(media="screen")
    assert view_of(shown)[0] == pytest.approx(1.5)
