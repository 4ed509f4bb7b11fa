"""The thread of a note in real browsers: from the words typed on a phone to the page that people take home."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.gallery.looking import axe as faults
from tests.browser.house import People, Room, write

IDEA = "Une médiation de rue le soir, avec des habitants"
PROMISE = "Former cinquante habitants à la médiation"


def written(room: Room, people: People) -> tuple[Page, Page, list[dict[str, Any]]]:
    """Two phones that wrote an idea each, grouped by hand in a theme, beside another; themes are sorted."""
    room.go("gather")
    phones = [people.phone(room) for _ in range(2)]
    for phone, texts in zip(phones, ((IDEA,), ("Des médiateurs formés", "Un guichet unique")), strict=True):
        for text in texts:
            write(phone, text)
        phone.wait_for_selector(f"#mine li.own:nth-child({len(texts)})")
    notes = room.board()["notes"]
    room.lead("notes/move", notes=[note["id"] for note in notes if "édia" in note["text"]], label="Médiation de rue")
    room.lead("notes/move", notes=[note["id"] for note in notes if "guichet" in note["text"]], label="Guichet")
    room.go("sort")
    return phones[0], phones[1], notes


def voted(room: Room, *phones: Page) -> tuple[str, str]:
    """A ballot on the two themes that every phone votes on, revealed; it and its leader."""
    ballot = str(room.lead("ballots", on="themes", title="Nos priorités")["ballot"])
    for phone in phones:
        option = phone.locator(".option", has_text="Médiation de rue")
        option.locator('[data-dot="1"]').click()
        expect(option.locator("[data-count]")).to_have_text("1")
    expected = len(phones)
    room.server.wait_for(lambda: room.board()["ballots"][0]["voters"] == expected)
    room.lead(f"ballots/{ballot}", reveal=True)
    options = room.board()["ballots"][0]["options"]
    return ballot, next(str(one["id"]) for one in options if one["label"] == "Médiation de rue")


def promised(room: Room, ballot: str, option: str) -> None:
    promise = room.lead("drafts", ballot=ballot, option=option)["promise"]
    room.lead(f"promises/{promise}", field="text", text=PROMISE)
    room.lead(f"promises/{promise}/status", state="kept", on="2027-06-01", evidence="Cinquante formés")


def open_for_the_absent(room: Room, **terms: Any) -> None:
    asked = {"on": "texts", "title": "Quel soir ?", "choices": "Vendredi\nSamedi", "days": 3, "door": "Les invités"}
    room.lead("ballots", **(asked | terms))


def test_a_note_is_followed_from_the_phone_to_the_promise(room: Room, people: People) -> None:
    phone, other, _ = written(room, people)
    line = phone.locator("#mine .note-thread")
    ballot, option = voted(room, phone, other)
    expect(line).to_have_text("«\xa0Médiation de rue\xa0», avec une autre · 1er au vote")
    promised(room, ballot, option)
    room.go("close")
    expect(line).to_have_text("«\xa0Médiation de rue\xa0», avec une autre · 1er au vote · promesse 1")
    phone.click(".keep")
    expect(phone.locator(".thread-words")).to_have_text(IDEA)
    expect(phone.locator(".knot p")).to_have_text([
        re.compile("Votre idée a rejoint.*Médiation de rue.*avec une autre"),
        re.compile("Nos priorités.*Médiation de rue.*est classé 1er sur 2"),
        re.compile(f"Son thème est devenu la promesse 1.*{PROMISE}"),
        re.compile("Tenue.*1er juin 2027"),
    ])  # fmt: skip
    expect(phone.locator(".my-sheet li")).to_have_text(re.compile(r"Médiation de rue.*1\spoint"))
    expect(phone.locator("#promises .promise-text")).to_have_text(PROMISE)
    expect(phone.locator(".mine-dots")).to_have_text("1 point à vous")
    assert "guichet" not in phone.locator(".keep-mine").inner_text().lower()


def test_somebody_who_was_away_votes_by_the_link_of_the_console(room: Room, people: People) -> None:
    open_for_the_absent(room, colleges=["police"])
    open_for_the_absent(room, title="Quelle salle ?", choices="La gare\nLa mairie")
    console = people.console(room)
    link = console.locator(".join-card", has_text="Lien à emporter").locator("a").get_attribute("href")
    absent = people.page(390, 844, has_touch=True, is_mobile=True)
    absent.goto(str(link))
    evening, hall = absent.locator(".ballot").nth(0), absent.locator(".ballot").nth(1)
    expect(evening).to_contain_text("Les invités")
    expect(evening.locator('[data-dot="1"]').first).to_be_disabled()
    hall.locator(".option", has_text="La gare").locator('[data-dot="1"]').click()
    expect(hall.locator(".dots-left")).to_have_text("Vous avez tout placé.")
    expect(console.locator(".ballot-card", has_text="Quelle salle")).to_contain_text("1 votant")
    absent.locator(".college .chip", has_text="Police").click()
    plus = evening.locator(".option", has_text="Samedi").locator('[data-dot="1"]')
    expect(plus).to_be_enabled()
    plus.click()
    expect(console.locator(".ballot-card", has_text="Quel soir")).to_contain_text("1 votant")
    absent.reload()
    expect(absent.locator(".my-sheet")).to_have_count(2)
    expect(evening.locator(".option", has_text="Samedi").locator("[data-count]")).to_have_text("1")


def test_a_phone_that_chooses_its_college_may_vote_at_once(room: Room, people: People) -> None:
    room.lead("ballots", on="texts", title="Quel soir ?", choices="Vendredi\nSamedi", colleges=["police"])
    phone = people.phone(room)
    plus = phone.locator(".option").first.locator('[data-dot="1"]')
    expect(plus).to_be_disabled()
    phone.locator(".college .chip", has_text="Police").click()
    expect(plus).to_be_enabled()


def test_nothing_typed_is_lost_when_the_threads_come(room: Room, people: People) -> None:
    phone, _, _ = written(room, people)
    room.go("gather")
    phone.wait_for_selector("#composer")
    phone.fill("#text", "Une phrase commencée")
    voted(room)
    expect(phone.locator("#mine .note-thread")).to_contain_text("Médiation de rue")
    room.go("gather")
    expect(phone.locator("#text")).to_have_value("Une phrase commencée")


def test_the_page_is_accessible_for_everyone(room: Room, people: People) -> None:
    phone, other, _ = written(room, people)
    ballot, option = voted(room, phone, other)
    promised(room, ballot, option)
    open_for_the_absent(room, colleges=["police"])
    stranger = people.page(1440, 900)
    for scheme in ("light", "dark"):
        for page in (phone, stranger):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.goto(f"{room.url}/souvenir")
            assert faults(page) == []
    phone.set_viewport_size({"width": 320, "height": 640})
    assert phone.evaluate("document.documentElement.scrollWidth") == 320


def test_it_prints_without_its_buttons(room: Room, people: People) -> None:
    phone, other, _ = written(room, people)
    voted(room, phone, other)
    open_for_the_absent(room)
    phone.goto(f"{room.url}/souvenir")
    expect(phone.locator(".keep-votes")).to_be_visible()
    phone.emulate_media(media="print")
    expect(phone.locator(".keep-votes")).to_be_hidden()
    expect(phone.locator("[data-print]").first).to_be_hidden()
    expect(phone.locator(".thread-words")).to_be_visible()
    expect(phone.locator(".keep-address")).to_contain_text(f"/r/{room.code}/souvenir")
