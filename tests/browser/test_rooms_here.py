"""The rooms of this device, on the home page: found again by who opened them, forgotten in two taps."""

from playwright.sync_api import expect

from tests.browser.house import People, Server
from tests.browser.test_accessibility import faults


def test_a_room_is_found_again_then_forgotten(server: Server, people: People) -> None:
    page = people.page(390, 844, reduced_motion="reduce")
    page.goto(server.url)
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".rooms-here")).to_have_count(0)
    page.click("text=Ouvrir la salle")
    expect(page.locator("h1")).to_contain_text("Votre salle est prête")
    page.goto(server.url)
    room = page.locator(".room-here")
    expect(room).to_have_count(1)
    room.locator("summary").click()
    assert faults(page) == []
    room.locator("text=Organisation").click()
    expect(page.locator("h1")).to_contain_text("Carte blanche Argenteuil")
    page.goto(server.url)
    room.locator("summary").click()
    room.locator("button").click()
    expect(page.locator(".rooms-here")).to_have_count(0)
