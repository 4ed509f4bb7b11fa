"""The remote, held in one hand: what a tap does, what it must not do, and what the projector shows of it."""

import re
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.browser.gallery.looking import axe as faults
from tests.browser.house import READY, People, Room

LAST_TAP_WAS_NO_BOUNCE = 400
HELD = 900


def remote(room: Room, people: People) -> Page:
    page = people.page(360, 740, has_touch=True, is_mobile=True)
    page.goto(f"{room.url}/remote#{room.links['facilitator_key']}")
    page.wait_for_selector(READY)
    return page


def twice(page: Page, button: str) -> None:
    page.click(button)
    expect(page.locator("#remote")).to_have_attribute("data-armed", button.removeprefix("#"))
    page.wait_for_timeout(LAST_TAP_WAS_NO_BOUNCE)
    page.click(button)


def test_three_areas_fill_the_phone(room: Room, people: People) -> None:
    page = remote(room, people)
    boxes = [page.locator(f"#cue-{name}").bounding_box() for name in ("black", "before", "after")]
    assert all(box and box["height"] >= 96 and box["width"] >= 330 for box in boxes)
    assert boxes[2]
    assert boxes[2]["y"] + boxes[2]["height"] <= 740
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert page.evaluate("document.documentElement.scrollHeight") == 740


def test_a_stage_takes_a_second_tap_and_can_be_taken_back(room: Room, people: People) -> None:
    page, screen = remote(room, people), people.screen(room)
    page.evaluate("for (const bounce of [1, 2]) document.getElementById('cue-after').click()")
    expect(page.locator("#told")).to_have_text(re.compile("Touchez encore"))
    page.wait_for_timeout(LAST_TAP_WAS_NO_BOUNCE)
    assert room.board()["stage"] == "welcome"
    page.click("#cue-after")
    expect(page.locator("[data-stage]")).to_have_attribute("data-stage", "react")
    expect(screen.locator(".view-challenges")).to_be_visible()
    page.click("#remote-undo")
    expect(page.locator("[data-stage]")).to_have_attribute("data-stage", "welcome")
    expect(page.locator("#remote-undo")).to_be_hidden()


def test_a_long_press_goes_to_the_next_stage_past_the_images_left(room: Room, people: People) -> None:
    room.go("results")
    page = remote(room, people)
    expect(page.locator("#cue-after")).to_contain_text("Appui long")
    box = page.locator("#cue-after").bounding_box()
    assert box
    page.mouse.move(box["x"] + 50, box["y"] + 50)
    page.mouse.down()
    page.wait_for_timeout(HELD)
    page.mouse.up()
    expect(page.locator("[data-stage]")).to_have_attribute("data-stage", "promises")


def test_images_of_a_stage_follow_one_another_at_a_tap_or_by_a_clicker(room: Room, people: People) -> None:
    room.go("results")
    page, screen = remote(room, people), people.screen(room)
    page.click("#cue-after")
    expect(screen.locator(".view")).to_have_attribute("data-view", "map")
    expect(page.locator(".remote-shows")).to_contain_text("la carte des priorités")
    page.keyboard.press("PageDown")
    expect(screen.locator(".view")).to_have_attribute("data-view", "consensus")
    page.keyboard.press("ArrowLeft")
    expect(screen.locator(".view")).to_have_attribute("data-view", "map")
    assert room.board()["stage"] == "results"


def test_the_room_goes_black_and_comes_back_where_it_was(room: Room, people: People) -> None:
    room.go("gather")
    room.lead("screen", view="wall", gisement="g3")
    page, screen = remote(room, people), people.screen(room)
    page.click("#cue-black")
    expect(screen.locator(".view-blank")).to_be_visible()
    expect(page.locator("#cue-black")).to_contain_text("Revenir")
    screen.wait_for_selector("body.idle")
    screen.keyboard.press("b")  # and somebody made the projector black by its own key
    page.keyboard.press("b")
    expect(screen.locator(".view-wall")).to_have_attribute("data-gisement", "g3")
    expect(screen.locator("#black")).to_be_hidden()


def test_two_remotes_tapped_together_go_one_stage(room: Room, people: People) -> None:
    one, other = remote(room, people), remote(room, people)
    for page in (one, other):
        page.click("#cue-after")
    one.wait_for_timeout(LAST_TAP_WAS_NO_BOUNCE)
    for page in (one, other):
        page.dispatch_event("#cue-after", "click")
    for page in (one, other):
        expect(page.locator("[data-stage]")).to_have_attribute("data-stage", "react")
    assert room.board()["stage"] == "react"


def test_a_page_the_remote_turns_is_the_page_that_shows(room: Room, people: People) -> None:
    for n in range(7):
        room.lead("promises", text=f"Promesse {n + 1}", carrier="La ville")
    room.go("promises")
    page, screen = remote(room, people), people.screen(room)
    screen.wait_for_selector("body.idle[data-link=on]")
    screen.keyboard.press("PageDown")
    expect(screen.locator(".promises-page")).to_have_text("2/4")
    page.click("#cue-after")
    expect(screen.locator(".promises-page")).to_have_text("2/4")
    page.click("#cue-after")
    expect(screen.locator(".promises-page")).to_have_text("3/4")


def test_without_a_network_it_says_so_and_moves_nothing(room: Room, people: People) -> None:
    page = remote(room, people)
    page.context.set_offline(True)
    twice(page, "#cue-after")
    expect(page.locator(".toast-no")).to_be_visible()
    expect(page.locator("#link")).to_have_attribute("data-state", "off")
    assert room.board()["stage"] == "welcome"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_has_no_accessibility_fault(room: Room, people: People, scheme: Literal["light", "dark"]) -> None:
    page = remote(room, people)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    seen = {}
    for stage in ("welcome", "vote", "close"):
        room.go(stage)
        page.wait_for_selector(f'[data-stage="{stage}"]')
        if stage == "vote":
            page.click("#cue-after")
        seen[stage] = faults(page)
    assert {stage: found for stage, found in seen.items() if found} == {}
