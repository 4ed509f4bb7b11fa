"""People without a phone: scribe mode by keyboard alone, and the neighbour's phone."""

from playwright.sync_api import Page, expect

from tests.browser.house import READY, People, Room, write


def scribe(people: People, room: Room) -> Page:
    page = people.page(1440, 900)
    page.goto(f"{room.url}/scribe#{room.links['facilitator_key']}")
    page.wait_for_selector("#scribe[data-ready]")
    return page


def test_lines_are_entered_without_a_mouse(people: People, room: Room):
    room.go("gather")
    page = scribe(people, room)
    for line in ("Des bancs à l’ombre", "/3d Le bruit la nuit", "/12# Une carte recopiée"):
        page.keyboard.type(line)
        page.keyboard.press("Enter")
    expect(page.locator("#mine .note")).to_have_count(3)
    assert [(n["gisement"], n["kind"], n["text"], n["entered"]) for n in room.board()["notes"]] == [
        ("g1", "idea", "Des bancs à l’ombre", True),
        ("g3", "obstacle", "Le bruit la nuit", True),
        ("g3", "obstacle", "Une carte recopiée", True),
    ]
    expect(page.locator("#mine .note").first).to_contain_text("Carte 12")
    expect(page.locator("[name=card]")).to_be_focused()


def test_several_cards_of_one_person_are_entered_by_keyboard(people: People, room: Room):
    room.go("gather")
    page = scribe(people, room)
    page.keyboard.type("/= /12# La première")
    expect(page.locator("#said")).to_have_text("Entrez d’abord une carte avec son numéro.")
    page.keyboard.press("Enter")
    for card, line in (("13", "/= La deuxième"), ("14", "La troisième")):
        page.keyboard.type(card)
        page.keyboard.press("Enter")
        page.keyboard.type(line)
        page.keyboard.press("Enter")
    expect(page.locator("#person")).to_have_text("Personne 12 · 3 cartes")
    page.reload()
    page.wait_for_selector("#scribe[data-ready]")
    expect(page.locator("#person")).to_have_text("Personne 12 · 3 cartes")
    page.locator("#mine [data-act=edit]").first.click()
    page.click("#edit [value=withdraw]")
    expect(page.locator("#person")).to_have_text("Personne 12 · 2 cartes")
    page.keyboard.type("/= /20# D’une autre")
    page.keyboard.press("Enter")
    expect(page.locator("#mine .note")).to_have_count(4)  # the withdrawn one is still told
    expect(page.locator("#person")).to_be_hidden()
    board = room.board()
    assert ([note["text"] for note in board["notes"]], board["participants"]) == (
        ["La première", "La deuxième", "D’une autre"],
        2,
    )


def test_a_number_entered_twice_is_told_and_its_words_come_back(people: People, room: Room):
    room.go("gather")
    page = scribe(people, room)
    for text in ("Une idée", "Une autre"):
        page.fill("[name=card]", "7")
        page.press("[name=card]", "Enter")
        page.keyboard.type(text)
        page.keyboard.press("Enter")
        if text == "Une idée":
            expect(page.locator("#mine .note")).to_have_count(1)
    expect(page.locator("#scribe-error")).to_have_text("La carte n° 7 est déjà entrée.")
    expect(page.locator("#text")).to_have_value("Une autre")


def test_what_is_typed_offline_leaves_when_the_network_is_back(people: People, room: Room):
    room.go("gather")
    page = scribe(people, room)
    page.context.set_offline(True)
    page.keyboard.type("Écrite hors ligne")
    page.keyboard.press("Enter")
    expect(page.locator("#waiting .note")).to_contain_text("Écrite hors ligne")
    page.keyboard.type("Pas finie")
    page.context.set_offline(False)
    expect(page.locator("#mine .note")).to_have_count(1)
    page.reload()
    expect(page.locator("#text")).to_have_value("Pas finie")
    assert room.texts() == ["Écrite hors ligne"]


def test_what_was_entered_is_withdrawn(people: People, room: Room):
    room.go("gather")
    page = scribe(people, room)
    page.keyboard.type("À retirer")
    page.keyboard.press("Enter")
    page.click("[data-act=edit]")
    page.click("#edit [value=withdraw]")
    expect(page.locator("#mine .note")).to_contain_text("Note retirée")
    assert room.texts() == []


def test_a_phone_writes_for_its_neighbour_apart(people: People, room: Room):
    room.go("gather")
    phone = people.phone(room)
    write(phone, "La mienne")
    expect(phone.locator("#mine .note")).to_have_count(1)
    phone.click(".to-neighbour a")
    phone.wait_for_selector(f"{READY}[data-voice=neighbour]")
    expect(phone.locator(".neighbour")).to_contain_text("Vous écrivez pour votre voisin·e")
    expect(phone.locator("#mine .note")).to_have_count(0)
    write(phone, "La sienne")
    expect(phone.locator("#mine .note-text")).to_have_text("La sienne")
    phone.click(".neighbour a")
    phone.wait_for_selector(f"{READY}:not([data-voice])")
    expect(phone.locator("#mine .note-text")).to_have_text("La mienne")
    assert [(n["text"], n["entered"]) for n in room.board()["notes"]] == [("La mienne", False), ("La sienne", True)]


def test_the_neighbour_s_panel_and_dots_follow_the_stage(people: People, room: Room):
    phone = people.phone(room)
    phone.click(".to-neighbour a")
    phone.wait_for_selector(f"{READY}[data-voice=neighbour]")
    room.go("vote")
    with phone.expect_response("**/dots/*") as sent:
        phone.click('[data-option="g1"] [data-dot="1"]')
    assert (sent.value.status, sent.value.request.headers["x-filon-for"]) == (200, "neighbour")
    phone.click(".neighbour a")
    phone.wait_for_selector(f"{READY}:not([data-voice])")
    expect(phone.locator('[data-option="g1"]')).to_have_attribute("data-dots", "0")
