"""The door closes on newcomers alone: who was inside comes back, who waits comes in without a touch when it opens."""

from playwright.sync_api import expect

from tests.browser.gallery.looking import axe as faults
from tests.browser.house import People, Room


def test_a_newcomer_waits_then_comes_in_by_itself(room: Room, people: People) -> None:
    inside, console = people.phone(room), people.console(room)
    console.click("#console-door button")
    expect(console.locator("#console-door")).to_contain_text("Porte fermée")
    late = people.page(390, 844)
    late.on("response", lambda answer: None)
    late.goto(room.url)
    expect(late.locator("h1")).to_contain_text("fermée aux nouveaux arrivants")
    assert faults(late) == []
    inside.reload()
    expect(inside.locator("#now")).to_be_visible()
    console.click("#console-door button")
    expect(late.locator("#now")).to_be_visible(timeout=30_000)
