"""A note in Turkish, from the phone that wrote it to a line in French on every page, and back."""

from playwright.sync_api import expect

from tests.browser.house import READY, People, Room, write

TURKISH = "Parkta daha fazla bank istiyoruz, çocuklar için"
LINE = "Plus de bancs au parc, pour les enfants"
MACHINE = 60_000
"""Milliseconds within which the machine has told the language of a note, on a slow computer that has yet to load its model."""


def test_a_line_in_french_shows_under_a_note_in_turkish_and_goes_by_undo(room: Room, people: People) -> None:
    room.go("gather")
    room.lead("screen", view="wall", gisement="g1")
    phone, screen = people.phone(room), people.screen(room)
    phone.context.add_cookies([{"name": "filon-language", "value": "tr", "url": room.server.url}])
    phone.reload()
    phone.wait_for_selector(READY)
    helper = people.page(1440, 900)
    helper.goto(f"{room.url}/translations#{room.links['facilitator_key']}")
    helper.wait_for_selector(READY)
    expect(helper.locator("#line-none")).to_be_visible()
    write(phone, TURKISH)
    expect(helper.locator("#line-note")).to_have_text(TURKISH, timeout=MACHINE)
    expect(helper.locator("#line-note [lang=tr]")).to_be_visible()
    expect(helper.locator("#line-text")).to_be_focused()

    helper.keyboard.type(LINE)
    helper.keyboard.press("Enter")
    slip = screen.locator("#screen-main .slip")
    expect(slip.locator("[lang=tr]")).to_have_text(TURKISH)
    expect(slip.locator(".translation [lang=fr]")).to_have_text(LINE)
    expect(slip).to_contain_text("traduit par une personne")
    for place in ("#feed-g1", "#mine"):
        note = phone.locator(f"{place} .note-text")
        expect(note.locator("[lang=tr]")).to_have_text(TURKISH)
        expect(note.locator(".translation [lang=fr]")).to_have_text(LINE)
    assert [(note["text"], note["translation"]) for note in room.board()["notes"]] == [(TURKISH, LINE)]
    expect(helper.locator("#line-none")).to_be_visible()
    expect(helper.locator("#translations [data-note]")).to_have_count(0)

    helper.get_by_role("button", name="Annuler").click()
    expect(slip.locator(".translation")).to_have_count(0)
    expect(phone.locator("#panel .translation")).to_have_count(0)
    expect(helper.locator("#line-note")).to_be_visible()
    expect(helper.locator("#line-note")).to_have_text(TURKISH)
    helper.keyboard.press("Escape")
    expect(helper.locator("#line-note")).to_have_text(TURKISH)
    helper.get_by_role("button", name="Pas besoin de traduire").click()
    expect(helper.locator("#translations [data-note]")).to_have_count(0)
