"""The console on a phone: what is done most stands under the thumb, wherever the page is scrolled."""

from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.browser.gallery.looking import axe as faults
from tests.browser.house import READY, People, Room, write


def console(room: Room, people: People, width: int = 360, height: int = 740) -> Page:
    page = people.page(width, height, has_touch=True, is_mobile=True)
    page.goto(f"{room.url}/console#{room.links['facilitator_key']}")
    page.wait_for_selector("#console-now h1")
    page.wait_for_selector(READY)
    return page


@pytest.mark.parametrize(("width", "height"), [(360, 740), (390, 844)])
def test_the_bar_stands_at_the_bottom_with_targets_for_a_thumb(
    room: Room, people: People, width: int, height: int
) -> None:
    page = console(room, people, width, height)
    page.evaluate("scrollTo({ top: 900, behavior: 'instant' })")
    boxes = [one.bounding_box() for one in page.locator(".thumb > *").all()]
    assert len(boxes) == 5
    assert all(box and box["width"] >= 44 and box["height"] >= 44 for box in boxes)
    assert all(box and height - 80 < box["y"] and box["y"] + box["height"] <= height for box in boxes)
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_a_laptop_has_no_bar(room: Room, people: People) -> None:
    expect(people.console(room).locator(".thumb")).to_be_hidden()


def test_a_stage_is_two_taps_away_and_taken_back_in_one(room: Room, people: People) -> None:
    page = console(room, people)
    page.click("[popovertarget=sheet-next] >> nth=0")
    page.locator("#sheet-next .primary").click()
    expect(page.locator("#console-now h1")).to_have_text("Découvrir les défis et les gisements")
    expect(page.locator("#sheet-next")).to_be_hidden()
    page.click(".toast-undo")
    expect(page.locator("#console-now h1")).to_have_text("Accueil")


def test_the_last_note_is_hidden_from_under_the_thumb(room: Room, people: People) -> None:
    room.go("gather")
    phone, page = people.phone(room), console(room, people)
    write(phone, "Une note à masquer")
    page.click("[popovertarget=sheet-notes] >> nth=0")
    page.locator("#thumb-notes .thumb-note", has_text="Une note à masquer").get_by_role("button").click()
    expect(phone.locator("#mine .note-state")).to_contain_text("Masquée")
    expect(page.locator("#thumb-notes .thumb-note")).to_have_count(0)


def test_five_minutes_more_the_screen_and_a_message(room: Room, people: People) -> None:
    page, screen = console(room, people), people.screen(room)
    page.locator(".thumb button", has_text="+5 min").click()
    expect(page.locator("#console-now .timer")).to_have_text("35:00")
    page.click("[popovertarget=sheet-screen] >> nth=0")
    page.locator("#thumb-screen .chip", has_text="Ensemble").click()
    expect(screen.locator(".view-overview")).to_be_visible()
    expect(page.locator("#thumb-screen .chip", has_text="Ensemble")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")
    page.click(".thumb a")
    expect(page.locator("#messages-title")).to_be_in_viewport()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_its_sheets_have_no_accessibility_fault(room: Room, people: People, scheme: Literal["light", "dark"]) -> None:
    room.go("gather")
    write(people.phone(room), "Une note de plus")
    page = console(room, people)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    expect(page.locator("#thumb-notes .thumb-note")).to_have_count(1)
    seen = {}
    for name in ("next", "notes", "screen"):
        page.click(f"[popovertarget=sheet-{name}] >> nth=0")
        expect(page.locator(f"#sheet-{name}")).to_be_visible()
        seen[name] = faults(page)
        page.keyboard.press("Escape")
    page.locator("button", has_text="Mener à plusieurs").click()
    expect(page.locator("#share .qr")).to_be_visible()
    seen["share"] = faults(page)
    assert {name: found for name, found in seen.items() if found} == {}
