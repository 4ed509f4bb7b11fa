"""The report worded for publication by its organiser, with a keyboard."""

from playwright.sync_api import Page, expect

from tests.browser.gallery.looking import axe as faults
from tests.browser.house import People, Room, write

WRITTEN, REWORDED = "Marre de courir partout !!", "Un guichet pour toutes les démarches"


def report(people: People, room: Room) -> Page:
    page = people.page(1440, 900)
    page.goto(f"{room.url}/organise#{room.links['organiser_key']}")
    page.click("text=Voir le rapport")
    page.wait_for_selector("body[data-ready]")
    return page


def test_a_note_is_reworded_beside_its_original_then_given_back(room: Room, people: People) -> None:
    room.go("gather")
    phone = people.phone(room)
    write(phone, WRITTEN)
    expect(phone.locator("#mine li.own")).to_have_count(1)
    page = report(people, room)
    quoted = page.locator(".verbatim")
    button = page.get_by_role("button", name="Modifier pour la publication la contribution 1")
    button.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("blockquote")).to_have_text(WRITTEN)
    expect(dialog.locator("textarea")).to_be_focused()
    assert faults(page) == []
    page.keyboard.press("Control+A")
    page.keyboard.type(REWORDED)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(quoted.locator(".words.reworded")).to_have_text(REWORDED)
    expect(quoted.locator(".marks")).to_contain_text("reformulé pour la publication")
    expect(button).to_be_focused()
    assert room.texts() == [WRITTEN]
    expect(phone.locator("#mine li.own")).to_contain_text("Marre de courir partout")
    page.reload()
    page.wait_for_selector("body[data-ready]")
    expect(quoted.locator(".words.reworded")).to_have_text(REWORDED)
    button.click()
    expect(dialog.locator("blockquote")).to_have_text(WRITTEN)
    dialog.get_by_role("button", name="Revenir à l’original").click()
    expect(quoted.locator(".words")).to_contain_text("Marre de courir partout")
    expect(quoted.locator(".reworded")).to_have_count(0)


def test_words_too_long_stay_in_the_form_with_the_reason(room: Room, people: People) -> None:
    room.go("gather")
    phone = people.phone(room)
    write(phone, WRITTEN)
    expect(phone.locator("#mine li.own")).to_have_count(1)
    page = report(people, room)
    page.click("[data-reword]")
    page.fill("#wording-text", "m" * 281)
    page.click("#wording button.primary")
    expect(page.locator("#wording .error")).to_contain_text("trop long")
    expect(page.locator("#wording-text")).to_have_value("m" * 281)
    page.keyboard.press("Escape")
    expect(page.locator("#wording")).to_be_hidden()


def test_an_introduction_is_written_at_the_head_of_the_report(room: Room, people: People) -> None:
    page = report(people, room)
    page.click("text=Écrire une introduction")
    page.fill("#introduction", "Merci à toutes et à tous.\n\nLe conseil se réunit en mars.")
    page.click(".report-edit button.primary")
    expect(page.locator(".report > p").first).to_have_text("Merci à toutes et à tous.")
    expect(page.locator(".report > p").nth(1)).to_have_text("Le conseil se réunit en mars.")
    page.click("text=Modifier l’introduction")
    assert faults(page) == []


def test_its_charts_are_drawn_in_the_colours_of_the_dark(room: Room, people: People) -> None:
    ballot = room.lead("ballots", on="texts", title="Quel soir ?", choices="Vendredi\nSamedi")["ballot"]
    people.phone(room).locator('[data-dot="1"]').first.click()
    room.server.wait_for(lambda: room.board()["ballots"][0]["voters"] == 1)
    room.lead(f"ballots/{ballot}", reveal=True)
    page = report(people, room)
    page.emulate_media(color_scheme="dark")
    words = page.locator(".report").evaluate("(one) => getComputedStyle(one).color")
    assert page.locator(".report .chart").first.evaluate("(one) => getComputedStyle(one).fill") == words
