"""A phone that changes language: what was typed stays, the page is told and read the right way."""

import pytest
from playwright.sync_api import expect

from server.i18n import NAMES
from tests.browser.gallery.looking import axe as faults
from tests.browser.house import READY, People, Room, write

BEGINS_IN_SIGHT = """(title) => {
    const first = new Range(), words = title.querySelector("[lang]").firstChild;
    first.setStart(words, 0);
    first.setEnd(words, 1);
    return title.scrollWidth <= title.clientWidth && first.getBoundingClientRect().left >= title.getBoundingClientRect().left;
}"""
"""Of a title too long for its line, written the other way than the page."""


def test_changing_language_keeps_the_draft_and_stays(room: Room, people: People) -> None:
    room.go("gather")
    phone = people.phone(room)
    expect(phone.locator("html")).to_have_attribute("lang", "fr")
    phone.fill("#text", "Un brouillon")
    phone.click(".languages summary")
    phone.click(".language[value=ar]")
    phone.wait_for_selector(f"html[lang=ar] {READY}")
    expect(phone.locator("html")).to_have_attribute("dir", "rtl")
    expect(phone.locator("#text")).to_have_value("Un brouillon")
    assert phone.locator(".phone-title").evaluate(BEGINS_IN_SIGHT)
    phone.reload()
    phone.wait_for_selector(f"html[lang=ar] {READY}")
    write(phone, "Un banc")
    expect(phone.locator("#mine li.own")).to_have_count(1)
    assert room.texts() == ["Un banc"]


@pytest.mark.parametrize("code", NAMES)
def test_every_language_fits_the_smallest_phone(room: Room, people: People, code: str) -> None:
    phone = people.page(320, 640, has_touch=True, is_mobile=True, locale=code)
    found: dict[str, object] = {}
    for stage in ("react", "gather", "vote", "close"):
        room.go(stage)
        phone.goto(room.url)
        phone.wait_for_selector(f"html[lang={code}] {READY}")
        overflow = phone.evaluate("document.documentElement.scrollWidth - innerWidth")
        if overflow > 0:
            found[stage] = overflow
    assert (found, faults(phone)) == ({}, [])
