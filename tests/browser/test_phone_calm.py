"""What others write never moves what one is reading on a phone."""

import uuid

from playwright.sync_api import Page, expect

from server.live.hub import TICK
from tests.browser.house import People, Room, write

SHIFTS = """() => {
    window.shifts = [];
    new PerformanceObserver((list) => {
        for (const one of list.getEntries()) {
            const moved = one.sources.map(({ node }) => node?.nodeName + "." + node?.className);
            window.shifts.push([one.value, one.hadRecentInput, moved]);
        }
    }).observe({ type: "layout-shift", buffered: false });
}"""


def post(room: Room, text: str, gisement: str = "g1") -> None:
    """By another person each time."""
    note = {"id": uuid.uuid4().hex, "gisement": gisement, "kind": "idea", "text": text}
    with room.writer() as person:
        answer = person.post(f"{room.url}/notes", json=note)
    assert answer.status_code == 201, answer.text


THERE = (
    "Des bancs à l'ombre devant l'école maternelle",
    "Une brigade qui passe chaque matin au marché",
    "Prêter le gymnase aux adolescents le dimanche",
    "Les encombrants restent quinze jours sur le trottoir",
    "Un composteur collectif derrière la médiathèque",
    "Personne ne connaît le numéro de la régie",
)


def reading(room: Room, people: People) -> Page:
    """A phone whose reader is in the middle of the list of six notes."""
    room.go("gather")
    for text in THERE:
        post(room, text)
    phone = people.phone(room)
    phone.click(".feeds summary")
    expect(phone.locator("#feed-g1 .feed-count")).to_contain_text("6 notes")
    phone.locator("#feed-g1 .note").nth(3).scroll_into_view_if_needed()
    return phone


def test_nothing_moves_under_the_eyes_while_fifty_notes_arrive(room: Room, people: People) -> None:
    phone = reading(room, people)
    before = phone.locator("#feed-g1").inner_text()
    phone.wait_for_timeout(
        600
    )  # what follows a touch by less than half a second is forgiven by the measure: this test is not
    phone.evaluate(SHIFTS)
    for n in range(50):
        post(room, f"Une de plus, {n} : ouvrir la cour le samedi")
    expect(phone.locator("#fresh")).to_have_text("50 nouvelles notes")
    assert phone.locator("#feed-g1").inner_text() == before
    assert phone.evaluate("shifts") == []


def test_a_tap_or_enter_on_the_pill_shows_the_new_notes(room: Room, people: People) -> None:
    phone = reading(room, people)
    post(room, "La première nouvelle")
    expect(phone.locator("#fresh")).to_have_text("1 nouvelle note")
    expect(phone.locator("#told")).to_have_text("1 nouvelle note")
    phone.locator("#fresh button").focus()
    phone.keyboard.press("Enter")
    expect(phone.locator("#feed-g1 .note-text").first).to_have_text("La première nouvelle")
    expect(phone.locator("#fresh button")).to_be_hidden()
    expect(phone.locator("#feed-g1")).to_be_focused()
    expect(phone.locator("#feed-g1 .feed-title")).to_be_in_viewport()
    post(room, "La deuxième nouvelle")
    phone.click("#fresh button")
    expect(phone.locator("#feed-g1 .feed-count")).to_contain_text("8 notes")


def test_what_is_not_being_read_follows_by_itself(room: Room, people: People) -> None:
    phone = reading(room, people)
    post(room, "Une nouvelle")
    expect(phone.locator("#fresh button")).to_be_visible()
    phone.click(".feeds summary")
    expect(phone.locator("#feed-g1 .feed-count")).to_contain_text("7 notes")
    expect(phone.locator("#fresh button")).to_be_hidden()
    post(room, "Encore une")
    expect(phone.locator("#feed-g1 .feed-count")).to_contain_text("8 notes")


def test_a_note_that_is_hidden_is_read_no_more_at_once(room: Room, people: People) -> None:
    phone, other = reading(room, people), people.phone(room)
    write(other, "Des mots qui blessent")
    phone.click("#fresh button")
    hurting = phone.locator("#feed-g1 .note", has_text="Des mots qui blessent")
    expect(hurting).to_be_visible()
    room.lead(f"notes/{room.board()['notes'][-1]['id']}/hide")
    expect(hurting).to_be_hidden()
    expect(phone.locator("#fresh")).to_have_text("Voir la liste à jour")


def test_a_word_masked_while_its_note_waits_is_never_read(room: Room, people: People) -> None:
    phone = reading(room, people)
    read = phone.locator("#feed-g1")
    post(room, "Monsieur Dupond ne répond jamais")
    expect(phone.locator("#fresh")).to_have_text("1 nouvelle note")
    board = room.board()
    room.lead(f"notes/{board['notes'][-1]['id']}/mask", words=["9-15"], through=board["seq"])
    expect(phone.locator("#now [data-moderations]")).to_have_attribute("data-moderations", "1")
    expect(phone.locator("#fresh")).to_have_text("1 nouvelle note")
    assert "Dupond" not in phone.content()
    phone.click("#fresh button")
    expect(read.locator(".note-text").first).to_have_text("Monsieur ▇▇▇▇ ne répond jamais")
    assert "Dupond" not in phone.content()


LATER = "() => { window.requestIdleCallback = (then, { timeout }) => Object.assign(window, { free: then, within: timeout }); }"


def test_what_is_pushed_waits_for_a_free_moment(room: Room, people: People) -> None:
    phone = reading(room, people)
    phone.click(".feeds summary")
    phone.evaluate(LATER)
    post(room, "Une nouvelle")
    phone.wait_for_function("() => window.within")
    expect(phone.locator("#feed-g1 .feed-count")).to_contain_text("6 notes")
    assert phone.evaluate("within") < 1000 * TICK["phone"], "each would wait for the one before"
    phone.evaluate("free()")
    expect(phone.locator("#feed-g1 .feed-count")).to_contain_text("7 notes")
