"""The dialogs of ballots, reached step by step, have no accessibility fault that axe can see. Every page: test_gallery.py."""

from typing import Literal

import pytest
from playwright.sync_api import expect

from tests.browser.gallery.looking import axe as faults
from tests.browser.house import People, Room
from tests.browser.test_ballots import ask, plus, reveal, table, themed


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_dialogs_of_ballots(room: Room, people: People, scheme: Literal["light", "dark"]) -> None:
    room.go("gather")
    themed(room, "Bancs", "Navettes")
    console, phone, host = people.console(room), people.phone(room), table(room, people, 1)
    for page in (console, phone, host):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    seen: dict[str, list[str]] = {}
    host.locator("[data-menu=theme]").first.click()
    host.locator("#theme-menu [data-post=nominate]").wait_for()
    seen["theme menu"] = faults(host)
    host.click("[data-post=nominate]")
    console.locator("#console-shortlist small").wait_for()
    console.locator("#console-shortlist button").click()
    console.locator("#ask .rules summary").click()
    console.locator("#ask [name='options[]']:checked").uncheck()
    console.locator("#ask button.primary").click()
    console.locator("#ask-told .toast-no").wait_for()
    seen["shortlist, refused"] = faults(console)
    console.keyboard.press("Escape")
    card = ask(console, college="Usagers")
    phone.locator(".not-asked").wait_for()
    seen["kept for others"] = faults(phone)
    card.locator("button", has_text="Saisir des votes").click()
    console.locator("#ask [name=people]").fill("2")
    console.locator("#ask form").first.get_by_label("Oui").fill("2")
    expect(console.locator("#ask-body h2")).to_have_text("Ouvrir le samedi\u202f?")
    seen["entering"] = faults(console)
    console.locator("#ask button.primary").first.click()
    phone.locator(".college-ask .chip", has_text="Usagers").click()
    plus(phone, "Non").click()
    expect(phone.locator(".dots-left")).to_have_text("Vous avez tout placé.")
    seen["everything placed"] = faults(phone)
    reveal(console)
    card.locator("button", has_text="Second tour").click()
    console.locator("#ask [name=leaders]").wait_for()
    seen["second round"] = faults(console)
    assert {place: found for place, found in seen.items() if found} == {}
